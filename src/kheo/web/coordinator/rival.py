"""Two that contradict each other, side by side: who sent each and when, and the answers that differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kheo.capture.submissions.models import Attachment, Rival
from kheo.capture.submissions.queries import attachments_of, bytes_of, is_picture, still_as_they_came
from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import may
from kheo.ground.accounts.states import Act
from kheo.ground.files import stored
from kheo.verify.decisions.models import RivalDecision
from kheo.verify.decisions.queries import decision_about, senders_of_rival
from kheo.web.coordinator.differing import Differing, differing
from kheo.web.shared.fields import fields_of
from kheo.web.shared.frame import Frame
from kheo.web.shared.hands import Hands, hands_of


@dataclass(frozen=True)
class Side:
    """``url``: of what a browser may show, where it is a ``picture``; ``original``: of the bytes as they came."""

    title: str
    hands: Hands
    device: str
    received: dt.datetime
    size: int
    sha256: str
    url: str
    original: str
    picture: bool


@dataclass(frozen=True)
class SideBySide:
    """``unread``: the two could not be compared as forms. ``why_not``: why the reader may not choose."""

    rival: Rival
    kept: Side
    other: Side
    differing: Sequence[Differing]
    unread: bool
    decision: RivalDecision | None
    may_choose: bool
    may_take: bool
    why_not: str
    taken_url: str


def side_by_side(frame: Frame, rival: Rival, reader: User) -> SideBySide:
    held = rival.submission
    kept = attachments_of(held).get(rival.name) if rival.name else None
    found = [] if rival.name else _differing(frame, rival)
    decision = decision_about(rival)
    decides = may(reader, Act.DECIDE) and decision is None
    own = reader.get_username() in senders_of_rival(rival)
    return SideBySide(
        rival=rival,
        kept=_kept(frame, rival, kept),
        other=Side(
            _("What contradicts it"),
            hands_of(rival),
            rival.device.label if rival.device else "",
            rival.received_at,
            rival.size,
            rival.sha256,
            frame.choices.to("rival_file", rival.pk),
            frame.choices.to("rival_file", rival.pk, original=1),
            bool(rival.name) and is_picture(rival),
        ),
        differing=found or (),
        unread=found is None,
        decision=decision,
        may_choose=decides and not own,
        may_take=decides and not own and not rival.name,
        why_not=_("You had a hand in sending this. Somebody else has to decide about it.")
        if decides and own
        else "",
        taken_url=frame.choices.to("report", decision.taken_id) if decision and decision.taken_id else "",
    )


def _kept(frame: Frame, rival: Rival, picture: Attachment | None) -> Side:
    held = rival.submission
    of = picture or held
    url = original = frame.choices.to("original", held.pk)
    if picture:
        url = frame.choices.to("report_file", held.pk, picture.name)
        came = still_as_they_came([picture])
        original = frame.choices.to("report_file_original", held.pk, picture.name) if came else url
    return Side(
        _("What was kept first"),
        hands_of(held),
        held.device.label if held.device else "",
        of.received_at,
        of.size,
        of.sha256,
        url,
        original,
        bool(picture and is_picture(picture)),
    )


def _differing(frame: Frame, rival: Rival) -> Sequence[Differing] | None:
    held = rival.submission
    fields = fields_of([held.form_version.form.code])
    return differing(bytes_of(held), stored(rival.sha256), fields, frame.language)
