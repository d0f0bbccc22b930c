"""Files that a person names on this machine."""

from __future__ import annotations

from pathlib import Path

from kheo.ground.files import Kept, keep
from kheo.kit.refusals import Refused


def keep_file(source: Path, *, filename: str = "") -> Kept:
    """Keep a copy of ``source``. Refuses one that cannot be opened."""
    try:
        opened = source.open("rb")
    except OSError as error:
        raise Refused("capture.no_such_file", file=str(source), reason=error.strerror) from error
    with opened:
        return keep(opened, filename=filename or source.name)


def read_sent(source: Path) -> bytes:
    """The bytes of a small file that a person gave."""
    try:
        return source.read_bytes()
    except OSError as error:
        raise Refused("capture.no_such_file", file=str(source), reason=error.strerror) from error
