"""Progress of long work, on stderr."""

import sys
from types import TracebackType
from typing import Self, TextIO

BAR = 24


class Progress:
    """A line on stderr that says how far the work is: ``progress(done, total)``; ``total`` None is unknown.

    On a terminal the line is drawn over itself; elsewhere one line is written for each tenth of the work, or for
    each 100,000 where the total is unknown. Used as a context manager, so that the line ends.
    """

    def __init__(self, label: str, *, quiet: bool = False, stream: TextIO | None = None) -> None:
        self.label = label
        self.quiet = quiet
        self.stream = stream or sys.stderr
        self.drawn = -1

    def __call__(self, done: int, total: int | None = None) -> None:
        if self.quiet:
            return
        on_terminal = self.stream.isatty()
        steps = (200 if on_terminal else 10) if total else 0
        step = done * steps // total if total else done // (1_000 if on_terminal else 100_000)
        if step == self.drawn:
            return
        self.drawn = step
        text = self._text(done, total)
        self.stream.write(f"\r{text}" if on_terminal else f"{text}\n")
        self.stream.flush()

    def _text(self, done: int, total: int | None) -> str:
        if not total:
            return f"{self.label}  {done:,}"
        full = BAR * done // total
        return f"{self.label}  {'█' * full}{'░' * (BAR - full)}  {done:,} / {total:,}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.drawn >= 0 and self.stream.isatty():
            self.stream.write("\n")
