"""The files beside a form: pictures that it shows, and lists from which it takes its choices."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from xml.sax.saxutils import unescape

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules.book import Spot
from kheo.plan.forms.rules.findings import Finding, error, note, warning
from kheo.plan.forms.rules.own_lists import is_kheo_list, level_of
from kheo.plan.forms.rules.protection import offences_in_table
from kheo.plan.forms.rules.reading import Reading

LISTS = (".csv", ".xml", ".geojson")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
SOUNDS = (".mp3", ".m4a", ".ogg", ".wav", ".mp4", ".3gp", ".webm")
MEDIA = (*LISTS, *PICTURES, *SOUNDS)
MOST_COLUMNS = 500
LARGEST = 10_000_000  # bytes: over a slow network a phone fetches no more

_NAMED = re.compile(r"jr://(?:file-csv|file|images|audio|video)/([^\"'<>]+)")
_SEARCHED = re.compile(r"""search\(\s*['"]([^'"]+)['"]""")
_FILENAME = re.compile(r"[\w() .-]{1,100}")
_XML_WORDS = re.compile(r"<([A-Za-z_][\w.-]*)|>([^<>]+)<")


def named_in_xform(xform: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unescape(name) for name in _NAMED.findall(xform) if name != "-"))


def named_in(reading: Reading) -> tuple[str, ...]:
    """Every file that a form names, as the phone will ask for it."""
    found = [*named_in_xform(reading.xform)]
    found += [
        name if PurePath(name).suffix else f"{name}.csv"
        for _where, text in reading.texts
        for name in _SEARCHED.findall(text)
    ]
    return tuple(dict.fromkeys(name for name in found if name != "-"))


def check_filename(filename: str, size: int) -> None:
    """Refuse a file that no form needs: of another kind, too large, or with a name that means a folder."""
    if PurePath(filename).suffix.lower() not in MEDIA:
        raise Refused("plan.media_suffix", filename=filename, known=MEDIA)
    if not _FILENAME.fullmatch(filename) or filename.startswith("."):
        raise Refused("plan.media_name", filename=filename)
    if size > LARGEST:
        raise Refused("plan.media_too_large", filename=filename, size=size, largest=LARGEST)


def findings_in_media(
    reading: Reading, given: Mapping[str, bytes], levels: Collection[str]
) -> Iterator[Finding]:
    """What is wrong with the files given with a form (name → bytes), and which are missing."""
    named = named_in(reading)
    for name in named:
        level = level_of(name)
        if level and level not in levels:
            yield error(Refused("plan.list_of_no_level", filename=name, level=level, known=sorted(levels)))
        elif name not in given and not is_kheo_list(name):
            needed = PurePath(name).suffix.lower() in LISTS
            yield (error if needed else warning)(
                Refused("plan.media_missing_list" if needed else "plan.media_missing", filename=name)
            )
    for name, content in given.items():
        if is_kheo_list(name):
            yield error(Refused("plan.media_built_in", filename=name), Spot(name))
            continue
        if name not in named:
            yield note(Refused("plan.media_not_named", filename=name), Spot(name))
        yield from _in_file(name, content, _columns_needed(reading, name))


def _columns_needed(reading: Reading, name: str) -> tuple[str, ...]:
    return ("name", "label") if any(one.file == name for one in reading.outline) else ()


def _in_file(name: str, content: bytes, needed: Sequence[str]) -> Iterator[Finding]:
    suffix = PurePath(name).suffix.lower()
    if suffix == ".csv":
        yield from _in_csv(name, content, needed)
    elif suffix in LISTS:
        try:
            words = _words_of(content, suffix)
        except (UnicodeDecodeError, ValueError, RecursionError) as fault:
            yield error(Refused("plan.media_not_read", filename=name, reason=str(fault)[:200]), Spot(name))
            return
        for offence in offences_in_table(name, words[0], [words[1]]):
            yield error(offence.as_refused(), Spot(name))


def _in_csv(name: str, content: bytes, needed: Sequence[str]) -> Iterator[Finding]:
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as fault:
        yield error(Refused("plan.media_not_read", filename=name, reason=str(fault)[:200]), Spot(name))
        return
    headings = [heading.strip() for heading in rows[0]] if rows else []
    if len(headings) > MOST_COLUMNS:
        yield error(
            Refused("plan.media_not_read", filename=name, reason=f"{len(headings)} > {MOST_COLUMNS}"),
            Spot(name, 1),
        )
        return
    for column in needed:
        if column not in headings:
            yield error(Refused("plan.list_column", filename=name, column=column), Spot(name, 1, column))
    columns = [[row[at].strip() for row in rows[1:] if at < len(row)] for at in range(len(headings))]
    for offence in offences_in_table(name, headings, columns):
        yield error(offence.as_refused(), _spot(name, headings, rows, offence.text, offence.word))


def _spot(name: str, headings: list[str], rows: list[list[str]], text: str, word: str) -> Spot:
    """The cell of a text; of a list of persons, the first of them."""
    if text in headings:
        return Spot(name, 1, text)
    for number, row in enumerate(rows[1:], 2):
        for at, cell in enumerate(row[: len(headings)]):
            if cell.strip() in (text, word):
                return Spot(name, number, headings[at])
    return Spot(name)


def _words_of(content: bytes, suffix: str) -> tuple[list[str], list[str]]:
    """(names, texts) of an XML or GeoJSON list."""
    text = content.decode("utf-8-sig")
    if suffix == ".xml":
        found = _XML_WORDS.findall(text)
        return sorted({tag for tag, _words in found if tag}), [
            unescape(words) for _tag, words in found if words.strip()
        ]
    names: dict[str, None] = {}
    texts: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                names.setdefault(str(key))
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, str):
            texts.append(value)

    walk(json.loads(text))
    return list(names), texts
