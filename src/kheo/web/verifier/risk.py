"""How closely each report wants to be looked at: what the checks found about its records."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, Max, OuterRef
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kheo.capture.submissions.models import Record, Rival, Submission
from kheo.capture.submissions.queries import submissions_within
from kheo.ground.accounts.rules import Scope
from kheo.kit.text import pick
from kheo.verify.decisions.models import RivalDecision
from kheo.verify.decisions.rules import Turn
from kheo.verify.quality.models import Beheld, Finding, Risk
from kheo.verify.quality.queries import beheld_of, findings_of
from kheo.verify.quality.states import Kind
from kheo.web.coordinator.marks import not_come_yet
from kheo.web.verifier.findings import chip, sentence

STRONG = 0.5
FEW = 2_000
_TOLD = ("submission_id", "day", "submission__received_at")


@dataclass(frozen=True)
class Sign:
    """Why a report wants to be looked at: ``chip`` in a few words, ``said`` in a sentence. ``field``: the question that
    it is about; ``other``: a report beside which to look at it, 0 where there is none that the reader may see; ``whose``: that
    one's unit; ``hidden``: there is one that the reader may not see."""

    chip: str
    said: str
    strong: bool
    field: str = ""
    other: int = 0
    hidden: bool = False
    whose: str = ""


@dataclass(frozen=True)
class Earlier:
    """What was found when a step was taken (``step``: its title) and is found no more, or not so."""

    step: str
    sign: Sign


def scores(reports: Sequence[int]) -> dict[int, float]:
    """Report → 0 to 1, by its riskiest record; those that nobody weighed are left out."""
    sure = dict.fromkeys(_contradicted(reports), 1.0)
    rows = Risk.objects.filter(score__gt=0).order_by()
    if len(reports) <= FEW:  # of more the database is asked for all: only what waits has been weighed
        rows = rows.filter(record__submission__in=reports)
        sure |= dict.fromkeys((one for one, *_ in _not_come_yet(reports)), 1.0)
    return dict(rows.values_list("record__submission").annotate(most=Max("score"))) | sure


def signs(reports: Sequence[int], scope: Scope) -> dict[int, list[Sign]]:
    """Report → its signs, the strongest first, each once. ``scope``: of what the reader may see of others."""
    report_of = dict(Record.objects.filter(submission__in=reports).values_list("pk", "submission_id"))
    found = findings_of(list(report_of))
    others = {one.detail.get("other", 0) for some in found.values() for one in some} - {0, None}
    seen = _seen(others, scope)
    told: defaultdict[int, dict[str, tuple[float, Sign]]] = defaultdict(dict)
    for record, some in found.items():
        for one in some:
            sign = _sign(one, seen)
            kept = told[report_of[record]].get(sign.said)
            if kept is None or kept[0] < one.strength:
                told[report_of[record]][sign.said] = one.strength, sign
    for report in _contradicted(reports):
        said = _("Something else came under its name: look at both before deciding.")
        told[report][said] = 1.0, Sign(_("contradicted"), said, strong=True)
    checked = {
        report_of[one.record_id] for some in found.values() for one in some if one.rule.kind == Kind.OUTSIDE
    }
    for report, day, came in _not_come_yet(reports):
        if report not in checked:  # where a pack checks days, its check has said so
            said = not_come_yet(day, came)
            told[report][said] = 1.0, Sign(_("a day that had not come"), said, strong=True)
    return {
        report: [sign for _strength, sign in sorted(some.values(), key=lambda pair: -pair[0])]
        for report, some in told.items()
    }


def earlier(
    report: Submission, turn: Turn, now: Sequence[Sign], scope: Scope, language: str
) -> list[Earlier]:
    """What whoever took an earlier step of a report was told, and what is not among the signs of ``now``."""
    if not turn.taken:
        return []
    titles = {step.code: pick(step.title, language) or step.code for step in turn.chain.steps}
    taken = {(one.step, one.at) for one in turn.taken}
    found = [one for one in beheld_of(report) if (one.step, one.at) in taken]
    seen = _seen({one.detail.get("other", 0) for one in found} - {0, None}, scope)
    told = {sign.said for sign in now}
    kept: dict[str, Earlier] = {}
    for one in found:
        sign = _sign(one, seen)
        if sign.said not in told:
            kept.setdefault(sign.said, Earlier(titles.get(one.step, one.step), sign))
    return list(kept.values())


def _sign(one: Finding | Beheld, seen: Collection[int]) -> Sign:
    """``seen``: the other reports that the reader may see."""
    other = one.detail.get("other") or 0
    return Sign(
        chip(one),
        sentence(one),
        one.strength >= STRONG,
        one.field,
        other if other in seen else 0,
        bool(other) and other not in seen,
    )


def with_names(found: Sequence[Sign], language: str) -> list[Sign]:
    """The same, each with whose the report is to which it points."""
    others = {one.other for one in found} - {0}
    rows = Record.objects.filter(submission__in=others).order_by("-line")
    told = rows.values_list("submission_id", "unit__title", "agency__title") if others else ()
    whose = {report: pick(unit or agency or {}, language) for report, unit, agency in told}
    return [replace(one, whose=whose.get(one.other, "")) for one in found]


def _seen(reports: Collection[int], scope: Scope) -> set[int]:
    """Those of ``reports`` that the reader may see."""
    found = Submission.objects.filter(pk__in=reports)
    return set(submissions_within(scope, found).values_list("pk", flat=True)) if reports else set()


def _contradicted(reports: Sequence[int]) -> set[int]:
    settled = RivalDecision.objects.filter(rival=OuterRef("pk"))
    contradicted = Rival.objects.filter(~Exists(settled)).values_list("submission_id", flat=True)
    return set(contradicted) & set(reports)


def _not_come_yet(reports: Sequence[int]) -> list[tuple[int, dt.date, dt.date]]:
    """(report, last day, day of receipt)"""
    rows = Record.objects.filter(submission__in=reports, day__isnull=False)
    found = ((report, day, localtime(came).date()) for report, day, came in rows.values_list(*_TOLD))
    return [(report, day, came) for report, day, came in found if day and day > came]
