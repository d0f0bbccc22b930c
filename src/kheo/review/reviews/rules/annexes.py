"""The annexes: how each indicator is counted, the passport of every number, how complete the figures are."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW, Cell
from kheo.kit.periods import GRAINS
from kheo.review.reviews.rules.asked import Asked
from kheo.review.reviews.rules.document import Block, Column, Entry, Heading, Paragraph, Row, Run, Table
from kheo.review.reviews.rules.material import Material, Subject
from kheo.review.reviews.rules.numbers import cell_mark, number_text
from kheo.review.reviews.rules.references import References
from kheo.review.reviews.rules.tables import Counter, by_objective


def definition_blocks(material: Material, refs: References) -> list[Block]:
    """Title, unit, version, owner and the rule in words of every indicator that the document mentions."""
    mentioned = {(cell.indicator, cell.version) for _, cell in refs.lines}
    blocks: list[Block] = []
    for title, subjects in by_objective(material, refs):
        told = [one for one in subjects if (one.code, one.version) in mentioned]
        if told:
            blocks.append(Heading(2, title, listed=False))
        for one in told:
            blocks += _definition(one, refs)
    return blocks


def _definition(one: Subject, refs: References) -> list[Block]:
    words = refs.words
    head = f"{one.code}, {words('version')} {one.version}. {one.named}."
    kept = [words("owner", owner=one.owner)] if one.owner else []
    kept += [words("reviewed", reviewed=one.reviewed)] if one.reviewed else []
    rule = f" {words('rule')}: {' '.join(one.words)}" if one.words else ""
    tail = f" {'; '.join(kept)}." if kept else ""
    return [Paragraph((Run(head, bold=True), Run(rule), Run(tail, italic=True)), "item")]


def passport_blocks(material: Material, refs: References, count: Counter) -> list[Block]:
    """What was asked (lettered), then a line for every number of the text."""
    letters = {id(asked): f"Q{at}" for at, asked in enumerate(refs.questions(), start=1)}
    by_answer = {asked.answer.id: letters[id(asked)] for asked in refs.questions() if asked.answer.id}
    letter = {id(asked): by_answer.get(asked.answer.id) or letters[id(asked)] for asked, _ in refs.lines}
    return [
        Paragraph((Run(refs.words("passport_how")),), "item"),
        _questions(refs, letter, count),
        _lines(material, refs, letter, count),
    ]


def _questions(refs: References, letter: dict[int, str], count: Counter) -> Table:
    words = refs.words
    columns = (
        Column(words("question"), 9, "center"),
        Column(words("by"), 14, "left"),
        Column(words("period"), 30, "left"),
        Column(words("map_date"), 14, "left"),
        Column(words("view"), 15, "left"),
        Column(words("grade"), 11, "left"),
        Column(words("position"), 9),
    )
    rows = [
        Row((Entry(letter[id(asked)]), *map(Entry, question_texts(asked, refs))))
        for asked in refs.questions()
    ]
    return Table(count.table(refs, words("questions_table")), columns, tuple(rows))


def question_texts(asked: Asked, refs: References) -> list[str]:
    """Breakdown, period, map, view, grade and ledger position, in words."""
    words, question = refs.words, asked.answer.question
    period = words("all_time")
    if asked.first and asked.last:
        dates = {"first": words.day(asked.first), "last": words.day(asked.last)}
        period = words("from_to", label=question.period, **dates)
        period += f"; {asked.calendar}" if asked.calendar else ""
    scope = [", ".join(asked.by) or words("by_nothing")]
    scope += [words("within", place=asked.within)] if asked.within else []
    scope += [words("where", where=question.where)] if question.where else []
    view = words("view_programme") if question.view == PROGRAMME_VIEW else asked.view or question.view
    return [
        "; ".join(scope),
        period,
        words.day(question.boundaries) if question.boundaries else words("as_reported"),
        view,
        words.all["grades"][question.grade],
        str(asked.answer.position),
    ]


def _lines(material: Material, refs: References, letter: dict[int, str], count: Counter) -> Table:
    words = refs.words
    columns = (
        Column(words("reference"), 7, "center"),
        Column(words("indicator"), 13, "left"),
        Column(words("scope"), 25, "left"),
        Column(words("value"), 15),
        Column(words("reports"), 12, "center"),
        Column(words("question"), 7, "center"),
        Column(words("passport"), 21, "left"),
    )
    rows = [
        _line(at, asked, cell, material, refs, letter[id(asked)])
        for at, (asked, cell) in enumerate(refs.lines, start=1)
    ]
    return Table(count.table(refs, words("passports_table")), columns, tuple(rows))


def _line(at: int, asked: Asked, cell: Cell, material: Material, refs: References, letter: str) -> Row:
    by, language = asked.answer.question.by, refs.words.language
    scope = [_key_text(asked, dimension, key, refs) for dimension, key in zip(by, cell.keys, strict=True)]
    if all(dimension in GRAINS for dimension in by):
        scope.insert(0, asked.within or asked.view or refs.words("whole"))
    reports = (
        "–"
        if cell.expected is None
        else f"{_whole(cell.received or 0, language)}/{_whole(cell.expected, language)}"
    )
    texts = [
        str(at),
        f"{cell.indicator} v{cell.version}",
        ", ".join(scope),
        cell_mark(cell, refs.words.language),
        reports,
        letter,
        cell.passport,
    ]
    return Row(tuple(map(Entry, texts)), anchor=at)


def _key_text(asked: Asked, dimension: str, key: str | int | None, refs: References) -> str:
    if key is None:
        return refs.words("no_key_agency" if dimension in ("agency", "unit") else "no_key_place")
    return asked.names.get((dimension, key), str(key))


def completeness_blocks(material: Material, refs: References, count: Counter) -> list[Block]:
    words = refs.words
    columns = (
        Column(words("indicator"), 46, "left"),
        Column(words("expected"), 11),
        Column(words("received"), 11),
        Column(words("share"), 10),
        Column(words("facts"), 11),
        Column(words("approximate"), 11),
    )
    rows = [_complete(one, material, refs) for one in material.subjects]
    return [Table(count.table(refs, words("completeness_table")), columns, tuple(row for row in rows if row))]


def _complete(one: Subject, material: Material, refs: References) -> Row | None:
    cell, language = material.now.cell(one.code), refs.words.language
    if cell is None:
        return None
    counts: Sequence[int | None] = (cell.expected, cell.received if cell.expected is not None else None)
    share = "–"
    if cell.expected:
        share = number_text(100 * Decimal(cell.received or 0) / cell.expected, language, 1)
    texts = [f"{one.code}. {one.title}", *("–" if n is None else _whole(n, language) for n in counts), share]
    return Row(tuple(map(Entry, [*texts, _whole(cell.facts, language), _whole(cell.approximate, language)])))


def _whole(number: int, language: str) -> str:
    return number_text(Decimal(number), language, 0)
