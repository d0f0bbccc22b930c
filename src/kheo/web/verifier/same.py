"""Same work? Two to four reports side by side: what agrees, what differs, who names whom, what may be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kheo.capture.submissions.models import Record, Submission
from kheo.capture.submissions.queries import hands_in, is_within, records_within, submissions_within
from kheo.facts.joint.models import JointActivity
from kheo.facts.joint.queries import activities_of
from kheo.facts.joint.states import JointRule
from kheo.facts.ledger.queries import standing
from kheo.ground.accounts.models import User
from kheo.kit.text import pick, plain
from kheo.verify.decisions.queries import is_accepted, waiting
from kheo.verify.quality.models import Beheld, Finding
from kheo.verify.quality.queries import beheld_of, findings_of
from kheo.web.coordinator.from_phone import FromPhone, Picture, from_phone
from kheo.web.coordinator.report import RecordLine, lines_of_records
from kheo.web.shared.days import day_name
from kheo.web.shared.fields import fields_of
from kheo.web.shared.frame import Frame
from kheo.web.verifier.comparing import Row, questions, row
from kheo.web.verifier.effect import Effect, effect_of
from kheo.web.verifier.queue import what_of, who_of
from kheo.web.verifier.spot import SmallMap, letter_of, small_map

MOST = 4
LOOKED = 200  # lines of a table among which the one that is meant is looked for
SHORTEST = 4  # letters of a name that is looked for in words


@dataclass(frozen=True)
class Shot:
    """A picture; ``same``: the letters of the other reports that came with the very same file."""

    file: Picture
    same: str


@dataclass(frozen=True)
class Side:
    """A report. ``record``: the line that is compared, and whether it ``counts``; ``activity``: the joint work of which it
    tells; ``phone``: None for a table."""

    letter: str
    report: Submission
    record: Record
    who: str
    what: str
    line: RecordLine
    phone: FromPhone | None
    pictures: Sequence[Shot]
    counts: bool
    activity: JointActivity | None

    @property
    def may_decide(self) -> bool:
        """Whether the reader takes the step for which it waits."""
        return bool(self.phone and self.phone.may_accept)

    @property
    def why_not(self) -> str:
        return self.phone.why_not if self.phone else ""


@dataclass(frozen=True)
class Same:
    """``rows``: who, where, when and each question. ``mine``: the sides about which the reader may decide."""

    sides: Sequence[Side]
    rows: Sequence[Row]
    spot: SmallMap | None
    effect: Effect
    joined: Sequence[Joined]
    may_join: bool

    @property
    def mine(self) -> list[Side]:
        return [side for side in self.sides if side.may_decide]

    @property
    def others(self) -> list[int]:
        return [side.report.pk for side in self.sides[1:]]

    @property
    def differing(self) -> int:
        return sum(not one.agrees for one in self.rows)

    @property
    def agencies(self) -> int:
        """How many agencies tell it."""
        return len({side.record.agency_id for side in self.sides if side.record.agency_id})

    @property
    def rules(self) -> list[tuple[str, object]]:
        return [(rule.value, words) for rule, words in RULES.items()]


@dataclass(frozen=True)
class Joined:
    """A joint activity of which several sides tell: their ``letters``, the ``rule`` in words, any report of it."""

    letters: str
    rule: str
    report: int


RULES = {
    JointRule.HIGHEST: gettext_lazy("the highest number stands"),
    JointRule.LEAD: gettext_lazy("the numbers of the lead stand"),
    JointRule.SUM: gettext_lazy("each tells its own share, and the shares are added"),
}


def others_of(frame: Frame, report: Submission, wanted: Sequence[int]) -> list[Submission]:
    """The reports beside which ``report`` is looked at: those that were asked for, or those that the checks name. Only
    what the reader may see: of others not even their number is told."""
    numbers = dict.fromkeys(wanted or _named(report))
    seen = submissions_within(frame.scope, Submission.objects.filter(pk__in=numbers)).filter(
        rows_recorded__gt=0
    )
    rows = seen.select_related("form_version__form", "device__user__organisation__agency").in_bulk()
    return [rows[pk] for pk in numbers if pk in rows and pk != report.pk][: MOST - 1]


def _named(report: Submission) -> list[int]:
    records = list(Record.objects.filter(submission=report).values_list("pk", flat=True)[:LOOKED])
    found = [one for some in findings_of(records).values() for one in some]
    told: list[Finding | Beheld] = [*sorted(found, key=lambda one: -one.strength), *beheld_of(report)]
    return [int(one.detail["other"]) for one in told if one.detail.get("other")]


def same_of(frame: Frame, reports: Sequence[Submission], reader: User) -> Same:
    """``reports``: the one at hand and the others, all of them within the reader's scope."""
    records = _records(frame, reports)
    phones = [from_phone(frame, one, reader) if is_within(frame.scope, one) else None for one in reports]
    lines = lines_of_records(frame, records)
    shots = _shots(phones)
    fields = fields_of([one.form_version.form.code for one in reports])
    numbers = [one.pk for one in records]
    counting = set(standing().filter(record__in=numbers).values_list("record_id", flat=True))
    joint = activities_of(numbers)
    sides = [
        Side(
            letter=letter_of(at),
            report=report,
            record=record,
            who=who_of(record, report, frame.language),
            what=what_of(report, record, fields, frame.language),
            line=lines[at],
            phone=phones[at],
            pictures=shots[at],
            counts=record.pk in counting,
            activity=joint.get(record.pk),
        )
        for at, (report, record) in enumerate(zip(reports, records, strict=True))
    ]
    return Same(
        sides,
        [*_told(sides, frame.language), *questions(records, frame.language)],
        small_map(records, frame.language),
        effect_of(frame, reports, {one.pk for one in reports if _waits(one)}, records),
        _joined(sides),
        _may_join(frame, sides, reader),
    )


def _joined(sides: Sequence[Side]) -> list[Joined]:
    told: dict[int, list[Side]] = {}
    for side in sides:
        if side.activity:
            told.setdefault(side.activity.pk, []).append(side)
    return [
        Joined(", ".join(one.letter for one in some), str(RULES[JointRule(found.rule)]), some[0].report.pk)
        for some in told.values()
        if (found := some[0].activity)
    ]


def _may_join(frame: Frame, sides: Sequence[Side], reader: User) -> bool:
    """Told by several agencies, not joined yet, each counting or about to, none of them the reader's own."""
    agencies = {side.record.agency_id for side in sides if side.record.agency_id}
    activities = {side.activity.pk if side.activity else 0 for side in sides}
    return (
        len(agencies) > 1
        and (activities == {0} or len(activities) > 1)
        and all(side.counts or side.may_decide for side in sides)
        and all(is_within(frame.deciding, side.report) for side in sides)
        and not any(reader.get_username() in hands_in(side.report) for side in sides)
    )


def _waits(report: Submission) -> bool:
    """Whether it does not count and may still be accepted."""
    return waiting(report).exists() and not is_accepted(report)


def _records(frame: Frame, reports: Sequence[Submission]) -> list[Record]:
    """One line of each: of the one at hand that about which something was found with another, of the others the likest."""
    what = ("unit", "agency", "place__parent", "submission__form_version", "form")
    within = records_within(frame.scope).select_related(*what).order_by("line")
    own = list(within.filter(submission=reports[0])[:LOOKED])
    wanted = {one.pk for one in reports[1:]}
    found = findings_of([one.pk for one in own])
    first = next((one for one in own if _names(found.get(one.pk, ()), wanted)), own[0])
    records = [first]
    for report in reports[1:]:
        theirs = within.filter(submission=report)
        near = list(theirs.filter(Q(place=first.place_id) | Q(day=first.day))[:LOOKED])
        records.append(max(near or list(theirs[:LOOKED]), key=lambda one: _alike(one, first)))
    return records


def _names(found: Iterable[Finding], wanted: Collection[int]) -> bool:
    return any(one.detail.get("other") in wanted for one in found)


def _alike(one: Record, other: Record) -> int:
    """How many answers they share; the place and the day count for more."""
    pairs = ((value, other.values.get(name)) for name, value in one.values.items())
    shared = len([value for value, theirs in pairs if value is not None and value == theirs])
    return shared + 3 * int(one.place_id == other.place_id) + 2 * int(one.day == other.day)


def _shots(phones: Sequence[FromPhone | None]) -> list[list[Shot]]:
    files = [[one for one in phone.files if one.picture] if phone else [] for phone in phones]
    digests = [{one.attachment.sha256 for one in some if one.attachment} for some in files]
    return [
        [
            Shot(
                one,
                ", ".join(
                    letter_of(other)
                    for other, there in enumerate(digests)
                    if other != at and one.attachment and one.attachment.sha256 in there
                ),
            )
            for one in some
        ]
        for at, some in enumerate(files)
    ]


def _told(sides: Sequence[Side], language: str) -> list[Row]:
    """What Kheo knows of each: who tells it, of where and when, and whom it names."""
    records = [side.record for side in sides]
    rows = [
        row(_("Unit"), [pick(one.unit.title, language) if one.unit else "" for one in records]),
        row(_("Agency"), [pick(one.agency.title, language) if one.agency else "" for one in records]),
        row(_("Place"), [_where(one) for one in records]),
        row(_("Days of the work"), [_days(one.start, one.day) for one in records]),
        row(_("Names the others"), [_naming(side, sides, language) for side in sides]),
    ]
    return [one for one in rows if any(cell.pieces for cell in one.cells)]


def _where(record: Record) -> str:
    place = record.place
    return ", ".join(one.name for one in (place, place.parent) if one) if place else ""


def _days(start: dt.date | None, day: dt.date | None) -> str:
    if start and day and start != day:
        return _("%(first)s to %(last)s") % {"first": day_name(start), "last": day_name(day)}
    return day_name(day) if day else ""


def _naming(side: Side, sides: Sequence[Side], language: str) -> str:
    """Which of the other reports' agencies or units it names, and at which question."""
    fields = fields_of([side.record.form.code])
    own = {side.record.agency_id, side.record.unit_id}
    found = []
    for other in sides:
        who = [one for one in (other.record.unit, other.record.agency) if one and one.pk not in own]
        names = [plain(text) for one in who for text in one.title.values() if len(text) >= SHORTEST]
        refs = {one.ref for one in who}
        for name, value in side.record.values.items():
            role = fields.roles.get(name, "")
            named = role == "partner" and bool(refs & set(str(value).split()))
            told = not role and isinstance(value, str) and any(one in plain(value) for one in names)
            if other is not side and (named or told):
                found.append(f"{other.letter} ({fields.label(name, language)})")
    return ", ".join(dict.fromkeys(found))
