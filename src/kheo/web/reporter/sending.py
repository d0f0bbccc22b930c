"""The door through which filled-in forms come: phones, the web app and sticks alike."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kheo.capture.submissions.actions import Receipt, Sent, SentFile, receive
from kheo.capture.submissions.states import Arrival, Channel
from kheo.ground.accounts.models import Device
from kheo.kit.refusals import Refused
from kheo.web.reporter.answers import answer, contract, refused
from kheo.web.reporter.doors import for_devices
from kheo.web.shared.chunked import LARGEST

XML_PART = "xml_submission_file"
LONGEST_XML = 5_000_000
_ENVELOPE = re.compile(r"([1-9]\d{0,8})/([1-9]\d{0,8})")
_STATUS = {Arrival.KEPT: 201, Arrival.KNOWN: 202, Arrival.RIVAL: 409}
_log = logging.getLogger(__name__)


@for_devices
@require_http_methods(["HEAD", "POST"])
def submission(request: HttpRequest, *, device: Device, channel: Channel) -> HttpResponse:
    """201: kept now. 202: was here already. 409: something else bears the name. Nothing else means received."""
    if request.method == "HEAD":
        return contract(HttpResponse(status=204))
    try:
        sent = _sent(request)
        receipt = receive(
            sent=sent, device=device, channel=channel, by=device.user.get_username(), now=timezone.now()
        )
    except Refused as reason:
        return refused(request, reason)
    except OperationalError:
        _log.exception("the database does not answer")
        return refused(request, Refused("web.try_later"))
    except OSError:
        # Never a word of success when the disk did not take it.
        _log.exception("a submission could not be kept")
        return refused(request, Refused("capture.no_room"))
    return _answer(request, receipt)


def _sent(request: HttpRequest) -> Sent:
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        raise Refused("capture.files_long", most=LARGEST // 1_000_000)
    try:
        files = [(name, one) for name, some in request.FILES.lists() for one in some]
    except MultiPartParserError as error:
        raise Refused("capture.not_multipart") from error
    forms = [one for name, one in files if name == XML_PART]
    if len(forms) != 1:
        raise Refused("capture.no_xml_part", part=XML_PART)
    if (forms[0].size or 0) > LONGEST_XML:
        raise Refused("capture.xml_long", most=LONGEST_XML // 1_000_000)
    envelope = _ENVELOPE.fullmatch(request.headers.get("X-Kheo-Envelope", ""))
    return Sent(
        xml=forms[0].read(),
        files=[_file(one) for name, one in files if name != XML_PART],
        number=int(envelope[1]) if envelope else 0,
        highest=int(envelope[2]) if envelope else 0,
        claimed_at=_claimed(request.headers.get("X-Kheo-Device-Time", "")),
    )


def _file(one: Any) -> SentFile:
    # The name without any folder: it is only ever a name, and the bytes lie under their digest.
    return SentFile(one.name or "", one.content_type or "", one.file)


def _claimed(text: str) -> dt.datetime | None:
    """What the device's clock said; nothing where it cannot be read."""
    try:
        told = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return told if told.tzinfo else None


def _answer(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    one = receipt.submission
    told = {
        "instance": one.instance,
        "number": one.pk,
        "received_at": one.received_at.isoformat(),
        "have": receipt.have,
        "expected": receipt.expected,
    }
    if receipt.arrival is Arrival.RIVAL:
        rival = Refused(
            "capture.rival_file" if receipt.name else "capture.rival", number=one.pk, file=receipt.name
        )
        return refused(request, rival, 409)
    message = _("Received. Number %(number)s.") % {"number": one.pk}
    if receipt.have < receipt.expected:
        message += " " + ngettext(
            "Incomplete: %(have)s of %(expected)s file is here.",
            "Incomplete: %(have)s of %(expected)s files are here.",
            receipt.expected,
        ) % {"have": receipt.have, "expected": receipt.expected}
    return answer(request, message, _STATUS[receipt.arrival], told)
