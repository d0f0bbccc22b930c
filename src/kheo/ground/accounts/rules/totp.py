"""Codes of authenticator apps: RFC 6238 with SHA-1, six digits and steps of thirty seconds, as every app makes them."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP, DIGITS, DRIFT = 30, 6, 1


def new_secret() -> str:
    """160 random bits, as people type them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    mac = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at : at + 4], 'big') & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"


def step_of(moment: dt.datetime) -> int:
    return int(moment.timestamp()) // STEP


def step_told(secret: str, code: str, *, now: dt.datetime, after: int) -> int | None:
    """The step that the code is of: the present one or a neighbour, since clocks differ; never one up to ``after``, so
    that a code that somebody saw opens nothing a second time."""
    here, found = step_of(now), None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def address(secret: str, *, username: str, issuer: str) -> str:
    """What the square of dots says to an app."""
    label = quote(f"{issuer}:{username}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"
