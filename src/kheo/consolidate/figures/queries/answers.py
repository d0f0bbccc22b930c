"""Ask a question, get an answer whose cells carry passports."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from threading import Lock
from typing import Any

from kheo.consolidate.figures.models import Answer as AnswerRow
from kheo.consolidate.figures.queries import accounts, fates
from kheo.consolidate.figures.queries.engine import engine, tables_of
from kheo.consolidate.figures.queries.settings import setting_of
from kheo.consolidate.figures.rules import compiler
from kheo.consolidate.figures.rules.bundle import Bundle, may_join, unbundled
from kheo.consolidate.figures.rules.compiler import Tables
from kheo.consolidate.figures.rules.finish import cells_of, in_order, with_passports
from kheo.consolidate.figures.rules.question import Answer, Cell, Question
from kheo.consolidate.figures.rules.setting import Reduced, Setting
from kheo.facts.columns import queries as columns
from kheo.kit.collector import seldom_collected
from kheo.kit.digests import digest_of
from kheo.plan.programmes.rules.definition import Carry, Rule

KEPT_ANSWERS = 400
# Raised when the engine counts otherwise, or finds other cells: an answer kept before is then another answer.
MEANING = 2
_kept: OrderedDict[tuple[str, str, object], Answer] = OrderedDict()
_lock = Lock()


def ask(question: Question, *, account: bool = False) -> Answer:
    """The answer to a question at its position (the newest if it names none).

    With ``account`` its cells also say how many reports were expected and received.
    Refused("figures.…") where the question names something that does not exist or makes no sense.
    """
    state = columns.state()
    pinned = replace(
        question,
        position=state.position if question.position is None else min(question.position, state.position),
    )
    setting, ground = setting_of(pinned)
    pinned = replace(
        pinned,
        indicators=tuple(f"{definition.code}@{version}" for definition, version in setting.definitions),
    )
    setting = replace(setting, question=pinned)
    name = digest_of(pinned.as_json()), ground
    answer = _once((*name, None), lambda: _remembered(setting, ground))
    if account:
        return _once((*name, accounts.stamp()), lambda: accounts.account(answer, setting, ground))
    return answer


def _once(key: tuple[str, str, object], make: Callable[[], Answer]) -> Answer:
    """What was made under the key before, or is made now; the newest are kept."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    answer = make()
    with _lock:
        _kept[key] = answer
        while len(_kept) > KEPT_ANSWERS:
            _kept.popitem(last=False)
    return answer


def _remembered(setting: Setting, ground: str) -> Answer:
    answer = compute(setting, ground)
    if not AnswerRow.objects.filter(id=answer.id).exists():
        _keep(answer, ground)
    return answer


def _keep(answer: Answer, ground: str) -> None:
    """Keep the question, so that its cells' passports can be opened from any process and at any later time."""
    AnswerRow.objects.get_or_create(
        id=answer.id,
        defaults={
            "question": answer.question.as_json(),
            "position": answer.position,
            "ground": ground,
            "digest": answer.digest,
            "cells": len(answer.cells),
            "made_at": dt.datetime.now(dt.UTC),  # noqa: TID251  (bookkeeping: no rule depends on it)
        },
    )


def forget() -> None:
    """Drop the answers kept in memory; the next question is computed again."""
    fates.forget()
    with _lock:
        _kept.clear()


def compute(setting: Setting, ground: str) -> Answer:
    """The answer from the columnar copy, never from what was kept."""
    ordered = counted(setting, tables_of(setting, columns.state(), ground))
    name = answer_id(setting.question, ground)
    return Answer(
        question=setting.question,
        position=setting.position,
        cells=with_passports(ordered, name),
        id=name,
    )


def counted(setting: Setting, tables: Tables) -> list[Cell]:
    """The cells of a setting's question over these tables, in order and without passports."""
    with seldom_collected():
        outcomes = _outcomes(setting, tables)
        cells: list[Cell] = []
        for definition, version in setting.definitions:
            told = [outcomes[rule, definition.carry] for rule in definition.rules]
            cells += cells_of(definition, version, setting, told)
        return in_order(cells, tuple(definition.code for definition, _ in setting.definitions))


def _outcomes(setting: Setting, tables: Tables) -> dict[tuple[Rule, Carry | None], list[Reduced]]:
    """Each rule's outcome. Plain sums over the same form are read together, the others one by one."""
    alone: dict[tuple[Rule, Carry | None], None] = {}
    together: dict[str, dict[Rule, None]] = {}
    for definition, _ in setting.definitions:
        for rule in definition.rules:
            if definition.carry is None and may_join(rule):
                together.setdefault(rule.sources[0].form, {})[rule] = None
            else:
                alone[rule, definition.carry] = None
    trees = chain(
        (compiler.outcome(rule, setting, tables, carry) for rule, carry in alone),
        (
            Bundle([rule.sources[0] for rule in rules], setting, tables).outcome()
            for rules in together.values()
        ),
    )
    rows = iter(engine().run_all(trees))
    found = {key: reduced(next(rows)) for key in alone}
    for rules in together.values():
        read = next(rows)
        for turn, rule in enumerate(rules):
            found[rule, None] = reduced(unbundled(read, turn, len(setting.question.by)))
    return found


def answer_id(question: Question, ground: str) -> str:
    """Twelve letters and digits that name a pinned question on a ground."""
    digest = hashlib.sha256(digest_of([MEANING, question.as_json(), ground]).encode()).digest()
    return base64.b32encode(digest)[:12].decode().lower()


def reduced(rows: Iterable[tuple[Any, ...]]) -> list[Reduced]:
    """Rows of the compiled question as outcomes; bounds, told as texts, that cannot be trusted are dropped."""
    found = []
    for *keys, low, high, facts, approximate, bits, sure in rows:
        most = _decimal(high) if sure else None
        least = most if low == high else _decimal(low) if sure else None
        found.append(Reduced(tuple(keys), least, most, facts, approximate, bits or 0, sure))
    return found


def _decimal(told: str | None) -> Decimal | None:
    if told is None:
        return None
    return Decimal(told.rstrip("0").rstrip(".") if "." in told and "E" not in told else told)
