"""From a first factor to a session: the second where the person has one, then in, with a line in the record."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kheo.ground.accounts.actions import open_with_passkey, prove
from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import has_second_factor, passkey_numbered, roles_of
from kheo.ground.accounts.rules.passkeys import Site, asked_to_open, opened_by
from kheo.ground.accounts.states import Role
from kheo.ground.audit.actions import record
from kheo.kit.refusals import Refused
from kheo.web.account.demo import demo_accounts
from kheo.web.refusals import sentence
from kheo.web.shared.let_in import let_in

WAITING, ASKED = "first_factor", "passkey_asked"  # what a session keeps meanwhile
LONGEST = 600  # seconds between the first factor and the second
BACKEND = "django.contrib.auth.backends.ModelBackend"


def first_factor(request: HttpRequest, user: User, *, how: str, to: str = "") -> HttpResponse:
    """The person proved one factor; whoever has a second is asked for it, and nothing is open before."""
    if not has_second_factor(user):
        return enter(request, user, how=how, to=to)
    request.session.flush()
    request.session[WAITING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "until": timezone.now().timestamp() + LONGEST,
        "how": how,
        "to": to,
    }
    return redirect("sign_in_second")


def enter(request: HttpRequest, user: User, *, how: str, to: str = "") -> HttpResponse:
    login(request, user, backend=BACKEND)
    let_in(request, user)
    now = timezone.now()
    record("user.signed_in", f"user:{user.pk}", by=user.username, now=now, detail={"with": how})
    to = to or _home(user)
    asked = settings.SECOND_FACTOR_ASKED & {role.value for role in roles_of(user)}
    if asked and not settings.DEMO and not has_second_factor(user):
        return redirect(f"{reverse('security')}?{urlencode({'next': to})}")
    return redirect(to)


def _home(user: User) -> str:
    """Whoever reports is here to report; the figures are one link away."""
    return reverse("reporter_app" if roles_of(user) == {Role.REPORTER} else "home")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """``code``: of the app, or a recovery code."""
    waiting, said = request.session.get(WAITING), ""
    user = _who_waits(waiting)
    if user is None or waiting is None:
        return redirect("sign_in")
    if request.method == "POST":
        try:
            code = request.POST.get("code", "")[:100]
            how = prove(user=user, told=code, by=user.username, now=timezone.now())
            del request.session[WAITING]
            return enter(request, user, how=f"{waiting['how']}, {how}", to=waiting["to"])
        except Refused as refused:
            said = sentence(refused)
    return render(request, "account/second.html", {"said": said})


def _who_waits(waiting: Any) -> User | None:
    """Nobody after ten minutes, or when the account, a role or the password changed since."""
    if not isinstance(waiting, dict) or waiting["until"] < timezone.now().timestamp():
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    return user if user and constant_time_compare(user.get_session_auth_hash(), waiting["hash"]) else None


@login_not_required
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser is to ask a passkey: the same for everybody."""
    options, state = asked_to_open(site_of(request))
    request.session[ASKED] = {"state": state, "until": timezone.now().timestamp() + LONGEST}
    return unkept(JsonResponse(options))


@login_not_required
@never_cache
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """``credential``: what a passkey signed. It opens alone: it asked for its owner."""
    try:
        user = _by_passkey(request)
    except Refused as refused:
        context = {
            "said": sentence(refused),
            "accounts": demo_accounts(),
            "oidc": settings.OIDC_NAME,
            "next": request.POST.get("next", ""),
        }
        return render(request, "account/sign_in.html", context)
    request.session.pop(WAITING, None)
    return enter(request, user, how="passkey", to=safe_next(request, request.POST.get("next", "")))


def _by_passkey(request: HttpRequest) -> User:
    asked = request.session.pop(ASKED, None)  # each question is answered once
    told = told_by_browser(request)
    number = told.get("id")
    found = passkey_numbered(number) if isinstance(number, str) and len(number) <= 1400 else None
    if not asked or asked["until"] < timezone.now().timestamp() or found is None:
        raise Refused("ground.passkey_does_not_open")
    count = opened_by(site_of(request), asked["state"], told, bytes(found.public))
    return open_with_passkey(passkey=found, count=count, by=found.user.username, now=timezone.now())


def told_by_browser(request: HttpRequest) -> dict[str, Any]:
    """``credential``: JSON; nothing where it is none."""
    try:
        told = json.loads(request.POST.get("credential", ""))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def site_of(request: HttpRequest) -> Site:
    host = request.get_host()
    return Site(
        host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host,
        f"{request.scheme}://{host}",
    )


def safe_next(request: HttpRequest, to: str) -> str:
    """An address of this house, or nothing."""
    fits = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if fits else ""


def unkept(response: HttpResponse) -> HttpResponse:
    """A page that tells a secret, or a question that is asked once, is kept nowhere."""
    response["Cache-Control"] = "no-store"
    return response
