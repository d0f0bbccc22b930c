"""Whom a request was let in as, and the answer to somebody who was shut out while it was on its way."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.queries import Standing

Answer = Callable[[HttpRequest], HttpResponse]


def let_in(
    request: HttpRequest, user: User, device: Device | None = None, *, otherwise: Answer | None = None
) -> None:
    """From here on the request is this person's, with this device. ``otherwise``: what a device is told when it is over."""
    standing = getattr(request, "standing", None)
    if isinstance(standing, Standing):
        standing.comes_as(user, device)
        request.over = otherwise  # type: ignore[attr-defined]


def over(request: HttpRequest) -> HttpResponse:
    otherwise: Answer | None = getattr(request, "over", None)
    if otherwise is not None:
        return otherwise(request)
    logout(request)
    return redirect("sign_in")
