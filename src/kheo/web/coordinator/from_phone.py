"""A report that somebody sent from a phone: how it stands, its versions and files, why it went back, what may be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kheo.capture.submissions.models import Attachment, Rival, Submission, Withdrawn
from kheo.capture.submissions.queries import (
    attachments_of,
    hands_in,
    is_picture,
    is_within,
    records_of,
    still_as_they_came,
    versions_of,
    withdrawal_of,
)
from kheo.capture.submissions.rules.reasons import reason_from_json
from kheo.facts.ledger.queries import standing as counting
from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import may
from kheo.ground.accounts.states import Act
from kheo.kit.refusals import Refused
from kheo.kit.text import pick
from kheo.verify.decisions.models import Decision, Held
from kheo.verify.decisions.queries import check_hands, held_about, newest_of, reaches, rivals_of, turn_of
from kheo.verify.decisions.rules import Turn, said_of
from kheo.verify.decisions.states import Outcome, RivalOutcome
from kheo.web.coordinator.marks import marks_of
from kheo.web.coordinator.mended import Mended, mended
from kheo.web.refusals import sentence
from kheo.web.shared.fields import Fields, fields_of
from kheo.web.shared.frame import Frame
from kheo.web.shared.hands import Hands, hands_of
from kheo.web.shared.standing import REPLACED, WITHDRAWN, in_words, standing_of


@dataclass(frozen=True)
class Question:
    """``typed``: it can be written anew at the desk."""

    name: str
    label: str
    typed: bool


@dataclass(frozen=True)
class Version:
    """``url`` is empty for the one at hand."""

    submission: Submission
    hands: Hands
    stands: str
    url: str


@dataclass(frozen=True)
class Picture:
    """``attachment`` is None for a file that the report names and that has not come. ``url``: where the reader may
    fetch it. ``picture``: whether it can be shown, by its bytes and not by what its sender calls it. ``original``: where those who look
    into it find it as the camera made it; empty for others, and when its time is over."""

    name: str
    attachment: Attachment | None
    url: str
    original: str = ""
    picture: bool = False


@dataclass(frozen=True)
class Against:
    """What contradicts the report: ``what`` it is, whether somebody decided about it. ``url`` sets both side by side."""

    what: str
    rival: Rival
    hands: Hands
    stands: str
    url: str


@dataclass(frozen=True)
class Why:
    """A reason why the form's rules sent it back."""

    question: str
    answer: str
    reason: str


@dataclass(frozen=True)
class Taken:
    """A decision about the report: ``step`` where its chain has several, ``done`` in words, ``question`` where it was about one."""

    step: str
    done: str
    by: str
    at: dt.datetime
    question: str
    reason: str


@dataclass(frozen=True)
class FromPhone:
    """``history``: every decision about this version, the first first. ``counts``: something of it counts. ``marks``: what should not be overlooked. ``decision``: a return or a rejection that stands, with ``question`` in words. ``why_not``: why the reader, whose
    role decides, may not decide about this one. ``may_accept``: something waits."""

    hands: Hands
    device: str
    unit: str
    stands: str
    decision: Decision | None
    question: str
    marks: Sequence[str]
    mended: Mended | None
    withdrawn: Withdrawn | None
    versions: Sequence[Version]
    against: Sequence[Against]
    files: Sequence[Picture]
    missing: int
    reasons: Sequence[Why]
    questions: Sequence[Question]
    turn: Turn
    history: Sequence[Taken]
    counts: bool
    may_accept: bool
    may_send_back: bool
    why_not: str
    may_correct: bool
    repeats: bool
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
    own = reader.get_username() in hands_in(submission)
    decides = may(reader, Act.DECIDE) and bool(submission.rows_recorded) and not settled
    person, turn, held = submission.device.user, turn_of(submission), held_about(submission)
    counts = counting().filter(record__submission=submission).exists()
    return FromPhone(
        hands=hands_of(submission),
        device=submission.device.label,
        unit=pick(person.organisation.title, frame.language) if person.organisation else "",
        stands=_("Accepted: it counts until a corrected version is accepted")
        if counts and stands == REPLACED
        else in_words(stands),
        decision=decision if decision and decision.outcome != Outcome.ACCEPTED else None,
        question=fields.label(decision.field, frame.language) if decision and decision.field else "",
        marks=marks_of(submission, records_of(submission).select_related("agency", "unit"), frame.language),
        mended=mended(frame, submission, fields),
        withdrawn=withdrawal_of(submission),
        versions=_versions(frame, submission),
        against=_against(frame, submission) if may(reader, Act.LOOK_AFTER) else (),
        files=[*_files(frame, submission, here, reader), *(Picture(name, None, "") for name in missing)],
        missing=len(missing),
        reasons=_reasons(submission, fields, frame.language),
        questions=_questions(submission, frame.language) if decides else (),
        turn=turn,
        history=_history(submission, turn, fields, frame.language),
        counts=counts,
        may_accept=decides and not own and not held and _may_accept(frame, submission, turn, reader),
        may_send_back=decides and not own and not held and stands != Outcome.REJECTED,
        why_not=_why_not(submission, held, turn, reader) if decides else "",
        may_correct=decides and not held and is_within(frame.deciding, submission),
        repeats=submission.rows_recorded > 1,
        may_withdraw=reader == person and not settled,
    )


def _history(submission: Submission, turn: Turn, fields: Fields, language: str) -> list[Taken]:
    titles = {step.code: pick(step.title, language) or step.code for step in turn.chain.steps}
    several = len(titles) > 1
    words = {
        Outcome.ACCEPTED: _("accepted"),
        Outcome.RETURNED: _("returned"),
        Outcome.REJECTED: _("rejected"),
    }
    rows = Decision.objects.filter(record__submission=submission).order_by("pk")
    told = dict.fromkeys(rows.values_list("step", "outcome", "by", "at", "field", "reason"))
    names = {
        one.get_username(): str(one)
        for one in User.objects.filter(username__in={by for _, _, by, *_ in told})
    }
    return [
        Taken(
            titles.get(step, step) if several else "",
            words[Outcome(outcome)],
            names.get(by, by),
            at,
            fields.label(field, language) if field else "",
            reason,
        )
        for step, outcome, by, at, field, reason in told
    ]


def _may_accept(frame: Frame, submission: Submission, turn: Turn, reader: User) -> bool:
    """Whether the next step is one that the reader may take."""
    if turn.step is None or reader.get_username() in {taken.by for taken in turn.taken}:
        return False
    return reaches(frame.deciding, turn.step, submission)


def _why_not(submission: Submission, held: Held | None, turn: Turn, reader: User) -> str:
    try:
        check_hands(submission, reader.get_username())
    except Refused as refused:
        return sentence(refused)
    if held:
        said = {"by": held.by, "said": sentence(said_of(Outcome(held.outcome)))}
        return _("%(by)s %(said)s just now; it is carried out in a moment.") % said
    if turn.step and reader.get_username() in {taken.by for taken in turn.taken}:
        return sentence(Refused("verify.took_a_step"))
    return ""


def _versions(frame: Frame, submission: Submission) -> list[Version]:
    """Empty where there is only the one at hand."""
    found = versions_of(submission)
    if len(found) < 2:
        return []
    return [
        Version(
            one,
            hands_of(one),
            in_words(standing_of(one, _missing(one), newest_of(one))),
            "" if one == submission else frame.choices.to("report", one.pk),
        )
        for one in found
    ]


def _against(frame: Frame, submission: Submission) -> list[Against]:
    words = {RivalOutcome.SET_ASIDE: _("Set aside"), RivalOutcome.TAKEN: _("Taken as the newest version")}
    return [
        Against(
            _("Another %(file)s") % {"file": rival.name} if rival.name else _("Other answers"),
            rival,
            hands_of(rival),
            words[RivalOutcome(decision.outcome)] if decision else _("Waits for a decision"),
            frame.choices.to("rival", rival.pk),
        )
        for rival, decision in rivals_of(submission)
    ]


def _missing(one: Submission) -> list[str]:
    here = attachments_of(one)
    return [name for name in one.files if name not in here]


def _files(frame: Frame, submission: Submission, here: dict[str, Attachment], reader: User) -> list[Picture]:
    def to(where: str, name: str) -> str:
        return frame.choices.to(where, submission.pk, name)

    looks = may(reader, Act.LOOK_AFTER)
    whole = still_as_they_came(here.values()) if looks else set()
    found = []
    for name, one in here.items():
        drawn = is_picture(one)
        # What is no picture is handed out as it came, which is for those who look into it.
        url = to("report_file", name) if drawn or looks else ""
        original = to("report_file_original", name) if drawn and one.pk in whole else ""
        found.append(Picture(name, one, url, original, drawn))
    return found


def _reasons(submission: Submission, fields: Fields, language: str) -> list[Why]:
    found = [reason_from_json(plain) for plain in submission.reasons]
    return [
        Why(fields.label_at(one.column, one.turn, language), str(one.value), sentence(one.refused))
        for one in found
    ]


def _questions(submission: Submission, language: str) -> list[Question]:
    """The questions of the version that was filled in, in its order, each as the reader reads it."""
    plain = submission.form_version.fields
    return [
        Question(
            one["name"],
            pick(one.get("label") or {}, language) or one["name"],
            one["type"] not in ("image", "audio", "video", "file"),
        )
        for one in plain
        if one["type"] != "calculate"
    ]
