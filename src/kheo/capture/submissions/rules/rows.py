"""One line of a table as a typed row, or as everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Mappings
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kheo.capture.submissions.rules.answers import NO_ANSWER, Answer, answerer
from kheo.capture.submissions.rules.headers import Header, Wanted, bind, heading, letter, nearest, shown
from kheo.capture.submissions.rules.logic import Logic, lone_constraint
from kheo.capture.submissions.rules.lookups import Organisations, Places
from kheo.capture.submissions.rules.mapping import Column, Mapping, asked
from kheo.capture.submissions.rules.roles import Roles
from kheo.capture.submissions.rules.tables import Cell, Line
from kheo.kit.refusals import Refused
from kheo.kit.text import pick, plain
from kheo.plan.forms.rules import Field

CONTENT_DIGITS = 56
MOST_REMEMBERED = 5_000


class Reason(NamedTuple):
    """Why a line is refused: the column as the sender named it, what stood there, and what is wrong. ``turn``: in which
    repetition of a filled-in form, from 1; 0 outside any."""

    column: str
    value: str
    refused: Refused
    turn: int = 0


class Row(NamedTuple):
    """A good line. ``values`` and ``qualifiers``: canonical JSON. ``content``: the digest of form, values and
    qualifiers. ``identity``: the digest of the key fields, "" without a key. ``agency``: an id, or the name of one
    that is to be created. ``start`` and ``day``: ISO text. ``unplaced``: a place was named that nobody knows."""

    line: int
    values: str
    qualifiers: str
    content: str
    identity: str
    place: int | None
    unit: int | None
    agency: int | str | None
    start: str | None
    day: str | None
    unplaced: bool
    raw: int


@dataclass(frozen=True)
class Terms:
    """What reading needs to know beside the file. ``form``: its code. ``today``: the day of receipt. ``lookups``: what
    was looked up in ``places`` and ``organisations`` so far."""

    form: str
    fields: tuple[Field, ...]
    mapping: Mapping
    places: Places
    organisations: Organisations
    today: dt.date
    language: str
    lookups: dict[object, Any] = field(default_factory=dict, compare=False)


class _Remembered(dict[object, Answer]):
    """The answers of a column by cell; a cell that is not there is read. Most columns say few things many times.

    ``special``: whether any answer so far was approximate or refused, so that the others need no second look.
    """

    def __init__(self, read: Callable[[Cell], Answer]) -> None:
        super().__init__()
        self.read = read
        self.special = False

    def __missing__(self, key: Any) -> Answer:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        cell = key[1] if key.__class__ is tuple else key
        answer = self[key] = self.read(cell)
        if answer.qualifier or answer.reason:
            self.special = True
        return answer


class _Step(NamedTuple):
    """One field: ``column`` is -1 for a field that no column answers."""

    name: str
    column: int
    answers: _Remembered


Outcome = Row | list[Reason] | None


class RowReader:
    """Reads the lines below one header. Refuses a header that lacks a column that is needed."""

    def __init__(self, terms: Terms, header: Header, *, own: Sequence[int] = ()) -> None:
        """``own``: the columns (from 0) that Kheo wrote into a file of refused lines; they are not the sender's."""
        self.terms = terms
        self.header = header
        self.width = len(header.names)
        mapping = terms.mapping
        fields = {one.name: one for one in asked(terms.fields)}
        columns = bind(header, {name: mapping.columns[name].wanted for name in fields})
        _check_columns(terms, header, fields, columns)
        self._constants = list(mapping.constants.values())
        for at, name in enumerate(mapping.constants):
            columns[name] = self.width + at
        computed = {one.name for one in terms.fields if one.calculation}
        self._steps = [
            _Step(name, columns.get(name, -1), _Remembered(self._answerer(name, fields)))
            for name in sorted(
                {*(n for n in fields if n in columns or mapping.columns[n].default), *computed}
            )
        ]
        self._special: list[int] = []
        names = [step.name for step in self._steps]
        self._logic = Logic(terms.fields, names, terms.today, terms.language)
        self._roles = Roles(
            terms.fields, names, mapping, header, terms.places, terms.organisations, terms.lookups
        )
        # A line with no more answers than these may be one that says nothing.
        self._given = (
            len(self._constants) + sum(bool(mapping.columns[name].default) for name in fields) + len(computed)
        )
        self._key = [names.index(name) for name in sorted(mapping.key) if name in names]
        self._skip = [
            (at, texts) for wanted, texts in mapping.skip for at in bind(header, {"": wanted}).values()
        ]
        ignored = {heading(name) for name in mapping.ignore}
        dropped = {*own, *(at for at, keys in enumerate(header.keys) if ignored & set(keys))}
        self._compared = [at for at in range(self.width) if at not in dropped] if dropped else []
        self._form = hashlib.sha256(terms.form.encode() + b"\0")
        used = {*columns.values(), *dropped, *(at for at, _ in self._skip), *self._roles.columns}
        self.unused = tuple(name for at, name in enumerate(header.names) if name and at not in used)

    def column_of(self, name: str) -> str:
        """What the sender calls the column of a field; the field's name where no column answers it."""
        column = next((step.column for step in self._steps if step.name == name), -1)
        return self.header.names[column] if 0 <= column < self.width else name

    def _answerer(self, name: str, fields: dict[str, Field]) -> Callable[[Cell], Answer]:
        if name not in fields:
            return lambda cell: NO_ANSWER
        field, terms = fields[name], self.terms
        column = terms.mapping.columns[name]
        return answerer(field, column, lone_constraint(field), terms.today, terms.language)

    def read(self, lines: Sequence[Line]) -> list[Outcome]:
        """Each line as a row; or as all reasons against it; or None when it says nothing or is to be skipped.

        Cells are read column by column, so that the work for each of them is a look into a dictionary.
        """
        width, constants = self.width, self._constants
        padding: list[Cell] = [None] * width
        rows = [[*cells[:width], *padding[len(cells) :], *constants] for _, cells in lines]
        columns = list(zip(*rows, strict=True))
        absent = (None,) * len(rows)
        answers = [
            list(map(step.answers.__getitem__, _keys(columns[step.column] if step.column >= 0 else absent)))
            for step in self._steps
        ]
        self._special = [at for at, step in enumerate(self._steps) if step.answers.special]
        return [
            self._outcome(line, cells, row, said)
            for (line, cells), row, said in zip(lines, rows, zip(*answers, strict=True), strict=True)
        ]

    def _outcome(self, line: int, cells: list[Cell], row: list[Cell], answers: Sequence[Answer]) -> Outcome:
        if self._skip and any(plain(shown(row[at])) in texts for at, texts in self._skip):
            return None
        refused = False
        if self._logic.asked:
            answers, refused = self._logic.applied(answers)
        roles, troubles = self._roles.found(answers, row)
        qualified = False
        for at in self._special:
            refused = refused or answers[at].reason is not None
            qualified = qualified or answers[at].qualifier != ""
        if len(cells) > self.width and any(map(shown, cells[self.width :])):
            refused = True
        if refused or troubles or (self._key and not all(answers[at].json for at in self._key)):
            return self._reasons(cells, answers, troubles) if any(map(shown, cells)) else None
        parts = [answer[0] for answer in answers if answer[0]]
        if len(parts) <= self._given and not any(map(shown, cells)):
            return None
        values = f"{{{','.join(parts)}}}"
        qualifiers = self._qualifiers(answers) if qualified else "{}"
        digest = self._form.copy()
        digest.update(f"{values}\0{qualifiers}".encode())
        content = digest.hexdigest()[:CONTENT_DIGITS]
        return Row(line, values, qualifiers, content, self._identity(answers), *roles, self._raw(row))

    def _qualifiers(self, answers: Sequence[Answer]) -> str:
        said = zip(self._steps, answers, strict=True)
        members = [f'"{step.name}":"{answer.qualifier}"' for step, answer in said if answer.qualifier]
        return f"{{{','.join(members)}}}"

    def _identity(self, answers: Sequence[Answer]) -> str:
        if not self._key:
            return ""
        return _identity(self.terms.form, [answers[at].json for at in self._key])

    def _raw(self, row: list[Cell]) -> int:
        """What tells whether two lines of this file are the same, letter by letter but for blanks around cells."""
        compared = [row[at] for at in self._compared] if self._compared else row
        try:
            return hash(tuple(map(str.strip, compared)))  # type: ignore[arg-type]
        except TypeError:
            return hash(tuple(_bare(cell) for cell in compared))

    def _reasons(
        self, cells: list[Cell], answers: Sequence[Answer], troubles: dict[int, Refused]
    ) -> list[Reason]:
        reasons = [
            self._reason(at, cells, troubles.get(at) or answer.reason)
            for at, answer in enumerate(answers)
            if answer.reason or at in troubles
        ]
        reasons += [
            self._reason(at, cells, Refused("capture.key_missing", field=self._steps[at].name))
            for at in self._key
            if not answers[at].json and not answers[at].reason
        ]
        for at in range(self.width, len(cells)):
            if text := shown(cells[at]):
                reasons.append(Reason(letter(at), text, Refused("capture.too_many_cells", width=self.width)))
                break
        return reasons

    def _reason(self, at: int, cells: list[Cell], refused: Refused | None) -> Reason:
        step = self._steps[at]
        assert refused is not None
        if not 0 <= step.column < self.width:
            return Reason(step.name, self.terms.mapping.constants.get(step.name, ""), refused)
        # A line that breaks off has no cell there.
        value = shown(cells[step.column]) if step.column < len(cells) else ""
        return Reason(self.header.names[step.column], value, refused)


def _keys(cells: Sequence[Cell]) -> Iterable[object]:
    """Keys for cells: of numbers with their kind, since 1, 1.0 and True are one key of a dict, and three answers."""
    kinds = set(map(type, cells))
    if kinds <= {str}:
        return cells
    return [cell if cell.__class__ is str else (cell.__class__, cell) for cell in cells]


def _bare(cell: Cell) -> object:
    """A cell for comparing with cells of the same kind; nothing is an empty text."""
    return cell.strip() if isinstance(cell, str) else "" if cell is None else cell


def identities_of(form: str, fields: Sequence[Field], keys: Iterable[Mappings[str, str]]) -> list[str]:
    """The identities of the rows whose key fields have these values, as a sender writes them."""
    by_name = {one.name: one for one in fields}
    readers: dict[str, Callable[[Cell], Answer]] = {}
    found = []
    for key in keys:
        for name in key.keys() - readers.keys():
            if name not in by_name:
                raise Refused("capture.mapping_field", field=name, known=", ".join(by_name))
            readers[name] = answerer(by_name[name], Column(Wanted((name,))), None, dt.date.min, "")
        found.append(_identity(form, [readers[name](key[name]).json for name in sorted(key)]))
    return found


def _identity(form: str, said: Sequence[str]) -> str:
    return hashlib.sha256("\0".join([form, *said]).encode()).hexdigest()


def _check_columns(terms: Terms, header: Header, fields: dict[str, Field], columns: dict[str, int]) -> None:
    """Refuse a file that lacks the column of a required field, or one that the mapping names."""
    for name, one in fields.items():
        column = terms.mapping.columns[name]
        needed = one.required or one.name in terms.mapping.key or column.explicit
        if needed and name not in columns and not column.default and name not in terms.mapping.constants:
            wanted = column.wanted or Wanted()
            names = ", ".join(f"“{said}”" for said in wanted.names) or f"no. {wanted.position}"
            label = pick(one.label, terms.language) or name
            near = next((found for said in wanted.names if (found := nearest(header, said))), "")
            code = "capture.missing_column_but" if near else "capture.missing_column"
            seen = ", ".join(f"“{said}”" for said in header.names if said)
            raise Refused(
                code, file=header.file, field=label, names=names, near=near, seen=seen, line=header.last
            )
