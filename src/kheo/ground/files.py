"""Bytes on disk, under their digest, before anything is said about them.

Nothing here is ever changed; and nothing goes but what was promised to go (see ``drop``).
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Kept:
    """``filename``: as the sender called it. ``path``: where the bytes lie. ``size`` in bytes."""

    filename: str
    path: Path
    sha256: str
    size: int


def files_folder() -> Path:
    """Where kept bytes lie."""
    return Path(settings.DATA) / "files"


def stored(sha256: str) -> Path:
    """The path of the bytes with this digest, whether they are there or not."""
    return files_folder() / sha256[:2] / sha256


def keep(source: IO[bytes] | bytes, *, filename: str) -> Kept:
    """Copy ``source`` into the store; when this returns, the bytes survive a loss of power.

    The same bytes are kept once. A copy that was interrupted leaves a file that nobody refers to. Raises OSError where
    the disk does not take them (full, or failing to sync).
    """
    opened = io.BytesIO(source) if isinstance(source, bytes) else source
    folder = files_folder()
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{secrets.token_hex(8)}.part"
    try:
        sha256, size = _copy(opened, part)
        target = stored(sha256)
        if not target.parent.exists():
            target.parent.mkdir(exist_ok=True)
            sync_folder(folder)
        part.replace(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)
    return Kept(filename, target, sha256, size)


def drop(sha256: str) -> None:
    """Give bytes up whose time is over. Whoever calls this has written down, for good, what stays of them."""
    target = stored(sha256)
    target.unlink(missing_ok=True)
    sync_folder(target.parent)


def _copy(source: IO[bytes], target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as copy:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += len(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest(), size


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
