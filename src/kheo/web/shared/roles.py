"""Pages that are for some roles only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kheo.ground.accounts.states import Role

# Who publishes forms.
PUBLISHERS = (Role.ADMINISTRATOR, Role.COORDINATOR)
# Who decides about what was sent: never about what they sent themselves.
DECIDERS = (Role.VERIFIER, Role.COORDINATOR, Role.ADMINISTRATOR)
# Who sees what is not whole or not clear, of whomever.
LOOKERS = (*DECIDERS, Role.AUDITOR)

View = Callable[..., HttpResponseBase]


def for_roles(*roles: Role) -> Callable[[View], View]:
    """The page answers people of these roles; everybody else who is signed in learns that it is not open to them."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
            if getattr(request.user, "role", "") not in roles:
                raise PermissionDenied
            return view(request, *args, **more)

        return guarded

    return decorate
