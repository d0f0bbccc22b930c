"""The pages for what may not be seen and what is not there: in the programme's frame, where the address names one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kheo.kit.refusals import Refused
from kheo.web.shared.frame import Frame, frame_beside


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"frame": _frame(request)}, status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"frame": _frame(request)}, status=403)


def _frame(request: HttpRequest) -> Frame | None:
    """An error's page never fails itself."""
    try:
        return frame_beside(request)
    except Refused:
        return None
