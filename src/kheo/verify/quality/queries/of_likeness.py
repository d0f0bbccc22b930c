"""The same text, the same picture, the same work: what reports of different units should not have in common."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from kheo.capture.submissions.models import Attachment
from kheo.verify.quality.queries.asked import Asked
from kheo.verify.quality.queries.lines import EPOCH, MANY, Lines
from kheo.verify.quality.rules.found import Found, sure
from kheo.verify.quality.rules.likeness import Telling, same_amounts, same_texts, sureness_of_text
from kheo.verify.quality.states import Against

CROWDED = 400  # lines about one place within days: more than that are a list, not doubles


def copied_texts(asked: Asked, lines: Lines) -> Iterator[Found]:
    rule = asked.rule
    for field in rule["fields"]:
        rows = lines.rows(
            "SELECT record, submission, unit, day, came, text, waiting FROM (SELECT *, json_extract_string(told, $1) AS text "
            "FROM lines) WHERE unit IS NOT NULL AND length(text) >= $2 AND day >= "
            "(SELECT min(day) FROM lines WHERE waiting) - CAST($3 AS INTEGER) ORDER BY record",
            [f"$.{field}", rule["least_length"], rule["days"]],
        )
        tellings = (
            Telling(record, submission, unit, (day - EPOCH).days, (came, record), text, waiting)
            for record, submission, unit, day, came, text, waiting in rows
        )
        for alike in same_texts(tellings, rule):
            detail: dict[str, Any] = {
                "field": field,
                "other": alike.other.submission,
                "likeness": round(alike.likeness, 2),
                "length": alike.length,
                "units": alike.units,
            }
            yield Found(alike.record, Against.REPORT, sureness_of_text(alike, rule), detail)


def same_pictures(asked: Asked, lines: Lines) -> Iterator[Found]:
    """Bytes that came with reports of different units; with ``own`` also with another report of the same unit."""
    told: defaultdict[int, list[tuple[int, int, bool, float]]] = defaultdict(list)
    for submission, record, unit, waiting, came in lines.rows(
        "SELECT submission, record, unit, waiting, came FROM lines WHERE unit IS NOT NULL ORDER BY record"
    ):
        told[submission].append((record, unit, waiting, came))
    waiting_ones = [one for one, some in told.items() if any(waiting for _, _, waiting, _ in some)]
    seen = _pictures(waiting_ones)
    digests = sorted({digest for some in seen.values() for digest in some})
    having = _having(digests)
    for submission in waiting_ones:
        records = told[submission]
        own = {unit for _, unit, _, _ in records}
        for digest in sorted(seen.get(submission, ())):
            others = [
                (min(came for *_, came in told[other]), other)
                for other in having[digest]
                if other != submission
                and other in told
                and (asked.rule["own"] or not own & {unit for _, unit, _, _ in told[other]})
            ]
            if not others:
                continue
            earliest, other = min(others)
            first = (min(came for *_, came in records), submission) < (earliest, other)
            detail = {"other": other, "reports": len(others)}
            for record, _unit, waiting, _came in records:
                if waiting:
                    yield Found(record, Against.REPORT, sure(0.5 if first else 1.0), detail)
            break


def _pictures(submissions: list[int]) -> dict[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    for at in range(0, len(submissions), MANY):
        rows = Attachment.objects.filter(submission__in=submissions[at : at + MANY]).order_by()
        for submission, digest in rows.values_list("submission_id", "sha256"):
            found[submission].add(digest)
    return found


def _having(digests: list[str]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for at in range(0, len(digests), MANY):
        rows = Attachment.objects.filter(sha256__in=digests[at : at + MANY]).order_by("submission_id")
        for digest, submission in rows.values_list("sha256", "submission_id"):
            found[digest].append(submission)
    return found


def doubles(asked: Asked, lines: Lines) -> Iterator[Found]:
    yield from _same_place(asked, lines)
    if asked.rule["reference"]:
        yield from _same_reference(asked, lines)


def _same_place(asked: Asked, lines: Lines) -> Iterator[Found]:
    """Lines of other reports about the place, within a few days, with the same amounts."""
    fields = list(asked.rule["fields"]) or lines.numbers()
    days = dt.timedelta(days=int(asked.rule["days"]))
    rows = lines.rows(
        "SELECT l.place, l.record, l.submission, l.unit, l.day, l.came, l.waiting, "
        "list_transform($1, lambda name: TRY_CAST(json_extract_string(l.told, '$.' || name) AS DOUBLE)) FROM lines l "
        "WHERE l.place IN (SELECT place FROM lines WHERE waiting) ORDER BY l.place, l.day, l.record",
        [fields],
    )
    for some in _by_place(rows):
        for at, (_place, record, submission, unit, day, came, waiting, told) in enumerate(some):
            if not waiting:
                continue
            near = [
                (came_other, other, unit_other, agree, abs((day_other - day).days))
                for _, _, other, unit_other, day_other, came_other, _, told_other in _around(some, at, days)
                if (other, unit_other) != (submission, unit)
                and (agree := same_amounts(told, told_other, asked.rule))
            ]
            if not near:
                continue
            earliest, other, unit_other, agree, apart = min(
                near, key=lambda each: (-each[3], each[0], each[1])
            )
            first = (came, submission) < (earliest, other)
            value = sure((0.6 + 0.1 * min(agree, 3)) * (0.6 if first else 1.0))
            detail = {"other": other, "days": apart, "agree": agree, "same_unit": unit == unit_other}
            yield Found(record, Against.REPORT, value, detail)


def _by_place(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    some: list[tuple[Any, ...]] = []
    for row in rows:
        if some and some[0][0] != row[0]:
            yield some
            some = []
        some.append(row)
    if some:
        yield some


def _around(some: list[tuple[Any, ...]], at: int, days: dt.timedelta) -> Iterator[tuple[Any, ...]]:
    """The neighbours of ``some[at]``, which are in the order of days, at most so many days away."""
    day = some[at][4]
    for step in (-1, 1):
        other, seen = at + step, 0
        while 0 <= other < len(some) and abs(some[other][4] - day) <= days and seen < CROWDED:
            yield some[other]
            other, seen = other + step, seen + 1


def _same_reference(asked: Asked, lines: Lines) -> Iterator[Found]:
    """A unit's own number of a line, told again in another report that corrects nothing: it counts twice."""
    rows = lines.rows(
        "SELECT list(record ORDER BY came, record), list(submission ORDER BY came, record), "
        "list(waiting ORDER BY came, record) FROM (SELECT *, trim(json_extract_string(told, $1)) AS reference FROM lines) "
        "WHERE unit IS NOT NULL AND reference <> '' GROUP BY unit, reference "
        "HAVING count(DISTINCT submission) > 1 AND bool_or(waiting) ORDER BY min(record)",
        [f"$.{asked.rule['reference']}"],
    )
    for records, submissions, waiting in rows:
        for at, record in enumerate(records):
            others = [other for other in submissions if other != submissions[at]]
            if waiting[at] and others:
                first = submissions[at] == submissions[0]
                detail = {"other": others[0], "field": asked.rule["reference"], "reference": True}
                yield Found(record, Against.REPORT, sure(0.6 if first else 1.0), detail)
