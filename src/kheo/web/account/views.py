"""Signing in and out, and how pages look to this person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kheo.ground.accounts.actions import accept_invitation, not_let_in
from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import invited
from kheo.ground.audit.actions import record
from kheo.kit.refusals import Refused
from kheo.plan.programmes.models import Programme
from kheo.web.account.demo import demo_accounts
from kheo.web.account.signing_in import first_factor, safe_next
from kheo.web.refusals import sentence
from kheo.web.shared.asking import at_one_moment
from kheo.web.shared.choices import read_choices
from kheo.web.shared.context import THEME_COOKIE, THEMES
from kheo.web.shared.frame import waiting_in
from kheo.web.shared.middleware import YEAR


class SignIn(LoginView):
    template_name = "account/sign_in.html"

    @property
    def redirect_authenticated_user(self) -> bool:  # type: ignore[override]
        """``other``: a phone goes from hand to hand, and another person signs in."""
        return "other" not in self.request.GET

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        assert isinstance(user, User)
        return first_factor(self.request, user, how="password", to=self.get_redirect_url())

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        times = getattr(self.request, "axes_failures_since_start", 0)  # none where nothing was tried
        if times:
            closed = times >= settings.AXES_FAILURE_LIMIT
            not_let_in(times=times, closed=closed, by=form.cleaned_data["username"], now=timezone.now())
        return super().form_invalid(form)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(accounts=demo_accounts(), oidc=settings.OIDC_NAME, **more)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, told: str) -> HttpResponse:
    """Choose a password by a link that opens once: ``password`` and ``again``."""
    link, said = invited(told), ""
    person = link.user if link else None
    if person and request.method == "POST":
        password = request.POST.get("password", "")
        try:
            if password != request.POST.get("again", ""):
                raise Refused("web.passwords_differ")
            person = accept_invitation(
                told=told, password=password, by=person.get_username(), now=timezone.now()
            )
            return first_factor(request, person, how="invitation", to=reverse("home"))
        except Refused as refused:
            said = sentence(refused)
    return render(
        request, "account/invitation.html", {"person": person, "said": said}, status=200 if person else 404
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    record("user.signed_out", f"user:{request.user.pk}", by=request.user.get_username(), now=timezone.now())
    logout(request)
    return redirect("sign_in")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen look with this browser, and go back."""
    response = redirect(safe_next(request, request.POST.get("next", "")) or "/")
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=settings.SECURE)
    return response


def home(request: HttpRequest) -> HttpResponse:
    """The only programme, or the list of programmes, each with what waits there for this person."""
    programmes = list(Programme.objects.select_related("calendar").order_by("code"))
    language = str(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE))
    chosen = [(found, read_choices(found, type(request.GET)(), language)) for found in programmes]
    if len(chosen) == 1:
        return redirect(chosen[0][1].to("overview"))
    with at_one_moment():
        listed = [
            (found, choices.to("overview"), choices.to("verify"), waiting_in(found, request.user))
            for found, choices in chosen
        ]
    return render(request, "account/home.html", {"programmes": listed})
