"""How fast a table becomes records and facts, beside pandas reading the same file without looking at it.

    benchmarks/import.py [--rows 100000 500000] [--times 3] [--json]

Each time the file is imported into a fresh data folder, every line checked against the form and accepted. Prints, for
each length of the file, medians of the lines a second, the ratio to pandas, how long other writers waited at the
longest (SQLite has one), and the most memory that the process took after each step. The file is made here, with a
fixed seed: nine columns, 600 places, numbers and days as people type them, one line in two hundred wrong, one in a
hundred a repeat.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FORM = """
| survey | | | | | |
| | type | name | label | required | constraint | bind::kheo:role |
| | text | commune | Commune | yes | | place |
| | text | carried_by | Agency | yes | | agency |
| | date | began | Began | | | start |
| | date | ended | Ended | yes | . >= '2000-01-01' | end |
| | select_one work | work | Work | yes | | |
| | integer | households | Households | | . >= 0 and . <= 100000 | |
| | decimal | cost | Cost | | . >= 0 | |
| | text | remark | Remark | | | |
| | integer | people | People | | . >= ${households} or ${households} = '' | |
| choices | | | |
| | list_name | name | label |
| | work | houses | Houses built |
| | work | roads | Roads mended |
| | work | classes | Classes held |
| settings | |
| | form_title | namespaces |
| | Work | kheo="https://kheo.org/xforms" |
"""
PLACES = 600
AGENCIES = 12
WORDS = [
    "nhà",
    "tình",
    "nghĩa",
    "đường",
    "liên",
    "thôn",
    "lớp",
    "xóa",
    "mù",
    "chữ",
    "khám",
    "bệnh",
    "tặng",
    "quà",
    "sửa",
    "cầu",
    "hỗ",
    "trợ",
    "vốn",
    "trồng",
    "rừng",
]


def write_file(path: Path, rows: int) -> None:
    rng = random.Random(20251122)
    first = dt.date(2025, 1, 1)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(
            ["Commune", "Agency", "Began", "Ended", "Work", "Households", "Cost", "Remark", "People"]
        )
        row: list[str] = []
        for at in range(rows):
            if at % 100 != 99 or not row:
                row = _row(rng, first, wrong=at % 200 == 100)
            writer.writerow(row)


def _row(rng: random.Random, first: dt.date, *, wrong: bool) -> list[str]:
    began = first + dt.timedelta(days=rng.randrange(300))
    ended = began + dt.timedelta(days=rng.randrange(30))
    households = rng.randrange(3000)
    return [
        f"{rng.randrange(PLACES):05d}",
        f"Agency {rng.randrange(AGENCIES)}",
        began.isoformat(),
        f"{ended.day}/{ended.month}/{ended.year}",
        "none of these" if wrong else rng.choice(["houses", "Roads mended", "Classes held"]),
        f"nearly {households:,}" if rng.random() < 0.02 else str(households),
        f"{rng.randrange(10_000_000) / 100:.2f}",
        " ".join(rng.choices(WORDS, k=6)),
        str(households * 4),
    ]


def once(file: Path, data: Path) -> dict[str, float]:
    """Import and accept ``file`` in a fresh folder; seconds of each."""
    os.environ |= {"KHEO_DATA": str(data), "KHEO_DATABASE": "", "DJANGO_SETTINGS_MODULE": "kheo.settings"}
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from kheo.facts.columns import actions as columns
    from kheo.flow.accept import accept_submission
    from kheo.flow.import_file import import_file

    call_command("migrate", verbosity=0)
    _ground()
    recording: list[float] = []

    def progress(done: int, total: int | None) -> None:
        # Up to the half of it lines are read, which keeps nobody waiting.
        if total and done <= total // 2:
            recording[:] = [time.perf_counter()]

    began = time.perf_counter()
    result = import_file(path=file, form="work", by="bench", now=timezone.now(), progress=progress)
    imported = time.perf_counter()
    after_import = _megabytes()
    accept_submission(submission=result.submission, by="bench", now=timezone.now(), show=False)
    posted = time.perf_counter()
    after_accept = _megabytes()
    columns.refresh()
    accepted = time.perf_counter()
    return {
        "rows": result.read,
        "recorded": result.recorded,
        "repeated": result.repeated,
        "refused": result.refused,
        "import": imported - began,
        "waited": imported - recording[0],
        "accept": posted - imported,
        "columns": accepted - posted,
        "after_import": after_import,
        "after_accept": after_accept,
        "after_columns": _megabytes(),
    }


def _megabytes() -> float:
    """The most memory that this process ever took."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _ground() -> None:
    from django.utils import timezone

    from kheo.ground.organisations.actions import create_agencies
    from kheo.ground.places.models import Level, Place
    from kheo.plan.forms.actions import publish_form

    level = Level.objects.create(code="commune", rank=0)
    Place.objects.bulk_create(
        Place(ref=f"c:{at}", code=f"{at:05d}", level=level, name=f"Commune {at}", name_plain=f"commune {at}")
        for at in range(PLACES)
    )
    now = timezone.now()
    create_agencies([f"Agency {at}" for at in range(AGENCIES)], language="en", by="bench", now=now)
    publish_form(code="work", filename="work.md", content=FORM.strip().encode(), by="bench", now=now)


def pandas_seconds(file: Path) -> float:
    import pandas

    began = time.perf_counter()
    pandas.read_csv(file)
    return time.perf_counter() - began


def measured(file: Path, times: int) -> list[dict[str, float]]:
    """Each time in a process of its own, so that the memory is its own too."""
    found = []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as data:
            done = subprocess.run(
                [sys.executable, __file__, "--once", str(file), data],
                check=True,
                capture_output=True,
                text=True,
            )
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return found


def found(rows: int, times: int) -> dict[str, float]:
    """The medians for a file with so many lines."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "work.csv"
        write_file(file, rows)
        runs = measured(file, times)
        pandas = statistics.median(pandas_seconds(file) for _ in range(times))
    middle = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    whole = middle["import"] + middle["accept"] + middle["columns"]
    return {
        "rows": int(middle["rows"]),
        "import_rows_per_second": round(middle["rows"] / middle["import"]),
        "import_and_accept_rows_per_second": round(middle["rows"] / whole),
        "pandas_rows_per_second": round(middle["rows"] / pandas),
        "import_seconds": round(middle["import"], 1),
        "of_these_other_writers_wait": round(middle["waited"], 1),
        "accept_seconds": round(middle["accept"], 1),
        "columns_seconds": round(middle["columns"], 1),
        "import_ratio_to_pandas": round(middle["import"] / pandas, 1),
        "ratio_to_pandas": round(whole / pandas, 1),
        "megabytes_after_import": round(middle["after_import"]),
        "megabytes_after_accept": round(middle["after_accept"]),
        "megabytes_after_columns": round(middle["after_columns"]),
        "times": times,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 500_000])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--once", nargs=2, type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.once:
        print(json.dumps(once(*args.once)))
        return
    results = [found(rows, args.times) for rows in args.rows]
    if args.json:
        for result in results:
            print(json.dumps(result))
        return
    for name in results[0]:
        print(f"{name.replace('_', ' '):36}" + "".join(f"{result[name]:>14,}" for result in results))


if __name__ == "__main__":
    main()
