"""Answers to a device: OpenRosa's XML, or JSON where that is what it asked for."""

from __future__ import annotations

from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.html import escape

from kheo.kit.refusals import Refused
from kheo.web.refusals import sentence
from kheo.web.shared.chunked import LARGEST

Response = TypeVar("Response", bound=HttpResponseBase)
_TEXT = "text/xml; charset=utf-8"
# What the contract calls each refusal; the rest is a bad request.
STATUS = {
    "ground.session_over": 401,
    "capture.no_such_form": 404,
    "capture.no_such_version": 404,
    "capture.no_such_report": 404,
    "capture.xml_long": 413,
    "capture.files_long": 413,
    "capture.withdraw_newest": 409,
    "capture.no_room": 507,
    "web.try_later": 503,
}


def refused(request: HttpRequest, reason: Refused, status: int = 0) -> HttpResponse:
    """The refusal in the device's language, with the contract's code."""
    status = status or STATUS.get(reason.code, 400)
    response = answer(request, sentence(reason), status, {"code": reason.code}, nature="error")
    if status == 401:
        response["WWW-Authenticate"] = 'Basic realm="Kheo", charset="UTF-8"'
    if status in (503, 507):
        response["Retry-After"] = "300"
    return response


def answer(
    request: HttpRequest, message: str, status: int, told: dict[str, Any], *, nature: str = "success"
) -> HttpResponse:
    """``told``: what a program reads beside the message."""
    if "application/json" in request.headers.get("Accept", ""):
        response: HttpResponse = JsonResponse({**told, "message": message}, status=status)
    else:
        response = HttpResponse(
            f'<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message nature="{nature}">'
            f"{escape(message)}</message></OpenRosaResponse>",
            content_type=_TEXT,
            status=status,
        )
    return contract(response)


def xml(text: str, *, status: int = 200) -> HttpResponse:
    return contract(HttpResponse(text, content_type=_TEXT, status=status))


def contract(response: Response) -> Response:
    """With the headers that every answer of the contract carries."""
    response["X-OpenRosa-Version"] = "1.0"
    response["X-OpenRosa-Accept-Content-Length"] = str(LARGEST)
    return response
