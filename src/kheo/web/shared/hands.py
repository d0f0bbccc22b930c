"""Whose report something is, and through whose hands it came where those are somebody else's."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kheo.capture.submissions.models import Rival, Submission
from kheo.ground.accounts.models import User


@dataclass(frozen=True)
class Hands:
    """``person``: the device's, whose report it is. ``by``: somebody else who brought it here, and ``through`` says in words
    how; else both are empty."""

    person: str
    by: str = ""
    through: str = ""


def hands_of(one: Submission | Rival) -> Hands:
    """Both by the names that people know. What no device sent is whoever's brought it."""
    if one.device is None:
        return Hands(_name(one.sender))
    if one.device.user.get_username() == one.sender:
        return Hands(str(one.device.user))
    by = _name(one.sender)
    return Hands(str(one.device.user), by, _brought(one) % {"who": by})


def _brought(one: Submission | Rival) -> str:
    if isinstance(one, Submission) and hasattr(one, "correction"):
        return _("corrected at the desk by %(who)s")
    return _("handed in by %(who)s")


def _name(username: str) -> str:
    found = User.objects.filter(username=username).first()
    return str(found) if found else username
