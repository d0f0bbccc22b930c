"""``kheo load PACK``: load or update a pack, and say what changed."""

import argparse

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kheo.commands.terminal.tables import print_json, print_table
from kheo.flow.load_pack import Loaded, load_pack
from kheo.plan.programmes.queries import find_pack

HELP = gettext_lazy("load or update a pack; running it twice changes nothing")
TITLES = {
    "levels": gettext_lazy("levels of places"),
    "places": gettext_lazy("places"),
    "changes": gettext_lazy("changes of places"),
    "shapes": gettext_lazy("polygons of places"),
    "organisations": gettext_lazy("organisations"),
    "links": gettext_lazy("links of organisations"),
    "units": gettext_lazy("units of measure"),
    "calendars": gettext_lazy("calendars"),
    "forms": gettext_lazy("forms"),
    "programme": gettext_lazy("programme"),
    "indicators": gettext_lazy("indicators"),
    "targets": gettext_lazy("targets"),
    "schedules": gettext_lazy("reporting schedules"),
    "checks": gettext_lazy("checks of reports"),
    "reviews": gettext_lazy("reviews"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pack", metavar=_("PACK"), help=_("a pack's folder, or the name of a pack under packs/")
    )
    parser.add_argument(
        "--everywhere", action="store_true", help=_("units in every place, not only in the pilot area")
    )
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))


def run(args: argparse.Namespace) -> int:
    loaded = load_pack(path=find_pack(args.pack), by="kheo", now=timezone.now(), everywhere=args.everywhere)
    if args.json:
        print_json(
            {
                "pack": loaded.code,
                "kind": kind,
                "created": tally.created,
                "updated": tally.updated,
                "unchanged": tally.unchanged,
                "retired": tally.retired,
            }
            for kind, tally in loaded.done.items()
        )
    else:
        _tell(loaded)
    return 0


def _tell(loaded: Loaded) -> None:
    """A line for each kind of thing that the pack holds, and the names of the few that changed."""
    held = {kind: tally for kind, tally in loaded.done.items() if tally.changed or tally.unchanged}
    if not any(tally.changed for tally in held.values()):
        print(_("%(pack)s: nothing changed.") % {"pack": loaded.code})
        return
    print_table(
        [loaded.code, _("new"), _("changed"), _("as before"), _("retired")],
        [
            [str(TITLES[kind]), tally.created, tally.updated, tally.unchanged, tally.retired]
            for kind, tally in held.items()
        ],
        right=range(1, 5),
    )
    for kind, tally in held.items():
        if tally.names and tally.updated + tally.retired:
            rest = tally.updated + tally.retired - len(tally.names)
            names = ", ".join(tally.names) + (" …" if rest > 0 else "")
            print(f"{TITLES[kind]}: {names}")
