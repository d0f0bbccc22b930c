"""What waited on a phone, handed in as a file: the same reports through the same door."""

from __future__ import annotations

import io
import json
import mimetypes
import zipfile
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from kheo.capture.submissions.actions import Sent, SentFile
from kheo.capture.submissions.states import Arrival, Channel
from kheo.flow.receive_report import receive_report
from kheo.ground.accounts.models import Device
from kheo.kit.refusals import Refused
from kheo.web.refusals import sentence
from kheo.web.reporter.answers import contract, refused
from kheo.web.reporter.doors import for_devices
from kheo.web.shared.chunked import LARGEST

LIST = "envelopes.json"
MOST = 2_000  # envelopes in a file


@for_devices
@require_POST
def stick(request: HttpRequest, *, device: Device) -> HttpResponse:
    """Take every report of the file; what is refused is named, and the others are kept all the same."""
    given = request.FILES.get("file")
    if given is None or (given.size or 0) > LARGEST:
        return refused(request, Refused("capture.not_a_stick"))
    received, known, wrong = 0, 0, []
    try:
        for name, sent in envelopes(given.read()):
            try:
                receipt = receive_report(
                    sent=sent,
                    device=device,
                    channel=Channel.WEB,
                    by=device.user.get_username(),
                    now=timezone.now(),
                )
            except Refused as reason:
                wrong.append({"instance": name, "message": sentence(reason)})
                continue
            if receipt.arrival is Arrival.RIVAL:
                rival = Refused("capture.rival", number=receipt.submission.pk)
                wrong.append({"instance": name, "message": sentence(rival)})
            received += receipt.arrival is Arrival.KEPT
            known += receipt.arrival is Arrival.KNOWN
    except Refused as reason:
        return refused(request, reason)
    return contract(JsonResponse({"received": received, "known": known, "refused": wrong}))


def envelopes(content: bytes) -> Iterator[tuple[str, Sent]]:
    """(instance ID as the list has it, what was sent). Raises Refused("capture.not_a_stick" or "…_too_much")."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            # What it unpacks to is told before it is unpacked; a file that lies about it ends with an error.
            if sum(one.file_size for one in packed.infolist()) > LARGEST or len(packed.infolist()) > 4 * MOST:
                raise Refused("capture.stick_too_much", most=LARGEST // 1_000_000)
            for one in _listed(packed):
                yield str(one["instance"]), _sent(packed, one)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Refused("capture.not_a_stick") from error


def _listed(packed: zipfile.ZipFile) -> list[dict[str, Any]]:
    told = json.loads(packed.read(LIST))
    listed: list[dict[str, Any]] = told["envelopes"]
    return listed[:MOST]


def _sent(packed: zipfile.ZipFile, one: dict[str, Any]) -> Sent:
    """The number counts for the device that made the file; from here the report comes under no number."""
    files = []
    for path in one.get("files") or []:
        name = str(path).rpartition("/")[2]
        files.append(SentFile(name, mimetypes.guess_type(name)[0] or "", packed.read(path)))
    return Sent(xml=packed.read(one["xml"]), files=files)
