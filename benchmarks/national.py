"""The country's worth of facts that the other benchmarks ask about: made up, 20 million, about 1.5 GB of work.

    python benchmarks/national.py [--size national] [--data build/national]

Loads packs/vn-community-support with a unit in every commune and writes the facts straight into the columnar copy.
Run again, it does nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACK, PROGRAMME = "vn-community-support", "vn-community-support"


def prepare(data: Path, size: str = "national") -> Path:
    """Make the data folder if it is not there, and point Kheo at it. Returns the folder."""
    os.environ["KHEO_DATA"] = str(data)
    os.environ.pop("KHEO_DATABASE", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kheo.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    done = data / f"{size}.made"
    if done.exists():
        return data
    import datetime as dt

    from kheo.flow.load_pack import load_pack
    from kheo.flow.make_samples import write_columns

    began = time.perf_counter()
    load_pack(path=ROOT / "packs" / PACK, by="benchmark", now=dt.datetime.now(dt.UTC), everywhere=True)
    loaded = time.perf_counter()
    rows = write_columns(pack=ROOT / "packs" / PACK, programme=PROGRAMME, size=size)
    written = time.perf_counter()
    print(
        f"made {rows:,} facts: pack loaded in {loaded - began:.0f} s, facts written in {written - loaded:.0f} s",
        file=sys.stderr,
    )
    done.touch()
    return data


def arguments(text: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=text)
    parser.add_argument("--size", default="national", choices=["large", "national"])
    parser.add_argument("--data", type=Path, default=ROOT / "build" / "national")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    return parser


if __name__ == "__main__":
    given = arguments(__doc__ or "").parse_args()
    prepare(given.data.resolve(), given.size)
