"""Bytes on disk, under their digest, before anything is said about them."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from kheo.capture.submissions.queries import files_folder, stored
from kheo.kit.refusals import Refused

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Kept:
    """``filename``: as the sender called it. ``path``: where the bytes lie."""

    filename: str
    path: Path
    sha256: str
    size: int


def keep_file(source: Path, *, filename: str = "") -> Kept:
    """Copy ``source`` into the store; when this returns, the bytes survive a loss of power.

    The same bytes are kept once. A copy that was interrupted leaves a file that nobody refers to.
    """
    folder = files_folder()
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{secrets.token_hex(8)}.part"
    try:
        sha256, size = _copy(source, part)
        target = stored(sha256)
        if not target.parent.exists():
            target.parent.mkdir(exist_ok=True)
            sync_folder(folder)
        part.replace(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)
    return Kept(filename or source.name, target, sha256, size)


def _copy(source: Path, target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    try:
        opened = source.open("rb")
    except OSError as error:
        raise Refused("capture.no_such_file", file=str(source), reason=error.strerror) from error
    with opened, target.open("xb") as copy:
        while block := opened.read(_BLOCK):
            digest.update(block)
            size += len(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest(), size


def read_sent(source: Path) -> bytes:
    """The bytes of a small file that a person gave."""
    try:
        return source.read_bytes()
    except OSError as error:
        raise Refused("capture.no_such_file", file=str(source), reason=error.strerror) from error


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
