"""What made-up reports are made from: a pack's generator, and the ground as it stands after the pack was loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Count, Max

from kheo.capture.samples.rules.spec import Spec, read_spec
from kheo.capture.samples.rules.waiting import Last
from kheo.capture.samples.rules.world import Duty, Spot, Unit, World, sized
from kheo.capture.submissions.models import Record
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Place, PlaceEdge
from kheo.kit.periods import Calendar
from kheo.kit.refusals import Refused
from kheo.plan.forms.queries import fields_of, latest, latest_versions
from kheo.plan.forms.rules import Field
from kheo.plan.forms.rules.fields import DATES
from kheo.plan.programmes.models import Programme, Schedule

GENERATOR = "generator.yaml"


def generator_of(pack: Path) -> Spec:
    """The pack's ``generator.yaml``. Refuses a pack that has none, and one that is not understood."""
    file = pack / GENERATOR
    if not file.is_file():
        raise Refused("samples.no_generator", pack=pack.name)
    return read_spec(yaml.safe_load(file.read_bytes()) or {})


def world_of(programme: str, level: str) -> World:
    """Everything that the programme's schedules touch. ``level``: the places to which a size is given.

    Refused("samples.no_programme") where the programme was not loaded.
    """
    found = Programme.objects.select_related("calendar").filter(code=programme).first()
    if found is None:
        raise Refused("samples.no_programme", programme=programme)
    spots = _spots()
    schedules = list(
        Schedule.objects.filter(programme=found).select_related("form", "agency", "level").order_by("id")
    )
    duties = tuple(
        Duty(
            form=schedule.form.code,
            agency=schedule.agency.ref,
            level=schedule.level.code if schedule.level else "",
            every=schedule.every,
            days_after_close=schedule.days_after_close,
            first=schedule.first_day,
            last=schedule.last_day,
        )
        for schedule in schedules
    )
    return sized(
        World(
            calendar=Calendar.from_json(found.calendar.code, found.calendar.regimes),
            spots=spots,
            edges=_edges(),
            units=_units(spots, {duty.agency for duty in duties}),
            duties=duties,
            forms=_forms({duty.form for duty in duties}),
        ),
        level,
    )


def _spots() -> dict[int, Spot]:
    columns = ("pk", "ref", "code", "name", "level__code", "parent_id", "valid_from", "valid_to")
    return {row[0]: Spot(*row) for row in Place.objects.order_by("pk").values_list(*columns)}


def _edges() -> dict[int, dict[int, float | None]]:
    found: dict[int, dict[int, float | None]] = defaultdict(dict)
    rows = (
        PlaceEdge.objects.exclude(target=None).order_by("pk").values_list("origin_id", "target_id", "weight")
    )
    for origin, target, weight in rows:
        if target is not None:
            found[origin][target] = None if weight is None else float(weight)
    return found


def _units(spots: dict[int, Spot], agencies: set[str]) -> tuple[Unit, ...]:
    rows = (
        Organisation.objects.filter(agency__ref__in=agencies)
        .exclude(place=None)
        .order_by("ref")
        .values_list("pk", "ref", "agency__ref", "agency_id", "place_id")
    )
    return tuple(
        Unit(number, ref, agency or "", agency_number or 0, spots[place])
        for number, ref, agency, agency_number, place in rows
        if place is not None
    )


def _forms(codes: set[str]) -> dict[str, tuple[Field, ...]]:
    return {
        version.form.code: fields_of(version) for version in latest_versions() if version.form.code in codes
    }


def last_told(how: Mapping[str, Any]) -> list[Last]:
    """The newest record of each of the busiest units, form by form; ``how``: as ``waiting`` of the generator says."""
    found: list[Last] = []
    for form in how["forms"]:
        fields = fields_of(latest(form))
        numbers = [one.name for one in fields if one.type in ("integer", "decimal")]
        days = [one.name for one in fields if one.type in DATES]
        told = Record.objects.filter(form__code=form, repeats=None, unit__valid_to=None).exclude(unit=None)
        busiest = told.order_by().values("unit").annotate(n=Count("pk"), newest=Max("pk"))
        rows = busiest.order_by("-n", "unit").values_list("newest", flat=True)[: int(how["units"])]
        for record in Record.objects.filter(pk__in=list(rows)).order_by("pk"):
            found.append(Last(form, record.unit_id or 0, record.values, numbers, days))
    return found
