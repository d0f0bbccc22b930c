"""What waited on a phone, handed in as a file: the same reports through the same door."""

from __future__ import annotations

import json
import mimetypes
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

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
from kheo.web.reporter.sending import LONGEST_XML
from kheo.web.shared.chunked import LARGEST

LIST = "envelopes.json"
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)
MOST = 2_000  # envelopes in a file


@for_devices
@require_POST
def stick(request: HttpRequest, *, device: Device) -> HttpResponse:
    """Take every report of the file; what is refused is named, and the others are kept all the same."""
    given = request.FILES.get("file")
    if given is None or given.file is None or (given.size or 0) > LARGEST:
        return refused(request, Refused("capture.not_a_stick"))
    received, known, wrong = 0, 0, []
    try:
        for name, sent in envelopes(given.file):
            try:
                if isinstance(sent, Refused):
                    raise sent
                receipt = receive_report(
                    sent=sent,
                    device=device,
                    channel=Channel.WEB,
                    by=device.user.get_username(),
                    now=timezone.now(),
                )
            except _DAMAGED as error:
                raise Refused("capture.not_a_stick") from error
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


def envelopes(content: IO[bytes]) -> Iterator[tuple[str, Sent | Refused]]:
    """(instance ID as the list has it, what was sent). Raises Refused("capture.not_a_stick" or "…_too_much")."""
    try:
        with zipfile.ZipFile(content) as packed:
            # What it unpacks to is told before it is unpacked; a file that lies about it ends with an error.
            parts = packed.infolist()
            if sum(one.file_size for one in parts) > LARGEST or len(parts) > 4 * MOST:
                raise Refused("capture.stick_too_much", most=LARGEST // 1_000_000)
            listed = _listed(packed)
            # One part that is listed a thousand times is read a thousand times.
            if sum(packed.getinfo(name).file_size for one in listed for name in _names(one)) > LARGEST:
                raise Refused("capture.stick_too_much", most=LARGEST // 1_000_000)
            for one in listed:
                yield str(one["instance"]), _sent(packed, one)
    except (*_DAMAGED, KeyError, TypeError, AttributeError, ValueError) as error:
        raise Refused("capture.not_a_stick") from error


def _listed(packed: zipfile.ZipFile) -> list[dict[str, Any]]:
    if packed.getinfo(LIST).file_size > LONGEST_XML:
        raise Refused("capture.stick_too_much", most=LARGEST // 1_000_000)
    told = json.loads(packed.read(LIST))
    listed: list[dict[str, Any]] = told["envelopes"]
    return listed[:MOST]


def _names(one: dict[str, Any]) -> list[str]:
    return [one["xml"], *(one.get("files") or [])]


def _sent(packed: zipfile.ZipFile, one: dict[str, Any]) -> Sent | Refused:
    """The number counts for the device that made the file; from here the report comes under no number."""
    if packed.getinfo(one["xml"]).file_size > LONGEST_XML:
        return Refused("capture.xml_long", most=LONGEST_XML // 1_000_000)
    files = []
    for path in one.get("files") or []:
        name = str(path).rpartition("/")[2]
        # Read as it is kept, block by block, and under its digest: the name is only ever a name.
        files.append(SentFile(name, mimetypes.guess_type(name)[0] or "", packed.open(path)))
    return Sent(xml=packed.read(one["xml"]), files=files)
