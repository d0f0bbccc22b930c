"""A form's questions as a list to be gone through: name, type, role, and the conditions in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from kheo.kit.text import pick
from kheo.plan.forms.rules import Field
from kheo.plan.forms.rules.own_lists import is_kheo_list
from kheo.web.manage.conditions import Words, in_words

DEEPEST = 4
MOST_CHOICES = 60


@dataclass(frozen=True)
class Shown:
    """A question, group or note. ``others``: (language, label) of the languages that the reader does not read.
    ``answers``: its choices in words, as far as they are shown; ``total``: how many there are. ``own_list``: taken from
    one that Kheo feeds."""

    field: Field
    kind: str
    depth: int
    others: tuple[tuple[str, str], ...]
    answers: tuple[str, ...]
    total: int
    own_list: bool
    when: str
    must: str
    message: str
    computed: str
    role: str

    @property
    def container(self) -> bool:
        return self.field.type in ("group", "repeat")


def questions_of(outline: Sequence[Field], language: str) -> list[Shown]:
    words = Words.of(outline, language)
    return [_shown(one, words) for one in outline]


def _shown(one: Field, words: Words) -> Shown:
    return Shown(
        field=one,
        kind=kinds().get(one.type, one.type),
        depth=min(len(one.groups), DEEPEST),
        others=tuple(
            (language, text)
            for language, text in one.label.items()
            if text != pick(one.label, words.language)
        ),
        answers=tuple(
            pick(choice.label, words.language) or choice.name for choice in one.choices[:MOST_CHOICES]
        ),
        total=len(one.choices),
        own_list=is_kheo_list(one.file),
        when=in_words(one.relevant, words, one.name) if one.relevant else "",
        must=in_words(one.constraint, words, one.name) if one.constraint else "",
        message=pick(one.constraint_message, words.language),
        computed=in_words(one.calculation, words, one.name) if one.calculation else "",
        role=roles().get(one.role, ("", ""))[0],
    )


@dataclass(frozen=True)
class Read:
    """What Kheo reads of a role: from which questions, and what it is for."""

    role: str
    title: str
    use: str
    questions: tuple[str, ...]


def what_is_read(fields: Sequence[Field], language: str) -> list[Read]:
    """Every role, also those that no question has."""
    return [
        Read(
            role,
            title,
            use,
            tuple(pick(one.label, language) or one.name for one in fields if one.role == role),
        )
        for role, (title, use) in roles().items()
    ]


def roles() -> dict[str, tuple[str, str]]:
    """Role → its name, and what its answer decides."""
    return {
        "place": (_("Place"), _("where the work counts, on every map")),
        "end": (_("Last day"), _("in which period it counts")),
        "start": (_("First day"), _("how long the work took")),
        "unit": (_("Unit"), _("who reports")),
        "agency": (_("Agency"), _("whose work it is, where no unit is asked for")),
        "partner": (_("Partner"), _("with whom it was done, to count joint work once")),
    }


def kinds() -> dict[str, str]:
    """Types of questions in words."""
    return {
        "text": _("Text"),
        "integer": _("Whole number"),
        "decimal": _("Number"),
        "range": _("Number on a scale"),
        "date": _("Day"),
        "dateTime": _("Day and time"),
        "time": _("Time"),
        "select_one": _("One answer"),
        "select_multiple": _("Several answers"),
        "select_one_from_file": _("One answer from a list"),
        "select_multiple_from_file": _("Several answers from a list"),
        "rank": _("Answers in an order"),
        "acknowledge": _("Tick"),
        "calculate": _("Computed"),
        "hidden": _("Not shown"),
        "geopoint": _("Point on the map"),
        "geotrace": _("Line on the map"),
        "geoshape": _("Area on the map"),
        "image": _("Picture"),
        "audio": _("Sound"),
        "video": _("Film"),
        "file": _("File"),
        "barcode": _("Barcode"),
        "note": _("Note"),
        "group": _("Group"),
        "repeat": _("Repeated group"),
        "start": _("When filling in began"),
        "end": _("When filling in ended"),
        "today": _("The day of filling in"),
        "audit": _("How it was filled in"),
    }


def language_name(code: str) -> str:
    """A language as it calls itself, where Kheo speaks it."""
    return dict(settings.LANGUAGES).get(code, _("without a language") if code == "und" else code)
