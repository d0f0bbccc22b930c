"""The language of a page, the page that a refusal becomes, and who may go on with what they began."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import Standing, grants_of, has_second_factor, may, roles_of
from kheo.ground.accounts.states import Act
from kheo.ground.audit.actions import asking
from kheo.ground.wall.queries import behind, each_behind, here, is_walled
from kheo.kit.refusals import Refused
from kheo.kit.text import is_storable
from kheo.web.refusals import sentence
from kheo.web.shared.frame import frame_beside
from kheo.web.shared.let_in import over, seen_as
from kheo.web.shared.permissions import NEEDED, WITHOUT_SECOND, Door

LANGUAGES = dict(settings.LANGUAGES)
YEAR = 365 * 24 * 3600
LOOK = 1.0  # seconds between two looks at who is being answered, while a long answer leaves


class LanguageMiddleware:
    """The language in the address, else the one chosen before, else the person's own, else the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        language = asked if asked in LANGUAGES else _remembered(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if asked in LANGUAGES and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != asked:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, asked, max_age=YEAR, samesite="Lax", secure=settings.SECURE
            )
        return response


def _remembered(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    own = getattr(request.user, "language", "")
    return next((code for code in (chosen, own) if code in LANGUAGES), "") or _browser(request)


def _browser(request: HttpRequest) -> str:
    language = translation.get_language_from_request(request)
    return language if language in LANGUAGES else settings.LANGUAGE_CODE


class WallMiddleware:
    """The database shows a request only what whoever asks may see of reports (on PostgreSQL: the second wall)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_walled():
            grants_of(request.user)  # now: else the first look at them would ask for them once more
        with behind(seen_as(request.user)):
            response = self.get_response(request)
            one = here()
        if response.streaming and not isinstance(response, FileResponse):
            told: Any = response
            told.streaming_content = each_behind(one, told.streaming_content)
        return response


class PermissionMiddleware:
    """Opens an address to those who may do what it is for, and to nobody if nobody wrote down what that is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, more: Any
    ) -> HttpResponse | None:
        assert request.resolver_match
        name = request.resolver_match.view_name
        needed = NEEDED.get(name)
        if needed is None or (isinstance(needed, Act) and not may(request.user, needed)):
            raise PermissionDenied
        if needed in (Door.PUBLIC, Door.KEY) or name in WITHOUT_SECOND or not _lacks_second(request.user):
            return None
        return redirect("security")


def _lacks_second(user: object) -> bool:
    """Somebody whose role opens nothing before they have added a second factor."""
    if not settings.SECOND_FACTOR_NEEDED or not isinstance(user, User):
        return False
    return not settings.SECOND_FACTOR_NEEDED.isdisjoint(roles_of(user)) and not has_second_factor(user)


class StandingMiddleware:
    """Who was let in may be shut out before the answer leaves: then nothing is written any more, and nothing told."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        standing = Standing()
        if isinstance(request.user, User):
            standing.comes_as(request.user)
        request.standing = standing  # type: ignore[attr-defined]
        with asking(standing):
            response = self.get_response(request)
        # What was written before stays, and its sender is told so.
        if standing.refused or (not standing.acted and response.status_code < 400):
            if standing.refused or not standing.still_stands():
                return over(request)
            if response.streaming and not isinstance(response, FileResponse):
                told: Any = response
                told.streaming_content = _while_standing(told.streaming_content, standing)
        return response


def _while_standing(parts: Iterable[bytes], standing: Standing) -> Iterator[bytes]:
    """Cut off in the middle, so that nobody takes it for the whole."""
    looked = time.monotonic()
    for part in parts:
        if time.monotonic() - looked > LOOK:
            if not standing.still_stands():
                raise PermissionDenied
            looked = time.monotonic()
        yield part


class RefusalMiddleware:
    """A refusal is an answer with a sentence, never an error page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseNotFound()  # no address of ours has it, and databases choke on it
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, more: Any
    ) -> HttpResponse | None:
        # Doors for devices read their own bodies; what a page posts has been read for its token by now.
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        if all(is_storable(text) for _name, texts in request.POST.lists() for text in texts):
            return None
        return HttpResponseBadRequest()  # no browser lets anybody type that

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        context = {"sentence": sentence(exception), "frame": frame_beside(request)}
        return render(request, "refused.html", context, status=400)
