"""What a tried report would be recorded as, or why it would go back: in words, for the app to show."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from kheo.capture.submissions.models import Record
from kheo.capture.submissions.rules.rows import Reason, Row
from kheo.flow.try_draft import Tried
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Place
from kheo.kit.text import pick
from kheo.plan.forms.models import FormDraft
from kheo.plan.forms.queries import read_draft
from kheo.web.coordinator.report import values_of
from kheo.web.refusals import sentence
from kheo.web.shared.days import day_name
from kheo.web.shared.fields import Fields, fields_from


def as_told(tried: Tried, draft: FormDraft) -> dict[str, Any]:
    """``records``: one for the answers outside any repeat, and one for each repetition. ``refusals``: each with the
    question that it is about, "" for the whole. ``files``: names of what would come along."""
    reading = read_draft(draft).reading
    fields = fields_from(one.as_json() for one in reading.fields) if reading else fields_from(())
    return {
        "records": _records(tried.reported.rows, fields),
        "refusals": [_refusal(one, fields) for one in tried.reported.reasons],
        "files": list(tried.files),
    }


def _records(rows: Iterable[Row], fields: Fields) -> list[dict[str, Any]]:
    language = get_language() or "vi"
    found = list(rows)
    places = Place.objects.in_bulk([row.place for row in found if row.place])
    organisations = Organisation.objects.in_bulk(
        [number for row in found for number in (row.unit, row.agency) if isinstance(number, int)]
    )

    def titled(number: int | str | None) -> str:
        one = organisations.get(number) if isinstance(number, int) else None
        return pick(one.title, language) if one else ""

    told = []
    for row in found:
        # Never saved: it only lends its shape to the words with which every record is told.
        record = Record(
            place=places.get(row.place or 0),
            unit=organisations.get(row.unit or 0),
            values=json.loads(row.values),
            qualifiers=json.loads(row.qualifiers),
        )
        values = values_of(record, fields, language)
        told.append(
            {
                "unit": titled(row.unit),
                "agency": titled(row.agency) if row.agency != row.unit else "",
                "place": record.place.name if record.place else "",
                "first": _day(row.start),
                "last": _day(row.day),
                "measures": [
                    {"label": one.label, "text": one.text} for one in values if one.is_number and one.text
                ],
                "answers": [
                    {"label": one.label, "text": one.text} for one in values if not one.is_number and one.text
                ],
            }
        )
    return told


def _day(told: str | None) -> str:
    return day_name(dt.date.fromisoformat(told[:10])) if told else ""


def _refusal(reason: Reason, fields: Fields) -> dict[str, str]:
    message = sentence(reason.refused)
    return {
        "field": reason.column,
        "question": fields.label(reason.column, get_language() or "vi") if reason.column else "",
        "value": reason.value,
        "message": message[:1].upper() + message[1:],
    }
