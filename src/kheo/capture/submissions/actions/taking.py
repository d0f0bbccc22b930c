"""What came beside a report and contradicts it is received as the report's next version: history stays as it was."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from kheo.capture.submissions import queries
from kheo.capture.submissions.actions.receiving import Sent, Stead, receive
from kheo.capture.submissions.models import Attachment, Rival, Submission
from kheo.capture.submissions.rules.instances import read_instance
from kheo.capture.submissions.states import Arrival, Channel
from kheo.ground.accounts.models import Device
from kheo.ground.files import stored
from kheo.kit.refusals import Refused


@transaction.atomic
def take_rival(*, rival: Rival, by: str, now: dt.datetime) -> Submission:
    """Receive a rival's bytes, unchanged, under a new name and in the place of the newest version of what they
    contradict. Its sender stays its sender; files of a name that both bear come along.

    Refuses another file's rival (``capture.rival_is_file``), bytes of another form, and bytes that break the form's
    rules: nothing that stands gives way to what cannot be read.
    """
    if rival.name:
        raise Refused("capture.rival_is_file", file=rival.name)
    xml = stored(rival.sha256).read_bytes()
    if read_instance(xml).form != rival.submission.form_version.form.code:
        raise Refused("capture.rival_other_form")
    newest = queries.last_that_replaces(rival.submission)
    stead = Stead(f"uuid:{uuid.uuid4()}", newest.instance, rival.sender)
    sent = Sent(xml, stead=stead)
    receipt = receive(
        sent=sent, device=_device(rival), channel=Channel(rival.submission.channel), by=by, now=now
    )
    if receipt.arrival is not Arrival.KEPT or receipt.submission.replaces != newest.instance:
        raise Refused("capture.rival_moved")
    if receipt.submission.reasons:
        raise Refused("capture.rival_against_rules")
    bring_files(held=rival.submission, taken=receipt.submission, by=by, now=now)
    return receipt.submission


def bring_files(*, held: Submission, taken: Submission, by: str, now: dt.datetime) -> None:
    """The files that both versions name come along, by their digests: the bytes lie where they lay, or were given up at
    the end of their time. The caller's act says ``by`` whom."""
    for name, one in queries.attachments_of(held).items():
        if name in taken.files:
            Attachment.objects.create(
                submission=taken,
                name=name,
                content_type=one.content_type,
                size=one.size,
                sha256=one.sha256,
                received_at=now,
            )


def _device(rival: Rival) -> Device:
    """The device that sent it; for what came before that was noted, the newest of whoever sent it."""
    if rival.device:
        return rival.device
    held = rival.submission.device
    if held and held.user.get_username() == rival.sender:
        return held
    found = Device.objects.filter(user__username=rival.sender).order_by("-pk").first() or held
    if found is None:
        raise Refused("capture.rival_moved")
    return found
