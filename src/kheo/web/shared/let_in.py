"""Whom a request was let in as, and the answer to somebody who was shut out while it was on its way."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kheo.ground.accounts.models import Device, User
from kheo.ground.accounts.queries import Standing, scope_of
from kheo.ground.accounts.states import Act
from kheo.ground.wall.queries import Answered, answering, from_here, nobody
from kheo.ground.wall.rules import said

Answer = Callable[[HttpRequest], HttpResponse]


def let_in(
    request: HttpRequest, user: User, device: Device | None = None, *, otherwise: Answer | None = None
) -> None:
    """From here on the request is this person's, with this device. ``otherwise``: what a device is told when it is over."""
    standing = getattr(request, "standing", None)
    if isinstance(standing, Standing):
        standing.comes_as(user, device)
        request.over = otherwise  # type: ignore[attr-defined]
    from_here(seen_as(user))


def over(request: HttpRequest) -> HttpResponse:
    otherwise: Answer | None = getattr(request, "over", None)
    if otherwise is not None:
        return otherwise(request)
    logout(request)
    return redirect("sign_in")


def seen_as(user: object) -> Answered:
    """What of reports the database shows to somebody: whatever one of their roles reads."""
    if not isinstance(user, User):
        return nobody
    return answering(lambda: said(user.pk, scope_of(user, Act.READ_REPORTS).reaches))
