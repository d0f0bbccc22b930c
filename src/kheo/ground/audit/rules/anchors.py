"""What somebody keeps outside: one line for a seal, so that the record as it was then can be told from any other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from kheo.ground.audit.rules.chain import moment
from kheo.kit.refusals import Refused

_LINE = re.compile(r"(\S+) last=(\d{1,18}) rows=(\d{1,18}) sha256=([0-9a-f]{64})")


@dataclass(frozen=True)
class Anchor:
    """At ``at`` the rows up to number ``last``, ``count`` of them, had the digest ``digest``. ``line``: of a file."""

    at: dt.datetime
    last: int
    count: int
    digest: str
    line: int = 0

    def __str__(self) -> str:
        return f"{moment(self.at)} last={self.last} rows={self.count} sha256={self.digest}"


def read_anchors(lines: Iterable[str], filename: str) -> list[Anchor]:
    """One anchor a line; empty lines and those that begin with # say nothing. Refuses any other."""
    found = []
    for number, text in enumerate(lines, 1):
        if not (line := text.strip()) or line.startswith("#"):
            continue
        told = _LINE.fullmatch(line)
        at = _moment(told[1]) if told else None
        if told is None or at is None:
            raise Refused("audit.no_anchor", file=filename, line=number)
        found.append(Anchor(at, int(told[2]), int(told[3]), told[4], number))
    if not found:
        raise Refused("audit.no_anchors", file=filename)
    return found


def _moment(text: str) -> dt.datetime | None:
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
