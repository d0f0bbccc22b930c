"""Which rows of a file are new, which are here already, which repeat a line and which correct a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db.models import Exists, OuterRef, Q

from kheo.capture.submissions.actions.notebook import Notebook, Page, Told, short
from kheo.capture.submissions.models import Record, Submission
from kheo.capture.submissions.rules.rows import CONTENT_DIGITS, Row

_MANY = 2_000
T = TypeVar("T")


@dataclass(slots=True)
class Settled:
    """What becomes of a row: ``record`` is the one that it becomes, or the one that says it already (``new`` False);
    or it is refused, because it ``contradicts`` an earlier line of its file. ``beside``: it only stands in the place of
    a second record that its line was read as before, and repeats the first settled of its line."""

    row: Row
    record: int
    new: bool = True
    key: str = ""
    repeats: int | None = None
    corrects: int | None = None
    contradicts: int = 0
    beside: bool = False


class _Before(NamedTuple):
    """The newest record that earlier readings of the same bytes made of a line."""

    record: int
    content: str
    identity: str
    place: int | None
    unit: int | None

    def says(self, row: Row) -> bool:
        """Whether it says what the row says, of the same place and unit: another mapping may find other ones."""
        return (self.content, self.place, self.unit) == (row.content, row.place, row.unit)


@dataclass(slots=True)
class _Stock:
    """The records of one content: those of other files that stand, and how many there ever were."""

    standing: list[int] = field(default_factory=list)
    total: int = 0


class Settling:
    """Settles the rows of one file, chunk by chunk, in the order of its lines; the chunk's records are written before
    the next one is settled.

    The nth line of a content is known when n records of that content stand.
    """

    def __init__(
        self, *, form: int, submission: int, sha256: str, keep_repeats: bool, notebook: Notebook
    ) -> None:
        self.form = form
        self.submission = submission
        self.keep_repeats = keep_repeats
        self.notebook = notebook
        self.fresh = not Record.objects.filter(form_id=form).exists()
        earlier = Submission.objects.filter(sha256=sha256, form_version__form=form)
        self._earlier = [] if self.fresh else list(earlier.values_list("pk", flat=True))
        self._corrected: set[int] = set()
        self._page = Page()
        # A line with a key may stand in the place of two records: of its own earlier reading, and of another file's.
        self.ids_a_row = 2 if self._earlier else 1

    def settle(self, rows: Sequence[Row], ids: Sequence[int]) -> list[Settled]:
        """What becomes of each row. ``ids``: ``ids_a_row`` primary keys for each, used when its record is new."""
        self._page = self.notebook.page(rows)
        self._corrected.clear()
        stocks = self._stocks(rows)
        tips = self._tips(rows)
        before = self._contents_before(rows)
        settled = []
        for row, record, spare in zip(rows, ids, reversed(ids), strict=False):
            one = Settled(row, record)
            stock = stocks[row.content]
            was, tip = before.get(row.line), tips.get(row.identity)
            if row.identity:
                self._by_identity(one, stock, tip, was)
                if one.new and one.corrects and was and tip and was.identity != row.identity:
                    settled.append(self._beside(one, was, spare, stock))
            elif was:
                self._by_line(one, was)
            else:
                self._by_count(one, stock)
            if not one.contradicts:
                if one.new:
                    stock.total += 1
                    one.key = f"{row.content}{stock.total:08x}"
                if not self.keep_repeats:
                    self._mark_repeat(one)
            settled.append(one)
        self.notebook.keep(self._page)
        return settled

    def _by_identity(
        self, one: Settled, stock: _Stock, tip: tuple[int, str] | None, was: _Before | None
    ) -> None:
        """With a key: the newest record of the same thing is this one, or is corrected by it; and so is what the same
        line was read as before, without this key."""
        content = short(one.row.content)
        told = self._page.told.setdefault(short(one.row.identity), Told(one.row.line, content))
        if told.content != content:
            one.contradicts = told.line
        elif told.record or told.line != one.row.line:
            if was:
                self._by_line(one, was)
            else:
                self._by_count(one, stock)
            one.repeats = told.record or (tip[0] if tip else None)
        else:
            self._page.times[content] = self._page.times.get(content, 0) + 1
            if was and was.identity != one.row.identity and (tip is None or tip[1] == one.row.content):
                self._correct(one, was.record)
                one.repeats = tip[0] if tip else None
            elif tip and tip[1] == one.row.content:
                one.record, one.new = tip[0], False
            elif tip:
                self._correct(one, tip[0])
            told.record = one.repeats or one.record

    def _by_line(self, one: Settled, was: _Before) -> None:
        """The same bytes read in another way: each line is the record that it was, or corrects it.

        A record without the key that its line has now is corrected, too: later files must find it by that.
        """
        if was.says(one.row) and one.row.identity in ("", was.identity):
            one.record, one.new = was.record, False
        else:
            self._correct(one, was.record)

    def _beside(self, one: Settled, was: _Before, spare: int, stock: _Stock) -> Settled:
        """The thing that ``one`` corrects came from another file, and its own line was recorded beside that, without
        the key: a repeat of ``one`` stands in the place of that record, so that the thing counts once."""
        second = Settled(one.row, one.record, repeats=spare, corrects=was.record, beside=True)
        # The newest record of a line is the one that tells of it.
        one.record = self._page.told[short(one.row.identity)].record = spare
        self._corrected.add(was.record)
        stock.total += 1
        second.key = f"{one.row.content}{stock.total:08x}"
        return second

    def _by_count(self, one: Settled, stock: _Stock) -> None:
        content = short(one.row.content)
        times = self._page.times[content] = self._page.times.get(content, 0) + 1
        standing = stock.standing
        if self._corrected:
            standing = [record for record in standing if record not in self._corrected]
        if times <= len(standing):
            one.record, one.new = standing[times - 1], False

    def _correct(self, one: Settled, record: int) -> None:
        one.corrects = record
        self._corrected.add(record)

    def _mark_repeat(self, one: Settled) -> None:
        first = self._page.first.setdefault(one.row.raw, one.repeats or one.record)
        if one.repeats:
            return
        # What corrects a record must count in its place: only a line of this file can take that from it.
        if first == one.record and not one.corrects and (content := self._page.seeded.get(one.row.raw)):
            first = self._counting(content) or one.record
        if first != one.record:
            one.repeats = first

    def _counting(self, content: str) -> int | None:
        """The first record of a content that repeats nothing and that nothing corrects."""
        found = Record.objects.filter(
            form_id=self.form, key__gte=f"{content}{1:08x}", key__lt=f"{content}g", repeats=None
        )
        standing = found.filter(~Exists(Record.objects.filter(corrects=OuterRef("pk"))))
        return standing.order_by("key").values_list("pk", flat=True).first()

    def _stocks(self, rows: Sequence[Row]) -> defaultdict[str, _Stock]:
        """What there is of the chunk's contents. A content that is new to form and file is not asked for."""
        asked = {row.content for row in rows if not self.fresh or short(row.content) in self._page.times}
        found = _with_content(self.form, asked) if asked else []
        corrected: set[int] = set()
        for some in _batches(record for record, _, _ in found):
            later = Record.objects.filter(corrects__in=some).values_list("corrects_id", flat=True)
            corrected.update(record for record in later if record)
        stocks: defaultdict[str, _Stock] = defaultdict(_Stock)
        for record, key, submission in found:
            stock = stocks[key[:CONTENT_DIGITS]]
            stock.total += 1
            elsewhere = submission != self.submission and submission not in self._earlier
            if elsewhere and record not in corrected:
                stock.standing.append(record)
        return stocks

    def _tips(self, rows: Sequence[Row]) -> dict[str, tuple[int, str]]:
        """identity → the newest record, of other files, of the thing that a row tells of, and its content."""
        tips: dict[str, tuple[int, str]] = {}
        for some in _batches({row.identity for row in rows if row.identity}):
            found = Record.objects.filter(form_id=self.form, identity__in=some, repeats=None)
            # Said once more, so that SQLite sees that the index without empty identities holds all of them.
            found = found.exclude(identity="").exclude(submission_id=self.submission).order_by("pk")
            for record, identity, key in found.values_list("pk", "identity", "key"):
                tips[identity] = record, key[:CONTENT_DIGITS]
        return tips

    def _contents_before(self, rows: Sequence[Row]) -> dict[int, _Before]:
        """line → the newest record, and its content, that earlier readings of the same bytes made of it."""
        if not self._earlier or not rows:
            return {}
        lines = Q(line__gte=min(row.line for row in rows), line__lte=max(row.line for row in rows))
        found = Record.objects.filter(lines, submission__in=self._earlier).order_by("pk")
        return {
            line: _Before(record, key[:CONTENT_DIGITS], identity, place, unit)
            for line, record, key, identity, place, unit in found.values_list(
                "line", "pk", "key", "identity", "place", "unit"
            )
        }


def _batches(values: Iterable[T]) -> Iterator[list[T]]:
    """Lists that are short enough for one query."""
    left = iter(values)
    while some := list(islice(left, _MANY)):
        yield some


def _with_content(form: int, contents: Iterable[str]) -> list[tuple[int, str, int]]:
    """(record, key, submission) of all records with one of these contents, those of one content in their order."""
    records = Record.objects.filter(form_id=form).order_by()
    found: list[tuple[int, str, int]] = []
    several = contents
    for ordinal in (1, 2):
        keys = [f"{content}{ordinal:08x}" for content in several]
        here = [
            row
            for some in _batches(keys)
            for row in records.filter(key__in=some).values_list("pk", "key", "submission_id")
        ]
        found += here
        several = [key[:CONTENT_DIGITS] for _, key, _ in here]
    for content in several:
        more = records.filter(key__gte=f"{content}{3:08x}", key__lt=f"{content}g").order_by("key")
        found += more.values_list("pk", "key", "submission_id")
    return found
