"""What waited on a phone, handed in as a file: by an app with its key, or on a page by somebody who is signed in."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from kheo.capture.submissions.rules.reasons import reason_from_json
from kheo.capture.submissions.rules.stick import Stick, read_stick
from kheo.capture.submissions.states import Arrival
from kheo.flow.hand_in import HandedIn, hand_in
from kheo.ground.accounts.actions import device_for_files
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.queries import device_numbered, scope_of
from kheo.ground.accounts.states import Act
from kheo.kit.refusals import Refused
from kheo.web.refusals import sentence
from kheo.web.reporter.answers import contract, refused
from kheo.web.reporter.doors import for_devices
from kheo.web.shared.chunked import LARGEST

_log = logging.getLogger(__name__)


@for_devices
@require_POST
def stick(request: HttpRequest, *, device: Device) -> HttpResponse:
    """Take every report of the file; what is refused is named, and the others are kept all the same."""
    try:
        taken = hand_in(
            stick=_given(request), device=device, by=device.user.get_username(), now=timezone.now()
        )
    except Refused as reason:
        return refused(request, reason)
    except OperationalError:
        _log.exception("the database does not answer")
        return refused(request, Refused("web.try_later"))
    wrong = [
        {"instance": one.instance, "message": sentence(one.refused)}
        for one in taken
        if one.refused is not None
    ]
    told = {arrival: _count(taken, arrival) for arrival in (Arrival.KEPT, Arrival.KNOWN)}
    return contract(
        JsonResponse({"received": told[Arrival.KEPT], "known": told[Arrival.KNOWN], "refused": wrong})
    )


@dataclass(frozen=True)
class Line:
    """A report of the file as the page shows it. ``why``: reasons, in words."""

    instance: str
    number: int
    form: dict[str, str]
    state: str
    have: int
    expected: int
    why: tuple[str, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The same for somebody who is signed in. Whoever decides about reports may hand in another person's file: the
    reports stay those of the phone that made it, and the page says who handed them in."""
    if request.method != "POST":
        return render(request, "reporter/hand_in.html", {"most": LARGEST // 1_000_000})
    person = request.user
    assert isinstance(person, User)
    found: dict[str, object] = {"most": LARGEST // 1_000_000}
    try:
        given = _given(request)
        device = _device(given, person)
        taken = hand_in(stick=given, device=device, by=person.get_username(), now=timezone.now())
    except (Refused, OperationalError) as error:
        reason = error if isinstance(error, Refused) else Refused("web.try_later")
        status = 400 if isinstance(error, Refused) else 503
        return render(request, "reporter/hand_in.html", {**found, "refused": sentence(reason)}, status=status)
    found |= {
        "done": True,
        "whose": device.user if device.user != person else None,
        "device": device,
        "received": _count(taken, Arrival.KEPT),
        "known": _count(taken, Arrival.KNOWN),
        "wrong": sum(one.refused is not None for one in taken),
        "lines": [_line(one) for one in taken],
    }
    return render(request, "reporter/hand_in.html", found)


def _given(request: HttpRequest) -> Stick:
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile) or given.file is None:
        raise Refused("capture.not_a_stick")
    if (given.size or 0) > LARGEST:
        raise Refused("capture.stick_too_much", most=LARGEST // 1_000_000)
    return read_stick(given.file, largest=LARGEST)


def _may_for(person: User, device: Device) -> bool:
    """Whether the device is of somebody about whose reports the person decides."""
    unit = device.user.organisation
    scope = scope_of(person, Act.DECIDE)
    return scope.everything or (unit is not None and scope.covers_organisation(unit.agency_id, unit.pk))


def _device(given: Stick, person: User) -> Device:
    """The device that the file says it is from, where that is the person's own or they may hand in for others; else one
    of their own that stands for files."""
    named = device_numbered(given.device)
    if named and (named.user_id == person.pk or _may_for(person, named)):
        return named
    return device_for_files(user=person, by=person.get_username(), now=timezone.now())


def _count(taken: list[HandedIn], arrival: Arrival) -> int:
    return sum(one.receipt is not None and one.receipt.arrival is arrival for one in taken)


def _line(one: HandedIn) -> Line:
    if one.receipt is None:
        why = (sentence(one.refused),) if one.refused else ()
        return Line(one.instance, 0, {}, "refused", 0, 0, why)
    report, receipt = one.receipt.submission, one.receipt
    reasons = tuple(sentence(reason_from_json(plain).refused) for plain in report.reasons)
    form = report.form_version.form
    return Line(
        one.instance,
        report.pk,
        form.title or {"en": form.code},
        receipt.arrival.value,
        receipt.have,
        receipt.expected,
        reasons,
    )
