"""What waits for a person, most urgent first: as the programme says, and what every programme has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kheo.capture.submissions.models import Submission
from kheo.ground.accounts.queries import may
from kheo.ground.accounts.states import Act
from kheo.ground.organisations.models import Organisation
from kheo.plan.forms.queries import drafts_to_approve
from kheo.web.coordinator.basis import Basis
from kheo.web.coordinator.completeness import Completeness
from kheo.web.coordinator.told import JOINT, NO_PLACE, REPEAT, why
from kheo.web.shared.asking import forms_of
from kheo.web.shared.days import day_name
from kheo.web.shared.numbers import number
from kheo.web.shared.pieces import Piece
from kheo.web.shared.shown import Shown

MOST_NAMED = 3


@dataclass(frozen=True)
class Need:
    """``now``: a person must act; ``verb`` names the one thing to do."""

    count: str
    what: str
    why: tuple[Piece, ...]
    verb: str
    url: str
    now: bool


def of_the_reader(basis: Basis) -> tuple[Need, ...]:
    """What waits for this very person, whatever the period: reports to decide about, forms to approve."""
    return (*_waiting(basis), *_drafts(basis))


def needs(basis: Basis, reported: Completeness | None) -> tuple[Need, ...]:
    if basis.agency:  # refused lines, repeats and joint activities are counted for the whole programme only
        own = [*of_the_reader(basis), *_figures(basis), *_late(basis, reported)]
        return tuple(sorted(own, key=lambda need: not need.now))
    found = [
        *of_the_reader(basis),
        *_figures(basis),
        *_refused(basis),
        *_without_place(basis),
        *_repeats(basis),
        *_late(basis, reported),
        *_joint(basis),
    ]
    return tuple(sorted(found, key=lambda need: not need.now))


def _waiting(basis: Basis) -> Iterable[Need]:
    frame = basis.frame
    if not frame.deciding.reaches:
        return
    ref = frame.choices.view if basis.agency else ""
    agency = Organisation.objects.filter(ref=ref).values_list("pk", flat=True).first() if ref else None
    found = frame.attention.to_verify(agency)
    if found:
        oldest = localtime(Submission.objects.values_list("received_at", flat=True).get(pk=found[0].number))
        said = _("Of all periods. What nobody accepted yet does not count; the oldest came on %(day)s.")
        yield Need(
            count=number(len(found), frame.language),
            what=ngettext("Report waits for a decision", "Reports wait for a decision", len(found)),
            why=(Piece(said % {"day": day_name(oldest.date())}),),
            verb=_("Verify"),
            url=frame.choices.to("verify"),
            now=True,
        )


def _drafts(basis: Basis) -> Iterable[Need]:
    reader = basis.frame.reader
    if reader is None or basis.agency or not may(reader, Act.PUBLISH_FORMS):
        return
    found = drafts_to_approve(reader.get_username())
    if found:
        named = ", ".join(draft.code for draft in found[:MOST_NAMED]) + (
            " …" if len(found) > MOST_NAMED else ""
        )
        said = _("A second person approves what new coded fields are for: %(forms)s.")
        only = reverse("manage_draft", args=[found[0].pk]) if len(found) == 1 else reverse("manage_forms")
        yield Need(
            count=number(len(found), basis.frame.language),
            what=ngettext("Form waits for approval", "Forms wait for approval", len(found)),
            why=(Piece(said % {"forms": named}),),
            verb=_("Read it") if len(found) == 1 else _("See which"),
            url=only,
            now=True,
        )


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
            url=basis.frame.choices.to("who_reported")
            if Act.READ_REPORTS in basis.frame.acts
            else "#h-complete",
            now=False,
        )


def _counted_lines(shown: Shown) -> str:
    """Where the page says *see the lines*: those that make the number, not all that were looked through."""
    return f"{shown.url}&fate=counted#lines" if shown.url else ""
