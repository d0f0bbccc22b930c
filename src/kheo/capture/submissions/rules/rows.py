"""One line of a table as a typed row, or as everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Mappings
from dataclasses import dataclass
from typing import NamedTuple

from kheo.capture.submissions.rules.answers import NO_ANSWER, Answer, answerer
from kheo.capture.submissions.rules.headers import Header, Wanted, bind, heading, letter, nearest, shown
from kheo.capture.submissions.rules.logic import Logic, lone_constraint
from kheo.capture.submissions.rules.lookups import Organisations, Places
from kheo.capture.submissions.rules.mapping import Column, Mapping, asked
from kheo.capture.submissions.rules.roles import Roles
from kheo.capture.submissions.rules.tables import Cell
from kheo.kit.refusals import Refused
from kheo.kit.text import pick, plain
from kheo.plan.forms.rules import Field

CONTENT_DIGITS = 56
MOST_REMEMBERED = 50_000


class Reason(NamedTuple):
    """Why a line is refused: the column as the sender named it, what stood there, and what is wrong."""

    column: str
    value: str
    refused: Refused


@dataclass(slots=True)
class Row:
    """A good line. ``values`` and ``qualifiers``: canonical JSON. ``content``: the digest of form, values and
    qualifiers. ``identity``: the digest of the key fields, "" without a key. ``agency``: an id, or the name of one
    that is to be created. ``unplaced``: a place was named that nobody knows."""

    line: int
    values: str
    qualifiers: str
    content: str
    identity: str
    place: int | None
    unit: int | None
    agency: int | str | None
    start: dt.date | None
    day: dt.date | None
    unplaced: bool
    raw: int


@dataclass(frozen=True)
class Terms:
    """What reading needs to know beside the file. ``form``: its code. ``today``: the day of receipt."""

    form: str
    fields: tuple[Field, ...]
    mapping: Mapping
    places: Places
    organisations: Organisations
    today: dt.date
    language: str


class _Step(NamedTuple):
    name: str
    column: int
    remembered: dict[object, Answer]
    answer: Callable[[Cell], Answer]


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
            _Step(name, columns.get(name, -1), {}, self._answerer(name, fields))
            for name in sorted(
                {*(n for n in fields if n in columns or mapping.columns[n].default), *computed}
            )
        ]
        names = [step.name for step in self._steps]
        self._logic = Logic(terms.fields, names, terms.today, terms.language)
        self._roles = Roles(terms.fields, names, mapping, header, terms.places, terms.organisations)
        self._sent = [at for at, step in enumerate(self._steps) if 0 <= step.column < self.width]
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

    def _answerer(self, name: str, fields: dict[str, Field]) -> Callable[[Cell], Answer]:
        if name not in fields:
            return lambda cell: NO_ANSWER
        field, terms = fields[name], self.terms
        column = terms.mapping.columns[name]
        return answerer(field, column, lone_constraint(field), terms.today, terms.language)

    def read(self, line: int, cells: list[Cell]) -> Row | list[Reason] | None:
        """The line as a row; or all reasons against it; or None when it says nothing or is to be skipped."""
        if len(cells) < self.width:
            cells = [*cells, *[None] * (self.width - len(cells))]
        if self._skip and any(plain(shown(cells[at])) in texts for at, texts in self._skip):
            return None
        beyond = cells[self.width :]
        answered = [*cells[: self.width], *self._constants] if self._constants or beyond else cells
        answers = [self._answer(step, answered) for step in self._steps]
        if self._logic.asked:
            answers = self._logic.applied(answers)
        roles, troubles = self._roles.found(answers, answered)
        reasons = [at for at, answer in enumerate(answers) if answer.reason]
        if reasons or troubles or any(map(shown, beyond)) or self._lacks_key(answers):
            if not any(map(shown, cells)):
                return None
            return self._reasons(cells, answers, troubles)
        return self._row(line, cells, answers, roles)

    def _answer(self, step: _Step, cells: Sequence[Cell]) -> Answer:
        cell = cells[step.column] if step.column >= 0 else None
        # 1, 1.0 and True are one key of a dict, and three answers.
        key = cell if cell.__class__ is str else (cell.__class__, cell)
        known = step.remembered.get(key)
        if known is None:
            if len(step.remembered) > MOST_REMEMBERED:
                step.remembered.clear()
            known = step.remembered[key] = step.answer(cell)
        return known

    def _lacks_key(self, answers: Sequence[Answer]) -> bool:
        return any(not answers[at].json for at in self._key)

    def _row(self, line: int, cells: list[Cell], answers: Sequence[Answer], roles: Roles.Found) -> Row | None:
        if not any(answers[at].json for at in self._sent) and not any(map(shown, cells)):
            return None
        values = "{" + ",".join([answer.json for answer in answers if answer.json]) + "}"
        approximate = [at for at, answer in enumerate(answers) if answer.qualifier]
        qualifiers = "{}"
        if approximate:
            members = (f'"{self._steps[at].name}":"{answers[at].qualifier}"' for at in approximate)
            qualifiers = "{" + ",".join(members) + "}"
        digest = self._form.copy()
        digest.update(f"{values}\0{qualifiers}".encode())
        return Row(
            line, values, qualifiers, digest.hexdigest()[:CONTENT_DIGITS], self._identity(answers),
            roles.place, roles.unit, roles.agency, roles.start, roles.day, roles.unplaced, self._raw(cells),
        )  # fmt: skip

    def _identity(self, answers: Sequence[Answer]) -> str:
        if not self._key:
            return ""
        return _identity(self.terms.form, [answers[at].json for at in self._key])

    def _raw(self, cells: list[Cell]) -> int:
        """What tells whether two lines of this file are the same, letter by letter but for blanks around cells."""
        compared = [cells[at] for at in self._compared] if self._compared else cells[: self.width]
        return hash(tuple([cell.strip() if cell.__class__ is str else shown(cell) for cell in compared]))

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
        inside = 0 <= step.column < self.width
        return Reason(
            self.header.names[step.column] if inside else step.name,
            shown(cells[step.column]) if inside else self.terms.mapping.constants.get(step.name, ""),
            refused,
        )


def identity_of(form: str, fields: Sequence[Field], key: Mappings[str, str]) -> str:
    """The identity of the rows whose key fields have these values, as a sender writes them."""
    by_name = {one.name: one for one in fields}
    said = []
    for name in sorted(key):
        if name not in by_name:
            raise Refused("capture.mapping_field", field=name, known=", ".join(by_name))
        read = answerer(by_name[name], Column(Wanted((name,))), None, dt.date.min, "")
        said.append(read(key[name]).json)
    return _identity(form, said)


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
            raise Refused(code, field=label, names=names, near=near, seen=seen, line=header.last)
