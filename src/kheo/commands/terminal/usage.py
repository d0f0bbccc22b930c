"""argparse in the language of the person: it asks its own ``_`` for each of its sentences."""

import argparse

from django.utils.translation import gettext, gettext_lazy

# Named here so that they are found for translation; argparse holds the sentences themselves.
SENTENCES = (
    gettext_lazy("usage: "),
    gettext_lazy("positional arguments"),
    gettext_lazy("options"),
    gettext_lazy("show this help message and exit"),
    gettext_lazy("%(prog)s: error: %(message)s\n"),
    gettext_lazy("argument %(argument_name)s: %(message)s"),
    gettext_lazy("the following arguments are required: %s"),
    gettext_lazy("one of the arguments %s is required"),
    gettext_lazy("unrecognized arguments: %s"),
    gettext_lazy("expected one argument"),
    gettext_lazy("expected at least one argument"),
    gettext_lazy("not allowed with argument %s"),
    gettext_lazy("invalid choice: %(value)r (choose from %(choices)s)"),
    gettext_lazy("invalid %(type)s value: %(value)r"),
)


def speak() -> None:
    """Let argparse speak the active language from now on."""
    argparse._ = _in_active_language  # type: ignore[attr-defined]


def _in_active_language(message: str | None) -> str | None:
    # argparse also asks for titles that nobody gave; and "" is the catalogue's own header.
    return gettext(message) if message else message
