"""What others see of a picture holds its dots, and nothing that the camera wrote beside them."""

from __future__ import annotations

import io

import pytest
from PIL import Image, PngImagePlugin

from kheo.capture.submissions.rules.pictures import LARGEST_EDGE, without_traces

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F
SECRET = "Nokia of house 17"


def jpeg(size: tuple[int, int] = (40, 20), orientation: int = 1) -> bytes:
    """Red on the left, blue on the right, with a maker, a place and a comment beside it."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    beside = Image.Exif()
    beside[ORIENTATION] = orientation
    beside[MAKER] = SECRET
    beside[GPS] = {1: "N", 2: (21.0, 2.0, 3.0), 3: "E", 4: (105.0, 50.0, 1.0)}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, exif=beside, comment=SECRET.encode(), xmp=SECRET.encode())
    return out.getvalue()


def png(mode: str = "RGBA") -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_itxt("Location", SECRET)
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, "PNG", pnginfo=told)
    return out.getvalue()


def seen(content: bytes) -> Image.Image:
    plain = without_traces(io.BytesIO(content))
    assert plain is not None
    assert SECRET.encode() not in plain
    picture = Image.open(io.BytesIO(plain))
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    return picture


def test_the_maker_the_place_and_the_comment_are_gone() -> None:
    assert SECRET.encode() in jpeg()
    assert seen(jpeg()).size == (40, 20)


def test_it_stands_upright_although_the_note_that_says_how_is_gone() -> None:
    turned = seen(jpeg(orientation=6))
    assert turned.size == (20, 40)
    red, _green, blue = turned.getpixel((10, 2))
    assert red > 200 > 100 > blue


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "RGB", "1", "I;16"])
def test_every_kind_of_png_is_drawn_on_white(mode: str) -> None:
    picture = seen(png(mode))
    assert picture.mode == "RGB"
    if mode in ("RGBA", "LA"):
        assert picture.getpixel((1, 1)) == (255, 255, 255)


def test_a_large_one_is_made_as_large_as_a_screen_shows() -> None:
    assert max(seen(jpeg((5000, 1000))).size) == LARGEST_EDGE


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture", jpeg()[:200], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + bytes(20)],
)
def test_what_is_no_picture_that_we_read_is_not_shown(content: bytes) -> None:
    assert without_traces(io.BytesIO(content)) is None


def test_a_picture_that_unpacks_without_end_is_not_opened() -> None:
    """A few kilobytes that say of themselves that they are 50,000 × 50,000 dots."""
    import struct
    import zlib

    def chunk(kind: bytes, inside: bytes) -> bytes:
        return struct.pack(">I", len(inside)) + kind + inside + struct.pack(">I", zlib.crc32(kind + inside))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )
    assert without_traces(io.BytesIO(bomb)) is None
