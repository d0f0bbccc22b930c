"""The report beside the queue: what it says, what it stands beside, where it is in its chain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kheo.capture.submissions.models import Record, Submission
from kheo.capture.submissions.queries import asked_in, newest_reports
from kheo.ground.accounts.models import User
from kheo.ground.organisations.models import Organisation
from kheo.kit.text import pick
from kheo.verify.decisions.rules import Turn
from kheo.web.coordinator.from_phone import FromPhone, from_phone
from kheo.web.coordinator.report import Value, values_of
from kheo.web.shared.fields import fields_of
from kheo.web.shared.frame import Frame
from kheo.web.verifier.evidence import Evidence, evidence_of
from kheo.web.verifier.queue import what_of, who_of
from kheo.web.verifier.risk import Earlier, Sign, earlier, signs, with_names
from kheo.web.verifier.spot import SmallMap, small_map

MOST_LINES = 20


@dataclass(frozen=True)
class Answer:
    """One question: ``before`` is what the unit's last report on this form said; ``sign`` why it wants a look."""

    name: str
    value: Value
    before: str
    sign: str


@dataclass(frozen=True)
class Line:
    """``title``: which one, where the report has several."""

    title: str
    answers: Sequence[Answer]


@dataclass(frozen=True)
class StepShown:
    """A step of the chain: ``by`` and ``at`` where it was taken; ``now`` where it is to be taken."""

    title: str
    verifies: bool
    by: str = ""
    at: dt.datetime | None = None
    now: bool = False


@dataclass(frozen=True)
class Sheet:
    """``earlier``: what was found at an earlier step and is found no more. ``marks``: what should not be overlooked and no
    sign says."""

    report: Submission
    title: str
    who: str
    where: str
    place_url: str
    day: dt.date | None
    phone: FromPhone
    signs: Sequence[Sign]
    earlier: Sequence[Earlier]
    marks: Sequence[str]
    lines: Sequence[Line]
    more: int
    before_day: dt.date | None
    before_url: str
    evidence: Evidence | None
    spot: SmallMap | None
    steps: Sequence[StepShown]


def sheet_of(frame: Frame, pk: int, reader: User) -> Sheet:
    """``pk``: of a report in the reader's queue."""
    rows = Submission.objects.select_related("form_version__form", "device__user__organisation__agency")
    report = rows.get(pk=pk)
    phone = from_phone(frame, report, reader)
    assert phone
    records = list(
        report.records.select_related("unit", "agency", "place__parent", "submission__form_version").order_by(
            "line"
        )
    )
    form, language = report.form_version.form.code, frame.language
    fields, first = fields_of([form]), records[0]
    before = _before(report, first)
    found = with_names(signs([pk], frame.scope).get(pk, []), language)
    place, evidence = first.place, evidence_of(frame, form, records)
    return Sheet(
        report=report,
        title=what_of(report, first, fields, language),
        who=who_of(first, report, language),
        where=", ".join(one.name for one in (place, place.parent) if one) if place else "",
        place_url=frame.choices.to("place", place.ref) if place else "",
        day=first.day,
        phone=phone,
        signs=found,
        earlier=earlier(report, phone.turn, found, frame.scope, language),
        marks=[mark for mark in phone.marks if mark not in {sign.said for sign in found}],
        lines=_lines(frame, report, records[:MOST_LINES], before, {one.field: one.chip for one in found}),
        more=max(len(records) - MOST_LINES, 0),
        before_day=before.day if before else None,
        before_url=frame.choices.to("report", before.submission_id) if before else "",
        evidence=evidence,
        spot=small_map([first], language, _places_near(evidence)),
        steps=_steps(phone.turn, language),
    )


def _places_near(evidence: Evidence | None) -> list[int]:
    """Where the neighbours that the evidence lists are seated."""
    if not evidence or not evidence.neighbours:
        return []
    units = Organisation.objects.filter(pk__in=evidence.neighbours.units, place__isnull=False)
    return [place for place in units.order_by("pk").values_list("place_id", flat=True) if place]


def _before(report: Submission, record: Record) -> Record | None:
    """The unit's last report on this form that came before."""
    unit = report.device.user.organisation_id if report.device else None
    if unit is None:
        return None
    form = report.form_version.form.code
    found = newest_reports([form]).filter(
        device__user__organisation=unit, pk__lt=report.pk, rows_recorded__gt=0
    )
    earlier = found.exclude(instance=report.replaces or "-").first()
    return Record.objects.filter(submission=earlier).order_by("line").first() if earlier else None


def _lines(
    frame: Frame,
    report: Submission,
    records: Sequence[Record],
    before: Record | None,
    marked: Mapping[str, str],
) -> list[Line]:
    fields = fields_of([report.form_version.form.code])
    asked = asked_in(report)
    then = _by_label(before, frame) if before and len(records) == 1 else {}
    names = {fields.label(name, frame.language): name for name in fields.labels}
    lines = []
    for record in records:
        answers = [
            Answer(names[value.label], value, then.get(value.label, ""), marked.get(names[value.label], ""))
            for value in values_of(record, fields, frame.language, asked.get(record.line))
        ]
        title = _("Line %(line)s") % {"line": record.line} if len(records) > 1 else ""
        lines.append(Line(title, answers))
    return lines


def _by_label(record: Record, frame: Frame) -> dict[str, str]:
    fields = fields_of([record.form.code])
    return {value.label: value.text for value in values_of(record, fields, frame.language) if value.text}


def _steps(turn: Turn, language: str) -> list[StepShown]:
    """Empty where the chain has one step: there is nothing to tell."""
    if len(turn.chain.steps) < 2:
        return []
    taken = {one.step: one for one in turn.taken}
    return [
        StepShown(
            pick(step.title, language) or step.code,
            step.verifies,
            by=taken[step.code].by if step.code in taken else "",
            at=taken[step.code].at if step.code in taken else None,
            now=step == turn.step,
        )
        for step in turn.chain.steps
    ]
