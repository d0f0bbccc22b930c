"""The tables of results: by objective against the target, by place, by agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kheo.consolidate.figures.rules.question import Cell, Status
from kheo.review.reviews.rules.breakdown import Breakdown
from kheo.review.reviews.rules.document import Block, Column, Entry, Paragraph, Row, Run, Table, refs_text
from kheo.review.reviews.rules.material import Material, Subject
from kheo.review.reviews.rules.numbers import change_text, number_text, share_text, within_limit
from kheo.review.reviews.rules.references import References
from kheo.review.reviews.rules.template import Words

MOST_COLUMNS = 5


@dataclass
class Counter:
    """Numbers of the tables and pictures, through the whole document; ``holds``: indicator → its table by place."""

    tables: int = 0
    pictures: int = 0
    holds: dict[str, int] = field(default_factory=dict)

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
        Column(words("rank"), 4, "center"),
        Column(words("indicator"), 34, "left"),
        Column(words("unit"), 11, "center"),
    ]
    if material.targets:
        columns.append(Column(words("target"), 11))
    columns.append(Column(words("result"), 12))
    if material.targets:
        columns.append(Column(words("of_target"), 9))
    if material.before:
        columns += [Column(words("before", label=material.compared), 12), Column(words("change"), 10)]
    columns.append(Column(words("reference"), 8, "center"))
    rows = [_result_row(material, at, one, refs) for at, one in enumerate(subjects, start=1)]
    caption = count.table(refs, words("results_table", objective=title))
    notes = []
    if any(one.good == "lower" and one.code in material.targets for one in subjects):
        notes.append(words("limits"))
    if material.before:
        notes += [text for one in subjects if (text := not_comparable(material, one, words))]
    return Table(caption, tuple(columns), tuple(rows), tuple(notes))


def of_target(one: Subject, cell: Cell | None, target: Decimal | None, words: Words) -> str:
    """The share of the target in per cent; of an upper limit, whether it was kept: more is not better there."""
    if one.good != "lower" or target is None:
        return share_text(cell, target, words.language)
    return {True: words("limit_met"), False: words("limit_missed"), None: "–"}[within_limit(cell, target)]


def not_comparable(material: Material, one: Subject, words: Words) -> str:
    """The footnote of an indicator whose series breaks between the periods; empty for the others."""
    day = material.breaks.get(one.code)
    return words("not_comparable", title=one.title, day=words.day(day)) if day else ""


def _result_row(material: Material, at: int, one: Subject, refs: References) -> Row:
    language, target = refs.words.language, material.targets.get(one.code)
    cell = material.now.cell(one.code)
    result = refs.entry(material.now, cell)
    entries = [Entry(str(at)), Entry(one.title), Entry(one.unit)]
    if material.targets:
        entries.append(Entry(number_text(target, language) if target is not None else "–"))
    entries.append(result)
    if material.targets:
        entries.append(Entry(of_target(one, cell, target, refs.words)))
    shown = [result.ref]
    if material.before:
        old = material.before.cell(one.code)
        before = refs.entry(material.before, old)
        points = refs.words("points") if one.percentage else ""
        broken = one.code in material.breaks
        entries += [before, Entry("–" if broken else change_text(cell, old, language, points=points))]
        shown.append(before.ref)
    return Row((*entries, Entry(refs_text(shown))))


def breakdown_tables(
    material: Material, found: Breakdown, codes: Sequence[str], of: str, refs: References, count: Counter
) -> list[Block]:
    """Tables of at most five indicators: a row for each key, the whole programme on top. ``of``: place or agency."""
    listed = [one for _, subjects in by_objective(material, refs) for one in subjects if one.code in codes]
    told = [one for one in listed if found.tells(one.code)]
    silent = [one.title for one in listed if one not in told]
    parts = _shared_out(told)
    blocks: list[Block] = []
    for at, part in enumerate(parts, start=1):
        name = refs.words(f"{of}_table", level=material.level)
        if len(parts) > 1:
            name += refs.words("part_of", part=at)
        blocks.append(_breakdown(material, found, part, of, name, refs, count))
        if of == "place":
            count.holds.update((one.code, count.tables) for one in part)
    if silent:
        blocks.append(Paragraph((Run(refs.words("not_reported_at_all", titles="; ".join(silent))),), "note"))
    return blocks


def _shared_out(subjects: list[Subject]) -> list[list[Subject]]:
    """As few parts as five columns allow, all about as wide."""
    parts = -(-len(subjects) // MOST_COLUMNS)
    each = -(-len(subjects) // parts) if parts else 1
    return [subjects[at : at + each] for at in range(0, len(subjects), each)]


def _breakdown(
    material: Material,
    found: Breakdown,
    subjects: Sequence[Subject],
    of: str,
    name: str,
    refs: References,
    count: Counter,
) -> Table:
    words, wide = refs.words, 22 if of == "place" else 28
    columns = [Column(words(of), wide, "left")]
    columns += [Column(one.named, (90 - wide) / len(subjects)) for one in subjects]
    columns.append(Column(words("reference"), 10, "center"))
    whole = [refs.entry(material.now, material.now.cell(one.code)) for one in subjects]
    rows = [_row(words("whole"), whole, total=True)]
    for key, label in found.rows:
        # A place that told nothing is shown as a gap; an agency whose work this is not is left out.
        if of == "place" or any(_tells(found.at(one.code, key)[1]) for one in subjects):
            rows.append(_row(label, [refs.entry(*found.at(one.code, key)) for one in subjects]))
    if any(found.at(one.code, None)[1] for one in subjects):
        lost = [refs.entry(*found.at(one.code, None)) for one in subjects]
        rows.append(_row(words(f"no_key_{of}"), lost))
    notes = (words(f"whole_is_not_sum_{of}"),) if _differs(material, found, subjects) else ()
    return Table(count.table(refs, name), tuple(columns), tuple(rows), notes)


def _tells(cell: Cell | None) -> bool:
    return cell is not None and cell.status is not Status.MISSING


def _row(label: str, entries: list[Entry], *, total: bool = False) -> Row:
    return Row((Entry(label), *entries, Entry(refs_text([entry.ref for entry in entries]))), total=total)


def _differs(material: Material, found: Breakdown, subjects: Sequence[Subject]) -> bool:
    """Whether the whole of any column is something else than the sum of its rows."""
    for one in subjects:
        whole = material.now.cell(one.code)
        parts = [cell.value for cell in found.of(one.code) if cell.value is not None]
        if whole is None or whole.value is None or whole.value != sum(parts, Decimal(0)):
            return True
    return False
