"""A file of waiting reports is handed in: each goes through the door that it would have come through by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kheo.capture.submissions.actions import Receipt, Sent, SentFile
from kheo.capture.submissions.rules.stick import DAMAGED, Packed, Stick
from kheo.capture.submissions.states import Arrival, Channel
from kheo.flow.receive_report import receive_report
from kheo.ground.accounts.models import Device
from kheo.kit.refusals import Refused


@dataclass(frozen=True)
class HandedIn:
    """What became of one report of a file: a receipt, or why it was not taken."""

    instance: str
    receipt: Receipt | None
    refused: Refused | None


def hand_in(*, stick: Stick, device: Device, by: str, now: dt.datetime) -> list[HandedIn]:
    """Take every report; what is refused is named, and the others are kept all the same. Envelopes are ticked off only
    where ``device`` is the one that made the file."""
    counts = stick.device == device.pk
    return [
        _taken(name, packed, counts, device, by, now)
        if isinstance(packed, Packed)
        else HandedIn(name, None, packed)
        for name, packed in stick.reports()
    ]


def _taken(name: str, packed: Packed, counts: bool, device: Device, by: str, now: dt.datetime) -> HandedIn:
    number = packed.number if counts else 0
    files = [SentFile(*each) for each in packed.files]
    sent = Sent(packed.xml, files, number=number, highest=number)
    try:
        receipt = receive_report(sent=sent, device=device, channel=Channel.WEB, by=by, now=now)
    except Refused as refused:
        return HandedIn(name, None, refused)
    except DAMAGED:
        return HandedIn(name, None, Refused("capture.stick_broken"))
    except OSError:
        # Never a word of success when the disk did not take it.
        return HandedIn(name, None, Refused("capture.no_room"))
    if receipt.arrival is Arrival.RIVAL:
        code = "capture.rival_file" if receipt.name else "capture.rival"
        return HandedIn(name, None, Refused(code, number=receipt.submission.pk, file=receipt.name))
    return HandedIn(name, receipt, None)
