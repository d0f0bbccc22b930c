"""A person's phones and browsers: which there are, what of them is missing, and an end to one that was lost."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kheo.capture.submissions.queries import missing_envelopes
from kheo.ground.accounts.actions import add_device, revoke_device
from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.queries import device_of, devices_of
from kheo.web.coordinator.cite import square

MOST_NAMED = 12


@dataclass(frozen=True)
class Shown:
    """``missing``: the numbers of envelopes that the device gave out and that have not arrived, at most a dozen."""

    device: Device
    sent: int
    missing: str


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    return render(
        request, "account/devices.html", {"shown": [_shown(one) for one in devices_of(_person(request))]}
    )


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """A key for an app that speaks OpenRosa, told on this page and never again."""
    person = _person(request)
    label = request.POST.get("label", "").strip() or _("ODK Collect")
    device, key = add_device(user=person, label=label, by=person.get_username(), now=timezone.now())
    address = request.build_absolute_uri(reverse("openrosa_list", kwargs={"key": key})).removesuffix(
        "/formList"
    )
    context = {"device": device, "address": address, "square": square(collect_settings(address))}
    response = render(request, "account/device_added.html", context)
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


def _shown(device: Device) -> Shown:
    numbers, highest = missing_envelopes(device)
    named = ", ".join(map(str, numbers[:MOST_NAMED])) + (" …" if len(numbers) > MOST_NAMED else "")
    return Shown(device, highest - len(numbers), named)
