"""``kheo passport``: where a figure comes from, and whether it still comes out the same."""

import argparse
from dataclasses import replace
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kheo.commands.terminal.tables import print_json, print_table
from kheo.consolidate.figures.queries import lines, passport, recompute
from kheo.consolidate.figures.queries.settings import indicator_of
from kheo.consolidate.figures.rules.passport import BridgeRow, Passport
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Place
from kheo.kit.refusals import Refused
from kheo.kit.text import pick
from kheo.plan.programmes.rules.breaks import Break
from kheo.plan.programmes.rules.definition import Definition
from kheo.web.coordinator.lines import what_of
from kheo.web.coordinator.passport import funnel_of
from kheo.web.shared.choices import Choices
from kheo.web.shared.days import day_name
from kheo.web.shared.fields import fields_of
from kheo.web.shared.numbers import Unit, number, span
from kheo.web.shared.shown import grade_said, show

HELP = gettext_lazy("where a figure comes from; --recompute says whether it still comes out the same")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar=_("ID"))
    parser.add_argument("--recompute", action="store_true", help=_("compute it again and compare"))
    parser.add_argument("--lines", action="store_true", help=_("list the source lines"))
    parser.add_argument("--fate", default="", help=_("only the lines that were counted, joint, not_chosen …"))
    parser.add_argument("--page", type=int, default=1)
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))


def run(args: argparse.Namespace) -> int:
    if args.recompute and args.lines:
        raise Refused("commands.one_of", options="--recompute, --lines")
    if args.recompute:
        return _recompute(args)
    if args.lines:
        _print_lines(args)
        return 0
    told = passport(args.id)
    if args.json:
        print_json([_plain(told)])
    else:
        _print(told)
    return 0


def _recompute(args: argparse.Namespace) -> int:
    again = recompute(args.id)
    if args.json:
        print_json([{"same": again.same, "digest": again.digest, "value": again.cell.value}])
    elif again.same:
        print(_("Same value, same digest: %(digest)s") % {"digest": again.digest})
    else:
        print(_("DIFFERENT: %(then)s then, %(now)s now") % {"then": again.digest_then, "now": again.digest})
        if again.ground_changed:
            print(_("Places, their changes or a definition differ from then."))
    return 0 if again.same else 1


def _print(told: Passport) -> None:
    language = (get_language() or "en")[:2]
    unit = Unit(told.indicator.unit, told.indicator.unit_title, told.indicator.unit_plural)
    shown = show(replace(told.cell, passport=""), unit, Choices("", "", None, "programme", language))
    found = told.completeness
    grade = grade_said(told.question.grade, found.verified, found.selected, language)
    print(f"{shown.full} {shown.unit}  ({grade})")
    print(pick(told.sentence, language))
    print()
    for sentence in told.words.get(language, ()):
        print(f"  · {sentence}")
    for broken in told.indicator.breaks:
        print(f"  · {_break_in_words(broken, language)}")
    print()
    where = told.question.boundaries.isoformat() if told.question.boundaries else _("as reported")
    version = _("version %(version)s") % {"version": told.indicator.version}
    period = told.period or _("all time")
    rows = [
        [_("indicator"), f"{told.indicator.code}, {version}"],
        [_("period"), f"{period}  {told.first or ''} – {told.last or ''}  ({told.calendar})"],
        [_("map"), where],
        [_("view"), told.question.view],
        [_("digest"), told.digest],
    ]
    print_table([_("passport"), told.id], rows)
    print()
    print_table(
        [_("from reports to the figure"), _("reports")],
        [[row.text, row.count] for row in funnel_of(told, language)],
        right=(1,),
    )
    if told.bridge:
        print()
        bridge = [[pick(row.name, language) or "–", _own(row, language)] for row in told.bridge]
        if told.bridge_sum is not None:
            bridge.append([_("sum over agencies"), number(told.bridge_sum, language)])
        if told.shared is not None:
            bridge.append([_("shared work, counted once"), number(told.shared, language)])
        print_table([_("agency"), _("own count")], bridge, right=(1,))
    if told.reasons:
        print()
        print(_("Why a range: nobody has said how these places were divided."))
        reasons = [[row.origin, ", ".join(row.targets), row.decision, row.facts] for row in told.reasons]
        print_table([_("place"), _("became"), _("legal act"), _("reports")], reasons, right=(3,))
    if told.together:
        whole = show(
            replace(told.together.cell, passport=""), unit, Choices("", "", None, "programme", language)
        )
        print()
        print(
            _(
                "Together with all that they changed with (%(group)s), on every map: %(figure)s, passport %(passport)s"
            )
            % {"group": told.together.name, "figure": whole.full, "passport": told.together.cell.passport}
        )


def _break_in_words(broken: Break, language: str) -> str:
    said = _("From %(day)s on this is another series; it is not compared with the one before.")
    return (
        f"{said % {'day': day_name(broken.day)}} {pick(broken.why, language) if broken.why else ''}".rstrip()
    )


def _own(row: BridgeRow, language: str) -> str:
    if row.value is not None or row.high is None:
        return number(row.value, language)
    return span(row.low, row.high, language)


def _plain(told: Passport) -> dict[str, Any]:
    cell = told.cell
    return {
        "id": told.id,
        "indicator": told.indicator.code,
        "version": told.indicator.version,
        "value": cell.value,
        "low": cell.low,
        "high": cell.high,
        "status": cell.status.value,
        "qualifier": cell.qualifier.value,
        "question": told.question.as_json(),
        "digest": told.digest,
        "funnel": [[row.kind, row.count] for row in told.funnel],
        "bridge": [[row.agency, row.value, row.low, row.high] for row in told.bridge],
        "breaks": [one.day.isoformat() for one in told.indicator.breaks],
        "reasons": [[row.origin, row.targets, row.decision, row.facts] for row in told.reasons],
        "together": [told.together.name, told.together.cell.value] if told.together else None,
        "expected": told.completeness.expected,
        "received": told.completeness.received,
    }


def _print_lines(args: argparse.Namespace) -> None:
    page = lines(args.id, fate=args.fate, page=args.page)
    if args.json:
        print_json(
            {**line.fields, "line": line.line, "fate": line.fate, "value": line.value} for line in page.lines
        )
        return
    language = (get_language() or "en")[:2]
    indicator = passport(args.id).indicator
    rule = Definition.from_json(indicator_of(f"{indicator.code}@{indicator.version}").definition)
    fields = fields_of(rule.forms)
    places = dict(Place.objects.filter(pk__in={line.place for line in page.lines}).values_list("pk", "name"))
    agencies = Organisation.objects.in_bulk({line.agency for line in page.lines if line.agency})
    rows = [
        [
            line.filename,
            line.line,
            pick(agencies[line.agency].title, language) if line.agency in agencies else "–",
            places.get(line.place or 0, "–"),
            what_of(line.fields, fields, language),
            number(line.value, language),
            line.fate,
            line.because_line,
        ]
        for line in page.lines
    ]
    heads = [
        *(_("file"), _("line"), _("agency"), _("place"), _("what")),
        *(_("value"), _("what became of it"), _("because of line")),
    ]
    print_table(heads, rows, right=(1, 5, 7))
    print(
        _("page %(page)s of %(pages)s, %(total)s lines")
        % {"page": page.page, "pages": page.pages, "total": page.total}
    )
