"""``kheo pictures expire``: give up what cameras wrote, at the end of its time."""

import argparse

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kheo.capture.submissions.actions import expire, sweep
from kheo.capture.submissions.queries import past_their_time

HELP = gettext_lazy("pictures: give up the bytes as the camera made them, and keep what is shown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar=_("ACT"), required=True, dest="act")
    old = acts.add_parser(
        "expire",
        help=_("keep what is shown of old pictures, and give up the bytes that came; run it every night"),
    )
    old.add_argument(
        "--days",
        type=int,
        default=settings.ORIGINALS_DAYS,
        help=_("how long verifiers may look at them (default: %(default)s, from KHEO_ORIGINALS_DAYS)"),
    )
    old.add_argument("--dry-run", action="store_true", help=_("only say how many"))
    old.add_argument("--by", metavar=_("USERNAME"), default="kheo", help=_("who says so"))


def run(args: argparse.Namespace) -> int:
    now = timezone.now()
    found = past_their_time(now, args.days)
    if args.dry_run:
        print(_("Pictures past their time: %(count)d.") % {"count": len(found)})
        return 0
    gone = [one for one in found.values() if expire(picture=one, by=args.by, now=now)]
    sweep()
    print(
        _("Pictures past their time: %(count)d; given up: %(gone)d; cannot be drawn anew, so kept: %(kept)d.")
        % {"count": len(found), "gone": len(gone), "kept": len(found) - len(gone)}
    )
    return 0
