"""All words that a form carries: those that a person sees, and those that travel unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

from kheo.plan.forms.rules.book import Book, plain_heading


class Question(Protocol):
    @property
    def plain(self) -> Mapping[str, Any]: ...


# A survey's columns whose cells an answer may come from, or that name what is asked. The rest is machinery, or notes
# that authors write for themselves and that no phone is sent.
_CARRYING = (
    "type", "default", "calculation", "calculate", "appearance", "parameters", "choice_filter", "constraint",
    "relevant", "relevance", "guidance_hint", "required_message", "constraint_message", "constraint message",
    "image", "audio", "video", "big-image", "media", "bind", "body", "instance", "save_to", "trigger", "repeat_count",
    "jr", "query",
)  # fmt: skip
_OF_SETTINGS = ("form_id", "id_string", "instance_name", "name", "entity_name")
_NO_WORDS = ("bind::kheo:role", "bind::required", "bind::readonly")


def texts_of_form(
    title: Mapping[str, str],
    questions: Iterable[Question],
    book: Book,
    by_language: Callable[[Any], dict[str, str]],
) -> tuple[tuple[str, str], ...]:
    """(where, text): a question's name, or "" for the form itself."""
    found = [("", text) for text in title.values()]
    for one in questions:
        for said in (one.plain.get("label"), one.plain.get("hint")):
            found += [(one.plain["name"], text) for text in by_language(said).values()]
    return tuple(dict.fromkeys([*found, *_in_survey(book), *_in_settings(book), *_in_lists(book)]))


def _in_survey(book: Book) -> Iterator[tuple[str, str]]:
    sheet = book.sheets.get("survey")
    if sheet is None:
        return
    name = sheet.heading("name", "value")
    carrying = [heading for heading in sheet.headings if _carries(plain_heading(heading))]
    for _number, cells in sheet.rows:
        if cells.get(sheet.heading("type"), "").strip():
            for heading in carrying:
                if cells.get(heading):
                    yield cells.get(name, ""), cells[heading]


def _carries(heading: str) -> bool:
    return heading not in _NO_WORDS and heading.split(":")[0].strip() in _CARRYING


def _in_settings(book: Book) -> Iterator[tuple[str, str]]:
    settings = book.settings()
    yield from (("", settings[name]) for name in _OF_SETTINGS if settings.get(name))


def _in_lists(book: Book) -> Iterator[tuple[str, str]]:
    """Every column of a list travels to the phone, also those that no answer shows: filters and what is looked up.

    The answers' own names and labels are looked at with the question that offers them: organisations bear names.
    """
    for name, own in (("choices", ("name", "value", "label")), ("external_choices", ()), ("entities", ())):
        sheet = book.sheets.get(name)
        if sheet is None:
            continue
        others = [heading for heading in sheet.headings if plain_heading(heading).split("::")[0] not in own]
        yield from (("", heading) for heading in others)
        for _number, cells in sheet.rows:
            yield from (("", cells[heading]) for heading in others if cells.get(heading))
