"""Who knocks at the doors of sending: a device by its key, never a browser by its cookie."""

from __future__ import annotations

import base64
import binascii
import functools
import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from kheo.ground.accounts.models import Device
from kheo.ground.accounts.queries import device_with
from kheo.kit.refusals import Refused
from kheo.web.reporter.answers import refused
from kheo.web.shared.let_in import let_in

_log = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]


def for_devices(view: View) -> View:
    """The view gets ``device`` instead of the key; a request without a good key gets 401 in the contract's words."""

    @csrf_exempt
    @login_not_required
    @functools.wraps(view)
    def opened(request: HttpRequest, *, key: str = "", **more: Any) -> HttpResponseBase:
        try:
            device = device_with(key or _key_of(request))
        except OperationalError:
            _log.exception("the database does not answer")
            return refused(request, Refused("web.try_later"), 503)
        if device is None:
            return _no_device(request)
        let_in(request, device.user, device, otherwise=_no_device)
        if request.headers.get("X-OpenRosa-Version", "1.0") != "1.0":
            return refused(request, Refused("web.openrosa_version"), 400)
        with translation.override(_language(request, device)):
            return view(request, device=device, **more)

    return opened


def _no_device(request: HttpRequest) -> HttpResponse:
    return refused(request, Refused("web.no_device"), 401)


def _key_of(request: HttpRequest) -> str:
    """From ``Authorization: Bearer …``; or the password of Basic, which is told to nobody on a line that is open."""
    kind, _, told = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return told.strip()
    if kind.lower() == "basic" and request.is_secure():
        try:
            return base64.b64decode(told, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _language(request: HttpRequest, device: Device) -> str:
    """What the app speaks, else what its person does: a phone that was set to another tongue shows our words."""
    if request.headers.get("Accept-Language"):
        return translation.get_language_from_request(request)
    return device.user.language or translation.get_language() or "vi"
