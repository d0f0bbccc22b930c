"""The pages of docs/ that are printed from the code, so that they cannot drift from it.

python -m scripts.pages check    exit 1, with their names, when a page is out of date
python -m scripts.pages update   write them anew
"""

import contextlib
import io
import os
import sys
import tempfile
from pathlib import Path

from scripts.manual import counting
from scripts.matrix import permissions

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main(arguments: list[str]) -> int:
    if arguments not in (["check"], ["update"]):
        print(__doc__, file=sys.stderr)
        return 2
    pages = {
        DOCS / "guide" / "commands.md": commands(),
        DOCS / "guide" / "counting.md": counting(),
        DOCS / "guide" / "permissions.md": permissions(),
    }
    stale = [
        page for page, text in pages.items() if not page.exists() or page.read_text(encoding="utf-8") != text
    ]
    for page in stale:
        if arguments == ["update"]:
            page.write_text(pages[page], encoding="utf-8")
        print(
            f"{'written' if arguments == ['update'] else 'out of date, run `make docs`'}: {page}",
            file=sys.stderr,
        )
    return 1 if stale and arguments == ["check"] else 0


def commands() -> str:
    """The command line, as each command describes itself."""
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {"KHEO_DATA": data, "KHEO_LANGUAGE": "en", "COLUMNS": "96", "NO_COLOR": "1"}
        from kheo.commands.main import command_names, main

        parts = [
            "# The command line\n",
            "Printed from the code by `make docs`. Exit codes: 0 done, 1 refused (one sentence says why), 2 wrong usage.\n",
        ]
        for name in command_names():
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                main([name, "--help"])
            parts.append(f"## kheo {name}\n\n```text\n{out.getvalue().strip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
