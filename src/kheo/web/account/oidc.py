"""Signing in through another house's service (OpenID Connect): off unless the environment names one.

The code is fetched with PKCE; state and nonce stand in the session and are good once. What the service says is believed
only if it is signed with a key that it publishes, meant for us, in time, and about this very question.
"""

from __future__ import annotations

import logging
import secrets
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from kheo.ground.accounts.actions import link_identity
from kheo.ground.accounts.queries import known_as
from kheo.kit.refusals import Refused
from kheo.web.account.demo import demo_accounts
from kheo.web.account.signing_in import LONGEST, first_factor, safe_next
from kheo.web.refusals import sentence

ASKED = "oidc_asked"  # what the session keeps meanwhile
ALGORITHMS = ["RS256", "PS256", "ES256"]  # never "none", nor one whose key is our own secret
LEEWAY = 60  # seconds that clocks may differ
PATIENCE = 10
_WRONG = (AuthlibBaseError, JoseError, OSError, ValueError, KeyError, TypeError)
_log = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """A link, no form: the browser lets no form go to another house."""
    _is_on()
    try:
        service = _described()
        with _client(request) as client:
            verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
            address, state = client.create_authorization_url(
                service["authorization_endpoint"], code_verifier=verifier, nonce=nonce
            )
    except _WRONG as error:
        return _not_in(request, Refused("web.oidc_failed"), error)
    request.session[ASKED] = {
        "state": state,
        "nonce": nonce,
        "verifier": verifier,
        "until": timezone.now().timestamp() + LONGEST,
        "to": safe_next(request, request.GET.get("next", "")),
    }
    return redirect(address)


@login_not_required
@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """``code`` and ``state``, as the service sends the browser back."""
    _is_on()
    asked = request.session.pop(ASKED, None)  # each question is answered once
    try:
        if asked is None or asked["until"] < timezone.now().timestamp():
            raise ValueError("nothing was asked")
        if not constant_time_compare(asked["state"], request.GET.get("state", "")):
            raise ValueError("the state is another")
        claims = _told(request, asked)
    except _WRONG as error:
        return _not_in(request, Refused("web.oidc_failed"), error)
    try:
        user = known_as(
            issuer=settings.OIDC_ISSUER,
            subject=claims["sub"],
            email=str(claims.get("email", "")),
            verified=claims.get("email_verified") is True,
        )
        link_identity(
            user=user,
            issuer=settings.OIDC_ISSUER,
            subject=claims["sub"],
            by=user.username,
            now=timezone.now(),
        )
    except Refused as refused:
        return _not_in(request, refused)
    return first_factor(request, user, how="oidc", to=asked["to"])


def _told(request: HttpRequest, asked: dict[str, Any]) -> dict[str, Any]:
    service = _described()
    if request.GET.get("iss", service["issuer"]) != service["issuer"]:
        raise ValueError("another service answers")
    with _client(request) as client:
        token = client.fetch_token(
            service["token_endpoint"],
            code=request.GET.get("code", ""),
            code_verifier=asked["verifier"],
            timeout=PATIENCE,
            allow_redirects=False,
        )
    keys = KeySet.import_key_set(cast("KeySetSerialization", _fetched(service["jwks_uri"])))
    claims = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS).claims
    wanted = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": settings.OIDC_ISSUER},
        aud={"essential": True, "value": settings.OIDC_CLIENT},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": asked["nonce"]},
    )
    wanted.validate(claims)
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", settings.OIDC_CLIENT) != settings.OIDC_CLIENT or (
        len(audiences) > 1 and "azp" not in claims
    ):
        raise ValueError("it was meant for another")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise ValueError("it says of nobody")
    return claims


def _described() -> dict[str, Any]:
    """What the service says of itself, which must be about itself."""
    found = _fetched(settings.OIDC_ISSUER.rstrip("/") + "/.well-known/openid-configuration")
    if found["issuer"] != settings.OIDC_ISSUER:
        raise ValueError("the service calls itself something else")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _closed_line(found[name])
    return found


def _fetched(address: str) -> dict[str, Any]:
    _closed_line(address)
    answer = requests.get(address, timeout=PATIENCE, allow_redirects=False)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("this is no description")
    return found


def _closed_line(address: object) -> None:
    if not isinstance(address, str):
        raise ValueError("this is no address")
    split = urlsplit(address)
    if split.scheme != "https" and split.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError("the line to the service is open")


def _client(request: HttpRequest) -> OAuth2Session:
    secret = Path(settings.OIDC_SECRET_FILE).read_text().strip() if settings.OIDC_SECRET_FILE else None
    return OAuth2Session(
        settings.OIDC_CLIENT,
        secret,
        scope="openid email",
        redirect_uri=request.build_absolute_uri(reverse("sign_in_oidc_back")),
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic" if secret else "none",
    )


def _is_on() -> None:
    if not settings.OIDC_ISSUER:
        raise Http404


def _not_in(request: HttpRequest, refused: Refused, error: Exception | None = None) -> HttpResponse:
    if error is not None:
        _log.warning("signing in through %s: %s: %s", settings.OIDC_ISSUER, type(error).__name__, error)
    context = {"said": sentence(refused), "accounts": demo_accounts(), "oidc": settings.OIDC_NAME, "next": ""}
    return render(request, "account/sign_in.html", context, status=403)
