"""``kheo joint load FILE.csv``: say which lines of several agencies tell of the same work."""

import argparse
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kheo.commands.terminal.tables import print_json
from kheo.flow.load_joint import load_joint

HELP = gettext_lazy("joint activities: work that several agencies report")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar=_("ACT"), required=True, dest="act")
    load = acts.add_parser(
        "load", help=_("load a list of joint activities; running it twice changes nothing")
    )
    load.add_argument(
        "file", metavar="FILE.csv", type=Path, help=_("columns: activity, rule, lead, and what names a line")
    )
    load.add_argument("--by", metavar=_("USERNAME"), default="kheo", help=_("who says so"))
    load.add_argument("--json", action="store_true", help=_("one JSON object a line"))


def run(args: argparse.Namespace) -> int:
    loaded = load_joint(path=args.file, by=args.by, now=timezone.now())
    counts = {"activities": loaded.activities, "members": loaded.members, "changed": loaded.changed}
    if args.json:
        print_json([{**counts, "posting": loaded.posting.pk if loaded.posting else None}])
    elif loaded.changed:
        print(
            _(
                "Joint activities: %(activities)d, lines that tell of them: %(members)d, new or changed: %(changed)d."
            )
            % counts
        )
    else:
        print(
            _("Joint activities: %(activities)d, lines that tell of them: %(members)d. Nothing changed.")
            % counts
        )
    return 0
