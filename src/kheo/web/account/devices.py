"""A person's phones and browsers: which there are, what of them is missing, and an end to one that was lost."""

from __future__ import annotations

import base64
import datetime as dt
import json
import zlib
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kheo.capture.submissions.queries import last_sent, missing_envelopes
from kheo.ground.accounts.actions import add_device, revoke_device
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.queries import device_of, devices_of
from kheo.web.coordinator.cite import square

MOST_NAMED = 12


@dataclass(frozen=True)
class Shown:
    """``missing``: the numbers of envelopes that the device gave out and that have not arrived, at most a dozen.
    ``last``: when a report from it last arrived."""

    device: Device
    sent: int
    missing: str
    last: dt.datetime | None


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    found = list(devices_of(_person(request)))
    last = last_sent(found)
    shown = [_shown(one, last.get(one.pk)) for one in found]
    groups = {
        "stand": [row for row in shown if not row.device.revoked_at],
        "revoked": [row for row in shown if row.device.revoked_at],
    }
    return render(request, "account/devices.html", groups)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """A key for an app that speaks OpenRosa, or (``kind``: system) for the API, told on this page and never again."""
    person, system = _person(request), request.POST.get("kind") == "system"
    label = request.POST.get("label", "").strip() or (_("System") if system else _("ODK Collect"))
    device, key = add_device(user=person, label=label, by=person.get_username(), now=timezone.now())
    if system:
        context = {"device": device, "key": key, "address": request.build_absolute_uri("/api/v1/")}
        return _once(render(request, "account/system_added.html", context))
    address = request.build_absolute_uri(reverse("openrosa_list", kwargs={"key": key})).removesuffix(
        "/formList"
    )
    context = {"device": device, "address": address, "square": square(collect_settings(address))}
    return _once(render(request, "account/device_added.html", context))


def _once(response: HttpResponse) -> HttpResponse:
    """A page that tells a key is kept nowhere."""
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request)
    device = device_of(person, pk)
    if device is None:
        raise Http404
    revoke_device(device=device, by=person.get_username(), now=timezone.now())
    return redirect("devices")


def collect_settings(address: str) -> str:
    """What ODK Collect reads from a QR code: its settings as JSON, deflated, in base64."""
    told = {
        "general": {
            "protocol": "odk_default",
            "server_url": address,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
        },
        "admin": {},
        "project": {"name": "Kheo"},
    }
    return base64.b64encode(zlib.compress(json.dumps(told).encode())).decode()


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _shown(device: Device, last: dt.datetime | None) -> Shown:
    numbers, highest = missing_envelopes(device)
    named = ", ".join(map(str, numbers[:MOST_NAMED])) + (" …" if len(numbers) > MOST_NAMED else "")
    return Shown(device, highest - len(numbers), named, last)
