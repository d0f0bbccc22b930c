"""A submission as a page: what was sent, what was read from it, and what became of each of its lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kheo.capture.submissions.models import Record, Submission
from kheo.capture.submissions.queries import asked_in
from kheo.facts.joint.models import JointMember
from kheo.facts.ledger.models import Fact, Grading, Withdrawal
from kheo.facts.ledger.states import Grade
from kheo.kit.text import pick
from kheo.plan.forms.models import FormVersion
from kheo.verify.decisions.models import Decision
from kheo.verify.decisions.states import Outcome
from kheo.web.shared.fields import Fields, fields_of
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import answered, number
from kheo.web.shared.shown import qualifier_name
from kheo.web.shared.standing import RECEIVED, in_words, standings_of

PER_PAGE = 50
MOST_NUMBERS = 3


@dataclass(frozen=True)
class Value:
    """One answer of a record: the question, the answer as it reads, whether it is a number. ``skipped``: nobody was
    asked, since a condition of the form said so or the question stands in another line."""

    label: str
    text: str
    is_number: bool
    skipped: bool = False


@dataclass(frozen=True)
class RecordLine:
    line: int
    shown: str
    place: str
    place_url: str
    agency: str
    unit: str
    what: str
    day: dt.date | None
    numbers: tuple[Value, ...]
    values: tuple[Value, ...]
    status: str
    status_url: str
    counts: bool


@dataclass(frozen=True)
class Fates:
    """What became of the records of one page, by record: decisions, facts, corrections, joint activities. ``stands``: how
    the reports from phones stand about which nobody decided, by report."""

    decisions: Mapping[int, Decision]
    facts: Mapping[int, Fact]
    replaced: Mapping[int, Fact]
    withdrawn: frozenset[int]
    grades: Mapping[int, int]
    joint: Mapping[int, str]
    stands: Mapping[int, str]


def version_name(version: FormVersion) -> str:
    """As the form calls it, and its number where that is another."""
    number_ = str(version.number)
    if version.version in ("", number_):
        return number_
    return _("%(version)s (no. %(number)s)") % {"version": version.version, "number": number_}


def record_lines(frame: Frame, submission: Submission, records: Sequence[Record]) -> list[RecordLine]:
    """``records`` with place, agency and unit; a few queries for the whole page."""
    fields = fields_of([submission.form_version.form.code])
    fates = _fates([record.pk for record in records])
    asked = asked_in(submission) if submission.device_id else {}
    return [_line(frame, record, fields, fates, asked.get(record.line)) for record in records]


def lines_of_records(frame: Frame, records: Sequence[Record]) -> list[RecordLine]:
    """The same for records of several files and forms; ``records`` with their forms too."""
    fates = _fates([record.pk for record in records])
    return [_line(frame, record, fields_of([record.form.code]), fates) for record in records]


def _fates(records: Sequence[int]) -> Fates:
    facts = {
        fact.record_id: fact for fact in Fact.objects.filter(record__in=records).select_related("posting")
    }
    numbers = [fact.pk for fact in facts.values()]
    replacing = Fact.objects.filter(replaces__in=numbers).select_related("record__submission")
    grades = Grading.objects.filter(fact__in=numbers).order_by("posting_id").values_list("fact_id", "grade")
    joint = JointMember.objects.filter(fact__in=numbers, ended=None).values_list("fact_id", "activity__code")
    decisions = {
        found.record_id: found for found in Decision.objects.filter(record__in=records).order_by("pk")
    }
    open_ = [pk for pk in records if pk not in decisions and pk not in facts]
    waiting = Submission.objects.filter(records__in=open_, device__isnull=False).distinct() if open_ else ()
    return Fates(
        decisions=decisions,
        facts=facts,
        replaced={fact.replaces_id or 0: fact for fact in replacing},
        withdrawn=frozenset(Withdrawal.objects.filter(fact__in=numbers).values_list("fact_id", flat=True)),
        grades=dict(grades),
        joint=dict(joint),
        stands=standings_of(list(waiting)),
    )


def _line(
    frame: Frame, record: Record, fields: Fields, fates: Fates, asked: Mapping[str, bool] | None = None
) -> RecordLine:
    language = frame.language
    status, url, counts = _status(frame, record, fates)
    coded = [fields.answer(name, record.values.get(name), language) for name in fields.coded]
    return RecordLine(
        line=record.line,
        shown=number(record.line, language),
        place=record.place.name if record.place else "",
        place_url=frame.choices.to("place", record.place.ref) if record.place else "",
        agency=pick(record.agency.title, language) if record.agency else "",
        unit=pick(record.unit.title, language) if record.unit and record.unit_id != record.agency_id else "",
        what=" · ".join([text for text in coded if text][:3]),
        day=record.day,
        numbers=tuple(
            _value(record, fields, name, language, asked) for name in fields.numbers[:MOST_NUMBERS]
        ),
        values=tuple(values_of(record, fields, language, asked)),
        status=status,
        status_url=url,
        counts=counts,
    )


def values_of(
    record: Record, fields: Fields, language: str, asked: Mapping[str, bool] | None = None
) -> list[Value]:
    """Every answer of the form, in its order; a number without an answer reads "not reported". ``asked``: the questions
    that stand in this line, and whether they were asked; None where nobody knows."""
    return [
        _value(record, fields, name, language, asked)
        for name in fields.labels
        if record.values.get(name) is not None
        or (name in fields.numbers and (asked is None or name in asked))
    ]


def _value(
    record: Record, fields: Fields, name: str, language: str, asked: Mapping[str, bool] | None
) -> Value:
    value, is_number = record.values.get(name), name in fields.numbers
    text = answered(value, language) if is_number else fields.answer(name, value, language)
    if fields.roles.get(name) == "unit" and record.unit:
        text = pick(record.unit.title, language) or text
    if fields.roles.get(name) == "place" and record.place:
        text = record.place.name
    prefix = qualifier_name(record.qualifiers[name]) if name in record.qualifiers else ""
    skipped = value is None and asked is not None and not asked.get(name, False)
    return Value(fields.label(name, language), f"{prefix} {text}".strip(), is_number, skipped)


def _status(frame: Frame, record: Record, fates: Fates) -> tuple[str, str, bool]:
    """(in words, address of the record that stands instead, whether it counts now)."""
    to = frame.choices.to
    fact = fates.facts.get(record.pk)
    if fact is not None:
        if newer := fates.replaced.get(fact.pk):
            return _("Replaced by a correction"), to("line", newer.record_id), False
        if fact.pk in fates.withdrawn:
            return _("Withdrawn"), "", False
        if code := fates.joint.get(fact.pk):
            return _("Counted jointly: %(code)s") % {"code": code}, "", True
        if record.repeats_id:
            return _("Exact repeat, counted once"), to("line", record.repeats_id), False
        return _grade(fates.grades.get(fact.pk, 0)), "", True
    if record.repeats_id:
        return _("Exact repeat"), to("line", record.repeats_id), False
    decision = fates.decisions.get(record.pk)
    if decision is None:
        # A report that was withdrawn or replaced before anybody decided waits for nobody.
        return in_words(fates.stands.get(record.submission_id, RECEIVED)), "", False
    if decision.outcome == Outcome.RETURNED:
        return _("Returned: %(reason)s") % {"reason": decision.reason}, "", False
    if decision.outcome == Outcome.REJECTED:
        return _("Rejected: %(reason)s") % {"reason": decision.reason}, "", False
    return _("Accepted"), "", True


def _grade(grade: int) -> str:
    return {Grade.VERIFIED: _("In the ledger, verified"), Grade.AUDITED: _("In the ledger, audited")}.get(
        Grade(grade), _("In the ledger")
    )
