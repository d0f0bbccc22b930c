"""Freeze an edition. Nothing here changes one."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db import transaction

from kheo.consolidate.editions.models import Edition
from kheo.consolidate.editions.queries import FROZEN, first_level, names_of
from kheo.consolidate.editions.rules import edition_digest, frozen
from kheo.consolidate.figures.queries import ask
from kheo.consolidate.figures.rules.question import Question
from kheo.ground.audit.actions import record
from kheo.kit.periods import Calendar
from kheo.kit.refusals import Refused
from kheo.plan.programmes.models import Indicator, Programme

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


@transaction.atomic
def freeze(
    *, name: str, programme: str, period: str, boundaries: dt.date | None = None, by: str, now: dt.datetime
) -> Edition:
    """Keep the figures of all indicators, for the country and each place of the first level, as they are now.

    ``boundaries``: the map's date; the period's last day if not given. Raises Refused("edition.…", "periods.…").
    """
    _check_name(name)
    plan = Programme.objects.select_related("calendar").filter(code=programme).first()
    if plan is None:
        known = list(Programme.objects.order_by("code").values_list("code", flat=True))
        raise Refused("edition.no_programme", programme=programme, known=known)
    span = Calendar.from_json(plan.calendar.code, plan.calendar.regimes).span(period)
    codes = Indicator.objects.filter(programme=plan, retired=False).order_by("rank", "code")
    indicators = tuple(dict.fromkeys(codes.values_list("code", flat=True)))
    if not indicators:
        raise Refused("edition.no_indicators", programme=programme)
    day = boundaries or span.last
    level = first_level(plan, day)
    question = Question(indicators, period=period, calendar=plan.calendar.code, boundaries=day)
    figures, position = _figures(question, level.code if level else "")
    edition = Edition(
        name=name,
        programme=plan,
        period=period,
        boundaries=day,
        level=level.code if level else "",
        position=position,
        figures=figures,
        digest=edition_digest(period, position, figures),
        made_at=now,
        by=by,
    )
    edition.save()
    detail = {"period": period, "position": position, "figures": len(figures), "digest": edition.digest}
    record(FROZEN, f"edition:{edition.pk}", by=by, now=now, label=name, detail=detail)
    return edition


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise Refused("edition.bad_name", edition=name)
    if Edition.objects.filter(name=name).exists():
        raise Refused("edition.exists", edition=name)


def _figures(question: Question, level: str) -> tuple[list[dict[str, Any]], int]:
    """The cells of the country and of each place, all at one position of the ledger."""
    country = ask(question)
    figures = [frozen(cell, None) for cell in country.cells]
    if level:
        places = ask(
            Question(
                question.indicators,
                by=(level,),
                period=question.period,
                calendar=question.calendar,
                boundaries=question.boundaries,
                position=country.position,
            )
        )
        names = names_of({key for cell in places.cells for key in cell.keys if isinstance(key, int)})
        for cell in places.cells:
            key = cell.keys[0]
            figures.append(frozen(cell, names[key] if isinstance(key, int) else ("", "")))
    return figures, country.position
