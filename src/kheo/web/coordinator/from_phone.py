"""A report that somebody sent from a phone: how it stands, its versions and files, why it went back, what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kheo.capture.submissions.models import Attachment, Submission, Withdrawn
from kheo.capture.submissions.queries import (
    attachments_of,
    senders_of,
    still_as_they_came,
    versions_of,
    withdrawal_of,
)
from kheo.capture.submissions.rules.reasons import reason_from_json
from kheo.ground.accounts.models import User
from kheo.kit.text import pick
from kheo.verify.decisions.models import Decision
from kheo.verify.decisions.queries import newest_of, waiting
from kheo.verify.decisions.states import Outcome
from kheo.web.refusals import sentence
from kheo.web.shared.fields import Fields, fields_of
from kheo.web.shared.frame import Frame
from kheo.web.shared.handing_out import SHOWN
from kheo.web.shared.roles import DECIDERS, LOOKERS
from kheo.web.shared.standing import REPLACED, WITHDRAWN, in_words, standing_of


@dataclass(frozen=True)
class Question:
    name: str
    label: str


@dataclass(frozen=True)
class Version:
    """``url`` is empty for the one at hand."""

    submission: Submission
    stands: str
    url: str


@dataclass(frozen=True)
class Picture:
    """``attachment`` is None for a file that the report names and that has not come. ``original``: where those who look
    into it find it as the camera made it; empty for others, and when its time is over."""

    name: str
    attachment: Attachment | None
    url: str
    original: str = ""

    @property
    def picture(self) -> bool:
        """Whether a browser shows it by itself."""
        return self.attachment is not None and self.attachment.content_type in SHOWN


@dataclass(frozen=True)
class Why:
    """A reason why the form's rules sent it back."""

    question: str
    answer: str
    reason: str


@dataclass(frozen=True)
class FromPhone:
    """``decision``: a return or a rejection that stands, with ``question`` in words. ``why_not``: why the reader, whose
    role decides, may not decide about this one. ``may_accept``: something waits."""

    person: User
    device: str
    unit: str
    stands: str
    decision: Decision | None
    question: str
    withdrawn: Withdrawn | None
    versions: Sequence[Version]
    files: Sequence[Picture]
    missing: int
    reasons: Sequence[Why]
    questions: Sequence[Question]
    may_accept: bool
    may_send_back: bool
    why_not: str
    may_withdraw: bool


def from_phone(frame: Frame, submission: Submission, reader: User) -> FromPhone | None:
    """None for an imported file."""
    if submission.device is None:
        return None
    fields = fields_of([submission.form_version.form.code])
    here = attachments_of(submission)
    missing = [name for name in submission.files if name not in here]
    decision = newest_of(submission)
    stands = standing_of(submission, missing, decision)
    settled = stands in (REPLACED, WITHDRAWN)
    own = reader.get_username() in senders_of(submission)
    decides = reader.role in DECIDERS and bool(submission.rows_recorded) and not settled
    person = submission.device.user
    return FromPhone(
        person=person,
        device=submission.device.label,
        unit=pick(person.organisation.title, frame.language) if person.organisation else "",
        stands=in_words(stands),
        decision=decision if decision and decision.outcome != Outcome.ACCEPTED else None,
        question=fields.label(decision.field, frame.language) if decision and decision.field else "",
        withdrawn=withdrawal_of(submission),
        versions=_versions(frame, submission),
        files=[*_files(frame, submission, here, reader), *(Picture(name, None, "") for name in missing)],
        missing=len(missing),
        reasons=_reasons(submission, fields, frame.language),
        questions=_questions(submission, frame.language) if decides and not own else (),
        may_accept=decides and not own and waiting(submission).exists(),
        may_send_back=decides and not own and stands != Outcome.REJECTED,
        why_not=_("You had a hand in sending this. Somebody else has to decide about it.")
        if decides and own
        else "",
        may_withdraw=reader == person and not settled,
    )


def _versions(frame: Frame, submission: Submission) -> list[Version]:
    """Empty where there is only the one at hand."""
    found = versions_of(submission)
    if len(found) < 2:
        return []
    return [
        Version(
            one,
            in_words(standing_of(one, _missing(one), newest_of(one))),
            "" if one == submission else frame.choices.to("report", one.pk),
        )
        for one in found
    ]


def _missing(one: Submission) -> list[str]:
    here = attachments_of(one)
    return [name for name in one.files if name not in here]


def _files(frame: Frame, submission: Submission, here: dict[str, Attachment], reader: User) -> list[Picture]:
    def to(where: str, name: str) -> str:
        return frame.choices.to(where, submission.pk, name)

    whole = still_as_they_came(here.values()) if reader.role in LOOKERS else set()
    return [
        Picture(
            name, one, to("report_file", name), to("report_file_original", name) if one.pk in whole else ""
        )
        for name, one in here.items()
    ]


def _reasons(submission: Submission, fields: Fields, language: str) -> list[Why]:
    found = [reason_from_json(plain) for plain in submission.reasons]
    return [Why(fields.label(one.column, language), str(one.value), sentence(one.refused)) for one in found]


def _questions(submission: Submission, language: str) -> list[Question]:
    """The questions of the version that was filled in, in its order, each as the reader reads it."""
    plain = submission.form_version.fields
    return [
        Question(one["name"], pick(one.get("label") or {}, language) or one["name"])
        for one in plain
        if one["type"] != "calculate"
    ]
