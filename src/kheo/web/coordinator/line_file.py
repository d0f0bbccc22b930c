"""A figure's source lines as a file: every line that the page shows page by page, with every answer of its form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import translation

from kheo.consolidate.figures.queries import lines
from kheo.consolidate.figures.rules.passport import Line, Passport
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Place
from kheo.kit.text import pick
from kheo.plan.programmes.models import Indicator
from kheo.plan.programmes.rules.definition import Definition
from kheo.web.coordinator.downloads import harmless
from kheo.web.coordinator.fates import fate_name
from kheo.web.shared.fields import fields_of
from kheo.web.shared.frame import Frame

AT_ONCE = 2_000
OWN = (
    "record", "file", "line", "agency", "unit", "place", "place_ref", "within", "day", "value", "qualifier",
    "fate", "said", "because_line", "perhaps",
)  # fmt: skip


def line_rows(frame: Frame, passport: Passport, fate: str, agency: int | None) -> Iterator[str]:
    """The file, piece by piece; the first begins with a mark that makes spreadsheets read Vietnamese letters."""
    face = passport.indicator
    plain = Indicator.objects.get(code=face.code, version=face.version).definition
    fields = list(fields_of(Definition.from_json(plain).forms).labels)
    page, pages = 1, 1
    while page <= pages:
        found = lines(passport.id, fate=fate, agency=agency, page=page, per_page=AT_ONCE)
        head = [[*OWN, *fields]] if page == 1 else []
        yield ("\ufeff" if page == 1 else "") + _written([*head, *_rows(frame, found.lines, fields)])
        page, pages = page + 1, found.pages


def _written(rows: Sequence[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _rows(frame: Frame, found: Sequence[Line], fields: Sequence[str]) -> list[list[Any]]:
    told = {number for line in found for number in (line.agency, line.unit) if number}
    names: Mapping[int, str] = {
        pk: pick(title, frame.language) or ref
        for pk, title, ref in Organisation.objects.filter(pk__in=told).values_list("pk", "title", "ref")
    }
    places = Place.objects.select_related("parent").in_bulk({line.place for line in found if line.place})
    with translation.override(frame.language):  # the page's own language has ended when a later piece is made
        return [
            _row(line, names, places.get(line.place or 0), fields)
            if frame.scope.covers(line.agency, line.unit, line.place)
            else _closed(line, names, places.get(line.place or 0), fields)
            for line in found
        ]


def _closed(line: Line, names: Mapping[int, str], place: Place | None, fields: Sequence[str]) -> list[Any]:
    """A line that the reader may not see: whose it is, where, and what became of it."""
    row: list[Any] = [""] * (len(OWN) + len(fields))
    told = {
        "agency": names.get(line.agency or 0, ""),
        "place": place.name if place else "",
        "place_ref": place.ref if place else "",
        "fate": line.fate,
        "said": fate_name(line.fate, ""),
    }
    for name, value in told.items():
        row[OWN.index(name)] = harmless(value)
    return row


def _row(line: Line, names: Mapping[int, str], place: Place | None, fields: Sequence[str]) -> list[Any]:
    because = str(line.because_line or "")
    own = [
        line.record, line.filename, line.line, names.get(line.agency or 0, ""), names.get(line.unit or 0, ""),
        place.name if place else "", place.ref if place else "",
        place.parent.name if place and place.parent else "", line.day or "",
        "" if line.value is None else format(line.value.normalize(), "f"), line.qualifier,
        line.fate, fate_name(line.fate, because), because, "perhaps" if line.perhaps else "",
    ]  # fmt: skip
    answers = ["" if line.fields.get(name) is None else line.fields[name] for name in fields]
    return [harmless(value) for value in [*own, *answers]]
