"""The file into which the app packs what waits on a phone: a list of envelopes, and a folder for each."""

from __future__ import annotations

import io
import json
import mimetypes
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kheo.kit.refusals import Refused

LIST = "envelopes.json"
MOST = 2_000  # envelopes in a file
_BROKEN = (zipfile.BadZipFile, KeyError, TypeError, ValueError, NotImplementedError, RuntimeError, OSError)


@dataclass(frozen=True)
class Packed:
    """A report as the app packed it. ``number``: of its envelope, 0 where it never got one. ``files``: (name, content
    type, bytes)."""

    instance: str
    number: int
    xml: bytes
    files: tuple[tuple[str, str, bytes], ...]


@dataclass(frozen=True)
class Stick:
    """``device``: the number of the device that made the file, as the file says; 0 where it does not."""

    device: int
    listed: tuple[dict[str, Any], ...]
    content: bytes

    def reports(self) -> Iterator[tuple[str, Packed | Refused]]:
        """(instance ID as the list has it, the report or why it cannot be read), one in memory at a time."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as packed:
            for one in self.listed:
                try:
                    yield str(one["instance"]), _packed(packed, one)
                except _BROKEN:
                    yield str(one.get("instance", "")), Refused("capture.stick_broken")


def read_stick(content: bytes, *, largest: int) -> Stick:
    """Raises Refused("capture.not_a_stick"), or "capture.stick_too_much" for what unpacks to more than ``largest``."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            # What it unpacks to is told before it is unpacked; a file that lies about it ends with an error.
            if sum(one.file_size for one in packed.infolist()) > largest or len(packed.infolist()) > 4 * MOST:
                raise Refused("capture.stick_too_much", most=largest // 1_000_000)
            told = json.loads(packed.read(LIST))
            listed = [one for one in told["envelopes"] if isinstance(one, dict)]
    except _BROKEN as error:
        raise Refused("capture.not_a_stick") from error
    if len(listed) > MOST:
        raise Refused("capture.stick_too_many", most=MOST)
    return Stick(_whole(told.get("device")), tuple(listed), content)


def _packed(packed: zipfile.ZipFile, one: dict[str, Any]) -> Packed:
    files = []
    for path in one.get("files") or []:
        name = str(path).rpartition("/")[2]
        files.append((name, mimetypes.guess_type(name)[0] or "", packed.read(path)))
    return Packed(str(one["instance"]), _whole(one.get("number")), packed.read(one["xml"]), tuple(files))


def _whole(told: object) -> int:
    """A number that the file tells; 0 for anything else."""
    return told if isinstance(told, int) and not isinstance(told, bool) and 0 < told < 10**9 else 0
