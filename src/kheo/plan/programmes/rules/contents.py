"""What stands in a pack's YAML and CSV about a programme, as values, and everything that can be wrong with it.

The rows of places and organisations are read in ``ground``; forms in ``plan.forms``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kheo.kit.nodes import Node
from kheo.kit.periods import GRAINS, Calendar
from kheo.kit.problems import Problems
from kheo.kit.tables import Row

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
TARGET_COLUMNS = ("indicator", "period", "value")
_MOST = Decimal(10) ** 16


@dataclass(frozen=True)
class Head:
    """``terms``: lines of licence and credit, each a text or {language: text}."""

    code: str
    title: dict[str, str]
    terms: list[Any]


@dataclass(frozen=True)
class UnitRow:
    code: str
    title: dict[str, str]
    plural: dict[str, str]


@dataclass(frozen=True)
class CalendarRow:
    code: str
    title: dict[str, str]
    regimes: list[dict[str, Any]]


@dataclass(frozen=True)
class ProgrammeRow:
    """``partners`` are refs of organisations; ``objectives`` are (code, title) in order; ``valid_to`` exclusive."""

    code: str
    title: dict[str, str]
    calendar: str
    valid_from: dt.date
    valid_to: dt.date | None
    partners: tuple[str, ...]
    objectives: tuple[tuple[str, dict[str, str]], ...]
    notice: dict[str, str]
    source_note: dict[str, str]
    settings: dict[str, Any]
    verification: list[dict[str, Any]]
    sampling: list[dict[str, Any]]
    reminders: dict[str, Any]


@dataclass(frozen=True)
class TargetRow:
    """``place`` and ``organisation`` are refs or ""."""

    indicator: str
    period: str
    place: str
    organisation: str
    value: Decimal


@dataclass(frozen=True)
class ScheduleRow:
    """``level`` "" means that the agency itself reports."""

    form: str
    agency: str
    level: str
    every: str
    days_after_close: int
    first_day: dt.date
    last_day: dt.date | None


def read_head(node: Node | None) -> Head:
    if node is None:
        return Head("", {}, [])
    node.only(("code", "title", "terms"))
    terms = node.plain("terms") or []
    return Head(
        code_of(node), node.texts("title", required=True), terms if isinstance(terms, list) else [terms]
    )


def code_of(node: Node, key: str = "code", longest: int = 80) -> str:
    """A code: letters, digits, hyphens and underscores."""
    code = node.text(key, required=True, longest=longest)
    if code and not CODE.fullmatch(code):
        node.wrong(key, "plan.not_a_code", column=key, value=code)
    return code


def read_units(node: Node | None) -> list[UnitRow]:
    """``units.yaml``: {code: {title, plural}}."""
    rows = []
    for code in node.mapped if node else ():
        value = node.mapped[code] if node else None
        if node is None or not isinstance(value, type(node.mapped)):
            if node:
                node.wrong(code, "source.not_a_mapping", key=code)
            continue
        unit = Node(value, node.file, node.problems)
        unit.only(("title", "plural"))
        title = unit.texts("title", required=True)
        if not CODE.fullmatch(code) or len(code) > 40:
            node.wrong(code, "plan.not_a_code", column="code", value=code)
        rows.append(UnitRow(code, title, unit.texts("plural") or title))
    return rows


def read_calendars(nodes: Iterable[Node]) -> list[CalendarRow]:
    rows: dict[str, CalendarRow] = {}
    for node in nodes:
        node.only(("code", "title", "regimes"))
        regimes = node.plain("regimes") or []
        row = CalendarRow(code_of(node, longest=40), node.texts("title"), regimes)
        with node.problems.at(node.file, node.line_of("regimes")):
            Calendar.from_json(row.code, regimes)
        if row.code in rows:
            node.wrong("code", "plan.code_twice", code=row.code)
        rows[row.code] = row
    return list(rows.values())


def read_programme(
    node: Node,
    *,
    calendars: Collection[str],
    organisations: Collection[str],
    verification: list[dict[str, Any]],
    sampling: list[dict[str, Any]],
    reminders: dict[str, Any],
) -> ProgrammeRow | None:
    """None where it lacks what nothing can stand without. ``verification``, ``sampling`` and ``reminders`` are read by
    the rules of these names."""
    node.only(
        (
            "code",
            "title",
            "calendar",
            "valid_from",
            "valid_to",
            "partners",
            "objectives",
            "notice",
            "source_note",
        )
        + ("settings", "verification", "sampling", "reminders")
    )
    calendar = node.text("calendar", required=True)
    if calendar and calendar not in calendars:
        node.wrong(
            "calendar", "source.not_one_of", column="calendar", value=calendar, known=sorted(calendars)
        )
    partners = node.words("partners")
    for ref in partners:
        if ref not in organisations:
            node.wrong("partners", "source.unknown_ref", column="partners", value=ref)
    valid_from, valid_to = node.day("valid_from", required=True), node.day("valid_to")
    if valid_from and valid_to and valid_to <= valid_from:
        node.wrong("valid_to", "source.dates_backwards", valid_from=valid_from, valid_to=valid_to)
    row_code, title = code_of(node), node.texts("title", required=True)
    objectives = _objectives(node)
    texts = {key: node.texts(key) for key in ("notice", "source_note")}
    settings = node.mapping("settings")
    if valid_from is None:
        return None
    return ProgrammeRow(
        row_code, title, calendar, valid_from, valid_to, partners, objectives, texts["notice"], texts["source_note"],
        settings, verification, sampling, reminders,
    )  # fmt: skip


def _objectives(node: Node) -> tuple[tuple[str, dict[str, str]], ...]:
    found: dict[str, dict[str, str]] = {}
    for objective in node.nodes("objectives"):
        objective.only(("code", "title"))
        code = code_of(objective, longest=40)
        if code in found:
            objective.wrong("code", "plan.code_twice", code=code)
        found[code] = objective.texts("title", required=True)
    return tuple(found.items())


def read_targets(
    rows: Sequence[Row],
    *,
    indicators: Collection[str],
    places: Collection[str],
    organisations: Collection[str],
    calendar: Calendar | None,
) -> list[TargetRow]:
    """Targets by indicator, period and, perhaps, place or organisation; each scope once."""
    read: dict[tuple[str, str, str, str], TargetRow] = {}
    lines: dict[tuple[str, str, str, str], int] = {}
    for row in rows:
        indicator, period = row.text("indicator", required=True), row.text("period", required=True)
        place, organisation = row.text("place"), row.text("organisation")
        for column, ref, known in (
            ("indicator", indicator, indicators),
            ("place", place, places),
            ("organisation", organisation, organisations),
        ):
            if ref and ref not in known:
                row.wrong("source.unknown_ref", column=column, value=ref)
        if period and calendar is not None:
            with row.problems.at(row.file, row.line):
                calendar.period(period)
        value = row.number("value", required=True)
        key = (indicator, period, place, organisation)
        if key in read:
            row.wrong("source.twice", value=" · ".join(part for part in key if part), first=lines[key])
        if value is not None:
            if abs(value) >= _MOST:
                row.wrong("source.not_a_number", column="value", value=value)
                continue
            read[key] = TargetRow(*key, value.quantize(Decimal("0.0001")))
            lines[key] = row.line
    return list(read.values())


def read_schedules(
    nodes: Iterable[Node], *, forms: Collection[str], agencies: Collection[str], levels: Collection[str]
) -> list[ScheduleRow]:
    """Who sends which form, how often. ``agencies``: refs of organisations that are no units."""
    read: dict[tuple[object, ...], ScheduleRow] = {}
    for node in nodes:
        node.only(("form", "agency", "level", "every", "days_after_close", "first_day", "last_day"))
        for key, known in (
            ("form", forms),
            ("agency", agencies),
            ("level", levels),
            ("every", tuple(GRAINS)),
        ):
            value = node.text(key, required=key != "level")
            if value and value not in known:
                node.wrong(key, "source.not_one_of", column=key, value=value, known=sorted(known)[:20])
        first, last = node.day("first_day", required=True), node.day("last_day")
        if first and last and last < first:
            node.wrong("last_day", "source.dates_backwards", valid_from=first, valid_to=last)
        days = node.whole("days_after_close", 5, high=366)
        if first is None:
            continue
        row = ScheduleRow(
            node.text("form"), node.text("agency"), node.text("level"), node.text("every"), days, first, last
        )
        scope = (row.form, row.agency, row.level, row.every, row.first_day)
        if scope in read:
            node.wrong("form", "plan.schedule_twice", form=row.form, agency=row.agency)
        read[scope] = row
    return list(read.values())


def check_settings(
    settings: Any, file: str, problems: Problems, *, indicators: Collection[str], levels: Collection[str]
) -> None:
    """Every indicator and level that ``settings`` of a programme names must be there. ``settings`` as read."""
    if isinstance(settings, list):
        for entry in settings:
            check_settings(entry, file, problems, indicators=indicators, levels=levels)
        return
    if not isinstance(settings, dict):
        return
    for key, value in settings.items():
        line = getattr(settings, "lines", {}).get(key, 0)
        for code in _named(key, value):
            if code not in indicators:
                problems.add(file, line, "source.unknown_ref", column=key, value=code)
        if key in ("level", "label_level") and isinstance(value, str) and value not in levels:
            problems.add(file, line, "source.not_one_of", column=key, value=value, known=sorted(levels))
        check_settings(value, file, problems, indicators=indicators, levels=levels)


_INDICATOR_KEYS = ("indicator", "against", "size", "colour", "share", "plain_sum")
_IN_BRACES = re.compile(r"\{([A-Z][A-Z0-9_-]*)\}")


def _named(key: str, value: Any) -> list[str]:
    """The codes of indicators that an entry names, also in braces inside a text."""
    if key == "indicators" and isinstance(value, list):
        return [str(code) for code in value]
    if isinstance(value, str):
        return [value] if key in _INDICATOR_KEYS else _IN_BRACES.findall(value)
    return []
