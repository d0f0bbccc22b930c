"""``kheo quality``: weigh every report that waits for a decision."""

import argparse

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kheo.commands.terminal.progress import Progress
from kheo.commands.terminal.tables import print_json, print_table
from kheo.plan.programmes.queries import programme
from kheo.verify.quality.actions import Told, weigh
from kheo.verify.quality.queries import forms_of, told_by_kind
from kheo.web.verifier.findings import kind_name

HELP = gettext_lazy("hold every report that waits for a decision against the checks of its programme")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--programme", default="", metavar=_("PROGRAMME"), help=_("only what its checks ask about")
    )
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))


def run(args: argparse.Namespace) -> int:
    if args.programme:
        programme(args.programme)
    forms = forms_of(args.programme)
    done: list[Told] = []
    with Progress(_("forms"), quiet=args.json) as progress:
        for at, form in enumerate(forms, 1):
            done.append(weigh(form=form, moment=timezone.now()))
            progress(at, len(forms))
    kinds = told_by_kind(forms)
    if args.json:
        print_json(
            {
                "form": one.form,
                "waiting": one.records,
                "findings": one.findings,
                "changed": one.changed,
                "seconds": round(one.seconds, 2),
            }
            for one in done
        )
        print_json([{"kinds": kinds}])
        return 0
    _tell(done, kinds)
    return 0


def _tell(done: list[Told], kinds: dict[str, int]) -> None:
    if not done:
        print(_("No check asks about anything. Load a pack with a quality.yaml."))
        return
    rows = [[one.form, one.records, one.findings, f"{one.seconds:.1f}"] for one in done if one.records]
    if not rows:
        print(_("Nothing waits for a decision."))
        return
    print_table([_("form"), _("waiting"), _("findings"), _("seconds")], rows, right=(1, 2, 3))
    if kinds:
        print_table(
            [_("what was found"), ""], [[kind_name(kind), count] for kind, count in kinds.items()], right=(1,)
        )
