"""Load a review from a pack; change what its editors typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from kheo.consolidate.editions.queries import edition_named
from kheo.ground.audit.actions import record
from kheo.kit.periods import Calendar
from kheo.kit.refusals import Refused
from kheo.kit.tally import Tally
from kheo.plan.programmes.models import Programme
from kheo.review.reviews.models import Review
from kheo.review.reviews.queries.known import breakdown_names, indicator_codes
from kheo.review.reviews.queries.listing import review_named
from kheo.review.reviews.rules.loading import ReviewText, merged, paragraphs_of, read_review
from kheo.review.reviews.rules.placeholders import check_sections
from kheo.review.reviews.states import Finding, Language


@transaction.atomic
def load_review(*, programme: Programme, plain: Mapping[str, Any], by: str, now: dt.datetime) -> Tally:
    """Create or change a review from a pack's YAML. What editors wrote stays where the pack's own text is as it was.

    Raises Refused("review.…") that names the key, or the language, section and paragraph.
    """
    text = read_review(plain)
    _check(text, programme)
    held = Review.objects.filter(name=text.name).first()
    if held is not None and held.programme_id != programme.pk:
        raise Refused("review.other_programme", review=text.name, programme=held.programme.code)
    review = held or Review(name=text.name, programme=programme)
    values = {
        "title": text.title,
        "period": text.period,
        "compared_with": text.compared_with,
        "boundaries": text.boundaries,
        "edition": edition_named(text.edition) if text.edition else None,
        "layout": text.layout,
        "letterhead": text.letterhead,
        "map": text.map,
        "tables": text.tables,
        "sections": merged(review.sections, review.as_loaded, text.sections),
        "as_loaded": text.sections,
    }
    if held is not None and all(getattr(held, name) == value for name, value in values.items()):
        return Tally(unchanged=1)
    for name, value in values.items():
        setattr(review, name, value)
    review.save()
    record("review.loaded", f"review:{review.pk}", by=by, now=now, label=review.name)
    return Tally(created=1, names=(review.name,)) if held is None else Tally(updated=1, names=(review.name,))


def _check(text: ReviewText, programme: Programme) -> None:
    calendar = Calendar.from_json(programme.calendar.code, programme.calendar.regimes)
    for label in (text.period, text.compared_with):
        if label:
            calendar.span(label)
    codes = indicator_codes(programme)
    check_sections(text.sections, codes, breakdown_names(), review=text.name)
    wanted = [("map", text.map.get(name)) for name in ("colour", "size")]
    wanted += [("tables", code) for listed in text.tables.values() for code in listed]
    for key, code in wanted:
        if code and code not in codes:
            raise Refused("review.no_such_indicator", review=text.name, key=key, indicator=code)


@transaction.atomic
def write_section(
    *, name: str, language: str, finding: str, paragraphs: list[str], by: str, now: dt.datetime
) -> Review:
    """Replace the paragraphs of one section in one language. Raises Refused("review.…")."""
    review = review_named(name)
    if language not in set(Language) or finding not in set(Finding):
        raise Refused(
            "review.unknown_finding", review=name, finding=finding, known=[one.value for one in Finding]
        )
    texts = paragraphs_of(paragraphs, finding, name)
    changed = {language: {finding: texts}}
    check_sections(changed, indicator_codes(review.programme), breakdown_names(), review=name)
    review.sections = {**review.sections, language: {**review.sections.get(language, {}), finding: texts}}
    review.save(update_fields=["sections"])
    detail = {"language": language, "finding": finding, "paragraphs": texts}
    record("review.written", f"review:{review.pk}", by=by, now=now, label=review.name, detail=detail)
    return review
