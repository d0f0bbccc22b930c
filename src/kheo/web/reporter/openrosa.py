"""Lists and forms for phones that speak OpenRosa (ODK Collect)."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from kheo.capture.submissions.queries.receiving import xform_of
from kheo.ground.accounts.models import Device
from kheo.kit.text import pick
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.queries import forms_for_phones, version_numbered
from kheo.web.reporter.answers import xml
from kheo.web.reporter.doors import for_devices

LIST = "http://openrosa.org/xforms/xformsList"


@for_devices
@require_safe
def form_list(request: HttpRequest, *, device: Device) -> HttpResponse:
    """The forms in force, or the one that ``formID`` names; ``listAllVersions`` adds the earlier versions."""
    wanted, everything = request.GET.get("formID", ""), request.GET.get("listAllVersions") == "true"
    found = [
        one for one in forms_for_phones(all_versions=everything) if not wanted or one.form.code == wanted
    ]
    verbose = request.GET.get("verbose") == "true"
    items = "".join(_item(request, one, verbose) for one in found)
    return xml(f'<?xml version="1.0" encoding="UTF-8"?><xforms xmlns="{LIST}">{items}</xforms>')


def _item(request: HttpRequest, version: FormVersion, verbose: bool) -> str:
    name = escape(pick(version.form.title, request.LANGUAGE_CODE) or version.form.code)
    url = request.build_absolute_uri(download_url(request, version))
    told = f"<descriptionText>{name}</descriptionText>" if verbose else ""
    return (
        f"<xform><formID>{escape(version.form.code)}</formID><name>{name}</name>"
        f"<version>{escape(xform_of(version.pk).version)}</version><hash>{hash_of(version)}</hash>{told}"
        f"<downloadUrl>{escape(url)}</downloadUrl></xform>"
    )


@for_devices
@require_safe
def form(request: HttpRequest, *, device: Device, code: str, number: int) -> HttpResponse:
    """A version's XForm, as it was published."""
    version = version_numbered(code, number)
    if version is None:
        raise Http404
    return xml(version.xform)


def download_url(request: HttpRequest, version: FormVersion) -> str:
    """Through the door by which the device came."""
    names = {"code": version.form.code, "number": version.number}
    match = request.resolver_match
    if match and "key" in match.kwargs:
        return reverse("openrosa_form", kwargs={**names, "key": match.kwargs["key"]})
    return reverse("openrosa_form_basic", kwargs=names)


def hash_of(version: FormVersion) -> str:
    """Of the very bytes that are served; MD5 because the contract says so."""
    return "md5:" + hashlib.md5(version.xform.encode(), usedforsecurity=False).hexdigest()
