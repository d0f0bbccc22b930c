"""What the reporter's app asks for."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import OperationalError
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    JsonResponse,
)
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kheo.capture.submissions.actions import take_back_numbers
from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import attachments_of, bytes_of, submission_with
from kheo.flow.withdraw_report import withdraw_report
from kheo.ground.accounts.actions import add_device, renew_key
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.queries import device_of
from kheo.ground.files import stored
from kheo.ground.notices.actions import mark_read
from kheo.kit.refusals import Refused
from kheo.kit.text import is_storable
from kheo.web.reporter.answers import contract, refused
from kheo.web.reporter.doors import for_devices
from kheo.web.reporter.state import state_of, withdrawn_as_told
from kheo.web.shared.handing_out import handed_out

MANY = 100
_log = logging.getLogger(__name__)


@login_required
@require_POST
def device(request: HttpRequest) -> HttpResponse:
    """A key for this browser, told once. The person signed in with a password; the key only sends.

    A browser that names the device it was gets a new key for that one, so that its envelopes go on counting.
    """
    user = request.user
    assert isinstance(user, User)
    asked, now, by = _asked(request), timezone.now(), user.get_username()
    number = asked.get("device")
    held = device_of(user, number) if isinstance(number, int) else None
    if held:
        key = renew_key(device=held, by=by, now=now)
    else:
        held, key = add_device(user=user, label=_text(asked, "label"), by=by, now=now)
    told = {
        "device": held.pk,
        "key": key,
        "user": {"username": by, "name": str(user)},
        "language": user.language or request.LANGUAGE_CODE,
    }
    return JsonResponse(told, status=201)


def _asked(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return {}
    try:
        told = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _text(asked: dict[str, Any], name: str) -> str:
    """Empty where it is none that a database keeps: JSON may hold a NUL and half a character."""
    told = asked.get(name)
    return told if isinstance(told, str) and is_storable(told) else ""


@for_devices
@require_safe
def state(request: HttpRequest, *, device: Device) -> HttpResponse:
    """Everything that the app shows; 304 where nothing changed but the hour."""
    told = state_of(device)
    same = {name: value for name, value in told.items() if name != "now"}
    tag = '"' + hashlib.sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()[:32] + '"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    response = JsonResponse(told)
    response["ETag"] = tag
    response["Cache-Control"] = "no-store"
    return response


@for_devices
@require_safe
def instance(request: HttpRequest, *, device: Device, name: str) -> FileResponse:
    """A report as it was sent, for whoever sent it."""
    path = bytes_of(_own(device, name))
    return contract(FileResponse(path.open("rb"), content_type="text/xml; charset=utf-8"))


@for_devices
@require_safe
def attachment(request: HttpRequest, *, device: Device, name: str, file: str) -> FileResponse:
    """A picture that came with a report, for whoever sent it."""
    found = attachments_of(_own(device, name)).get(file)
    if found is None:
        raise Http404
    return contract(handed_out(stored(found.sha256), name=found.name, content_type=found.content_type))


@for_devices
@require_POST
def withdraw(request: HttpRequest, *, device: Device, name: str) -> HttpResponse:
    """The sender takes a report back; ``reason`` in a JSON body. A second time changes nothing."""
    reason, own = _text(_asked(request), "reason"), _sent_by(device, name)
    if own is None:  # in words, so that an app knows this answer from a stranger's 404 and stops asking
        return refused(request, Refused("capture.no_such_report"))
    try:
        done = withdraw_report(
            submission=own,
            reason=reason,
            by=device.user.get_username(),
            now=timezone.now(),
        )
    except Refused as refusal:
        return refused(request, refusal)
    except OperationalError:
        _log.exception("the database does not answer")
        return refused(request, Refused("web.try_later"))
    told = {"instance": name, "number": done.submission_id, "withdrawn": withdrawn_as_told(done)}
    return contract(JsonResponse(told))


@for_devices
@require_POST
def numbers(request: HttpRequest, *, device: Device) -> HttpResponse:
    """``taken_back`` in a JSON body: numbers that the device gave out and under which nothing will come."""
    asked = _asked(request).get("taken_back")
    named = [one for one in asked if type(one) is int] if isinstance(asked, list) else []
    try:
        told = take_back_numbers(
            device=device, numbers=named, by=device.user.get_username(), now=timezone.now()
        )
    except OperationalError:
        _log.exception("the database does not answer")
        return refused(request, Refused("web.try_later"))
    return contract(JsonResponse({"taken_back": told}))


@for_devices
@require_POST
def told(request: HttpRequest, *, device: Device) -> HttpResponse:
    """``read`` in a JSON body: the numbers of what its person has read."""
    asked = _asked(request).get("read")
    named = [one for one in asked if type(one) is int and 0 < one < 2**63] if isinstance(asked, list) else []
    user = device.user
    count = mark_read(person=user.pk, notices=named[:MANY], by=user.get_username(), now=timezone.now())
    return contract(JsonResponse({"read": count}))


def _own(device: Device, name: str) -> Submission:
    found = _sent_by(device, name)
    if found is None:
        raise Http404
    return found


def _sent_by(device: Device, name: str) -> Submission | None:
    found = submission_with(name)
    if found is None or found.device is None or found.device.user_id != device.user_id:
        return None
    return found
