"""An XLSForm's bytes, read by pyxform, as a form's title, fields and XForm."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules.fields import Choice, Field

SUFFIXES = (".xlsx", ".csv", ".md")
ROLE = "kheo:role"
NO_LANGUAGE = "und"  # BCP 47: a text whose language nobody named

_TYPES = {
    "select one": "select_one",
    "select all that apply": "select_multiple",
    "select one from map": "select_one",
    "int": "integer",
    "string": "text",
    "datetime": "dateTime",
    "photo": "image",
}
_SHOWN_ONLY = ("note", "group", "repeat")
_LANGUAGE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$")


@dataclass(frozen=True)
class Reading:
    """``texts`` are all words that a person filling in the form sees, each with where it stands."""

    title: dict[str, str]
    fields: tuple[Field, ...]
    xform: str
    texts: tuple[tuple[str, str], ...]


def read_form(content: bytes, filename: str) -> Reading:
    """Read an XLSForm (``.xlsx``, ``.csv`` or ``.md`` by the file's name). Refuses what pyxform refuses.

    Every label must be there in every language that the form speaks.
    """
    # Imported here: it takes half a second, and most of Kheo only reads fields that were read before.
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    name = PurePath(filename)
    if name.suffix.lower() not in SUFFIXES:
        raise Refused("plan.form_suffix", filename=filename, known=SUFFIXES)
    try:
        made = convert(io.BytesIO(content), file_type=name.suffix.lower(), form_name="data")
    except (PyXFormError, ValueError, KeyError, AttributeError, TypeError, UnicodeDecodeError) as error:
        # pyxform meets malformed sheets with whatever its code ran into; to the form's author all are one thing.
        raise Refused("plan.form_not_read", reason=_first_line(error)) from error
    plain = made._pyxform
    form_id = plain.get("id_string") or name.stem
    if form_id not in (name.stem, "data"):
        raise Refused("plan.form_id", form_id=form_id, code=name.stem)
    default = _language(plain.get("default_language"))
    questions = list(_questions(plain["children"], default))
    _check_languages(questions)
    fields = tuple(_field(one, default) for one in questions if one.plain["type"] not in _SHOWN_ONLY)
    title = _title(plain, default)
    return Reading(title, fields, made.xform, tuple(_texts(title, questions, default)))


@dataclass(frozen=True)
class _Question:
    plain: Mapping[str, Any]
    groups: tuple[str, ...]
    repeat: str
    default: str

    @property
    def label(self) -> dict[str, str]:
        return _texts_of(self.plain.get("label"), self.default)


def _questions(
    children: list[dict[str, Any]], default: str, groups: tuple[str, ...] = (), repeat: str = ""
) -> Iterator[_Question]:
    """Every question in the form's order; groups are passed on as well, for their words."""
    for child in children:
        if child["name"] == "meta" and child.get("control", {}).get("bodyless"):
            continue
        yield _Question(child, groups, repeat, default)
        if child["type"] in ("group", "repeat"):
            inner = child["name"] if child["type"] == "repeat" else repeat
            yield from _questions(child.get("children", []), default, (*groups, child["name"]), inner)


def _field(question: _Question, default: str) -> Field:
    plain, bind = question.plain, question.plain.get("bind", {})
    return Field(
        name=plain["name"],
        type=_TYPES.get(plain["type"], plain["type"]),
        label=question.label,
        choices=tuple(
            Choice(str(choice["name"]), _texts_of(choice.get("label"), default))
            for choice in plain.get("choices") or ()
        ),
        required=str(bind.get("required", "")).strip().lower() in ("yes", "true", "true()"),
        constraint=str(bind.get("constraint", "")),
        constraint_message=_texts_of(bind.get("jr:constraintMsg"), default),
        role=str(bind.get(ROLE, "")).strip(),
        hint=_texts_of(plain.get("hint"), default),
        relevant=str(bind.get("relevant", "")),
        calculation=str(bind.get("calculate", "")),
        groups=question.groups,
        repeat=question.repeat,
    )


def _check_languages(questions: list[_Question]) -> None:
    """pyxform shows "-" where a language lacks a text: nobody should meet that on a phone."""
    spoken = {language for one in questions for language in one.label} - {NO_LANGUAGE}
    for one in questions:
        said = one.label
        if said and NO_LANGUAGE not in said and spoken - set(said):
            raise Refused("plan.form_language", field=one.plain["name"], languages=sorted(spoken - set(said)))
        for choice in one.plain.get("choices") or ():
            said = _texts_of(choice.get("label"), one.default)
            if said and NO_LANGUAGE not in said and spoken - set(said):
                missing = sorted(spoken - set(said))
                raise Refused(
                    "plan.form_language", field=f"{one.plain['name']}: {choice['name']}", languages=missing
                )


def _title(plain: Mapping[str, Any], default: str) -> dict[str, str]:
    """``title_vi`` and ``title_en`` of the settings sheet; ``form_title`` stands for the form's own language."""
    titles = {
        name.removeprefix("title_"): str(plain[name]) for name in ("title_vi", "title_en") if plain.get(name)
    }
    own = str(plain.get("title") or "")
    if own and own != plain.get("name"):
        titles.setdefault(default, own)
    if len(titles) > 1:
        titles.pop(NO_LANGUAGE, None)
    return titles or {NO_LANGUAGE: str(plain.get("id_string", ""))}


def _texts(title: Mapping[str, str], questions: list[_Question], default: str) -> Iterator[tuple[str, str]]:
    for text in title.values():
        yield "", text
    for one in questions:
        for texts in (one.label, _texts_of(one.plain.get("hint"), default)):
            for text in texts.values():
                yield one.plain["name"], text


def _texts_of(said: Any, default: str) -> dict[str, str]:
    if not said:
        return {}
    if isinstance(said, Mapping):
        return {_language(language): str(text) for language, text in said.items() if text}
    return {default: str(said)}


def _language(name: str | None) -> str:
    """The code in "Tiếng Việt (vi)", or the name where it is a code itself."""
    if not name or name == "default":
        return NO_LANGUAGE
    found = _LANGUAGE.search(name)
    return found.group(1).lower() if found else name.strip()


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
