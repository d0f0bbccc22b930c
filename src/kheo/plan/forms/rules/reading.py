"""An XLSForm's bytes, read by pyxform, as a form's title, fields and XForm."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from kheo.kit.refusals import Refused
from kheo.kit.text import plain as plain_text
from kheo.plan.forms.rules.book import Book, first_line, plain_heading, read_book
from kheo.plan.forms.rules.fields import Choice, Field
from kheo.plan.forms.rules.texts import texts_of_form
from kheo.plan.forms.rules.types import DECLARED, NOTED, SHOWN_ONLY, file_of, type_of

ROLE = "kheo:role"
NO_LANGUAGE = "und"  # BCP 47: a text whose language nobody named

_LANGUAGE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$")
# Authors often write a language's name alone. In plain letters.
_NAMED = {
    "vietnamese": "vi", "tieng viet": "vi", "viet": "vi", "english": "en", "tieng anh": "en", "french": "fr",
    "francais": "fr", "spanish": "es", "espanol": "es", "portuguese": "pt", "portugues": "pt", "nepali": "ne",
    "नेपाली": "ne", "arabic": "ar", "russian": "ru", "khmer": "km", "lao": "lo", "thai": "th", "burmese": "my",
    "indonesian": "id", "hindi": "hi", "bengali": "bn", "swahili": "sw", "chinese": "zh",
}  # fmt: skip
# Reports come to Kheo and nowhere else, so that it can read them, and their root belongs to no other namespace.
LEFT_OUT = ("submission_url", "public_key", "instance_xmlns")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


@dataclass(frozen=True)
class Gap:
    """A text that is missing in some languages. ``what``: label hint constraint_message …; ``choice``: of an answer."""

    field: str
    what: str
    languages: tuple[str, ...]
    choice: str = ""

    def as_refused(self) -> Refused:
        named = f"{self.field}: {self.choice}" if self.choice else self.field
        return Refused("plan.form_language", field=named, what=self.what, languages=list(self.languages))


@dataclass(frozen=True)
class Reading:
    """``outline``: everything that the form shows, in its order, groups and notes among it. ``texts``: all words that a
    person filling in the form sees or that a phone carries, each with where it stands. ``version``: the author's own."""

    code: str
    title: dict[str, str]
    fields: tuple[Field, ...]
    xform: str
    texts: tuple[tuple[str, str], ...]
    outline: tuple[Field, ...] = ()
    gaps: tuple[Gap, ...] = ()
    warnings: tuple[str, ...] = ()
    version: str = ""
    declared: tuple[str, ...] = ()


def read_form(content: bytes, filename: str) -> Reading:
    """Read an XLSForm whose code is its file's name. Refuses what pyxform refuses.

    Every text must be there in every language that the form speaks.
    """
    book = read_book(content, filename)
    stem = PurePath(filename).stem
    form_id = own_code(book)
    if form_id not in ("", "data", stem):
        raise Refused("plan.form_id", form_id=form_id, code=stem)
    reading = read_sheets(book, stem)
    for gap in reading.gaps:
        raise gap.as_refused()
    return reading


def own_code(book: Book) -> str:
    """What the form calls itself, "" where its settings do not say."""
    settings = book.settings()
    return next(
        (settings[name] for name in ("form_id", "id_string", "set form id") if settings.get(name)), ""
    )


def code_for(book: Book, filename: str) -> str:
    """The code of a form that a person uploads: what it calls itself, else its file's name, in letters for addresses."""
    named = own_code(book)
    if named in ("", "data"):
        named = PurePath(filename).stem
    spelt = re.sub(r"[^a-z0-9_-]+", "_", plain_text(named), flags=re.IGNORECASE).strip("_-")
    return named if _CODE.fullmatch(named) else spelt[:80] or "form"


def read_sheets(book: Book, code: str) -> Reading:
    """The form of code ``code``, whatever it calls itself. Refuses what pyxform refuses."""
    from pyxform.xls2xform import convert

    said: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = convert(_with_settings(book, code), form_name="data", warnings=said)
    except Exception as error:
        # pyxform meets malformed sheets with whatever its code ran into; to the form's author all are one thing.
        raise Refused("plan.form_not_read", reason=_whole(error)) from error
    plain = made._pyxform
    default = language_code(plain.get("default_language"))
    questions = list(_questions(plain["children"], default))
    outline = tuple(_field(one) for one in questions)
    fields = tuple(one for one in outline if one.type not in (*SHOWN_ONLY, *DECLARED) and not _noted(one))
    title = _title(plain, book, default)
    texts = texts_of_form(title, questions, book, lambda said: texts_of(said, default))
    declared = tuple(one.name for one in outline if one.type in DECLARED)
    shown = tuple(one for one in outline if one.type not in DECLARED)
    version = str(plain.get("version") or "").strip()
    return Reading(
        code, title, fields, made.xform, texts, shown, tuple(_gaps(questions)), tuple(said), version, declared
    )


def _with_settings(book: Book, code: str) -> dict[str, Any]:
    """What pyxform is given: the form's sheets, with its code, and a title where the author gave none."""
    rows = [dict(row) for row in book.made.get("settings") or ()] or [{}]
    settings = rows[0]
    known = {plain_heading(str(heading)): str(heading) for heading in settings}
    for name in ("id_string", "set form id", "set_form_id"):
        settings.pop(known.get(name, ""), None)
    settings[known.get("form_id", "form_id")] = code
    for name in ("name", *LEFT_OUT):  # the answers stand in "data", whatever the author calls them
        settings.pop(known.get(name, ""), None)
    if not any(known.get(name) for name in ("form_title", "title", "set form title", "set_form_title")):
        settings["form_title"] = settings.get("title_vi") or settings.get("title_en") or code
    return {**book.made, "settings": [settings, *rows[1:]], "settings_header": [dict.fromkeys(settings)]}


@dataclass(frozen=True)
class Question:
    """One of pyxform's questions, with what stands around it."""

    plain: Mapping[str, Any]
    groups: tuple[str, ...]
    repeat: str
    default: str

    def said(self, *path: str) -> dict[str, str]:
        """A text of the question by language: ``said("bind", "jr:constraintMsg")``."""
        found: Any = self.plain
        for name in path:
            found = (found or {}).get(name)
        return texts_of(found, self.default)


def _questions(
    children: list[dict[str, Any]], default: str, groups: tuple[str, ...] = (), repeat: str = ""
) -> Iterator[Question]:
    """Every question in the form's order; groups are passed on as well, for their words."""
    for child in children:
        if child["name"] == "meta" and child.get("control", {}).get("bodyless"):
            for noted in child.get("children", ()):
                if noted["type"] == "audit":
                    yield Question(noted, groups, repeat, default)
            continue
        yield Question(child, groups, repeat, default)
        if child.get("children"):
            inner = child["name"] if child["type"] == "repeat" else repeat
            yield from _questions(child["children"], default, (*groups, child["name"]), inner)


def _field(question: Question) -> Field:
    plain, bind = question.plain, question.plain.get("bind", {})
    return Field(
        name=plain["name"],
        type=_type(plain),
        label=question.said("label"),
        choices=tuple(
            Choice(str(choice["name"]), texts_of(choice.get("label"), question.default))
            for choice in plain.get("choices") or ()
        ),
        required=str(bind.get("required", "")).strip().lower() in ("yes", "true", "true()"),
        constraint=str(bind.get("constraint", "")),
        constraint_message=question.said("bind", "jr:constraintMsg"),
        role=str(bind.get(ROLE, "")).strip(),
        hint=question.said("hint"),
        relevant=str(bind.get("relevant", "")),
        calculation=str(bind.get("calculate", "")),
        groups=question.groups,
        repeat=question.repeat,
        file=file_of(plain),
    )


def _type(plain: Mapping[str, Any]) -> str:
    """An audit that notes where the phone is has a type of its own: it is no record of how a form was filled in."""
    kind = type_of(plain)
    located = any("location" in str(name) for name in plain.get("bind") or {})
    return "audit-with-location" if kind == "audit" and located else kind


def _noted(one: Field) -> bool:
    """What a phone notes of itself is no answer, unless it has a role or a name by which it can be asked for."""
    return one.type == "audit" or (
        one.type in NOTED and not one.role and one.name in ("start", "end", "today")
    )


def _gaps(questions: list[Question]) -> Iterator[Gap]:
    """pyxform shows "-" where a language lacks a text: nobody should meet that on a phone."""
    spoken = {language for one in questions for language in one.said("label")} - {NO_LANGUAGE}
    told: set[tuple[str, str]] = set()
    for one in questions:
        for what, path in _SAID.items():
            said = one.said(*path)
            if said and NO_LANGUAGE not in said and spoken - set(said):
                yield Gap(one.plain["name"], what, tuple(sorted(spoken - set(said))))
        for choice in one.plain.get("choices") or ():
            said = texts_of(choice.get("label"), one.default)
            key = (str(one.plain.get("list_name", "")), str(choice["name"]))
            if said and NO_LANGUAGE not in said and spoken - set(said) and key not in told:
                told.add(key)
                missing = tuple(sorted(spoken - set(said)))
                yield Gap(one.plain["name"], "label", missing, str(choice["name"]))


_SAID = {
    "label": ("label",),
    "hint": ("hint",),
    "constraint_message": ("bind", "jr:constraintMsg"),
    "required_message": ("bind", "jr:requiredMsg"),
}


def _title(plain: Mapping[str, Any], book: Book, default: str) -> dict[str, str]:
    """``title_vi`` and ``title_en`` of the settings sheet; ``form_title`` stands for the form's own language."""
    titles = {
        name.removeprefix("title_"): str(plain[name]) for name in ("title_vi", "title_en") if plain.get(name)
    }
    settings = book.settings()
    own = next(
        (settings[name] for name in ("form_title", "title", "set form title") if settings.get(name)), ""
    )
    if own:
        titles.setdefault(default, own)
    if len(titles) > 1:
        titles.pop(NO_LANGUAGE, None)
    return titles or {NO_LANGUAGE: str(plain.get("id_string", ""))}


def texts_of(said: Any, default: str) -> dict[str, str]:
    """pyxform's text, bare or by language, as language code → text."""
    if not said:
        return {}
    if isinstance(said, Mapping):
        return {
            default if language == "default" else language_code(language): str(text)
            for language, text in said.items()
            if text
        }
    return {default: str(said)}


def language_code(name: str | None) -> str:
    """The code in "Tiếng Việt (vi)", or of a language that is called by its name, or the name where it is a code."""
    if not name or name == "default":
        return NO_LANGUAGE
    found = _LANGUAGE.search(name)
    if found:
        return found.group(1).lower()
    return _NAMED.get(plain_text(name), name.strip())


def _whole(error: Exception) -> str:
    """pyxform's sentence without the row that it prints after some."""
    lines = [line.strip() for line in str(error).strip().splitlines() if line.strip()]
    kept = [line for line in lines if not line.startswith("{")]
    return " ".join(kept)[:500] if kept else first_line(error)
