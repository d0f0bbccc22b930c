"""What waits for a person, most urgent first: as the programme says, and what every programme has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kheo.capture.submissions.models import Submission
from kheo.web.coordinator.basis import Basis
from kheo.web.coordinator.completeness import Completeness
from kheo.web.coordinator.told import JOINT, NO_PLACE, REPEAT, why
from kheo.web.shared.asking import forms_of
from kheo.web.shared.numbers import number
from kheo.web.shared.pieces import Piece
from kheo.web.shared.shown import Shown


@dataclass(frozen=True)
class Need:
    """``now``: a person must act; ``verb`` names the one thing to do."""

    count: str
    what: str
    why: tuple[Piece, ...]
    verb: str
    url: str
    now: bool


def needs(basis: Basis, reported: Completeness | None) -> tuple[Need, ...]:
    if basis.agency:  # refused lines, repeats and joint activities are counted for the whole programme only
        return tuple(sorted([*_figures(basis), *_late(basis, reported)], key=lambda need: not need.now))
    found = [
        *_figures(basis),
        *_refused(basis),
        *_without_place(basis),
        *_repeats(basis),
        *_late(basis, reported),
        *_joint(basis),
    ]
    return tuple(sorted(found, key=lambda need: not need.now))


def _figures(basis: Basis) -> Iterable[Need]:
    for entry in basis.settings.get("needs", []):
        shown = basis.shown.get(entry["indicator"])
        if shown is None or not shown.has_number or not (shown.high or shown.value):
            continue
        yield Need(
            count=f"{shown.sign} {shown.text}".strip(),
            what=basis.text(entry.get("title")),
            why=basis.pieces(entry.get("why")),
            verb=_("See the lines"),
            url=_counted_lines(shown),
            now=bool(entry.get("now")),
        )


def _refused(basis: Basis) -> Iterable[Need]:
    forms = forms_of(basis.frame.programme.code)
    refused = Submission.objects.filter(form_version__form__code__in=forms).aggregate(n=Sum("rows_refused"))[
        "n"
    ]
    if refused:
        said = _(
            "They did not fit the form, whose day may be what is wrong: so of all periods. Each is listed with its "
            "reason, to be mended and sent again."
        )
        yield Need(
            count=number(refused, basis.frame.language),
            what=ngettext("Line refused", "Lines refused", refused),
            why=(Piece(said),),
            verb=_("See the list"),
            url=basis.frame.choices.but(period="").to("reports", refused=1),
            now=True,
        )


def _without_place(basis: Basis) -> Iterable[Need]:
    count = basis.counts.without_place
    what = ngettext("Report without a place", "Reports without a place", count)
    return _of_lines(basis, count, what, NO_PLACE, now=True)


def _repeats(basis: Basis) -> Iterable[Need]:
    """Lines that say word for word what an earlier line of the same agency says."""
    count = basis.counts.repeats
    what = ngettext("Line sent twice", "Lines sent twice", count)
    return _of_lines(basis, count, what, REPEAT, now=False)


def _joint(basis: Basis) -> Iterable[Need]:
    count = basis.counts.joint
    what = ngettext("Joint activity", "Joint activities", count)
    return _of_lines(basis, count, what, JOINT, now=False)


def _of_lines(basis: Basis, count: int, what: str, kind: str, *, now: bool) -> Iterable[Need]:
    """A need that is a number of lines, where there are any."""
    if count:
        yield Need(
            count=number(count, basis.frame.language),
            what=what,
            why=(Piece(why(kind)),),
            verb=_("See the lines"),
            url=basis.frame.choices.to("lines", kind=kind),
            now=now,
        )


def _late(basis: Basis, reported: Completeness | None) -> Iterable[Need]:
    if reported and reported.late:
        language = basis.frame.language
        yield Need(
            count=number(reported.late, language),
            what=ngettext("Agency with reports missing", "Agencies with reports missing", reported.late),
            why=(
                Piece(
                    _("%(missing)s of %(expected)s expected reports have not come in.")
                    % {
                        "missing": number(reported.expected - reported.received, language),
                        "expected": number(reported.expected, language),
                    }
                ),
            ),
            verb=_("See who"),
            url="#h-complete",
            now=False,
        )


def _counted_lines(shown: Shown) -> str:
    """Where the page says *see the lines*: those that make the number, not all that were looked through."""
    return f"{shown.url}&fate=counted#lines" if shown.url else ""
