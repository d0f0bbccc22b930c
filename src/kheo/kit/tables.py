"""CSV files that somebody wrote by hand, read with the line of each row."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kheo.kit.problems import Problems
from kheo.kit.text import normal

LISTED = "|"


@dataclass(frozen=True)
class Row:
    """One row: its values by column (normalised text, "" for nothing) and where it stands.

    Its readers write what is wrong into ``problems`` and return nothing then.
    """

    file: str
    line: int
    values: Mapping[str, str]
    problems: Problems

    def text(self, column: str, *, required: bool = False, longest: int = 0) -> str:
        value = self.values.get(column, "")
        if required and not value:
            self.wrong("source.missing", column=column)
        if longest and len(value) > longest:
            self.wrong("source.too_long", column=column, longest=longest, value=value[:40] + "…")
            return value[:longest]
        return value

    def listed(self, column: str) -> tuple[str, ...]:
        """Values separated by "|", each once."""
        parts = (normal(part) for part in self.values.get(column, "").split(LISTED))
        return tuple(dict.fromkeys(part for part in parts if part))

    def day(self, column: str, *, required: bool = False) -> dt.date | None:
        """A day as YYYY-MM-DD; None where the cell is empty."""
        value = self.text(column, required=required)
        if not value:
            return None
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.wrong("source.not_a_day", column=column, value=value)
            return None

    def number(self, column: str, *, required: bool = False) -> Decimal | None:
        """A number with "." for the decimals; None where the cell is empty."""
        value = self.text(column, required=required)
        if not value:
            return None
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.wrong("source.not_a_number", column=column, value=value)
            return None
        return number

    def one_of(self, column: str, known: Iterable[str], *, required: bool = False) -> str:
        value = self.text(column, required=required)
        if value and value not in (allowed := list(known)):
            self.wrong("source.not_one_of", column=column, value=value, known=allowed[:20])
            return ""
        return value

    def wrong(self, code: str, /, **particulars: object) -> None:
        self.problems.add(self.file, self.line, code, **particulars)


def read_rows(content: bytes, file: str, problems: Problems, *, needed: Iterable[str] = ()) -> list[Row]:
    """The rows of a CSV file (UTF-8, comma, first line the column names). Blank lines are passed over."""
    text = _decoded(content, file, problems)
    if text is None:
        return []
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = next(reader, [])
        columns = [normal(name) for name in header]
        if not _columns_stand(columns, file, problems, needed):
            return []
        return list(_rows(reader, columns, file, problems))
    except csv.Error as error:
        problems.add(file, reader.line_num, "source.not_csv", reason=str(error))
        return []


def _decoded(content: bytes, file: str, problems: Problems) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(file, content[: error.start].count(b"\n") + 1, "source.not_utf8")
        return None


def _columns_stand(columns: list[str], file: str, problems: Problems, needed: Iterable[str]) -> bool:
    before = len(problems)
    for name in needed:
        if name not in columns:
            problems.add(file, 1, "source.no_column", column=name, known=[c for c in columns if c])
    for name in {name for name in columns if name and columns.count(name) > 1}:
        problems.add(file, 1, "source.column_twice", column=name)
    return len(problems) == before


def _rows(reader: Iterator[list[str]], columns: list[str], file: str, problems: Problems) -> Iterator[Row]:
    line = 2
    for cells in reader:
        values = [normal(cell) for cell in cells]
        if any(values):
            if len(values) > len(columns):
                problems.add(file, line, "source.cells", found=len(values), expected=len(columns))
            named = {name: value for name, value in zip(columns, values, strict=False) if name}
            yield Row(file, line, named, problems)
        line = reader.line_num + 1  # type: ignore[attr-defined]
