"""The typeface of everything that is printed: complete in Vietnamese, and the same on every machine."""

from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
