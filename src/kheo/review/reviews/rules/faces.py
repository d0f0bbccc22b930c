"""What the documents' own typeface holds: which signs, and how wide. Read from the font files, without a library."""

from __future__ import annotations

import struct
from functools import lru_cache

from kheo.kit.typefaces import FONTS

REGULAR, BOLD = "Tinos-Regular.ttf", "Tinos-Bold.ttf"
MM_PER_POINT = 0.3528


@lru_cache
def _tables(name: str) -> dict[str, bytes]:
    data = (FONTS / name).read_bytes()
    (count,) = struct.unpack(">H", data[4:6])
    tables = {}
    for at in range(12, 12 + 16 * count, 16):
        tag, _, offset, length = struct.unpack(">4sLLL", data[at : at + 16])
        tables[tag.decode()] = data[offset : offset + length]
    return tables


@lru_cache
def glyphs(name: str = REGULAR) -> dict[int, int]:
    """Code point → glyph, for every sign that the face can print (of its Unicode table for the basic plane)."""
    table = _tables(name)["cmap"]
    (count,) = struct.unpack(">H", table[2:4])
    for at in range(4, 4 + 8 * count, 8):
        platform, _, offset = struct.unpack(">HHL", table[at : at + 8])
        if platform in (0, 3) and struct.unpack(">H", table[offset : offset + 2]) == (4,):
            return _segments(table[offset:])
    return {}


def _segments(table: bytes) -> dict[int, int]:
    """A cmap subtable of format 4: runs of code points, each with a shift or a list of glyphs."""
    twice = struct.unpack(">H", table[6:8])[0]
    each = twice // 2
    ends, starts, shifts, ranges = (
        struct.unpack(f">{each}H", table[at : at + twice])
        for at in (14, 16 + twice, 16 + 2 * twice, 16 + 3 * twice)
    )
    found = {}
    for at in range(each):
        for point in range(starts[at], min(ends[at], 0xFFFE) + 1):
            if ranges[at]:
                place = 16 + 3 * twice + 2 * at + ranges[at] + 2 * (point - starts[at])
                (glyph,) = struct.unpack(">H", table[place : place + 2])
            else:
                glyph = point
            if glyph := (glyph + shifts[at]) % 65536 if glyph else 0:
                found[point] = glyph
    return found


def lacking(text: str) -> str:
    """The signs of a text that the face cannot print, each once."""
    held = glyphs()
    return "".join(dict.fromkeys(sign for sign in text if ord(sign) not in held and not sign.isspace()))


def breadth(text: str, size: float, name: str = BOLD) -> float:
    """How wide a line of text is set, in mm, at ``size`` points."""
    tables = _tables(name)
    per_em: int = struct.unpack(">H", tables["head"][18:20])[0]
    (measured,) = struct.unpack(">H", tables["hhea"][34:36])
    held, widths = glyphs(name), tables["hmtx"]
    units: int = 0
    for sign in text:
        at = 4 * min(held.get(ord(sign), 0), measured - 1)
        units += struct.unpack(">H", widths[at : at + 2])[0]
    return units / per_em * size * MM_PER_POINT
