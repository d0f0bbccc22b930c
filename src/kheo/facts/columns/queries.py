"""What a reader may read of the columnar copy: one consistent snapshot, and the files it is made of."""

from __future__ import annotations

import functools
from pathlib import Path

from deltalake import DeltaTable
from django.conf import settings

from kheo.facts.columns.rules import State

AMENDMENTS = "_amendments"


def folder() -> Path:
    return Path(settings.DATA) / "columns"


def state(where: Path | None = None) -> State:
    """The newest complete snapshot; an empty one before the first refresh."""
    file = (where or folder()) / "state.json"
    try:
        return State.from_json(file.read_text())
    except FileNotFoundError:
        return State()


def form_files(code: str, version: int, where: Path | None = None) -> tuple[str, ...]:
    """The Parquet files of a form's table at a version."""
    return _files(str((where or folder()) / code), version)


def amendment_files(version: int, where: Path | None = None) -> tuple[str, ...]:
    return _files(str((where or folder()) / AMENDMENTS), version)


@functools.lru_cache(maxsize=512)
def _files(path: str, version: int) -> tuple[str, ...]:
    # A version of a table never changes, so its list of files may be kept.
    return tuple(uri.removeprefix("file://") for uri in DeltaTable(path, version=version).file_uris())
