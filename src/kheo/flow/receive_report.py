"""A filled-in form arrives; if what it closes the gap between was accepted already, the ledger follows."""

from __future__ import annotations

import datetime as dt

from kheo.capture.submissions.actions import Receipt, Sent, receive
from kheo.capture.submissions.queries import last_that_replaces
from kheo.capture.submissions.states import Arrival, Channel
from kheo.flow.accept import accept_submission
from kheo.ground.accounts.models import Device
from kheo.ground.wall.queries import past_the_wall
from kheo.verify.decisions.queries import is_accepted


@past_the_wall()
def receive_report(*, sent: Sent, device: Device, channel: Channel, by: str, now: dt.datetime) -> Receipt:
    """What ``receive`` does. A version that arrives after the one that replaces it tells which older one that replaces,
    too: where the newest was accepted, the older one stops counting. Raises what ``receive`` raises."""
    receipt = receive(sent=sent, device=device, channel=channel, by=by, now=now)
    if receipt.arrival is Arrival.KEPT:
        newest = last_that_replaces(receipt.submission)
        if newest != receipt.submission and is_accepted(newest):
            accept_submission(submission=newest, by=by, now=now)
    return receipt
