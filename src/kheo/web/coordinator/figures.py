"""The table of figures: every cell leads to its passport, and totals say when they are not the sum, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from decimal import Decimal
from functools import partial
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW, Cell, Status
from kheo.kit.text import pick, sort_key
from kheo.web.coordinator.grid import Cells, Column, Entry, Keys, Row, Table
from kheo.web.coordinator.sums import why_not_the_sum
from kheo.web.coordinator.switches import Switches
from kheo.web.shared.absent import show_known
from kheo.web.shared.asking import Known, by_keys, indicators_of, names_of
from kheo.web.shared.atlas import atlas
from kheo.web.shared.bars import range_bar
from kheo.web.shared.country import country_of
from kheo.web.shared.days import period_name
from kheo.web.shared.dimensions import GRAINS, dimension_name, none_name
from kheo.web.shared.frame import Frame

ROWS_PER_PAGE = 50
MOST_COLUMNS = 40
SEEN = 4.0  # percent of a cell: a range is not drawn narrower, however large the largest number is
Look = Callable[[Column, Keys], Cell | None]


def table_of(frame: Frame, switches: Switches, *, everything: bool = False) -> Table:
    """One page of the table, or all its rows."""
    by = (*switches.by, *((switches.across,) if switches.across else ()))
    question = switches.question(frame, by)
    cells, names = by_keys(question), names_of(question, frame.language)
    wholes = by_keys(switches.question(frame, switches.by)) if switches.across else {}
    known = indicators_of(frame.programme.code)
    columns, hidden = _columns(switches, cells, names, known, frame.language)
    keys = _row_keys(frame, switches, cells)
    look = partial(_cell, cells, wholes, switches)
    ordered = _sorted(keys, switches, columns, look, names)
    pages = max(1, ceil(len(ordered) / ROWS_PER_PAGE))
    page = min(max(switches.page, 1), pages)
    visible = ordered if everything else ordered[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]
    totals = _totals(frame, switches, columns, known) if switches.by else ()
    return Table(
        row_heads=tuple(dimension_name(code, frame.language) for code in switches.by),
        groups=_column_groups(columns) if switches.across else (),
        columns=columns,
        rows=tuple(_rows(visible, frame, switches, columns, look, names, known)),
        totals=totals,
        whys=tuple(why_not_the_sum(frame, switches, columns, cells, totals, known)) if totals else (),
        total_rows=len(ordered),
        page=page,
        pages=pages,
        hidden_columns=hidden,
        led="agency" in by and frame.choices.view == PROGRAMME_VIEW,
        ranges=any(cell.status == Status.RANGE for found in cells.values() for cell in found.values()),
    )


def name_of(names: Mapping[tuple[str, Any], str], dimension: str, key: Any) -> str:
    """The name of a key, also of none."""
    if key is None:
        return none_name(dimension)
    if dimension in GRAINS:
        return period_name(str(key))
    if dimension in atlas().ranks and key in atlas().spots:
        return atlas().spots[key].name
    return names.get((dimension, key), str(key))


def _columns(
    switches: Switches,
    cells: Cells,
    names: Mapping[tuple[str, Any], str],
    known: Mapping[str, Known],
    language: str,
) -> tuple[tuple[Column, ...], int]:
    across = [None]
    if switches.across:
        across = list({keys[-1] for found in cells.values() for keys in found})
        across.sort(key=lambda key: _in_order(switches.across, key, names))
    most = max(MOST_COLUMNS // len(switches.indicators), 1)
    heads = [(key, name_of(names, switches.across, key) if switches.across else "") for key in across[:most]]
    wanted = [(code, key, group, False) for key, group in heads for code in switches.indicators]
    if switches.across:
        wanted += [(code, None, _("All"), True) for code in switches.indicators]
    columns = [
        Column(
            code=code,
            key=key,
            head=pick(known[code].title, language),
            group=group,
            unit=known[code].unit.named(None, language),
            number=number,
            sorted=switches.sort == str(number),
            whole=whole,
        )
        for number, (code, key, group, whole) in enumerate(wanted, start=1)
    ]
    # A row's total stands where it is seen without moving the table.
    columns.sort(key=lambda column: not column.whole)
    return tuple(columns), max(len(across) - most, 0)


def _in_order(dimension: str, key: Any, names: Mapping[tuple[str, Any], str]) -> tuple[bool, str]:
    """Periods by their labels, names as Vietnamese sorts, what has no key last."""
    text = str(key) if dimension in GRAINS else sort_key(name_of(names, dimension, key))
    return key is None, text


def _column_groups(columns: Sequence[Column]) -> tuple[tuple[str, int], ...]:
    counted: dict[str, int] = {}
    for column in columns:
        counted[column.group] = counted.get(column.group, 0) + 1
    return tuple(counted.items())


def _row_keys(frame: Frame, switches: Switches, cells: Cells) -> list[Keys]:
    """The rows that have a number, or a sign other than *not reported*, in some column; all where asked for."""
    wide = len(switches.by)
    keys = dict.fromkeys(
        keys[:wide]
        for found in cells.values()
        for keys, cell in found.items()
        if switches.empty or cell.status != Status.MISSING
    )
    if switches.empty and wide == 1 and switches.by[0] in atlas().ranks:
        keys |= dict.fromkeys((number,) for number in _places_on_the_map(frame, switches))
    return list(keys)


def _places_on_the_map(frame: Frame, switches: Switches) -> Iterable[int]:
    """All places of the rows' level on the chosen map, also those that reported nothing."""
    places, within = atlas(), switches.within.pk if switches.within else None
    for spot in country_of(frame.programme.code).at(switches.by[0], frame.map_day):
        if within is None or any(above.number == within for above in places.upwards(spot.number)):
            yield spot.number


def _sorted(
    keys: list[Keys],
    switches: Switches,
    columns: Sequence[Column],
    look: Look,
    names: Mapping[tuple[str, Any], str],
) -> list[Keys]:
    by_name = sorted(
        keys,
        key=lambda row: [_in_order(dim, key, names) for dim, key in zip(switches.by, row, strict=True)],
    )
    column = next((column for column in columns if column.sorted), None)
    if column is None:
        return by_name
    return sorted(by_name, key=lambda row: _largest_first(look(column, row)))


def _largest_first(cell: Cell | None) -> tuple[bool, Decimal]:
    number = cell.high if cell and cell.high is not None else None
    return number is None, -(number or Decimal(0))


def _cell(cells: Cells, wholes: Cells, switches: Switches, column: Column, row: Keys) -> Cell | None:
    if column.whole:
        return wholes[column.code].get(row)
    return cells[column.code].get((*row, column.key) if switches.across else row)


def _rows(
    visible: Sequence[Keys],
    frame: Frame,
    switches: Switches,
    columns: Sequence[Column],
    look: Look,
    names: Mapping[tuple[str, Any], str],
    known: Mapping[str, Known],
) -> Iterable[Row]:
    tops = {code: _top(look(c, row) for c in columns if c.code == code for row in visible) for code in known}
    before: tuple[str, ...] = ()
    apart = [_told_apart(dim, {row[at] for row in visible}) for at, dim in enumerate(switches.by)]
    for row in visible:
        full = tuple(
            apart[at].get(key) or name_of(names, dim, key)
            for at, (dim, key) in enumerate(zip(switches.by, row, strict=True))
        )
        shown_names = ("", *full[1:]) if len(full) > 1 and before[:1] == full[:1] else full
        before = full
        yield Row(
            keys=row,
            names=shown_names,
            full=full,
            urls=tuple(_place_url(frame, dim, key) for dim, key in zip(switches.by, row, strict=True)),
            entries=tuple(
                _entry(
                    look(column, row),
                    known[column.code],
                    frame,
                    tops[column.code],
                    *_cell_keys(switches, column, row),
                )
                for column in columns
            ),
        )


def _top(cells: Iterable[Cell | None]) -> Decimal:
    """What a bar as long as its column stands for: the largest number of the page."""
    return max((cell.high for cell in cells if cell and cell.high is not None), default=Decimal(0))


def _told_apart(dimension: str, keys: Set[Any]) -> Mapping[Any, str]:
    places = atlas()
    return places.told_apart(keys - {None}) if dimension in places.ranks else {}


def _place_url(frame: Frame, dimension: str, key: Any) -> str:
    places = atlas()
    if dimension in places.ranks and isinstance(key, int) and key in places.spots:
        return frame.choices.to("place", places.spots[key].ref)
    return ""


def _entry(
    cell: Cell | None, known: Known, frame: Frame, top: Decimal | int, by: Sequence[str], keys: Keys
) -> Entry:
    bar = None
    if cell is not None and cell.status == Status.RANGE and top:
        bar = range_bar(cell.low or 0, cell.high or 0, top, SEEN)
    return Entry(show_known(cell, known, frame.choices, by, keys), bar, cell)


def _cell_keys(switches: Switches, column: Column, row: Keys) -> tuple[tuple[str, ...], Keys]:
    """The breakdowns of a column's cell in a row, and its keys."""
    if not switches.across or column.whole:
        return switches.by[: len(row)], row
    return (*switches.by[: len(row)], switches.across), (*row, column.key)


def _totals(
    frame: Frame, switches: Switches, columns: Sequence[Column], known: Mapping[str, Known]
) -> tuple[Entry, ...]:
    """The rule over all rows at once, for each column."""
    across = (switches.across,) if switches.across else ()
    cells = by_keys(switches.question(frame, across))
    whole = by_keys(switches.question(frame, ())) if across else cells
    return tuple(
        _entry(
            whole[column.code].get(())
            if column.whole or not across
            else cells[column.code].get((column.key,)),
            known[column.code],
            frame,
            0,
            *_cell_keys(switches, column, ()),
        )
        for column in columns
    )
