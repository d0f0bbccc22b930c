"""What became of a line, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

FATES = ("counted", "repeat", "joint", "no_value", "no_key", "not_chosen")


def fate_name(fate: str, because: str = "") -> str:
    """``because`` names the line that stands instead."""
    if because:
        said = {
            "repeat": _("Exact repeat of %(line)s"),
            "joint": _("Same work as %(line)s"),
            "not_chosen": _("Not chosen: %(line)s stands"),
        }.get(fate)
        if said:
            return said % {"line": because}
    return {
        "counted": _("Counted"),
        "repeat": _("Exact repeat"),
        "joint": _("Same work, told by another agency too"),
        "no_value": _("Left out: number not reported"),
        "no_key": _("Left out: place or another key is missing"),
        "not_chosen": _("Not chosen by the rule"),
    }.get(fate, fate)


def fate_heading(fate: str) -> str:
    """The fate as a filter: short, about many lines."""
    return {
        "": pgettext("lines", "All"),
        "counted": pgettext("lines", "Counted"),
        "repeat": pgettext("lines", "Repeats"),
        "joint": pgettext("lines", "Joint work"),
        "no_value": pgettext("lines", "No number"),
        "no_key": pgettext("lines", "Key missing"),
        "not_chosen": pgettext("lines", "Not chosen"),
    }.get(fate, fate)
