"""``kheo edition``: freeze the figures of a programme, list what was frozen, and say how two editions differ."""

import argparse
import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kheo.commands.terminal.tables import print_json, print_table
from kheo.kit.refusals import Refused

HELP = gettext_lazy("freeze figures as an edition, and compare editions")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar=_("ACT"), required=True)
    freezing = acts.add_parser("freeze", help=_("keep the figures as they are now"))
    freezing.add_argument("name", metavar=_("NAME"), help=_("a name that no edition has yet"))
    freezing.add_argument("--programme", required=True, metavar="P", help=_("the programme's code"))
    freezing.add_argument("--period", required=True, help=_("a period, for example 2025"))
    freezing.add_argument(
        "--boundaries", metavar=_("DAY"), help=_("the map's date; else the period's last day")
    )
    freezing.set_defaults(act=freeze_edition)
    diff = acts.add_parser("diff", help=_("the figures that two editions tell differently"))
    diff.add_argument("before", metavar="A")
    diff.add_argument("after", metavar="B")
    diff.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    diff.set_defaults(act=compare)
    listing = acts.add_parser("list", help=_("the editions that were frozen"))
    listing.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    listing.set_defaults(act=list_editions)


def run(args: argparse.Namespace) -> int:
    return int(args.act(args))


def freeze_edition(args: argparse.Namespace) -> int:
    from kheo.consolidate.editions.actions import freeze

    edition = freeze(
        name=args.name,
        programme=args.programme,
        period=args.period,
        boundaries=_day(args.boundaries),
        by="kheo",
        now=dt.datetime.now(dt.UTC),
    )
    text = ngettext(
        "%(name)s: %(count)d figure at ledger position %(position)d, digest %(digest)s",
        "%(name)s: %(count)d figures at ledger position %(position)d, digest %(digest)s",
        len(edition.figures),
    )
    print(
        text
        % {
            "name": edition.name,
            "count": len(edition.figures),
            "position": edition.position,
            "digest": edition.digest,
        }
    )
    return 0


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused("edition.bad_day", value=text) from None


def compare(args: argparse.Namespace) -> int:
    from kheo.consolidate.editions.queries import edition_differences
    from kheo.consolidate.editions.rules import said

    found = edition_differences(args.before, args.after)
    if args.json:
        print_json(
            {"indicator": d.indicator, "place": d.place, "before": d.before, "after": d.after} for d in found
        )
        return 0
    rows = [[d.indicator, _scope(d.place, d.name), said(d.before), said(d.after)] for d in found]
    if rows:
        print_table([_("indicator"), _("place"), args.before, args.after], rows, right=(2, 3))
    print(
        ngettext("%(count)d figure differs.", "%(count)d figures differ.", len(rows)) % {"count": len(rows)}
        if rows
        else _("Both editions tell the same figures.")
    )
    return 0


def _scope(place: str | None, name: str) -> str:
    if place is None:
        return str(_("whole programme"))
    return name or str(_("place not stated"))


def list_editions(args: argparse.Namespace) -> int:
    from kheo.consolidate.editions.queries import editions

    rows: list[dict[str, Any]] = [
        {
            "name": one.name,
            "programme": one.programme.code,
            "period": one.period,
            "position": one.position,
            "made_at": one.made_at.isoformat(timespec="seconds"),
            "by": one.by,
            "digest": one.digest,
        }
        for one in editions()
    ]
    if args.json:
        print_json(rows)
    elif rows:
        heads = [_("name"), _("programme"), _("period"), _("position"), _("made"), _("by")]
        print_table(heads, [list(row.values())[:6] for row in rows], right=(3,))
    else:
        print(_("No edition was frozen yet. Make one with `kheo edition freeze`."))
    return 0
