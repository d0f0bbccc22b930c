"""The tables of results: by objective against the target, by place, by agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kheo.consolidate.figures.rules.question import Status
from kheo.kit.text import sort_key
from kheo.review.reviews.rules.document import Block, Column, Entry, Paragraph, Row, Run, Table, refs_text
from kheo.review.reviews.rules.material import Asked, Key, Material, Subject
from kheo.review.reviews.rules.numbers import change_text, number_text, share_text
from kheo.review.reviews.rules.references import References

MOST_COLUMNS = 5


@dataclass
class Counter:
    """Numbers of the tables and pictures, through the whole document."""

    tables: int = 0
    pictures: int = 0

    def table(self, refs: References, text: str) -> str:
        self.tables += 1
        return f"{refs.words('table')} {self.tables}. {text}"

    def picture(self, refs: References, text: str) -> str:
        self.pictures += 1
        return f"{refs.words('picture')} {self.pictures}. {text}"


def by_objective(material: Material, refs: References) -> list[tuple[str, list[Subject]]]:
    """(objective's title, its indicators) in order; indicators without an objective come last."""
    groups = [
        (title, [one for one in material.subjects if one.objective == code])
        for code, title in material.objectives
    ]
    known = {code for code, _ in material.objectives}
    loose = [one for one in material.subjects if one.objective not in known]
    return [(title, found) for title, found in [*groups, (refs.words("other_indicators"), loose)] if found]


def results_table(
    material: Material, title: str, subjects: Sequence[Subject], refs: References, count: Counter
) -> Table:
    words = refs.words
    columns = [
        Column(words("rank"), 5, "center"),
        Column(words("indicator"), 33, "left"),
        Column(words("unit"), 11, "center"),
        Column(words("target"), 11),
        Column(words("result"), 12),
        Column(words("of_target"), 9),
    ]
    if material.before:
        columns += [Column(words("before", label=material.compared), 12), Column(words("change"), 10)]
    columns.append(Column(words("reference"), 8, "center"))
    rows = [_result_row(material, at, one, refs) for at, one in enumerate(subjects, start=1)]
    caption = count.table(refs, words("results_table", objective=title))
    return Table(caption, tuple(columns), tuple(rows), (words("computed"),))


def _result_row(material: Material, at: int, one: Subject, refs: References) -> Row:
    language, target = refs.words.language, material.targets.get(one.code)
    cell = material.now.cell(one.code)
    result = refs.entry(material.now, cell)
    entries = [
        Entry(str(at)),
        Entry(one.title),
        Entry(one.unit),
        Entry(number_text(target, language) if target is not None else "–"),
        result,
        Entry(share_text(cell, target, language)),
    ]
    shown = [result.ref]
    if material.before:
        old = material.before.cell(one.code)
        before = refs.entry(material.before, old)
        points = refs.words("points") if one.percentage else ""
        entries += [before, Entry(change_text(cell, old, language, points=points))]
        shown.append(before.ref)
    return Row((*entries, Entry(refs_text(shown))))


def breakdown_tables(
    material: Material, asked: Asked, codes: Sequence[str], caption: str, refs: References, count: Counter
) -> list[Block]:
    """One table for each objective and at most five indicators: a row for each key, the whole programme on top.

    ``caption`` is the name of the template's words ("place_table" or "agency_table").
    """
    blocks: list[Block] = []
    silent: list[str] = []
    keys = _ordered_keys(material, asked, caption)
    for title, subjects in by_objective(material, refs):
        wanted = [one for one in subjects if one.code in codes]
        told = [one for one in wanted if _told(asked, one)]
        silent += [one.title for one in wanted if one not in told]
        parts = [told[at : at + MOST_COLUMNS] for at in range(0, len(told), MOST_COLUMNS)]
        for at, part in enumerate(parts, start=1):
            name = refs.words(caption, objective=title, level=material.level)
            if len(parts) > 1:
                name += refs.words("part_of", part=at)
            blocks.append(_breakdown(material, asked, keys, part, name, refs, count, caption))
    if silent:
        blocks.append(_silence(silent, refs))
    return blocks


def _silence(titles: list[str], refs: References) -> Block:
    return Paragraph((Run(refs.words("not_reported_at_all", titles="; ".join(titles))),), "note")


def _told(asked: Asked, one: Subject) -> bool:
    return any(cell.status is not Status.MISSING for cell in asked.answer.cells if cell.indicator == one.code)


def _ordered_keys(material: Material, asked: Asked, caption: str) -> list[tuple[Key, str]]:
    """(key, name) of every row: all places of the level, or the agencies of the answer; unknown ones last."""
    dimension = asked.answer.question.by[0]
    found: dict[Key, str] = {}
    if caption == "place_table":
        found = {row.number: row.name for row in material.places}
    for (key,) in asked.rows():
        if key is not None and key not in found:
            found[key] = asked.names.get((dimension, key), str(key))
    return sorted(found.items(), key=lambda pair: sort_key(pair[1]))


def _breakdown(
    material: Material,
    asked: Asked,
    keys: list[tuple[Key, str]],
    subjects: Sequence[Subject],
    name: str,
    refs: References,
    count: Counter,
    caption: str,
) -> Table:
    words = refs.words
    first = "place" if caption == "place_table" else "agency"
    wide = 22 if first == "place" else 28
    each = (90 - wide) / len(subjects)
    columns = [Column(words(first), wide, "left")]
    columns += [Column(f"{one.title} ({one.unit})", each) for one in subjects]
    columns.append(Column(words("reference"), 10, "center"))
    rows = [
        _row(
            words("whole"),
            [refs.entry(material.now, material.now.cell(one.code)) for one in subjects],
            total=True,
        )
    ]
    for key, label in keys:
        rows.append(_row(label, [refs.entry(asked, asked.cell(one.code, key)) for one in subjects]))
    if any(asked.cell(one.code, None) for one in subjects):
        lost = [refs.entry(asked, asked.cell(one.code, None)) for one in subjects]
        rows.append(_row(words(f"no_key_{first}"), lost))
    notes = (words("whole_is_not_sum"),) if _differs(material, asked, subjects) else ()
    return Table(count.table(refs, name), tuple(columns), tuple(rows), notes)


def _row(label: str, entries: list[Entry], *, total: bool = False) -> Row:
    return Row((Entry(label), *entries, Entry(refs_text([entry.ref for entry in entries]))), total=total)


def _differs(material: Material, asked: Asked, subjects: Sequence[Subject]) -> bool:
    """Whether the whole of any column is something else than the sum of its rows."""
    for one in subjects:
        whole = material.now.cell(one.code)
        parts = [
            cell.value for cell in asked.answer.cells if cell.indicator == one.code and cell.value is not None
        ]
        if whole is None or whole.value is None or whole.value != sum(parts, Decimal(0)):
            return True
    return False
