"""The file into which the app packs what waits on a phone: a list of envelopes, and a folder for each."""

from __future__ import annotations

import json
import mimetypes
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from kheo.kit.refusals import Refused

LIST = "envelopes.json"
MOST = 2_000  # envelopes in a file
LONGEST = 5_000_000  # bytes of the list, and of a form without its pictures
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)
_BROKEN = (*DAMAGED, KeyError, TypeError, AttributeError, ValueError, OSError)


@dataclass(frozen=True)
class Packed:
    """A report as the app packed it. ``number``: of its envelope, 0 where it never got one. ``files``: (name, content
    type, the open part): read block by block, before the next report is asked for. Reading raises one of DAMAGED where
    the file lies."""

    instance: str
    number: int
    xml: bytes
    files: tuple[tuple[str, str, IO[bytes]], ...]


@dataclass(frozen=True)
class Stick:
    """``device``: the number of the device that made the file, as the file says; 0 where it does not."""

    device: int
    listed: tuple[dict[str, Any], ...]
    content: IO[bytes]

    def reports(self) -> Iterator[tuple[str, Packed | Refused]]:
        """(instance ID as the list has it, the report or why it cannot be read), one in memory at a time."""
        with zipfile.ZipFile(self.content) as packed:
            for one in self.listed:
                try:
                    report: Packed | Refused = _packed(packed, one)
                except _BROKEN:
                    report = Refused("capture.stick_broken")
                except Refused as refused:
                    report = refused
                yield str(one.get("instance", "")), report


def read_stick(content: IO[bytes], *, largest: int) -> Stick:
    """Raises Refused("capture.not_a_stick"), or "capture.stick_too_much" for what unpacks to more than ``largest``."""
    try:
        with zipfile.ZipFile(content) as packed:
            # What it unpacks to is told before it is unpacked; a file that lies about it ends with an error.
            if sum(one.file_size for one in packed.infolist()) > largest or len(packed.infolist()) > 4 * MOST:
                raise Refused("capture.stick_too_much", most=largest // 1_000_000)
            if packed.getinfo(LIST).file_size > LONGEST:
                raise Refused("capture.stick_too_much", most=largest // 1_000_000)
            told = json.loads(packed.read(LIST))
            listed = [dict(one) for one in told["envelopes"]]
            # One part that is listed a thousand times would be read a thousand times.
            if sum(_size(packed, name) for one in listed for name in _names(one)) > largest:
                raise Refused("capture.stick_too_much", most=largest // 1_000_000)
    except _BROKEN as error:
        raise Refused("capture.not_a_stick") from error
    if len(listed) > MOST:
        raise Refused("capture.stick_too_many", most=MOST)
    return Stick(_whole(told.get("device")), tuple(listed), content)


def _names(one: dict[str, Any]) -> list[str]:
    named = one.get("files")
    return [str(name) for name in (one.get("xml"), *(named if isinstance(named, list) else ()))]


def _size(packed: zipfile.ZipFile, name: str) -> int:
    try:
        return packed.getinfo(name).file_size
    except KeyError:
        return 0  # the report that names it is refused by itself


def _packed(packed: zipfile.ZipFile, one: dict[str, Any]) -> Packed:
    if packed.getinfo(one["xml"]).file_size > LONGEST:
        raise Refused("capture.xml_long", most=LONGEST // 1_000_000)
    files = []
    for path in one.get("files") or []:
        name = str(path).rpartition("/")[2]
        files.append((name, mimetypes.guess_type(name)[0] or "", packed.open(path)))
    return Packed(str(one["instance"]), _whole(one.get("number")), packed.read(one["xml"]), tuple(files))


def _whole(told: object) -> int:
    """A number that the file tells; 0 for anything else."""
    return told if isinstance(told, int) and not isinstance(told, bool) and 0 < told < 10**9 else 0
