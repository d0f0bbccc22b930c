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

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import attachments_of, bytes_of, submission_with
from kheo.flow.withdraw_report import withdraw_report
from kheo.ground.accounts.actions import add_device, renew_key
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.queries import device_of
from kheo.ground.files import stored
from kheo.kit.refusals import Refused
from kheo.web.reporter.answers import contract, refused
from kheo.web.reporter.doors import for_devices
from kheo.web.reporter.state import state_of, withdrawn_as_told
from kheo.web.shared.handing_out import handed_out

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
    return contract(handed_out(stored(found.sha256), name=found.name, content_type=found.content_type))


@for_devices
@require_POST
def withdraw(request: HttpRequest, *, device: Device, name: str) -> HttpResponse:
    """The sender takes a report back; ``reason`` in a JSON body. A second time changes nothing."""
    reason = _asked(request).get("reason")
    try:
        done = withdraw_report(
            submission=_own(device, name),
            reason=reason if isinstance(reason, str) else "",
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


def _own(device: Device, name: str) -> Submission:
    found = submission_with(name)
    if found is None or found.device is None or found.device.user_id != device.user_id:
        raise Http404
    return found
