"""``kheo bench``: a benchmark on data it makes, with the same work done by the bare engine beside it."""

import argparse
import subprocess
import sys
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import kheo
from kheo.kit.refusals import Refused

HELP = gettext_lazy("measure Kheo on data that it makes, beside the bare engine doing the same work")
SCRIPTS = Path(kheo.__file__).resolve().parents[2] / "benchmarks"
SHARED = "national"  # makes the data that the others ask about; it measures nothing itself


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", default="figures", metavar=_("NAME"), help=_("figures by default"))
    parser.add_argument(
        "options", nargs=argparse.REMAINDER, metavar=_("OPTIONS"), help=_("the benchmark's own")
    )


def run(args: argparse.Namespace) -> int:
    known = sorted(path.stem for path in SCRIPTS.glob("*.py") if path.stem != SHARED)
    if args.name not in known:
        raise Refused("bench.unknown", name=args.name, known=known or "—")
    # A process of its own: the data is made in another folder than the one in use.
    return subprocess.call([sys.executable, str(SCRIPTS / f"{args.name}.py"), *args.options])
