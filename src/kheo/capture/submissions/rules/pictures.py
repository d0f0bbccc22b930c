"""A picture as others may see it: its dots, and nothing that the camera wrote beside them."""

from __future__ import annotations

import io
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

READ = ("JPEG", "PNG", "WEBP")
LARGEST_EDGE = 2_000  # dots: more than a screen shows
MOST_DOTS = 60_000_000  # what unpacks to more was not made by a phone
QUALITY = 82


def without_traces(picture: IO[bytes]) -> bytes | None:
    """A JPEG of the same dots, upright, at most LARGEST_EDGE wide and high; None for what is no picture that we read.

    Where it was taken, when, with which camera and what else stood beside the dots (EXIF, XMP, comments, a small copy
    of a larger scene) is not copied: the picture is drawn anew.
    """
    try:
        with Image.open(picture, formats=READ) as opened:
            if opened.width * opened.height > MOST_DOTS:
                return None
            opened.draft("RGB", (LARGEST_EDGE, LARGEST_EDGE))  # reads a large JPEG no larger than needed
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LARGEST_EDGE, LARGEST_EDGE))
            plain = _on_white(upright)
            out = io.BytesIO()
            plain.save(out, "JPEG", quality=QUALITY, optimize=True)
            return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        # Pillow says "SyntaxError" of a broken PNG.
        return None


def is_drawable(picture: IO[bytes]) -> bool:
    """Whether the bytes begin as a picture that we read and that is not too large: nothing else of them is looked at."""
    try:
        with Image.open(picture, formats=READ) as opened:
            return opened.width * opened.height <= MOST_DOTS
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency, and without anything that Pillow would write beside the dots."""
    whole = picture.convert("RGBA") if picture.mode in ("P", "LA", "PA", "RGBA") else None
    plain = Image.new("RGB", picture.size, "white")
    if whole:
        plain.paste(whole, mask=whole.getchannel("A"))
    else:
        plain.paste(picture.convert("RGB"))
    return plain
