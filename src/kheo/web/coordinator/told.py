"""The lines of a programme that somebody has to look at: without a place, sent twice, told by several agencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kheo.capture.submissions.queries import records_within
from kheo.consolidate.figures.queries import Tally, records_told
from kheo.kit.refusals import Refused
from kheo.web.coordinator.report import RecordLine, lines_of_records
from kheo.web.shared.asking import forms_of
from kheo.web.shared.choices import calendar_of
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import number
from kheo.web.shared.reports import counts_of
from kheo.web.shared.standing import called

NO_PLACE, REPEAT, JOINT = KINDS = ("no_place", "repeat", "joint")
PER_PAGE = 50


@dataclass(frozen=True)
class Chip:
    text: str
    count: str
    url: str
    current: bool


@dataclass(frozen=True)
class ToldLine:
    """A line with the file that it stands in. ``url`` opens it there."""

    line: RecordLine
    file: str
    url: str


@dataclass(frozen=True)
class Told:
    title: str
    why: str
    chips: tuple[Chip, ...]
    lines: tuple[ToldLine, ...]
    total: int
    page: int
    pages: int


def told(frame: Frame, kind: str, page: int) -> Told:
    """One page of the lines of a kind, in the period of the page. Refuses a kind that there is not."""
    if kind not in KINDS:
        raise Refused("web.no_such_lines", value=kind, known=", ".join(KINDS))
    counts = counts_of(frame.programme, frame.choices)
    total = _lines(counts)[kind]
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    span = calendar_of(frame.programme).span(frame.choices.period) if frame.choices.period else None
    found = records_told(
        kind,
        forms_of(frame.programme.code),
        span.first if span else None,
        span.last if span else None,
        page=page,
        per_page=PER_PAGE,
    )
    seen = records_within(frame.scope).select_related("place", "agency", "unit", "submission", "form")
    rows = seen.in_bulk(found)
    records = [rows[number_] for number_ in found if number_ in rows]
    return Told(
        title=heading(kind, counts, frame.language),
        why=why(kind),
        chips=tuple(_chips(frame, counts, kind)),
        lines=tuple(
            ToldLine(
                line,
                called(record.submission),
                frame.choices.to("report", record.submission_id, line=record.line) + f"#line-{record.line}",
            )
            for record, line in zip(records, lines_of_records(frame, records), strict=True)
        ),
        total=total,
        page=page,
        pages=pages,
    )


def _lines(counts: Tally) -> Mapping[str, int]:
    return {NO_PLACE: counts.without_place, REPEAT: counts.repeats, JOINT: counts.joint_lines}


def _chips(frame: Frame, counts: Tally, kind: str) -> list[Chip]:
    texts = {NO_PLACE: _("Without a place"), REPEAT: _("Sent twice"), JOINT: _("Told jointly")}
    return [
        Chip(texts[name], number(many, frame.language), frame.choices.to("lines", kind=name), name == kind)
        for name, many in _lines(counts).items()
    ]


def heading(kind: str, counts: Tally, language: str) -> str:
    """How many there are, and of joint activities in how many lines they are told."""
    many = _lines(counts)[kind]
    shown = {"count": number(many, language), "activities": number(counts.joint, language)}
    if kind == NO_PLACE:
        return ngettext("%(count)s report without a place", "%(count)s reports without a place", many) % shown
    if kind == REPEAT:
        return ngettext("%(count)s line sent twice", "%(count)s lines sent twice", many) % shown
    return (
        ngettext(
            "%(activities)s joint activity, told in %(count)s lines",
            "%(activities)s joint activities, told in %(count)s lines",
            counts.joint,
        )
        % shown
    )


def why(kind: str) -> str:
    return {
        NO_PLACE: _("They cannot be put on a map, and count only where the place does not matter."),
        REPEAT: _("Word for word the same as an earlier line. Kept, and counted once."),
        JOINT: _("Told by several agencies; counted once in the programme, credited to each."),
    }[kind]
