"""A review as a pack writes it, read and checked; and what becomes of an editor's words when the pack changes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kheo.kit.refusals import Refused
from kheo.review.reviews.rules.placeholders import clean
from kheo.review.reviews.states import Finding, Language, Layout

Sections = dict[str, dict[str, list[str]]]
"""Language → finding → paragraphs."""

KEYS = (
    "name",
    "title",
    "period",
    "compared_with",
    "boundaries",
    "edition",
    "layout",
    "letterhead",
    "map",
    "tables",
    "sections",
)
LETTERHEAD = (
    "superior",
    "body",
    "symbol",
    "number",
    "place",
    "date",
    "on_behalf",
    "position",
    "signer",
    "recipients",
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


@dataclass(frozen=True)
class ReviewText:
    """What the pack says. ``boundaries``: the map's date, None for as reported."""

    name: str
    title: dict[str, str]
    period: str
    compared_with: str = ""
    boundaries: dt.date | None = None
    edition: str = ""
    layout: str = ""
    letterhead: dict[str, Any] = field(default_factory=dict)
    map: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, list[str]] = field(default_factory=dict)
    sections: Sections = field(default_factory=dict)


def read_review(plain: Mapping[str, Any]) -> ReviewText:
    """Check the shape of a pack's review. Raises Refused("review.…") that names the key."""
    name = str(plain.get("name") or "")
    if not _NAME.fullmatch(name):
        raise Refused("review.no_name", name=name)
    _only(plain, KEYS, name)
    letterhead = _mapping(plain, "letterhead", name)
    _only(letterhead, LETTERHEAD, name)
    if letterhead.get("date"):
        _day(letterhead["date"], "date", name)
    layout = str(plain.get("layout") or "")
    if layout and layout not in set(Layout):
        raise Refused("review.bad_layout", review=name, layout=layout, known=[one.value for one in Layout])
    if not plain.get("period"):
        raise Refused("review.no_period", review=name)
    return ReviewText(
        name=name,
        title=_texts(plain.get("title"), "title", name),
        period=str(plain["period"]),
        compared_with=str(plain.get("compared_with") or ""),
        boundaries=_day(plain["boundaries"], "boundaries", name) if plain.get("boundaries") else None,
        edition=str(plain.get("edition") or ""),
        layout=layout,
        letterhead=letterhead,
        map=_mapping(plain, "map", name),
        tables=_mapping(plain, "tables", name),
        sections=_sections(plain.get("sections") or {}, name),
    )


def _only(plain: Mapping[str, Any], known: tuple[str, ...], review: str) -> None:
    for key in plain:
        if key not in known:
            raise Refused("review.unknown_key", review=review, key=key, known=list(known))


def _mapping(plain: Mapping[str, Any], key: str, review: str) -> dict[str, Any]:
    value = plain.get(key) or {}
    if not isinstance(value, Mapping):
        raise Refused("review.not_a_mapping", review=review, key=key)
    return dict(value)


def _texts(value: Any, key: str, review: str) -> dict[str, str]:
    if not isinstance(value, Mapping) or not value or set(value) - set(Language):
        raise Refused("review.not_texts", review=review, key=key)
    return {language: clean(str(text)) for language, text in value.items()}


def _day(value: Any, key: str, review: str) -> dt.date:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise Refused("review.bad_day", review=review, key=key, value=str(value)) from None


def _sections(value: Any, review: str) -> Sections:
    if not isinstance(value, Mapping) or set(value) - set(Language):
        raise Refused("review.not_texts", review=review, key="sections")
    return {language: _findings(told, language, review) for language, told in value.items()}


def _findings(value: Any, language: str, review: str) -> dict[str, list[str]]:
    if not isinstance(value, Mapping):
        raise Refused("review.not_a_mapping", review=review, key=f"sections.{language}")
    found = {}
    for finding, paragraphs in value.items():
        if finding not in set(Finding):
            known = [one.value for one in Finding]
            raise Refused("review.unknown_finding", review=review, finding=finding, known=known)
        found[finding] = paragraphs_of(paragraphs, finding, review)
    return found


def paragraphs_of(value: Any, finding: str, review: str) -> list[str]:
    """One text or a list of texts, without empty ones."""
    texts = [value] if isinstance(value, str) else value or []
    if not isinstance(texts, list) or not all(isinstance(text, str | int) for text in texts):
        raise Refused("review.not_paragraphs", review=review, section=finding)
    return [text for text in (clean(str(text)) for text in texts) if text]


def merged(now: Sections, loaded_before: Sections, pack: Sections) -> Sections:
    """The sections after a load: the pack's where its own text changed, what stands there everywhere else."""
    merged_sections: Sections = {}
    for language in dict.fromkeys([*now, *pack]):
        told = {}
        for finding in Finding:
            old, new = _get(loaded_before, language, finding), _get(pack, language, finding)
            told[finding.value] = _get(now, language, finding) if new == old else new
        merged_sections[language] = {finding: texts for finding, texts in told.items() if texts}
    return {language: told for language, told in merged_sections.items() if told}


def _get(sections: Sections, language: str, finding: str) -> list[str]:
    return sections.get(language, {}).get(finding, [])
