"""Checks of days and of what should have come with a report."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from django.utils.timezone import localdate, localtime

from kheo.capture.submissions.models import Attachment
from kheo.capture.submissions.states import Channel
from kheo.plan.forms.queries import fields_of, latest
from kheo.verify.quality.queries.asked import Asked
from kheo.verify.quality.queries.lines import MANY, Lines
from kheo.verify.quality.rules import timing
from kheo.verify.quality.rules.found import Found, sure
from kheo.verify.quality.states import Against

TABLES = (Channel.IMPORT.value, Channel.API.value)  # doors through which no picture comes


def outside(asked: Asked, lines: Lines) -> Iterator[Found]:
    programme = (asked.programme.valid_from, asked.programme.valid_to)
    rows = lines.rows("SELECT record, submission, unit, start, day FROM lines WHERE waiting ORDER BY record")
    lines.sending(submission for _, submission, *_ in rows)
    lives = _lives(lines)
    for record, submission, unit, start, day in rows:
        life = lives.get(unit, (None, None))
        if told := timing.outside(start, day, lines.came_on(submission), life, programme, asked.rule):
            yield Found(record, Against.CALENDAR, *told)


def _lives(lines: Lines) -> dict[int, tuple[dt.date | None, dt.date | None]]:
    """Since when and until when a unit exists under all its names."""
    found: dict[int, tuple[dt.date | None, dt.date | None]] = {}
    for unit in lines.units.values():
        since, until = found.get(unit.same, (unit.since, unit.until))
        since = None if since is None or unit.since is None else min(since, unit.since)
        until = None if until is None or unit.until is None else max(until, unit.until)
        found[unit.same] = (since, until)
    return found


def bulk(asked: Asked, lines: Lines) -> Iterator[Found]:
    """Reports that one hand sent in the last hours of the day on which they were due. A table is one report."""
    due = _due_days(asked, lines)
    rows = lines.rows(
        "SELECT record, submission, unit, day, waiting FROM lines WHERE unit IS NOT NULL ORDER BY record"
    )
    sendings = lines.sending(submission for _, submission, *_ in rows)
    hours = dt.timedelta(hours=float(asked.rule["hours"]))
    sent: defaultdict[tuple[str, dt.date], dict[int, tuple[set[int], list[int]]]] = defaultdict(dict)
    for record, submission, unit, day, waiting in rows:
        closes = due.get((unit, day))
        sending = sendings[submission]
        if closes is None or sending.channel in TABLES:
            continue
        before = dt.datetime.combine(closes + dt.timedelta(days=1), dt.time.min) - hours
        if localdate(sending.came) == closes and _local(sending.came) >= before:
            units, records = sent[sending.sender, closes].setdefault(submission, (set(), []))
            units.add(unit)
            if waiting:
                records.append(record)
    for reports in sent.values():
        units = {unit for some, _ in reports.values() for unit in some}
        if told := timing.bulk(len(reports), len(units), asked.rule):
            for _, records in reports.values():
                yield from (Found(record, Against.CALENDAR, *told) for record in records)


def _local(moment: dt.datetime) -> dt.datetime:
    return localtime(moment).replace(tzinfo=None)


def _due_days(asked: Asked, lines: Lines) -> dict[tuple[int, dt.date], dt.date]:
    """(unit, day of service) → the day on which the report of that day's period is due."""
    days = [day for (day,) in lines.rows("SELECT DISTINCT day FROM lines ORDER BY day")]
    owed = asked.expected(days[0] - dt.timedelta(days=1), days[-1] + dt.timedelta(days=400))
    by_unit: defaultdict[int, list[tuple[dt.date, dt.date, dt.date]]] = defaultdict(list)
    for one in owed:
        by_unit[_same(lines, one.unit)].append((one.last, one.first, one.due_on))
    found: dict[tuple[int, dt.date], dt.date] = {}
    told = lines.rows("SELECT DISTINCT unit, day FROM lines WHERE unit IS NOT NULL")
    for some in by_unit.values():
        some.sort()
    for unit, day in told:
        periods = by_unit.get(unit, [])
        at = bisect_left(periods, (day,))
        if at < len(periods) and periods[at][1] <= day <= periods[at][0]:
            found[unit, day] = periods[at][2]
    return found


def _same(lines: Lines, unit: int) -> int:
    known = lines.units.get(unit)
    return known.same if known else unit


def late(asked: Asked, lines: Lines) -> Iterator[Found]:
    due = _due_days(asked, lines)
    rows = lines.rows(
        "SELECT record, submission, unit, day FROM lines WHERE waiting AND unit IS NOT NULL ORDER BY record"
    )
    lines.sending(submission for _, submission, *_ in rows)
    for record, submission, unit, day in rows:
        closes = due.get((unit, day))
        if closes and (told := timing.timeliness(closes, lines.came_on(submission), asked.rule)):
            yield Found(record, Against.CALENDAR, *told)


def incomplete(asked: Asked, lines: Lines) -> Iterator[Found]:
    """Units of whose last reports, those before this one, many never came."""
    rows = lines.rows(
        "SELECT record, unit, day FROM lines WHERE waiting AND unit IS NOT NULL ORDER BY record"
    )
    days = [day for _, _, day in rows]
    if not days:
        return
    every = asked.grain()
    grain = lines.periods(asked.calendar, every)
    told: defaultdict[int, set[str]] = defaultdict(set)
    for unit, label in lines.rows(
        "SELECT DISTINCT l.unit, p.label FROM lines l JOIN periods p ON p.day = l.day AND p.grain = $1 "
        "WHERE l.unit IS NOT NULL",
        [grain],
    ):
        told[unit].add(label)
    back = dt.timedelta(
        days=int(asked.rule["periods"]) * {"month": 31, "quarter": 92, "half": 184}.get(every, 366)
    )
    owed: defaultdict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    for one in asked.expected(min(days) - back, max(days)):
        if one.grain == every:
            owed[_same(lines, one.unit)].append((one.last, one.period))
    for some in owed.values():
        some.sort()
    for record, unit, day in rows:
        some = owed.get(unit, [])
        before = [label for _, label in some[: bisect_left(some, (day,))]]
        if answer := timing.completeness(before, told[unit], asked.rule):
            yield Found(record, Against.CALENDAR, *answer)


def without_evidence(asked: Asked, lines: Lines) -> Iterator[Found]:
    """Reports from phones, the web and paper without any picture, where the form asks for one."""
    asks = [one.name for one in fields_of(latest(asked.form.code)) if one.type == "image"]
    wanted = [name for name in asks if not asked.rule["fields"] or name in asked.rule["fields"]]
    if not wanted:
        return
    rows = lines.rows(
        "SELECT record, submission, list_bool_or(list_transform($1, lambda name: coalesce(json_extract_string(told, '$.' || name), "
        "'') <> '')) FROM lines WHERE waiting ORDER BY record",
        [wanted],
    )
    sendings = lines.sending(submission for _, submission, _ in rows)
    here: set[int] = set()
    submissions = sorted({submission for _, submission, _ in rows})
    for at in range(0, len(submissions), MANY):
        here |= set(
            Attachment.objects.filter(submission__in=submissions[at : at + MANY])
            .order_by()
            .values_list("submission_id", flat=True)
        )
    for record, submission, named in rows:
        if sendings[submission].channel in TABLES or (named and submission in here):
            continue
        detail = {"named": bool(named)}
        yield Found(record, Against.FORM, sure(0.5 if named else 0.8), detail)
