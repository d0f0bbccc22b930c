"""``kheo import FILE --form F``: lines of a table become records, and facts where they are accepted at once."""

import argparse
from dataclasses import replace
from pathlib import Path

from django.contrib.auth import get_user_model
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kheo.commands.terminal.progress import Progress
from kheo.commands.terminal.tables import print_json
from kheo.flow.import_file import ImportResult, import_file
from kheo.kit.refusals import Refused
from kheo.web.refusals import sentence

# Who acts when nobody is named: no person, and no account.
SERVICE = "kheo"

HELP = gettext_lazy("read a table into records: csv, xlsx, xls, xlsb, ods or parquet")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar=_("FILE"), type=Path, help=_("the table"))
    parser.add_argument("--form", metavar=_("CODE"), required=True, help=_("the form that its lines answer"))
    parser.add_argument(
        "--mapping", metavar="M.yaml", type=Path, help=_("how its columns answer the form's fields")
    )
    parser.add_argument("--sheet", metavar=_("NAME"), help=_("the sheet of a workbook"))
    parser.add_argument("--accept", action="store_true", help=_("accept the good lines at once, as facts"))
    parser.add_argument("--by", metavar=_("USERNAME"), default=SERVICE, help=_("who sends it"))
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))


def run(args: argparse.Namespace) -> int:
    """0 when all lines are recorded, 1 when any of them was refused; the good ones are kept."""
    if args.by != SERVICE and not get_user_model().objects.filter(username=args.by).exists():
        raise Refused("capture.no_such_user", username=args.by)
    with Progress(args.file.name, quiet=args.json) as progress:
        result = import_file(
            path=args.file,
            form=args.form,
            mapping=args.mapping,
            sheet=args.sheet,
            accept=args.accept,
            by=args.by,
            now=timezone.now(),
            progress=progress,
            language=translation.get_language() or "en",
            say=sentence,
        )
    result = _counted(result)
    if args.json:
        print_json([as_json(result)])
    else:
        _tell(args.file, result)
    return 1 if result.refused else 0


def _counted(result: ImportResult) -> ImportResult:
    """What this import did: where the same bytes were read before, every good line is here already."""
    if result.new:
        return result
    return replace(result, recorded=0, repeated=0, known=result.read - result.refused)


def as_json(result: ImportResult) -> dict[str, object]:
    return {
        "submission": result.submission.pk,
        "new": result.new,
        "read": result.read,
        "recorded": result.recorded,
        "known": result.known,
        "repeated": result.repeated,
        "refused": result.refused,
        "refusals": str(result.refusals_path) if result.refusals_path else None,
        "unplaced": result.details.unplaced,
        "nowhere": [one._asdict() for one in result.details.nowhere],
        "unused": list(result.details.unused),
        "agencies": list(result.details.agencies),
        "accepted": result.accepted.records if result.accepted else None,
    }


def _tell(file: Path, result: ImportResult) -> None:
    if not result.new:
        print(
            _("%(file)s: nothing new. It is submission %(number)s.")
            % {"file": file.name, "number": result.submission.pk}
        )
    counts = [
        (_("lines read"), result.read),
        (_("recorded"), result.recorded),
        (_("  of these exact repeats of another line"), result.repeated),
        (_("  of these with a place that nobody knows"), result.details.unplaced),
        (_("here already"), result.known),
        (_("refused"), result.refused),
    ]
    if result.accepted:
        counts.append((_("accepted as facts"), result.accepted.records))
    width = max(len(title) for title, _count in counts)
    for title, count in counts:
        if count or not title.startswith(" "):
            print(f"{title.ljust(width)}  {count:>12,}")
    _tell_more(result)


def _tell_more(result: ImportResult) -> None:
    if result.details.nowhere:
        _tell_nowhere(result)
    if agencies := result.details.agencies:
        text = ngettext("%(count)d new agency: %(names)s", "%(count)d new agencies: %(names)s", len(agencies))
        print(text % {"count": len(agencies), "names": _listed(agencies)})
    if unused := result.details.unused:
        print(_("Columns that nothing reads: %(names)s") % {"names": _listed(unused)})
    if result.refusals_path:
        print(
            _("The refused lines, with reasons: %(path)s. Mend them there and import that file.")
            % {"path": result.refusals_path}
        )


def _tell_nowhere(result: ImportResult) -> None:
    shown, unplaced = result.details.nowhere, result.details.unplaced
    if unplaced == result.recorded > 1:
        print(
            _(
                "Not one of these lines has a place that is known. Look at what the mapping says of the place (by: code, "
                "ref or name) and at its column."
            )
        )
    print(_("Places that nobody knows:"))
    for one in shown:
        told = {"line": one.line, "column": one.column, "value": one.value}
        print(_("  line %(line)d: %(column)s = “%(value)s”") % told)
    if more := unplaced - len(shown):
        print(ngettext("  and %(count)d line more", "  and %(count)d lines more", more) % {"count": more})


def _listed(names: tuple[str, ...], most: int = 8) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")
