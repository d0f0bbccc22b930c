"""Reports that wait for a decision in a demonstration: a unit's last one, told again of the period after it.

Words: ``waiting`` of ``generator.yaml``.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Last:
    """What a unit's last report on a form said. ``days``: the questions that are answered with a day."""

    form: str
    unit: int
    values: Mapping[str, Any]
    numbers: Sequence[str]
    days: Sequence[str]


@dataclass(frozen=True)
class Waiting:
    """``answers`` by question; ``came``: when, on the clock of the office."""

    form: str
    unit: int
    answers: Mapping[str, Any]
    came: dt.datetime


def waiting(lasts: Iterable[Last], how: Mapping[str, Any], seed: int) -> Iterator[Waiting]:
    """One for each; the same seed tells the same. Some are odd in ways that the checks of a pack look for."""
    rng = random.Random(f"{seed}|waiting")
    text = str(how["text"])
    copied = ""
    for at, last in enumerate(lasts, 1):
        answers = dict(last.values)
        factor = float(how["times"]) if at % int(how["jump"]) == 0 else 1.0
        for name in last.numbers:
            if isinstance(answers.get(name), int):
                answers[name] = round(answers[name] * factor * rng.uniform(0.75, 1.3))
        if at % int(how["rounded"]) == 0:
            answers |= {name: round(answers[name], -1) for name in last.numbers if answers.get(name, 0) > 10}
        if at % int(how["copied"]) == 0 and copied:
            answers[text] = copied
        elif text in answers:
            copied = f"{answers[text]}. {how['story']}" if at % int(how["copied"]) == 1 else copied
            answers[text] = copied if at % int(how["copied"]) == 1 else answers[text]
        later = dt.timedelta(days=int(how["days"]))
        for name in last.days:
            if name in answers:
                answers[name] = (dt.date.fromisoformat(answers[name]) + later).isoformat()
        end = max(dt.date.fromisoformat(answers[name]) for name in last.days if name in answers)
        came = dt.datetime.combine(end, dt.time(8)) + dt.timedelta(
            days=rng.randint(1, 9), minutes=rng.randint(0, 540)
        )
        yield Waiting(last.form, last.unit, {**answers, str(how["number"]): f"W-{seed}-{at:03d}"}, came)
