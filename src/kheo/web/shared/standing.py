"""How a report that somebody sent stands: the same words for its sender's app and for those who look at it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import is_withdrawn, replaced_by
from kheo.verify.decisions.models import Decision
from kheo.verify.decisions.states import Outcome

REPLACED, WITHDRAWN, REFUSED, INCOMPLETE, RECEIVED = (
    "replaced",
    "withdrawn",
    "refused",
    "incomplete",
    "received",
)


def standing_of(one: Submission, missing: Sequence[str], decision: Decision | None) -> str:
    """``missing``: names of files that are not here. ``decision``: the one that stands about the report."""
    if replaced_by(one.instance):
        return REPLACED
    if is_withdrawn(one):
        return WITHDRAWN
    if one.reasons:
        return REFUSED
    if decision and decision.outcome != Outcome.ACCEPTED:
        return decision.outcome
    if missing:
        return INCOMPLETE
    return Outcome.ACCEPTED if decision else RECEIVED


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
