"""The language of a page, and the page that a refusal becomes."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from kheo.kit.refusals import Refused
from kheo.web.refusals import sentence
from kheo.web.shared.frame import frame_beside

LANGUAGES = dict(settings.LANGUAGES)
YEAR = 365 * 24 * 3600


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


class RefusalMiddleware:
    """A refusal is an answer with a sentence, never an error page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseNotFound()  # no address of ours has it, and databases choke on it
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        context = {"sentence": sentence(exception), "frame": frame_beside(request)}
        return render(request, "refused.html", context, status=400)
