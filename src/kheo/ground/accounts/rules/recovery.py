"""Recovery codes: for whoever lost the phone. Each opens once."""

from __future__ import annotations

import base64
import secrets

from kheo.ground.accounts.rules.keys import digest_of

COUNT = 10
_BYTES = 10  # 80 random bits: a fast digest is as good as a slow one
_SIGNS = set("abcdefghijklmnopqrstuvwxyz234567")


def new_codes() -> list[str]:
    return [_grouped(base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()) for _ in range(COUNT)]


def recovery_digest(told: str) -> str:
    """However it is typed: with or without hyphens and blanks, in whatever case."""
    return digest_of("".join(sign for sign in told.lower() if sign.isalnum()))


def like_recovery(told: str) -> bool:
    """Whether it has the form of one, whoever's it is."""
    signs = "".join(sign for sign in told.lower() if sign not in "- ")
    return len(signs) == _BYTES * 8 // 5 and set(signs) <= _SIGNS


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
