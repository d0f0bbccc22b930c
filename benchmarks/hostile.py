"""What was made to do harm, each in a process of its own: what became of it, in how many milliseconds, with how much memory.

    .venv/bin/python benchmarks/hostile.py

The first line is a good form read in the same way, for comparison. Memory is what the process grew by at its largest.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = Path(tempfile.mkdtemp(prefix="kheo-hostile-"))
os.environ |= {"KHEO_DATA": str(FOLDER), "KHEO_DATABASE": "", "DJANGO_SETTINGS_MODULE": "kheo.settings"}

import django  # noqa: E402 - it reads the settings above

django.setup()

from kheo.capture.submissions.rules.instances import read_instance  # noqa: E402
from kheo.capture.submissions.rules.tables import Reading, sheets_of  # noqa: E402
from kheo.kit.refusals import Refused  # noqa: E402
from kheo.plan.forms.rules import check_form  # noqa: E402
from kheo.web.reporter.stick import envelopes  # noqa: E402
from tests import hostile  # noqa: E402


def main() -> None:
    canary = FOLDER / "canary.txt"
    canary.write_text("untouched")
    check_form(hostile.form(), "works.xlsx")  # what is imported once is not counted
    measure("a good form", lambda: form("works.xlsx", hostile.form()))
    for name, content in hostile.documents(canary).items():
        measure(f"document: {name}", lambda content=content: str(read_instance(content).id))
    for name, content in hostile.workbooks(canary).items():
        measure(f"form: {name}", lambda content=content: form("works.xlsx", content))
    for name, content in hostile.texts(canary).items():
        suffix = ".csv" if content.startswith(b"survey") else ".md"
        measure(f"form: {name}", lambda content=content, suffix=suffix: form(f"works{suffix}", content))
    for name, (filename, content) in hostile.media(canary).items():
        measure(f"media: {name}", lambda given={filename: content}: form("works.xlsx", hostile.form(), given))
    for name, content in hostile.sticks(canary).items():
        measure(f"stick: {name}", lambda content=content: stick(content))
    for name, (filename, content) in hostile.tables(canary).items():
        measure(f"table: {name}", lambda filename=filename, content=content: table(filename, content))
    print(f"the file beside them: {canary.read_text()}")


def form(filename: str, content: bytes, media: dict[str, bytes] | None = None) -> str:
    errors = check_form(content, filename, media=media or {}).errors
    return errors[0].refused.code if errors else "nothing is wrong with it"


def stick(content: bytes) -> str:
    import io

    told = []
    for _, one in envelopes(io.BytesIO(content)):
        if isinstance(one, Refused):
            raise one
        told.append(read_instance(one.xml).id)
    return f"{len(told)} envelopes"


def table(filename: str, content: bytes) -> str:
    path = FOLDER / f"given{Path(filename).suffix}"
    path.write_bytes(content)
    lines = sum(1 for sheet in sheets_of(path, filename, Reading()) for _ in sheet.lines)
    return f"{lines} lines"


def measure(name: str, act: Callable[[], str]) -> None:
    """In a process of its own, whose end takes its memory with it."""
    sys.stdout.flush()
    if os.fork() == 0:
        before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
        try:
            became = act()
        except Refused as refused:
            became = refused.code
        took = (time.perf_counter() - begun) * 1000
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(f"{name:46} {became:34} {took:7,.0f} ms {grown:6,.0f} MB", flush=True)
        os._exit(0)
    os.wait()


if __name__ == "__main__":
    main()
