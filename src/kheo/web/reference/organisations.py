"""Agencies and units: their dates, what they came from and became, how much they reported."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from kheo.capture.submissions.models import Record
from kheo.consolidate.figures.queries import tally_by_agency
from kheo.ground.organisations.models import Organisation
from kheo.ground.organisations.queries import predecessors, successors
from kheo.ground.organisations.states import LinkKind
from kheo.kit.text import pick
from kheo.web.shared.asking import forms_of
from kheo.web.shared.frame import Frame
from kheo.web.shared.pickers import agencies_of

MOST_UNITS = 200


@dataclass(frozen=True)
class AgencyRow:
    name: str
    url: str
    reports: int
    units: int
    until: dt.date | None = None


@dataclass(frozen=True)
class Bond:
    name: str
    url: str
    kind: str
    effective: dt.date
    decision: str


@dataclass(frozen=True)
class OrganisationPage:
    name: str
    ref: str
    aliases: tuple[str, ...]
    valid_from: dt.date | None
    valid_to: dt.date | None
    agency: AgencyRow | None
    parent: AgencyRow | None
    place: tuple[str, str] | None
    units: tuple[AgencyRow, ...]
    more_units: int
    reports: int
    came_from: tuple[Bond, ...]
    became: tuple[Bond, ...]
    view_url: str


def agency_rows(frame: Frame) -> list[AgencyRow]:
    """The agencies, each with the number of its lines, sorted as Vietnamese sorts."""
    reports = tally_by_agency(forms_of(frame.programme.code))
    units = dict(
        Organisation.objects.exclude(agency=None).values_list("agency").annotate(n=Count("id")).order_by()
    )
    return [
        _row(frame, agency, reports.get(agency.pk, 0), units.get(agency.pk, 0))
        for agency in agencies_of(frame.programme)
    ]


def _row(frame: Frame, found: Organisation, reports: int = 0, units: int = 0) -> AgencyRow:
    name = pick(found.title, frame.language) or found.ref
    return AgencyRow(name, frame.choices.to("organisation", found.ref), reports, units, found.valid_to)


def organisation_of(frame: Frame, found: Organisation) -> OrganisationPage:
    records = Record.objects.filter(form__code__in=forms_of(frame.programme.code))
    own = records.filter(unit=found) if found.agency else records.filter(agency=found)
    units = list(Organisation.objects.filter(parent=found).order_by("sort_key", "pk")[: MOST_UNITS + 1])
    total = Organisation.objects.filter(parent=found).count()
    return OrganisationPage(
        name=pick(found.title, frame.language) or found.ref,
        ref=found.ref,
        aliases=tuple(found.aliases),
        valid_from=found.valid_from,
        valid_to=found.valid_to,
        agency=_row(frame, found.agency) if found.agency else None,
        parent=_row(frame, found.parent) if found.parent and found.parent_id != found.agency_id else None,
        place=(found.place.name, frame.choices.to("place", found.place.ref)) if found.place else None,
        units=tuple(_row(frame, unit) for unit in units[:MOST_UNITS]),
        more_units=max(total - MOST_UNITS, 0),
        reports=own.count(),
        came_from=tuple(
            _bond(frame, link.origin, link.kind, link.effective, link.decision)
            for link in predecessors(found)
        ),
        became=tuple(
            _bond(frame, link.target, link.kind, link.effective, link.decision) for link in successors(found)
        ),
        view_url="" if found.agency else frame.choices.but(view=found.ref).to("overview"),
    )


def _bond(frame: Frame, other: Organisation, kind: str, effective: dt.date, decision: str) -> Bond:
    names = {
        LinkKind.RENAMED: _("renamed"),
        LinkKind.MERGED: _("merged"),
        LinkKind.SPLIT: _("split"),
        LinkKind.FUNCTION_MOVED: _("a function moved"),
    }
    name = pick(other.title, frame.language) or other.ref
    return Bond(name, frame.choices.to("organisation", other.ref), names[LinkKind(kind)], effective, decision)
