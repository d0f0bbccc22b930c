"""The reporter's web app: its shell, its service worker and its manifest. Everything else the app asks of the API."""

from __future__ import annotations

import json
from urllib.parse import quote

from csp.decorators import csp_update
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

# The form engine compiles its grammar from WebAssembly, and pictures are looked at before they are sent.
POLICY: dict[str, list[str]] = {
    "script-src": ["'self'", "'wasm-unsafe-eval'"],
    "worker-src": ["'self'"],
    "img-src": ["blob:"],  # beside what every page may show
}


@require_safe
@never_cache
@ensure_csrf_cookie
@csp_update(POLICY)
def app(request: HttpRequest) -> HttpResponse:
    """The same shell for everybody, so that a phone may keep it. Who is signed in stands in a header, for the app to ask."""
    response = render(request, "reporter/app.html")
    response["X-Kheo-User"] = quote(request.user.get_username())
    return response


@require_safe
@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served below ``/r/``, for a service worker rules only what lies below its own address."""
    file = finders.find("kheo/reporter/sw.js")
    if not isinstance(file, str):
        raise Http404("The reporter's app has not been built: make frontend")
    with open(file, encoding="utf-8") as built:
        script = built.read()
    prefix = f"self.KHEO_STATIC = {json.dumps(static('kheo/'))};\n"
    return HttpResponse(prefix + script, content_type="text/javascript; charset=utf-8")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the app on its home screen."""
    sizes = (("192", "any"), ("512", "any"), ("512", "maskable"))
    told = {
        "id": reverse("reporter_app"),
        "name": _("Kheo: reports"),
        "short_name": "Kheo",
        "start_url": reverse("reporter_app"),
        "scope": reverse("reporter_app"),
        "display": "standalone",
        "lang": request.LANGUAGE_CODE,
        "background_color": "#faf9f6",
        "theme_color": "#0b5870",
        "icons": [
            {
                "src": static(
                    f"kheo/icons/reporter-{'maskable-' if purpose == 'maskable' else ''}{size}.png"
                ),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size, purpose in sizes
        ],
    }
    return HttpResponse(json.dumps(told), content_type="application/manifest+json")
