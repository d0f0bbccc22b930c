"""``kheo form print``: a form as a PDF, to be filled in by hand."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kheo.kit.refusals import Refused

HELP = gettext_lazy("print a form, to be filled in by hand")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar=_("ACT"), required=True)
    printing = acts.add_parser("print", help=_("write a form as a PDF for paper"))
    printing.add_argument("code", metavar=_("CODE"), help=_("the form's code"))
    printing.add_argument(
        "--version", metavar="V", help=_("a version or its number; the one in force if not given")
    )
    printing.add_argument("--language", choices=["vi", "en"], default="vi")
    printing.add_argument("--output", type=Path, metavar=_("FILE"), help=_("CODE-LANGUAGE.pdf if not given"))
    printing.set_defaults(act=print_form)


def run(args: argparse.Namespace) -> int:
    return int(args.act(args))


def print_form(args: argparse.Namespace) -> int:
    from kheo.plan.forms.queries import version_wanted
    from kheo.web.manage.paper import paper_of_version

    made = paper_of_version(version_wanted(args.code, args.version or ""), args.language)
    path = args.output or Path(f"{args.code}-{args.language}.pdf")
    try:
        path.write_bytes(made)
    except OSError as error:
        raise Refused("commands.cannot_write", file=str(path), reason=error.strerror) from error
    print(path)
    return 0
