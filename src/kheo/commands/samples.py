"""``kheo samples PACK``: made-up reports, through the same doors as real ones."""

import argparse
import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kheo.commands.terminal.progress import Progress
from kheo.commands.terminal.stages import print_stages
from kheo.commands.terminal.tables import print_json
from kheo.flow.make_samples import SMALL, make_samples
from kheo.kit.stopwatch import Stopwatch
from kheo.plan.programmes.queries import find_pack
from kheo.plan.programmes.queries.imports import programme_code
from kheo.web.refusals import sentence

HELP = gettext_lazy("make up reports for a pack that was loaded, and take them in")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pack", metavar=_("PACK"), help=_("a pack with a generator.yaml"))
    parser.add_argument(
        "--size",
        default=SMALL,
        metavar=_("SIZE"),
        help=_("small, or a size that the generator names (default: small)"),
    )
    parser.add_argument("--seed", type=int, help=_("another seed than the generator's own"))
    parser.add_argument("--folder", type=Path, metavar=_("FOLDER"), help=_("where the files are written"))
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))


def run(args: argparse.Namespace) -> int:
    pack = find_pack(args.pack)
    began, watch = time.monotonic(), Stopwatch()
    with Progress(f"{pack.name} {args.size}", quiet=args.json) as progress:
        count = make_samples(
            pack=pack,
            programme=programme_code(pack),
            size=args.size,
            folder=args.folder or Path(settings.DATA) / "made-up" / pack.name,
            by="samples",
            now=timezone.now(),
            seed=args.seed,
            say=sentence,
            progress=progress,
            watch=watch,
        )
    seconds = max(time.monotonic() - began, 0.001)
    if args.json:
        stages = {stage: round(took, 1) for stage, took in watch.seconds.items()}
        told = {"pack": pack.name, "size": args.size, "count": count, "seconds": round(seconds, 1)}
        print_json([{**told, "stages": stages}])
    else:
        shown = {"count": f"{count:,}", "seconds": f"{seconds:.0f}", "rate": f"{count / seconds:,.0f}"}
        print(_("%(count)s made-up lines in %(seconds)s s: %(rate)s a second.") % shown)
        print_stages(count, watch)
    return 0
