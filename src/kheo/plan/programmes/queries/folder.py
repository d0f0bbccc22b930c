"""A pack's folder on disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import kheo
from kheo.kit.refusals import Refused

HEAD = "pack.yaml"


class Folder:
    """The files of a pack. Names are relative, with forward slashes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read: dict[str, str] = {}

    def content(self, name: str) -> bytes | None:
        """The file's bytes, or None where there is no such file. What was read goes into the digest."""
        file = self.path / name
        if not file.is_file():
            return None
        content = file.read_bytes()
        self.read[name] = hashlib.sha256(content).hexdigest()
        return content

    def names(self, folder: str, *suffixes: str) -> Iterator[str]:
        """The files right inside ``folder`` with one of these suffixes, by name."""
        inside = self.path / folder
        for file in sorted(inside.iterdir()) if inside.is_dir() else ():
            if file.is_file() and file.suffix.lower() in suffixes and not file.name.startswith((".", "~")):
                yield f"{folder}/{file.name}"

    @property
    def digest(self) -> str:
        """SHA-256 over the names and contents of all files read so far."""
        lines = "".join(f"{name} {digest}\n" for name, digest in sorted(self.read.items()))
        return hashlib.sha256(lines.encode()).hexdigest()


def find_pack(name: str) -> Path:
    """The folder that ``name`` means: a path, or a pack that is shipped or stands in KHEO_PACKS."""
    as_path = Path(name).expanduser()
    if (as_path / HEAD).is_file():
        return as_path
    known = known_packs()
    if name in known:
        return known[name]
    if as_path.is_dir():
        raise Refused("load.no_head", path=str(as_path))
    raise Refused("load.no_such_pack", pack=name, known=sorted(known) or "—")


def known_packs() -> dict[str, Path]:
    """Name → folder of the packs in KHEO_PACKS, beside Kheo's repository, and in ./packs; the first of a name wins."""
    places = [Path(place) for place in os.environ.get("KHEO_PACKS", "").split(os.pathsep) if place]
    places += [Path(kheo.__file__).resolve().parents[2] / "packs", Path("packs")]
    found: dict[str, Path] = {}
    for place in places:
        for folder in sorted(place.iterdir()) if place.is_dir() else ():
            if (folder / HEAD).is_file():
                found.setdefault(folder.name, folder)
    return found
