"""Packs for tests."""

import shutil
from pathlib import Path

TINY = Path(__file__).parent / "tiny"


def copy_of_tiny(folder: Path, **edits: tuple[str, str]) -> Path:
    """The tiny pack in ``folder``; ``edits``: a file such as ``pack__yaml`` → (what stands there, what instead)."""
    target = folder / "tiny"
    shutil.copytree(TINY, target)
    for name, (old, new) in edits.items():
        edit(target, name.replace("__", "."), old, new)
    return target


def edit(pack: Path, name: str, old: str, new: str) -> None:
    """Replace the one place where ``old`` stands; with ``old`` empty, write the file anew."""
    file = pack / name
    if not old:
        file.write_text(new, "utf-8")
        return
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    file.write_text(text.replace(old, new), "utf-8")
