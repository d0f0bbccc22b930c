"""Doing what a form on a page asks for: say what happened, or why not, and go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kheo.kit.refusals import Refused
from kheo.web.refusals import sentence


def done(request: HttpRequest, act: Callable[..., Any], said: str, to: str) -> HttpResponse:
    """``act`` gets ``by`` and ``now``; ``to``: the address to go on to, whatever became of it."""
    try:
        act(by=request.user.get_username(), now=timezone.now())
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, said)
    return redirect(to)
