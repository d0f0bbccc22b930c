"""A form as the person who fills it in will meet it, question by question, with its conditions in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from kheo.kit.text import pick
from kheo.plan.forms.rules import Choice, Field
from kheo.web.manage.conditions import Words, in_words

DEEPEST = 4
MOST_CHOICES = 60
# How an answer is given: which shape stands under the question.
_SHAPES = {
    "select_one": "one", "select_one_from_file": "list", "select_multiple": "many", "select_multiple_from_file": "list",
    "rank": "many", "acknowledge": "many", "note": "", "group": "", "repeat": "", "calculate": "", "hidden": "",
    "start": "", "end": "", "today": "", "audit": "",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One language's words. ``language`` is a code, for the page's ``lang``."""

    language: str
    label: str
    hint: str


@dataclass(frozen=True)
class Shown:
    """A question, group or note. ``choices``: each answer's words by language, in the order of ``said``."""

    field: Field
    kind: str
    shape: str
    depth: int
    said: tuple[Said, ...]
    choices: tuple[tuple[str, ...], ...]
    more: int
    when: str
    must: str
    message: str
    computed: str
    role: str

    @property
    def container(self) -> bool:
        return self.field.type in ("group", "repeat")


def languages_of(outline: Sequence[Field], own: str) -> list[str]:
    """The languages that a form speaks, the reader's first."""
    spoken = list(dict.fromkeys(language for one in outline for language in one.label))
    return sorted(spoken, key=lambda language: language != own)


def preview_of(outline: Sequence[Field], language: str) -> list[Shown]:
    spoken = languages_of(outline, language) or [language]
    words = Words.of(outline, language)
    return [_shown(one, spoken, words) for one in outline]


def _shown(one: Field, spoken: Sequence[str], words: Words) -> Shown:
    return Shown(
        field=one,
        kind=kinds().get(one.type, one.type),
        shape=_SHAPES.get(one.type, "box"),
        depth=min(len(one.groups), DEEPEST),
        said=tuple(Said(each, one.label.get(each, ""), one.hint.get(each, "")) for each in spoken),
        choices=tuple(_choice(choice, spoken) for choice in one.choices[:MOST_CHOICES]),
        more=max(0, len(one.choices) - MOST_CHOICES),
        when=in_words(one.relevant, words, one.name) if one.relevant else "",
        must=in_words(one.constraint, words, one.name) if one.constraint else "",
        message=pick(one.constraint_message, words.language),
        computed=in_words(one.calculation, words, one.name) if one.calculation else "",
        role=roles().get(one.role, ("", ""))[0],
    )


def _choice(choice: Choice, spoken: Sequence[str]) -> tuple[str, ...]:
    said = dict.fromkeys(choice.label.get(each, "") for each in spoken)
    return tuple(text for text in said if text) or (choice.name,)


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
