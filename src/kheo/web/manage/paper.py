"""A form's paper in words: what stands on it beside the form's own texts, and its conditions as clauses."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext as _

from kheo.ground.organisations.models import Organisation
from kheo.kit.text import pick
from kheo.plan.forms import queries
from kheo.plan.forms.models import FormDraft, FormVersion
from kheo.plan.forms.rules import Field
from kheo.plan.forms.rules.paper import items_of, numbers_of
from kheo.plan.forms.rules.printing import Paper, pdf_of
from kheo.plan.programmes.models import Programme
from kheo.web.manage.conditions import Words, in_words
from kheo.web.manage.questions import language_name

LANGUAGES = ("vi", "en")
_CALL = re.compile(r"[a-z]\(|\$\{|/")  # what is left of an expression that has no words


def languages_on_paper(outline: Sequence[Field], own: str) -> list[tuple[str, str]]:
    """(code, its own name) of the languages in which a form can be printed, the reader's first: those that both the
    form and Kheo speak; all that Kheo speaks where the form names none of them."""
    spoken = {language for one in outline for language in one.label}
    found = [one for one in LANGUAGES if one in spoken] or list(LANGUAGES)
    return [(one, language_name(one)) for one in sorted(found, key=lambda language: language != own)]


@dataclass(frozen=True)
class Numbered(Words):
    """Questions are called by their numbers on the paper; what is not on it, by its label."""

    numbers: Mapping[str, str]

    def question(self, name: str) -> str:
        if name in self.numbers:
            return _("question %(number)s") % {"number": self.numbers[name]}
        return super().question(name)


def paper_of_version(version: FormVersion, language: str) -> bytes:
    """The PDF of a published version. A version never changes, so it is kept while the process lives."""
    return _of_version(version.pk, version.sha256, _issuer(version.form.code, language), language)


@lru_cache(maxsize=32)
def _of_version(pk: int, sha256: str, issuer: tuple[str, str], language: str) -> bytes:
    version = FormVersion.objects.select_related("form").get(pk=pk)
    return _print(
        queries.outline_of(version),
        version.form.title,
        version.form.code,
        version.version or str(version.number),
        issuer,
        version.published_at,
        language,
    )


def paper_of_draft(draft: FormDraft, language: str) -> bytes | None:
    """The PDF of a draft, which says that it is one; None where its form cannot be read."""
    reading = queries.read_draft(draft).reading
    if reading is None:
        return None
    issuer = _issuer(draft.code, language)
    with translation.override(language):
        notice = _("Draft: not to be filled in")
    return _print(
        reading.outline, reading.title, draft.code, reading.version or "–", issuer, draft.at, language, notice
    )


def _issuer(code: str, language: str) -> tuple[str, str]:
    """(programme, agency) where the form belongs to one programme, and one agency alone sends it."""
    owners = list(Programme.objects.filter(schedules__form__code=code).distinct()[:2])
    if len(owners) != 1:
        return "", ""
    wanted = owners[0].schedules.filter(form__code=code).values("agency")
    agencies = list(Organisation.objects.filter(pk__in=wanted)[:2])
    return pick(owners[0].title, language), pick(agencies[0].title, language) if len(agencies) == 1 else ""


def _print(
    outline: Sequence[Field],
    title: Mapping[str, str],
    code: str,
    version: str,
    issuer: tuple[str, str],
    made_at: dt.datetime,
    language: str,
    notice: str = "",
) -> bytes:
    with translation.override(language):
        words = Numbered({one.name: one for one in outline}, language, numbers_of(outline))
        conditions = {one.name: condition_of(one, words) for one in outline if one.relevant}
        items = items_of(outline, conditions, language)
        named = pick(title, language) or code
        return pdf_of(
            Paper(named, code, version, language, *issuer, notice, made_at, items, paper_words(language))
        )


def condition_of(one: Field, words: Words) -> str:
    """In words; what is beyond words is only told to be a condition, for nobody reads an expression on paper."""
    said = in_words(one.relevant, words, one.name)
    beyond = said == one.relevant or _CALL.search(said)
    return _("it fits the answers above (the app decides)") if beyond else said


def paper_words(language: str) -> dict[str, str]:
    return {
        "comma": "," if language == "vi" else ".",
        "form": _("Form"),
        "version": _("Version"),
        "page": _("Page"),
        "paper_number": _("Number of this paper"),
        "filled_by": _("Filled in by (name, unit)"),
        "keyed_by": _("Keyed by"),
        "how": _(
            "How to fill in: one digit in each cell, aligned to the right; a cross in the box before an answer. "
            "(*) must be answered. Write 0 for none; leave empty what is not known. Write no names or numbers of "
            "identity papers of members of the public."
        ),
        "day": _("day"),
        "month": _("month"),
        "year": _("year"),
        "hour": _("hour"),
        "minute": _("minute"),
        "only_if": _("Only if"),
        "only_if_here": _("only if"),
        "questions": _("Questions"),
        "several": _("Several answers are possible."),
        "order": _("Write 1 for the first, 2 for the second, and so on."),
        "agreed": _("Agreed"),
        "picture": _("Attached, with the paper's number on it. How many:"),
        "attached": _("Attached, with the paper's number on it"),
        "sketch": _("A sketch is attached, with the paper's number on it"),
        "name": _("Name:"),
        "code": _("Code:"),
        "latitude": _("Latitude (north):"),
        "longitude": _("Longitude (east):"),
        "row": _("No."),
        "of_row": _("Of line"),
        "entry": _("Entry"),
        "entries": _("Entries"),
        "more_rows": _(
            "One line for each. If they are not enough, go on on another sheet with the same number."
        ),
        "table_date": _("dd/mm/yyyy"),
        "table_one": _("number of the answer"),
        "table_many": _("numbers of the answers"),
        "table_named": _("name or code"),
    }
