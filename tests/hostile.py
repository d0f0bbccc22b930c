"""Files made to harm whoever reads them. ``canary``: the path of a file that nobody has any business with."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.filled import filled
from tests.forms import form

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DONE = "<done>2025-07-01</done>"


def doctypes(canary: Path) -> dict[str, str]:
    """What may stand before a document's root, and name &x; in it."""
    return {
        "billion laughs": f'<!DOCTYPE data [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY x "&l9;">]>',
        "quadratic": f'<!DOCTYPE data [<!ENTITY x "{"a" * 100_000}">]>',
        "external entity": f'<!DOCTYPE data [<!ENTITY x SYSTEM "{canary.as_uri()}">]>',
        "parameter entity": f'<!DOCTYPE data [<!ENTITY % p SYSTEM "{canary.as_uri()}"> %p; <!ENTITY x "a">]>',
        "external DTD": f'<!DOCTYPE data SYSTEM "{canary.as_uri()}">',
        "DTD of a machine": '<!DOCTYPE data SYSTEM "http://127.0.0.1:9/evil.dtd">',
    }


def documents(canary: Path) -> dict[str, bytes]:
    """Filled-in forms that are none."""
    plain = filled(inside=DONE).decode()
    made = {
        name: f'<?xml version="1.0"?>{head}{plain.replace("2025-07-01", "&x;" * (1000 if name == "quadratic" else 1))}'.encode()
        for name, head in doctypes(canary).items()
    }
    deep = 200_000
    return made | {
        "in UTF-16": (doctypes(canary)["external entity"] + plain).encode("utf-16"),
        "in UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>' + plain.encode(),
        "deep": b"<data>" + b"<a>" * deep + b"</a>" * deep + b"</data>",
        "a million attributes": b"<data " + b" ".join(b'a%d="1"' % n for n in range(300_000)) + b"/>",
        "a million nodes": b"<data>" + b"<a/>" * 1_000_000 + b"</data>",
        "a long name": b"<" + b"a" * 4_000_000 + b"/>",
        "a long text": filled(inside=f"<where>{'x' * 6_000_000}</where>"),
        "included": f'<data id="relief" version="3" xmlns:xi="http://www.w3.org/2001/XInclude"><done><xi:include href="{canary.as_uri()}" parse="text"/></done></data>'.encode(),
    }  # fmt: skip


def packed(parts: Mapping[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(book: bytes, part: str, by: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts made another."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return packed(
            {
                one.filename: by(archive.read(one)) if one.filename == part else archive.read(one)
                for one in archive.infolist()
            }
        )


def lying(content: bytes, size: int) -> bytes:
    """An archive whose table of contents gives its largest part another size."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        largest = max(archive.infolist(), key=lambda one: one.file_size).file_size
    return content.replace(largest.to_bytes(4, "little"), size.to_bytes(4, "little"))


def workbooks(canary: Path) -> dict[str, bytes]:
    """Workbooks: the same for a form and for a table."""
    book = form()
    sheet = "xl/worksheets/sheet1.xml"

    def before(head: str) -> Callable[[bytes], bytes]:
        """The part with a DTD, and what it defines in place of a text, if it has any."""

        def made(xml: bytes) -> bytes:
            root = re.search(rb"<([A-Za-z]\w*)", xml)
            assert root
            told = head.replace("DOCTYPE data", f"DOCTYPE {root[1].decode()}").encode()
            return xml[: root.start()] + told + xml[root.start() :].replace(b">commune<", b">&x;<")

        return made

    parts = {
        "styles": "xl/styles.xml",
        "book": "xl/workbook.xml",
        "sheet": sheet,
        "contents": "[Content_Types].xml",
    }
    made = {
        f"{name} in its {where}": changed(book, part, before(head))
        for name, head in doctypes(canary).items()
        if name in ("billion laughs", "external entity", "external DTD")
        for where, part in parts.items()
    }
    cells = b'<row r="9"><c t="str"><v>a</v></c></row>' * 600_000
    bomb = changed(book, sheet, lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>"))
    return made | {
        "macros": changed_with(book, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 500}),
        "zip bomb": changed_with(book, {"xl/media/a.bin": b"\0" * 60_000_000}),
        "zip bomb of cells": bomb,
        "zip bomb that lies": lying(bomb, 1_000),
        "many parts": changed_with(book, {f"xl/media/{n}": b"" for n in range(20_000)}),
        "zip in a zip": changed_with(book, {"xl/embeddings/a.zip": packed({"a": b"\0" * 1_000_000})}),
        "names with paths": changed_with(book, {f"../../../../..{canary}": b"overwritten", str(canary): b"overwritten"}),
        "no zip at all": b"PK\x03\x04" + b"\xff" * 100_000,
    }  # fmt: skip


def changed_with(book: bytes, more: Mapping[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return packed({**{one.filename: archive.read(one) for one in archive.infolist()}, **more})


def texts(canary: Path) -> dict[str, bytes]:
    """XLSForms as text."""
    head = "| survey | | | | |\n| | type | name | label | constraint |\n"
    return {
        "rows without end": head.encode() + b"| | text | a | b | |\n" * 200_000,
        "groups within groups": b"survey,,\n,type,name,label\n" + b"".join(b",begin group,g%d,b\n" % n for n in range(20_000)),
        "a cell without end": (head + f"| | text | a | {'b' * 3_000_000} | |\n").encode(),
        "references without end": (head + f"| | text | a | {'${a}' * 400_000} | |\n").encode(),
        "parentheses without end": (head + f"| | text | a | b | {'(' * 30_000} |\n").encode(),
        "a quotation without end": b'survey,,\n,type,name\n,"' + b"a" * 4_000_000,
        "an evil pattern": (head + "| | text | a | b | regex(., '^(a+)+$') |\n").encode(),
        "a file elsewhere": (head + f"| | select_one_from_file {canary} | a | b | |\n").encode(),
        "nothing": b"",
        "zeros": b"\0" * 1_000_000,
    }  # fmt: skip


def sticks(canary: Path) -> dict[str, bytes]:
    """What a phone that cannot send would have packed."""

    def stick(parts: Mapping[str, bytes | str], *listed: object) -> bytes:
        return packed({**parts, "envelopes.json": json.dumps({"envelopes": listed})})

    one = {"instance": "uuid:1", "xml": "1.xml", "files": ["1/a.jpg"]}
    whole = {"1.xml": filled(inside=DONE), "1/a.jpg": b"picture" * 10_000}
    good = stick(whole, one)
    at = good.index(b"1/a.jpg") + 20
    return {
        "zip bomb": stick({**whole, "a": b"\0" * 101_000_000}, one),
        "one part a thousand times": stick({**whole, "1/a.jpg": b"\0" * 1_000_000}, *[one] * 1000),
        "a list without end": packed({"envelopes.json": b"[" * 10_000_000}),
        "a deep list": packed({"envelopes.json": b"[" * 100_000}),
        "a list of something else": stick(whole, 1, "a", None),
        "a damaged part": good[:at] + b"\xff\xff\xff" + good[at + 3 :],
        "a part that lies": lying(good, 10),
        "a file elsewhere": stick(whole, {**one, "xml": f"../../../../..{canary}"}),
        "a document of 20 MB": stick({"1.xml": filled(inside=f"<where>{'x' * 20_000_000}</where>")}, {**one, "files": []}),
        "laughs": stick({"1.xml": documents(canary)["billion laughs"]}, {**one, "files": []}),
    }  # fmt: skip


NAMES = (
    "../../{0}",
    "..\\..\\{0}",
    "{0}",
    "a\0.jpg",
    "%2e%2e%2f{0}",
    "CON",
    "a" * 4000 + ".jpg",
    "\u202egpj.exe",
    ".htaccess",
)


def media(canary: Path) -> dict[str, tuple[str, bytes]]:
    """Files beside a form: name → (file's name, bytes)."""
    laughs = f"{doctypes(canary)['billion laughs']}<root>&x;</root>".encode()
    own = f"{doctypes(canary)['external entity']}<svg>&x;</svg>".encode()
    names = {f"name {at}": (name.format(canary), b"a") for at, name in enumerate(NAMES)}
    return names | {
        "laughs in a list": ("a.xml", laughs),
        "external entity in a picture": ("a.svg", own),
        "a deep list": ("a.geojson", b"[" * 5_000_000),
        "a quotation without end": ("a.csv", b'name,label\n"' + b"a" * 9_000_000),
        "columns without end": ("a.csv", b"name,label" + b",a" * 2_000_000),
        "a program": ("a.exe", b"MZ"),
    }  # fmt: skip


def tables(canary: Path) -> dict[str, tuple[str, bytes]]:
    """Files to import: name → (file's name, bytes)."""
    return {f"{name} (xlsx)": ("a.xlsx", content) for name, content in workbooks(canary).items()} | {
        "a quotation without end": ("a.csv", b'commune,ended\n"' + b"a" * 5_000_000),
        "a line without end": ("a.csv", b"a" * 5_000_000),
        "columns without end": ("a.csv", b"a," * 200_000 + b"\n"),
        "zeros": ("a.csv", b"\0" * 5_000_000),
        "parquet that is none": ("a.parquet", b"PAR1" + b"\xff" * 100_000 + b"PAR1"),
        "ods that laughs": ("a.ods", packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": documents(canary)["billion laughs"]})),
    }  # fmt: skip
