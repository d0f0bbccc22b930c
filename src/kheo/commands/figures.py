"""``kheo figures``: ask from the command line."""

import argparse
import csv
import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kheo.commands.terminal.tables import print_json, print_table
from kheo.consolidate.editions.queries import edition_named
from kheo.consolidate.figures.queries import ask, labels
from kheo.consolidate.figures.queries.settings import indicator_of, indicators_of
from kheo.consolidate.figures.rules.question import Answer, Cell, Question, Status
from kheo.facts.ledger.states import Grade
from kheo.ground.places.queries import named
from kheo.kit.refusals import Refused
from kheo.web.shared.choices import Choices
from kheo.web.shared.numbers import Unit
from kheo.web.shared.shown import show

MOST_NAMED = 8
HELP = gettext_lazy("the figures of one or several indicators")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("indicators", nargs="+", metavar=_("CODE"))
    parser.add_argument("--by", default="", help=_("breakdowns, for example province,quarter"))
    parser.add_argument("--where", default="", help=_("a filter, for example \"kind = 'new'\""))
    parser.add_argument(
        "--within", default="", help=_("only what lies in this place: its name or its reference")
    )
    parser.add_argument("--period", default="", help=_("2025, 2025-H1, 2025-Q3, 2025-07 or 2023..2025"))
    parser.add_argument("--calendar", default="", help=_("a calendar; else the programme's"))
    parser.add_argument("--boundaries", default="", help=_("the map's date; else places as reported"))
    parser.add_argument("--view", default="programme", help=_("programme, or an agency"))
    parser.add_argument("--grade", default="reported", help=_("reported, verified or audited: at least this"))
    parser.add_argument("--edition", default="", help=_("as frozen in this edition; else as of now"))
    parser.add_argument("--format", default="table", choices=["table", "csv", "json", "parquet"])
    parser.add_argument("--output", type=Path, help=_("write to this file"))


def run(args: argparse.Namespace) -> int:
    answer = _every_one(ask(question_of(args), account=True))
    language = (get_language() or "en")[:2]
    named = labels(answer, language)
    if args.format == "table":
        _print(answer, named, language)
        return 0
    rows = [_plain(answer, cell, named) for cell in answer.cells]
    try:
        _write(rows, args.format, args.output)
    except OSError as error:
        raise Refused("commands.cannot_write", file=str(args.output), reason=error.strerror or "") from error
    return 0


def _every_one(answer: Answer) -> Answer:
    """With a line for each indicator that nobody reported on: what is missing must be said."""
    told = {cell.indicator for cell in answer.cells}
    silent = [
        Cell(row.code, row.version, (None,) * len(answer.question.by), Status.MISSING)
        for row in indicators_of(answer.question.indicators)
        if row.code not in told
    ]
    return replace(answer, cells=(*answer.cells, *silent))


def _write(rows: list[dict[str, Any]], kind: str, output: Path | None) -> None:
    if kind == "json":
        print_json(rows)
    elif kind == "csv":
        _write_csv(rows, output)
    elif output is None:
        raise Refused("figures.output_needs_file")
    else:
        pq.write_table(pa.Table.from_pylist([_typed(row) for row in rows]), output)


def question_of(args: argparse.Namespace) -> Question:
    """The question that the arguments ask."""
    if args.grade.upper() not in Grade.__members__:
        raise Refused("figures.no_such_grade", grade=args.grade)
    indicators, position = tuple(args.indicators), None
    if args.edition:
        frozen = edition_named(args.edition)
        versions = {row["indicator"]: row["version"] for row in frozen.figures}
        position = frozen.position
        indicators = tuple(f"{code}@{versions[code]}" if code in versions else code for code in indicators)
    return Question(
        indicators=indicators,
        by=tuple(key.strip() for key in args.by.split(",") if key.strip()),
        period=args.period,
        calendar=args.calendar,
        boundaries=_day(args.boundaries),
        view=args.view,
        grade=Grade[args.grade.upper()],
        where=args.where,
        within=_within(args.within, _day(args.boundaries)),
        position=position,
    )


def _within(text: str, on: dt.date | None) -> str:
    """The ref of a place, from its ref or its name. Refuses a name that no place has, or several."""
    if not text:
        return ""
    found = named(text, on=on)
    if not found:
        raise Refused("figures.no_such_place", place=text)
    if len(found) > 1:
        some = [f"{place.ref} ({place.name})" for place in found[:MOST_NAMED]]
        raise Refused("figures.several_places", place=text, count=len(found), choices=some)
    return found[0].ref


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refused("figures.not_a_day", day=text) from None


def _print(answer: Answer, named: dict[tuple[str, Any], str], language: str) -> None:
    units = {}
    for code in answer.question.indicators:
        row = indicator_of(code)
        units[row.code] = Unit(row.unit.code, row.unit.title, row.unit.plural or row.unit.title)
    choices = Choices("", "", None, "programme", language)
    rows = []
    for cell in answer.cells:
        keys = _keys(answer, cell, named)
        shown = show(replace(cell, passport=""), units[cell.indicator], choices)
        rows.append([cell.indicator, *keys, shown.full or "…", shown.unit, cell.facts, cell.passport])
    headers = [_("indicator"), *answer.question.by, _("figure"), _("unit"), _("reports"), _("passport")]
    right = (len(headers) - 4, len(headers) - 2)
    print_table(headers, rows, right=right)


def _keys(answer: Answer, cell: Cell, named: dict[tuple[str, Any], str]) -> list[str]:
    pairs = zip(answer.question.by, cell.keys, strict=True)
    return ["–" if key is None else named.get((by, key), str(key)) for by, key in pairs]


def _plain(answer: Answer, cell: Cell, named: dict[tuple[str, Any], str]) -> dict[str, Any]:
    keys = dict(zip(answer.question.by, _keys(answer, cell, named), strict=True))
    return {
        "indicator": cell.indicator,
        "version": cell.version,
        **keys,
        "status": cell.status.value,
        "value": cell.value,
        "low": cell.low,
        "high": cell.high,
        "qualifier": cell.qualifier.value,
        "reports": cell.facts,
        "expected": cell.expected,
        "received": cell.received,
        "passport": cell.passport,
    }


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """Numbers as floating point, as Parquet readers expect them in one column of all units."""
    return {
        key: float(value) if key in ("value", "low", "high") and value is not None else value
        for key, value in row.items()
    }


def _write_csv(rows: list[dict[str, Any]], output: Path | None) -> None:
    names = list(rows[0]) if rows else []
    if output is None:
        writer = csv.DictWriter(sys.stdout, names)
        writer.writeheader()
        writer.writerows(rows)
        return
    with output.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
