"""What the top bar needs on every page, signed in or not."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kheo.ground.accounts.queries import may, roles_of
from kheo.ground.accounts.states import Act, Role
from kheo.ground.notices.queries import unread
from kheo.web.shared.pickers import elsewhere

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"


def bar(request: HttpRequest) -> dict[str, Any]:
    theme = theme_of(request)
    return {
        "LANGUAGE_CODE": get_language(),
        "theme": "" if theme == "auto" else theme,
        "themes": [
            {"value": value, "text": text, "current": value == theme}
            for value, text in zip(THEMES, (_("As the device"), _("Light"), _("Dark")), strict=True)
        ],
        "languages": languages(request),
        "role": ", ".join(role_name(role) for role in sorted(roles_of(request.user))),
        "untold": cache(lambda: unread(request.user.pk) if request.user.pk else 0),
        "grants": may(request.user, Act.GRANT),
        "audits": may(request.user, Act.READ_AUDIT),
        "publishes": may(request.user, Act.PUBLISH_FORMS),
    }


def theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def languages(request: HttpRequest) -> dict[str, Any]:
    now = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    named = dict(settings.LANGUAGES)
    return {
        "now": named.get(now, now),
        "options": [
            {"code": code, "text": text, "url": elsewhere(request, lang=code), "current": code == now}
            for code, text in named.items()
        ],
    }


def role_name(role: str) -> str:
    """A role in words; empty for nobody."""
    return (
        {
            Role.REPORTER: _("Reporter"),
            Role.VERIFIER: _("Verifier"),
            Role.COORDINATOR: _("Coordinator"),
            Role.COUNCIL_MEMBER: _("Council member"),
            Role.ANALYST: _("Analyst"),
            Role.CASE_HANDLER: _("Case handler"),
            Role.AUDITOR: _("Auditor"),
            Role.ADMINISTRATOR: _("Administrator"),
            Role.SYSTEM: _("System"),
        }.get(Role(role), "")
        if role
        else ""
    )
