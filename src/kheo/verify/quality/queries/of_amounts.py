"""Checks of numbers, asked about all waiting lines of a form at once."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from kheo.verify.quality.queries.asked import Asked, Known
from kheo.verify.quality.queries.lines import Lines
from kheo.verify.quality.rules import amounts
from kheo.verify.quality.rules.found import Found
from kheo.verify.quality.states import Against

CROWD = 40  # peers among whom one more or less does not move the median

_WAITING = (
    "SELECT a.record, a.unit, a.crowd, p.label, a.value FROM amounts a JOIN periods p ON p.day = a.day AND p.grain = $2 "
    "WHERE a.waiting AND a.unit IS NOT NULL AND a.field = $1 ORDER BY a.record"
)
_OF_UNITS = (
    "SELECT a.unit, list(p.label ORDER BY p.label, a.record), list(a.value ORDER BY p.label, a.record) FROM amounts a "
    "JOIN periods p ON p.day = a.day AND p.grain = $2 WHERE a.field = $1 AND a.value > 0 AND a.unit IN "
    "(SELECT unit FROM amounts WHERE waiting AND field = $1) GROUP BY a.unit"
)
_OF_CROWDS = (
    "SELECT a.crowd, p.label, list(a.unit ORDER BY a.record), list(a.value ORDER BY a.record) FROM amounts a "
    "JOIN periods p ON p.day = a.day AND p.grain = $2 WHERE a.field = $1 AND a.value > 0 AND a.unit IS NOT NULL "
    "GROUP BY a.crowd, p.label"
)
_TOTALS = (
    "SELECT a.unit, p.label, sum(a.value) FROM amounts a JOIN periods p ON p.day = a.day AND p.grain = $2 "
    "WHERE a.field = $1 AND a.unit IN (SELECT unit FROM amounts WHERE waiting AND field = $1) "
    "GROUP BY a.unit, p.label ORDER BY a.unit, p.label"
)


def outliers(asked: Asked, lines: Lines) -> Iterator[Found]:
    grain = lines.periods(asked.calendar, asked.grain())
    for field in asked.rule["fields"]:
        lines.amounts([field])
        waiting = lines.rows(_WAITING, [field, grain])
        if "own" in asked.rule["against"]:
            yield from _far_from_own(asked, lines, field, grain, waiting)
        if "peers" in asked.rule["against"]:
            yield from _far_from_peers(asked, lines, field, grain, waiting)


def _far_from_own(
    asked: Asked, lines: Lines, field: str, grain: str, waiting: list[tuple[int, int, str, str, float]]
) -> Iterator[Found]:
    """Held against what the unit told in the periods before, whether that waits or not: never against what came in the
    same period, so that it does not matter in which order lines came."""
    past = {unit: (labels, values) for unit, labels, values in lines.rows(_OF_UNITS, [field, grain])}
    most, every = int(asked.rule["periods"]), asked.grain()
    usual: dict[tuple[int, str], amounts.Profile | None] = {}
    for record, unit, _crowd, label, value in waiting:
        if (unit, label) not in usual:
            labels, values = past.get(unit, ([], []))
            upto = bisect_left(labels, label)
            since = sorted(set(labels[:upto]))[-most:]
            before = values[bisect_left(labels, since[0]) : upto] if since else []
            usual[unit, label] = amounts.profile(before, asked.rule)
        if told := amounts.outlier(value, usual[unit, label], asked.rule):
            yield Found(record, Against.OWN, told[0], {"field": field, "grain": every, **told[1]})


def _far_from_peers(
    asked: Asked, lines: Lines, field: str, grain: str, waiting: list[tuple[int, int, str, str, float]]
) -> Iterator[Found]:
    """Held against other units of its kind in the same period; among many, the unit itself makes no difference."""
    peers = {
        (crowd, label): (units, values)
        for crowd, label, units, values in lines.rows(_OF_CROWDS, [field, grain])
    }
    every = asked.grain()
    usual: dict[tuple[str, str, int], amounts.Profile | None] = {}
    for record, unit, crowd, label, value in waiting:
        units, values = peers.get((crowd, label), ([], []))
        who = unit if len(values) <= CROWD else 0
        if (crowd, label, who) not in usual:
            others = [told for each, told in zip(units, values, strict=True) if each != who]
            usual[crowd, label, who] = amounts.profile(others, asked.rule)
        if told := amounts.outlier(value, usual[crowd, label, who], asked.rule):
            yield Found(record, Against.PEERS, told[0], {"field": field, "grain": every, **told[1]})


def jumps(asked: Asked, lines: Lines) -> Iterator[Found]:
    every = asked.grain()
    grain = lines.periods(asked.calendar, every)
    for field in asked.rule["fields"]:
        lines.amounts([field])
        totals: defaultdict[int, dict[str, float]] = defaultdict(dict)
        for unit, label, total in lines.rows(_TOTALS, [field, grain]):
            totals[unit][label] = total
        seen: dict[tuple[int, str], amounts.Answer] = {}
        for record, unit, _crowd, label, value in lines.rows(_WAITING, [field, grain]):
            if value <= 0:
                continue
            if (unit, label) not in seen:
                own = totals[unit]
                before = [total for earlier, total in own.items() if earlier < label]
                year_ago = own.get(f"{int(label[:4]) - 1}{label[4:]}")
                seen[unit, label] = amounts.jump(own[label], before, year_ago, asked.rule)
            if told := seen[unit, label]:
                against = Against.LAST_YEAR if told[1]["compared"] == "last_year" else Against.OWN
                detail = {key: each for key, each in told[1].items() if key != "compared"}
                yield Found(
                    record, against, told[0], {"field": field, "grain": every, "period": label, **detail}
                )


def rounded(asked: Asked, lines: Lines) -> Iterator[Found]:
    rule = asked.rule
    lines.amounts(rule["fields"])
    told: defaultdict[int, list[tuple[int, float, bool]]] = defaultdict(list)
    countable = rounded_ones = 0
    for unit, record, value, waiting in lines.rows(
        "SELECT unit, record, value, waiting FROM amounts WHERE list_contains($1, field) AND exact AND unit IS NOT NULL "
        "AND value >= $2 ORDER BY unit, day, record, field",
        [list(rule["fields"]), rule["from"]],
    ):
        if amounts.countable(value, rule):
            told[unit].append((record, value, waiting))
            countable += 1
            rounded_ones += amounts.is_rounded(value, rule)
    common = rounded_ones / countable if countable else 0.0
    for some in told.values():
        if not any(waiting for _, _, waiting in some):
            continue
        answer = amounts.digits([value for _, value, _ in some], common, rule)
        if answer is None:
            continue
        last = some[-int(rule["last"]) :]
        for record in sorted(
            {each for each, value, waiting in last if waiting and amounts.is_rounded(value, rule)}
        ):
            yield Found(record, Against.OWN, answer[0], answer[1])


def ratios(asked: Asked, lines: Lines) -> Iterator[Found]:
    of, to = asked.rule["of"], asked.rule["to"]
    lines.amounts([of, to])
    pairs = lines.rows(
        "SELECT a.record, a.value, b.value FROM amounts a JOIN amounts b USING (record) "
        "WHERE a.waiting AND a.field = $1 AND b.field = $2 ORDER BY a.record",
        [of, to],
    )
    for record, value, beside in pairs:
        if told := amounts.ratio(value, beside, asked.rule):
            yield Found(record, Against.ANSWER, told[0], {"field": of, "beside": to, **told[1]})


def denominators(asked: Asked, lines: Lines) -> Iterator[Found]:
    if "target" in asked.rule["known"]:
        yield from _over_target(asked, lines)
        return
    known = Known(asked, lines.units)
    for field in asked.rule["fields"]:
        lines.amounts([field])
        rows = lines.rows(
            "SELECT a.record, a.value, l.place, l.day FROM amounts a JOIN lines l USING (record) "
            "WHERE a.waiting AND a.field = $1 AND l.place IS NOT NULL ORDER BY a.record",
            [field],
        )
        for record, value, place, day in rows:
            there = known.of_place(place, day)
            told = amounts.denominator(value, there, asked.rule) if there is not None else None
            if told:
                yield Found(record, Against.KNOWN, told[0], {"field": field, "of": "place", **told[1]})


def _over_target(asked: Asked, lines: Lines) -> Iterator[Found]:
    targets = Known(asked, lines.units).targets()
    for every, due in _by_grain(targets).items():
        grain = lines.periods(asked.calendar, every)
        for field in asked.rule["fields"]:
            lines.amounts([field])
            totals = {(unit, label): total for unit, label, total in lines.rows(_TOTALS, [field, grain])}
            for record, unit, _crowd, label, value in lines.rows(_WAITING, [field, grain]):
                promised = due.get((unit, label))
                if promised is None or value <= 0:
                    continue
                if told := amounts.denominator(totals[unit, label], promised, asked.rule):
                    detail = {"field": field, "of": "target", "period": label, "grain": every, **told[1]}
                    yield Found(record, Against.TARGET, told[0], detail)


def _by_grain(targets: dict[tuple[int, str], float]) -> dict[str, dict[tuple[int, str], float]]:
    found: defaultdict[str, dict[tuple[int, str], float]] = defaultdict(dict)
    for (unit, label), value in targets.items():
        grain = "year" if len(label) == 4 else {"Q": "quarter", "H": "half"}.get(label[5], "month")
        found[grain][unit, label] = value
    return dict(found)


def fitting(asked: Asked, lines: Lines) -> Iterator[Found]:
    of = asked.rule["of"]
    if "answer" in asked.rule["known"]:
        beside = asked.rule["known"]["answer"]
        lines.amounts([of, beside])
        rows = lines.rows(
            "SELECT a.unit, a.record, a.waiting, a.value, b.value FROM amounts a JOIN amounts b USING (record) WHERE "
            "a.field = $1 AND b.field = $2 AND a.unit IS NOT NULL ORDER BY a.unit, a.day, a.record",
            [of, beside],
        )
        told = [
            (unit, [record] if waiting else [], value, promised)
            for unit, record, waiting, value, promised in rows
        ]
        found = _exactly(asked, told, Against.ANSWER)
        yield from (replace(one, detail={**one.detail, "field": of, "beside": beside}) for one in found)
        return
    for every, due in _by_grain(Known(asked, lines.units).targets()).items():
        grain = lines.periods(asked.calendar, every)
        lines.amounts([of])
        rows = lines.rows(
            "SELECT a.unit, p.label, sum(a.value), list(a.record ORDER BY a.record) FILTER (a.waiting AND a.value > 0) "
            "FROM amounts a JOIN periods p ON p.day = a.day AND p.grain = $2 WHERE a.field = $1 AND a.unit IS NOT NULL "
            "GROUP BY a.unit, p.label ORDER BY a.unit, p.label",
            [of, grain],
        )
        told = [
            (unit, records or [], total, due[unit, label])
            for unit, label, total, records in rows
            if (unit, label) in due
        ]
        found = _exactly(asked, told, Against.TARGET)
        yield from (replace(one, detail={**one.detail, "field": of, "grain": every}) for one in found)


def _exactly(
    asked: Asked, told: list[tuple[int, list[int], float, float]], against: Against
) -> Iterator[Found]:
    """``told``: (unit, what waits of it, value, promised), a unit's own in the order of time."""
    rule = asked.rule
    large = [(value, promised) for _, _, value, promised in told if promised >= rule["from"]]
    common = sum(value == promised for value, promised in large) / len(large) if large else 0.0
    by_unit: defaultdict[int, list[tuple[list[int], float, float]]] = defaultdict(list)
    for unit, records, value, promised in told:
        by_unit[unit].append((records, value, promised))
    for some in by_unit.values():
        if not any(records for records, _, _ in some):
            continue
        if not (answer := amounts.fits_too_well([(value, due) for _, value, due in some], common, rule)):
            continue
        for records, value, promised in some:
            if value == promised and promised >= rule["from"]:
                yield from (Found(record, against, *answer) for record in records)
