"""Signing in and out, and how pages look to this person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kheo.ground.accounts.states import Role
from kheo.ground.audit.actions import record
from kheo.plan.programmes.models import Programme
from kheo.web.account.demo import demo_accounts
from kheo.web.shared.choices import read_choices
from kheo.web.shared.context import THEME_COOKIE, THEMES
from kheo.web.shared.middleware import YEAR


class SignIn(LoginView):
    template_name = "account/sign_in.html"

    @property
    def redirect_authenticated_user(self) -> bool:  # type: ignore[override]
        """``other``: a phone goes from hand to hand, and another person signs in."""
        return "other" not in self.request.GET

    def get_default_redirect_url(self) -> str:
        """Whoever reports is here to report; the figures are one link away."""
        if getattr(self.request.user, "role", "") == Role.REPORTER:
            return reverse("reporter_app")
        return super().get_default_redirect_url()

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        user = form.get_user()
        record("user.signed_in", f"user:{user.pk}", by=user.get_username(), now=timezone.now())
        return response

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(accounts=demo_accounts(), **more)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    record("user.signed_out", f"user:{request.user.pk}", by=request.user.get_username(), now=timezone.now())
    logout(request)
    return redirect("sign_in")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen look with this browser, and go back."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=settings.SECURE)
    return response


def home(request: HttpRequest) -> HttpResponse:
    """The only programme, or the list of programmes."""
    programmes = list(Programme.objects.select_related("calendar").order_by("code"))
    language = str(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE))
    links = [
        (found, read_choices(found, type(request.GET)(), language).to("overview")) for found in programmes
    ]
    if len(links) == 1:
        return redirect(links[0][1])
    return render(request, "account/home.html", {"programmes": links})
