"""Lists, forms and their files for phones: those that speak OpenRosa (ODK Collect), and the web app."""

from __future__ import annotations

import mimetypes

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.views.decorators.http import require_safe

from kheo.ground.accounts.models import Device
from kheo.kit.text import pick
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.queries import file_beside, files_beside, version_numbered
from kheo.web.reporter.answers import contract, xml
from kheo.web.reporter.doors import for_devices
from kheo.web.reporter.offers import forms_for

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"


@for_devices
@require_safe
def form_list(request: HttpRequest, *, device: Device) -> HttpResponse:
    """What the device's person may report, as in the app; or the one form that ``formID`` names. ``listAllVersions``
    adds the earlier versions."""
    wanted, everything = request.GET.get("formID", ""), request.GET.get("listAllVersions") == "true"
    offered = forms_for(device.user.organisation, all_versions=everything)
    found = [one for one in offered if not wanted or one.form.code == wanted]
    verbose = request.GET.get("verbose") == "true"
    items = "".join(_item(request, one, verbose) for one in found)
    return xml(f'{HEAD}<xforms xmlns="{LIST}">{items}</xforms>')


def _item(request: HttpRequest, version: FormVersion, verbose: bool) -> str:
    name = escape(pick(version.form.title, request.LANGUAGE_CODE) or version.form.code)
    told = f"<descriptionText>{name}</descriptionText>" if verbose else ""
    beside = ""
    if files_beside(version, timezone.localdate()):
        beside = f"<manifestUrl>{_absolute(request, 'manifest', version)}</manifestUrl>"
    return (
        f"<xform><formID>{escape(version.form.code)}</formID><name>{name}</name>"
        f"<version>{escape(version.version)}</version><hash>{version.hash}</hash>{told}"
        f"<downloadUrl>{_absolute(request, 'form', version)}</downloadUrl>{beside}</xform>"
    )


@for_devices
@require_safe
def form(request: HttpRequest, *, device: Device, code: str, number: int) -> HttpResponse:
    """A version's XForm, as it was published."""
    return contract(HttpResponse(_version(code, number).served, content_type="text/xml; charset=utf-8"))


@for_devices
@require_safe
def manifest(request: HttpRequest, *, device: Device, code: str, number: int) -> HttpResponse:
    """The files beside a version, as they are today: lists of places follow the map."""
    version = _version(code, number)
    items = "".join(
        f"<mediaFile><filename>{escape(one.filename)}</filename><hash>{one.hash}</hash>"
        f"<downloadUrl>{_absolute(request, 'media', version, name=one.filename)}</downloadUrl></mediaFile>"
        for one in files_beside(version, timezone.localdate())
    )
    return xml(f'{HEAD}<manifest xmlns="{MANIFEST}">{items}</manifest>')


@for_devices
@require_safe
def media(request: HttpRequest, *, device: Device, code: str, number: int, name: str) -> HttpResponse:
    """One of these files."""
    content = file_beside(_version(code, number), name, timezone.localdate())
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    return contract(response)


def _version(code: str, number: int) -> FormVersion:
    version = version_numbered(code, number)
    if version is None:
        raise Http404
    return version


def _absolute(request: HttpRequest, what: str, version: FormVersion, **more: str) -> str:
    """An address behind the door by which the device came."""
    names = {"code": version.form.code, "number": version.number, **more}
    match = request.resolver_match
    key = match.kwargs.get("key") if match else None
    name = f"openrosa_{what}" if key else f"openrosa_{what}_basic"
    return escape(
        request.build_absolute_uri(reverse(name, kwargs={**names, **({"key": key} if key else {})}))
    )
