"""Me → Sign-in and security: the password, an authenticator app, passkeys and recovery codes, the end of other sessions.
Every change asks who is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kheo.ground.accounts import actions
from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import factors_of, handle_of, passkey_of, passkeys_in_full, roles_of
from kheo.ground.accounts.rules import new_secret, opened, sealed
from kheo.ground.accounts.rules.passkeys import asked_to_make, made
from kheo.ground.accounts.rules.totp import address
from kheo.kit.refusals import Refused
from kheo.web.account.signing_in import LONGEST, safe_next, site_of, told_by_browser, unkept
from kheo.web.coordinator.cite import square
from kheo.web.refusals import sentence

BEGUN, MAKING = "authenticator_begun", "passkey_making"  # what a session keeps between two pages


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """``next``: where somebody was going who was asked on the way to add a second factor."""
    person = _person(request)
    roles = {role.value for role in roles_of(person)}
    found = factors_of(person)
    context = {
        "factors": found,
        "next": safe_next(request, request.GET.get("next", "")),
        "asked": not found.any
        and bool(roles & (settings.SECOND_FACTOR_ASKED | settings.SECOND_FACTOR_NEEDED)),
        "needed": not found.any and bool(roles & settings.SECOND_FACTOR_NEEDED),
    }
    return render(request, "account/security.html", context)


@require_POST
def app(request: HttpRequest) -> HttpResponse:
    """``proof``: the password or a code. Shows a new secret, on this page and never again."""
    try:
        _prove(request)
        if factors_of(_person(request)).app:
            raise Refused("ground.authenticator_there")
    except Refused as refused:
        return _back(request, refused)
    secret = new_secret()
    until = timezone.now().timestamp() + LONGEST
    request.session[BEGUN] = {"secret": sealed(secret, settings.SECRET_KEY), "until": until}
    return _shows(request, secret)


@require_POST
def app_confirm(request: HttpRequest) -> HttpResponse:
    """``code``: the first that the app shows."""
    begun = request.session.get(BEGUN)
    secret = opened(begun["secret"], settings.SECRET_KEY) if begun else None
    if begun is None or secret is None or begun["until"] < timezone.now().timestamp():
        return redirect("security")
    try:
        codes = actions.add_authenticator(
            user=_person(request), secret=secret, code=request.POST.get("code", "")[:20], **_who(request)
        )
    except Refused as refused:
        return _shows(request, secret, sentence(refused))
    del request.session[BEGUN]
    return _added(request, codes, _("From now on signing in asks for a code of the app."))


@require_POST
def app_remove(request: HttpRequest) -> HttpResponse:
    return _changed(request, lambda: actions.remove_authenticator(user=_person(request), **_who(request)))


@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the old ones open nothing any more."""
    try:
        _prove(request)
        new = actions.make_recovery_codes(user=_person(request), **_who(request))
    except Refused as refused:
        return _back(request, refused)
    return _told_once(request, new)


@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """``proof``. What the browser is to make; 400 with ``said`` where it is not shown who is there."""
    person = _person(request)
    try:
        _prove(request)
    except Refused as refused:
        return JsonResponse({"said": sentence(refused)}, status=400)
    options, state = asked_to_make(
        site_of(request),
        handle=handle_of(person),
        username=person.username,
        full_name=str(person),
        held=passkeys_in_full(person),
    )
    request.session[MAKING] = {"state": state, "until": timezone.now().timestamp() + LONGEST}
    return unkept(JsonResponse(options))


@require_POST
def passkey_add(request: HttpRequest) -> HttpResponse:
    """``credential``: what the browser made; ``name``."""
    making = request.session.pop(MAKING, None)
    try:
        if making is None or making["until"] < timezone.now().timestamp():
            raise Refused("ground.passkey_not_made")
        new = made(site_of(request), making["state"], told_by_browser(request))
        name = request.POST.get("name", "")
        codes = actions.add_passkey(user=_person(request), made=new, name=name, **_who(request))
    except Refused as refused:
        return _back(request, refused)
    return _added(request, codes, _("The passkey is kept. It signs you in alone, without a password."))


@require_POST
def passkey_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = passkey_of(_person(request), pk)
    if found is None:
        raise Http404
    return _changed(request, lambda: actions.remove_passkey(passkey=found, **_who(request)))


@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """``proof``, here the present password and no code; the new ``password``, and the same ``again``."""
    given = request.POST

    def act() -> None:
        if given.get("password", "") != given.get("again", ""):
            raise Refused("web.passwords_differ")
        actions.set_password(user=_person(request), password=given.get("password", ""), **_who(request))

    said = _("Your password is changed, and other sessions of yours are over.")
    return _changed(request, act, said, codes=False)


@require_POST
def elsewhere(request: HttpRequest) -> HttpResponse:
    """``proof``. Every other browser is signed out; devices that report keep their keys."""
    said = _("Signed out everywhere else. Devices that report go on; they are under My devices.")
    return _changed(request, lambda: actions.sign_out_elsewhere(user=_person(request), **_who(request)), said)


def _changed(
    request: HttpRequest, act: Callable[[], object], said: str = "", *, codes: bool = True
) -> HttpResponse:
    try:
        _prove(request, codes=codes)
        act()
    except Refused as refused:
        return _back(request, refused)
    _go_on(request)
    removed = _("Removed. It opens nothing any more, and other sessions of yours are over.")
    messages.success(request, said or removed)
    return redirect("security")


def _added(request: HttpRequest, codes: list[str], said: str) -> HttpResponse:
    _go_on(request)
    messages.success(request, said)
    return _told_once(request, codes) if codes else redirect("security")


def _told_once(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return unkept(render(request, "account/codes.html", {"codes": codes}))


def _shows(request: HttpRequest, secret: str, said: str = "") -> HttpResponse:
    person = _person(request)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    link = address(secret, username=person.username, issuer=f"Kheo {site_of(request).host}")
    return unkept(
        render(request, "account/app.html", {"secret": grouped, "square": square(link), "said": said})
    )


def _go_on(request: HttpRequest) -> None:
    """All other sessions are over; this one is not."""
    person = _person(request)
    person.refresh_from_db(fields=["turn"])
    update_session_auth_hash(request, person)


def _prove(request: HttpRequest, *, codes: bool = True) -> None:
    told = request.POST.get("proof", "")[:200]
    actions.prove(user=_person(request), told=told, password=True, codes=codes, **_who(request))


def _back(request: HttpRequest, refused: Refused) -> HttpResponse:
    messages.error(request, sentence(refused))
    return redirect("security")


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user.get_username(), "now": timezone.now()}


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
