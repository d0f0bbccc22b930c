"""What the reporter's app asks for."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.contrib.auth.decorators import login_required
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

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import attachments_of, bytes_of, submission_with
from kheo.ground.accounts.actions import add_device, renew_key
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.queries import device_of
from kheo.web.reporter.answers import contract
from kheo.web.reporter.doors import for_devices
from kheo.web.reporter.state import state_of
from kheo.web.shared.handing_out import handed_out


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
        label = asked.get("label")
        held, key = add_device(user=user, label=label if isinstance(label, str) else "", by=by, now=now)
    told = {
        "device": held.pk,
        "key": key,
        "user": {"username": by, "name": str(user)},
        "language": user.language or request.LANGUAGE_CODE,
    }
    return JsonResponse(told, status=201)


def _asked(request: HttpRequest) -> dict[str, Any]:
    try:
        told = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


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
    return contract(handed_out(found))


def _own(device: Device, name: str) -> Submission:
    found = submission_with(name)
    if found is None or found.device is None or found.device.user_id != device.user_id:
        raise Http404
    return found
