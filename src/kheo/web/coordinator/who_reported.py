"""Who has reported, unit by unit: the same expected and received reports as on the overview, and what is overdue."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone

from kheo.capture.submissions.queries import not_sent
from kheo.ground.organisations.models import Organisation
from kheo.kit.text import pick, plain
from kheo.plan.forms.models import Form
from kheo.web.coordinator.completeness import one_for_each_form
from kheo.web.coordinator.switches import Choice
from kheo.web.shared.asking import indicators_of, question_for, reports
from kheo.web.shared.bars import Bar, percent, share_bar
from kheo.web.shared.choices import calendar_of
from kheo.web.shared.days import day_name, period_name
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import number

PER_PAGE, MOST_OWED = 50, 3
COLUMNS = ("unit_code", "unit", "agency", "expected", "received", "missing")


@dataclass(frozen=True)
class Unit:
    """How many reports of the period it owes and sent."""

    ref: str
    name: str
    agency: str
    agency_ref: str
    number: int
    expected: int
    received: int

    @property
    def missing(self) -> int:
        return max(self.expected - self.received, 0)


@dataclass(frozen=True)
class Row:
    """``owed``: what should have come by now and has not, in words; ``more``: how many more of these."""

    unit: Unit
    url: str
    share: str
    bar: Bar
    owed: Sequence[str]
    more: int


@dataclass(frozen=True)
class Page:
    expected: int
    received: int
    agencies: Sequence[Choice]
    words: str
    rows: Sequence[Row]
    total: int
    page: int
    pages: int
    table: str


def page_of(frame: Frame, given: QueryDict, page: int) -> Page:
    """``agency``: a ref; ``q``: a part of the unit's name, without diacritics too. ``table``: the same as CSV."""
    every, agency, words = units_of(frame), given.get("agency", ""), given.get("q", "").strip()[:100]
    found = narrowed(every, agency, words)
    pages = max(-(-len(found) // PER_PAGE), 1)
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    owed = _owed(frame, {one.number for one in shown})
    names = {one.agency_ref: one.agency for one in every}
    return Page(
        expected=sum(one.expected for one in found),
        received=sum(one.received for one in found),
        agencies=[
            Choice(ref, name, ref == agency)
            for ref, name in sorted(names.items(), key=lambda each: plain(each[1]))
        ],
        words=words,
        rows=[_row(frame, one, owed.get(one.number, ())) for one in shown],
        total=len(found),
        page=page,
        pages=pages,
        table=frame.choices.to("who_reported_file", agency=agency or None, q=words or None),
    )


def units_of(frame: Frame) -> list[Unit]:
    """Those within the reader's scope that owe any report of the period, those of which most is missing first."""
    codes = one_for_each_form(indicators_of(frame.programme.code))
    pairs = reports(question_for(frame.choices, frame.calendar, codes, by=("unit",))) if codes else {}
    told = {keys[0]: pair for keys, pair in pairs.items() if isinstance(keys[0], int) and pair[0]}
    rows = Organisation.objects.select_related("agency").in_bulk(list(told))
    view = frame.choices.view
    found = []
    for pk, one in rows.items():
        agency = one.agency or one
        if not frame.scope.covers_organisation(agency.pk, pk) or view not in ("programme", agency.ref):
            continue
        name, whose = (pick(each.title, frame.language) or each.ref for each in (one, agency))
        expected, received = told[pk]
        found.append(Unit(one.ref, name, whose, agency.ref, pk, expected, received))
    return sorted(found, key=lambda one: (-one.missing, one.agency_ref, plain(one.name)))


def narrowed(units: Sequence[Unit], agency: str, words: str) -> list[Unit]:
    wanted = plain(words).split()
    return [
        one
        for one in units
        if (not agency or one.agency_ref == agency)
        and all(word in plain(f"{one.name} {one.ref}") for word in wanted)
    ]


def lines(units: Sequence[Unit]) -> Iterator[str]:
    """As CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in units:
        texts = (f"'{text}" if text[:1] in "=+-@" else text for text in (one.ref, one.name, one.agency))
        writer.writerow((*texts, one.expected, one.received, one.missing))
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def _owed(frame: Frame, units: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Unit → the reports of the period that were due before today and of which nothing came."""
    programme, yesterday = frame.programme, timezone.localdate() - dt.timedelta(days=1)
    first, last = programme.valid_from, yesterday
    if frame.choices.period:
        span = calendar_of(programme).span(frame.choices.period)
        first, last = span.first, span.last
    titles = {
        form.pk: pick(form.title, frame.language) or form.code
        for form in Form.objects.filter(pk__in=programme.schedules.values("form"))
    }
    found: defaultdict[int, list[str]] = defaultdict(list)
    for one in not_sent(programme, first=first, last=yesterday, units=units):
        if first <= one.last <= last:
            said = f"{titles.get(one.form, '')}, {period_name(one.period)} ({day_name(one.due_on)})"
            found[one.unit].append(said)
    return found


def _row(frame: Frame, one: Unit, owed: Sequence[str]) -> Row:
    share = f"{number(int(percent(one.received, one.expected)), frame.language)}\u00a0%"
    return Row(
        one,
        frame.choices.to("organisation", one.ref),
        share,
        share_bar(one.received, one.expected),
        owed[:MOST_OWED],
        max(len(owed) - MOST_OWED, 0),
    )
