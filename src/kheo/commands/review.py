"""``kheo review``: which reviews there are, and the document of one."""

import argparse
import datetime as dt
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kheo.commands.terminal.tables import print_json, print_table
from kheo.kit.refusals import Refused
from kheo.kit.text import pick
from kheo.review.reviews.states import Format, Language, Layout

HELP = gettext_lazy("make the document of a review, or list the reviews")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar=_("ACT"), required=True)
    render = acts.add_parser("render", help=_("write the document of a review"))
    render.add_argument("name", metavar=_("NAME"), help=_("the review's name"))
    render.add_argument("--format", required=True, choices=[one.value for one in Format])
    render.add_argument("--language", choices=[one.value for one in Language], default="vi")
    render.add_argument(
        "--layout", choices=[one.value for one in Layout], default="", help=_("the review's own if not given")
    )
    render.add_argument("--output", type=Path, metavar=_("FILE"), help=_("NAME-LANGUAGE.FORMAT if not given"))
    render.add_argument(
        "--template", type=Path, metavar=_("FILE"), help=_("a Word template of your own, for docx")
    )
    render.set_defaults(act=render_document)
    listing = acts.add_parser("list", help=_("the reviews that were loaded"))
    listing.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    listing.set_defaults(act=list_reviews)


def run(args: argparse.Namespace) -> int:
    return int(args.act(args))


def render_document(args: argparse.Namespace) -> int:
    # Imported here: the drawing and typesetting libraries are heavy, and listing needs none of them.
    from kheo.review.reviews.queries import review_document
    from kheo.review.reviews.rules.docx import docx_of
    from kheo.review.reviews.rules.typst import pdf_of

    now = dt.datetime.now(dt.UTC)
    document = review_document(args.name, language=args.language, layout=args.layout, now=now)
    made = pdf_of(document) if args.format == Format.PDF else docx_of(document, args.template)
    path = args.output or Path(f"{args.name}-{args.language}.{args.format}")
    try:
        path.write_bytes(made)
    except OSError as error:
        raise Refused("commands.cannot_write", file=str(path), reason=error.strerror) from error
    numbers = len(document.passports)
    text = ngettext(
        "%(file)s: %(numbers)d number, with its passport",
        "%(file)s: %(numbers)d numbers, each with its passport",
        numbers,
    )
    print(text % {"file": path, "numbers": numbers})
    return 0


def list_reviews(args: argparse.Namespace) -> int:
    from django.utils.translation import get_language

    from kheo.review.reviews.queries.listing import reviews

    language = get_language() or "vi"
    rows = [
        {
            "name": one.name,
            "programme": one.programme.code,
            "period": one.period,
            "title": pick(one.title, language),
        }
        for one in reviews()
    ]
    if args.json:
        print_json(rows)
    elif rows:
        print_table(
            [_("name"), _("programme"), _("period"), _("title")], [list(row.values()) for row in rows]
        )
    else:
        print(_("No review was loaded yet. A pack brings its own: `kheo load PACK`."))
    return 0
