"""What a mended version mends: why the one before it came back, and which answers changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kheo.capture.submissions.models import Correction, Submission
from kheo.capture.submissions.queries import bytes_of, is_within, submission_with
from kheo.capture.submissions.rules.reasons import reason_from_json
from kheo.verify.decisions.models import Decision
from kheo.verify.decisions.queries import newest_of
from kheo.verify.decisions.states import Outcome
from kheo.web.coordinator.differing import Differing, differing
from kheo.web.refusals import sentence
from kheo.web.shared.fields import Fields
from kheo.web.shared.frame import Frame


@dataclass(frozen=True)
class Mended:
    """``decision``: the return that stands about the version ``before``, with its ``question``; ``rules``: the reasons
    for which the server sent it back. ``changed`` is None where the two cannot be compared. ``correction``: who wrote an
    answer anew at the desk, and why."""

    before: Submission
    url: str
    decision: Decision | None
    question: str
    rules: Sequence[tuple[str, str]]
    changed: Sequence[Differing] | None
    correction: Correction | None


def mended(frame: Frame, submission: Submission, fields: Fields) -> Mended | None:
    """None for a first version, and where the one before has not come or is not the reader's to see."""
    before = submission_with(submission.replaces)
    if before is None or not is_within(frame.scope, before):
        return None
    decision, language = newest_of(before), frame.language
    changed = differing(bytes_of(before), bytes_of(submission), fields, language)
    reasons = [reason_from_json(plain) for plain in before.reasons]
    return Mended(
        before=before,
        url=frame.choices.to("report", before.pk),
        decision=decision if decision and decision.outcome != Outcome.ACCEPTED else None,
        question=fields.label(decision.field, language) if decision and decision.field else "",
        rules=[(fields.label_at(one.column, one.turn, language), sentence(one.refused)) for one in reasons],
        changed=None if changed is None else [one for one in changed if one.asked],
        correction=Correction.objects.filter(submission=submission).first(),
    )
