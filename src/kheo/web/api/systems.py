"""The API for other systems: the same forms, rules and room as a phone's reports, told as JSON.

A system is a device of a person's: its key opens this door as it does the phones'. The ``Idempotency-Key`` is the
report's own name, so that sending again what was sent is one report, whatever became of the answer.
"""

from __future__ import annotations

import logging
import mimetypes
import re
import shutil
import tempfile
from collections.abc import Callable
from typing import IO, Annotated, Any, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.utils import timezone
from ninja import Header, NinjaAPI, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from kheo.capture.submissions.actions import Receipt, Sent, SentFile
from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import bytes_of, pictures_named, submission_with, xform_of
from kheo.capture.submissions.rules.filling import filled_in
from kheo.capture.submissions.rules.pictures import is_drawable
from kheo.capture.submissions.states import Arrival, Channel
from kheo.flow.receive_report import receive_report
from kheo.ground.accounts.models import Device
from kheo.ground.accounts.queries import device_with
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.queries import fields_of, file_beside, forms_for_phones, latest, version_called
from kheo.web.api.schemas import Answers, FormLine, FormWhole, Report, Trouble
from kheo.web.refusals import sentence
from kheo.web.reporter.answers import STATUS as OF_DEVICES
from kheo.web.reporter.state import report_of
from kheo.web.shared.chunked import LARGEST
from kheo.web.shared.let_in import let_in

KEY = r"[A-Za-z0-9._:~-]{8,100}"
Key = Annotated[str, Header(pattern=f"^{KEY}$", description="the sender's own name for the report")]
STATUS = {
    **OF_DEVICES,
    "plan.no_such_form": 404,
    "web.no_such_report": 404,
    "web.no_such_form_file": 404,
    "capture.file_not_named": 404,
    "capture.rival": 409,
    "capture.rival_file": 409,
    "capture.no_picture": 422,
    "capture.no_such_question": 422,
    "capture.answer_not_told": 422,
    "capture.answer_shape": 422,
    "capture.answer_character": 422,
    "web.api_object": 422,
    "web.api_missing": 422,
    "web.api_extra": 422,
    "web.api_text": 422,
    "web.api_long": 422,
    "web.api_shape": 422,
    "web.api_key": 422,
}
IN_MEMORY = 1 << 20  # bytes of a file; what is larger waits on the disk
# The kinds of pydantic's findings that have a sentence of their own.
MISSHAPEN = {
    "missing": "web.api_missing",
    "extra_forbidden": "web.api_extra",
    "string_type": "web.api_text",
    "string_unicode": "web.api_text",
    "string_pattern_mismatch": "web.api_text",
    "string_too_long": "web.api_long",
}
_log = logging.getLogger(__name__)
_TROUBLES: dict[Any, Any] = dict.fromkeys((400, 401, 404, 409, 413, 422, 503, 507), Trouble)


class ByKey(HttpBearer):
    """The key of a device."""

    def authenticate(self, request: HttpRequest, token: str) -> Device | None:
        device = device_with(token)
        if device is not None:
            let_in(request, device.user, device, otherwise=_no_device)
        return device


api = NinjaAPI(
    title="Kheo",
    version="1",
    description="Forms in, reports out: see the guide, “For other systems”.",
    auth=ByKey(),
    docs_url=None,  # its page would load programs from elsewhere
    urls_namespace="api",
)


@api.get("/forms", response={200: list[FormLine], 401: Trouble}, summary="The forms in force")
def forms(request: HttpRequest) -> list[dict[str, Any]]:
    return [_line(one) for one in forms_for_phones()]


@api.get("/forms/{code}", response={200: FormWhole, **_TROUBLES}, summary="A form's questions")
def form(request: HttpRequest, code: str) -> dict[str, Any]:
    version = latest(code)
    paths = xform_of(version).paths
    questions = [
        {
            "name": one.name,
            "path": list(paths.get(one.name, (*one.groups, one.name))),
            "repeat": one.repeat,
            "type": one.type,
            "label": one.label,
            "required": one.required,
            "choices": [choice.name for choice in one.choices],
            "file": one.file,
            "told": not one.calculation,
        }
        for one in fields_of(version)
    ]
    return {**_line(version), "questions": questions}


@api.get(
    "/forms/{code}/files/{name}",
    response={200: None, **_TROUBLES},
    summary="A file beside a form: its lists of choices",
)
def form_file(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Lists of places and units are as of today; their columns are ``name`` (the answer), ``label`` and more."""
    content = file_beside(latest(code), name, timezone.localdate())
    if content is None:
        raise Refused("web.no_such_form_file", file=name[:100])
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return HttpResponse(content, content_type=kind, headers={"X-Content-Type-Options": "nosniff"})


@api.post("/reports", response={200: Report, 201: Report, **_TROUBLES}, summary="Send a report")
def send(request: HttpRequest, told: Answers, idempotency_key: Key) -> Status[Any]:
    """201: kept now. 200: was here already. 409: other answers bear the key. Nothing else means received.

    A report that breaks its form's rules is kept, is counted nowhere, and says so in ``state`` and ``refusals``.
    """
    device = _device(request)
    held = submission_with(_instance(device, idempotency_key))
    if told.replaces:
        _own(
            device, told.replaces
        )  # else a slip in the key would count the report beside the one that it mends
    version = _version(told, held)
    xml = filled_in(
        xform_of(version),
        told.answers,
        instance=_instance(device, idempotency_key),
        replaces=_instance(device, told.replaces) if told.replaces else "",
    )
    return _received(device, Sent(xml=xml), idempotency_key)


@api.get("/reports/{key}", response={200: Report, **_TROUBLES}, summary="What became of a report")
def report(request: HttpRequest, key: str) -> dict[str, Any]:
    return _told(_own(_device(request), key), key)


@api.put(
    "/reports/{key}/files/{name}",
    response={200: Report, 201: Report, **_TROUBLES},
    summary="Send a file that a report's answers name",
    openapi_extra={"requestBody": {"content": {"application/octet-stream": {}}, "required": True}},
)
def send_file(request: HttpRequest, key: str, name: str) -> Status[Any]:
    device = _device(request)
    held = _own(device, key)
    if name not in held.files:
        raise Refused("capture.file_not_named", file=name[:100], known=", ".join(held.files) or "–")
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        raise Refused("capture.files_long", most=LARGEST // 1_000_000)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as content:
        shutil.copyfileobj(cast(IO[bytes], request), content)
        content.seek(0)
        # What a phone would not have let its person choose would stand in the way of the right picture for good.
        if name in pictures_named(held) and not is_drawable(content):
            raise Refused("capture.no_picture", file=name)
        content.seek(0)
        file = SentFile(name, request.headers.get("Content-Type", ""), content)
        return _received(device, Sent(xml=bytes_of(held).read_bytes(), files=[file]), key)


def _received(device: Device, sent: Sent, key: str) -> Status[Any]:
    receipt: Receipt = receive_report(
        sent=sent, device=device, channel=Channel.API, by=device.user.get_username(), now=timezone.now()
    )
    if receipt.arrival is Arrival.RIVAL:
        code = "capture.rival_file" if receipt.name else "capture.rival"
        raise Refused(code, number=receipt.submission.pk, file=receipt.name)
    status = 201 if receipt.arrival is Arrival.KEPT else 200
    return Status(status, _told(receipt.submission, key))


def _device(request: HttpRequest) -> Device:
    device = getattr(request, "auth", None)
    assert isinstance(device, Device)
    return device


def _instance(device: Device, key: str) -> str:
    """A key is a person's own: a new device of theirs goes on where the old one ended."""
    return f"api:{device.user_id}:{key}"


def _own(device: Device, key: str) -> Submission:
    found = submission_with(_instance(device, key)) if re.fullmatch(KEY, key) else None
    if found is None:
        raise Refused("web.no_such_report", key=key[:100])
    return found


def _version(told: Answers, held: Submission | None) -> FormVersion:
    """The version that is named; else the one that this report came with before, or the newest."""
    if not told.version and held and held.form_version.form.code == told.form:
        return held.form_version
    newest = latest(told.form)
    version = version_called(told.form, told.version) if told.version else newest
    if version is None:
        raise Refused("capture.no_such_version", form=told.form, version=told.version)
    return version


def _line(version: FormVersion) -> dict[str, Any]:
    return {"code": version.form.code, "version": version.version, "title": version.form.title}


def _told(one: Submission, key: str) -> dict[str, Any]:
    return {"key": key, **report_of(one)}


def _trouble(request: HttpRequest, reason: Refused, status: int = 0) -> HttpResponse:
    told = {"code": reason.code, "message": sentence(reason)}
    return api.create_response(request, told, status=status or STATUS.get(reason.code, 400))


@api.exception_handler(Refused)
def _refused(request: HttpRequest, reason: Refused) -> HttpResponse:
    return _trouble(request, reason)


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return _no_device(request)


def _no_device(request: HttpRequest) -> HttpResponse:
    response = _trouble(request, Refused("web.no_device"), 401)
    response["WWW-Authenticate"] = 'Bearer realm="Kheo"'
    return response


@api.exception_handler(ValidationError)
def _misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    if "header" in first.get("loc", ()):
        return _trouble(request, Refused("web.api_key"))
    where = "/".join(str(part) for part in first.get("loc", ())[:8] if part not in ("body", "told"))[:200]
    if not where:
        return _trouble(request, Refused("web.api_object"))
    code, most = (
        MISSHAPEN.get(first.get("type", ""), "web.api_shape"),
        first.get("ctx", {}).get("max_length", 0),
    )
    return _trouble(request, Refused(code, where=where, most=most))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _trouble(request, Refused("web.api_json"), error.status_code)


@api.exception_handler(RequestDataTooBig)
def _too_much(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return _trouble(request, Refused("capture.xml_long", most=2))


@api.exception_handler(OperationalError)
def _busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    _log.error("the database does not answer", exc_info=error)
    return _trouble(request, Refused("web.try_later"))


@api.exception_handler(OSError)
def _no_room(request: HttpRequest, error: OSError) -> HttpResponse:
    # Never a word of success when the disk did not take it.
    _log.error("a report could not be kept", exc_info=error)
    return _trouble(request, Refused("capture.no_room"))


def patterns() -> list[URLPattern]:
    """The API's addresses: the key opens them, not a browser's session."""
    found = [one for one in api.urls[0] if isinstance(one, URLPattern)]
    for one in found:
        one.callback = login_not_required(cast("Callable[..., HttpResponseBase]", one.callback))
    return found
