"""How a report that somebody sent stands: the same words for its sender's app and for those who look at it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kheo.capture.submissions.models import Attachment, Submission, Withdrawn
from kheo.capture.submissions.queries import is_withdrawn, replaced_by
from kheo.verify.decisions.models import Decision
from kheo.verify.decisions.queries import outcomes_of
from kheo.verify.decisions.states import Outcome

REPLACED, WITHDRAWN, REFUSED, INCOMPLETE, RECEIVED = (
    "replaced",
    "withdrawn",
    "refused",
    "incomplete",
    "received",
)

# In the order in which somebody looks for them.
STANDINGS = (
    RECEIVED,
    Outcome.ACCEPTED.value,
    Outcome.RETURNED.value,
    Outcome.REJECTED.value,
    REFUSED,
    INCOMPLETE,
    WITHDRAWN,
    REPLACED,
)


def standing_of(one: Submission, missing: Sequence[str], decision: Decision | None) -> str:
    """``missing``: names of files that are not here. ``decision``: the one that stands about the report."""
    outcome = decision.outcome if decision else ""
    return _standing(one, bool(replaced_by(one.instance)), is_withdrawn(one), outcome, bool(missing))


def standings_of(reports: Collection[Submission]) -> dict[int, str]:
    """Report → how it stands, in four questions however many they are."""
    numbers = [one.pk for one in reports]
    names = [one.instance for one in reports if one.instance]
    return _standings(reports, numbers, Submission.objects.filter(replaces__in=names))


def standings_on(forms: Sequence[str]) -> dict[int, str]:
    """The same of every report from a phone on any of these forms, in five questions."""
    every = Submission.objects.filter(form_version__form__code__in=forms, device__isnull=False).order_by()
    told = every.only("pk", "instance", "reasons", "files")
    return _standings(told, every.values("pk"), every.exclude(replaces=""))


def _standings(
    reports: Iterable[Submission],
    numbers: Sequence[int] | QuerySet[Any],
    replacing: QuerySet[Submission],
) -> dict[int, str]:
    """``replacing``: those among which are all that replace any of ``reports``."""
    replaced = set(replacing.values_list("replaces", flat=True))
    withdrawn = set(Withdrawn.objects.filter(submission__in=numbers).values_list("submission_id", flat=True))
    here = set(Attachment.objects.filter(submission__in=numbers).values_list("submission_id", "name"))
    outcomes = outcomes_of(numbers)
    return {
        one.pk: _standing(
            one,
            one.instance in replaced,
            one.pk in withdrawn,
            outcomes.get(one.pk, ""),
            any((one.pk, name) not in here for name in one.files),
        )
        for one in reports
    }


def _standing(one: Submission, replaced: bool, withdrawn: bool, outcome: str, lacks_files: bool) -> str:
    if replaced:
        return REPLACED
    if withdrawn:
        return WITHDRAWN
    if one.reasons:
        return REFUSED
    if outcome and outcome != Outcome.ACCEPTED:
        return outcome
    if lacks_files:
        return INCOMPLETE
    return outcome or RECEIVED


def in_words(standing: str) -> str:
    return {
        REPLACED: _("Replaced by a mended version"),
        WITHDRAWN: _("Withdrawn by its sender"),
        REFUSED: _("Against a rule of the form: went back"),
        INCOMPLETE: _("Incomplete: files are missing"),
        RECEIVED: _("Waits for a decision"),
        Outcome.ACCEPTED: _("Accepted"),
        Outcome.RETURNED: _("Returned to the sender"),
        Outcome.REJECTED: _("Rejected"),
    }[standing]


def called(one: Submission) -> str:
    """A file by its name; a filled-in form by its number, which its sender knows it by too; a paper by its own."""
    if one.paper:
        return _("Paper no. %(paper)s, report no. %(number)s") % {"paper": one.paper, "number": one.pk}
    return one.filename or _("Report no. %(number)s") % {"number": one.pk}
