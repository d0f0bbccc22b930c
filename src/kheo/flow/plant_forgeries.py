"""Forged reports are hidden among honest made-up ones: some wait for a decision, those before them were accepted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

from kheo.capture.samples.actions import file_reports
from kheo.capture.samples.queries import generator_of, world_of
from kheo.capture.samples.rules.forgeries import Filed, plant
from kheo.capture.samples.rules.lines import lines
from kheo.kit.refusals import Refused
from kheo.plan.programmes.models import Programme, Target
from kheo.verify.decisions.models import Decision
from kheo.verify.decisions.states import Outcome


def plant_forgeries(
    *, pack: Path, programme: str, seed: int, by: str, now: dt.datetime
) -> list[tuple[Filed, list[int]]]:
    """Every report that waits, forged or not, with the numbers of its records. For measuring, on a data folder of its own.

    Refused("samples.nothing") where the generator says nothing of forgeries.
    """
    spec = generator_of(pack)
    if not spec.forgeries:
        raise Refused("samples.nothing", what="forgeries")
    world = world_of(programme, spec.place_level)
    done = plant(lines(spec, world, seed), spec.forgeries, world, seed)
    numbers = file_reports(reports=done.reports)
    known = [records for one, records in zip(done.reports, numbers, strict=True) if not one.waiting]
    at = Decision.objects.prepared("at", now)
    rows = [(record, Outcome.ACCEPTED.value, by, at, "", "") for records in known for record in records]
    Decision.objects.append(("record", "outcome", "by", "at", "reason", "field"), rows)
    units = {unit.ref: unit.number for unit in world.units}
    owner, code = Programme.objects.get(code=programme), str(spec.forgeries["fits"]["target"])
    Target.objects.bulk_create(
        Target(
            programme=owner,
            indicator_code=code,
            period=period,
            organisation_id=units[unit],
            value=Decimal(value),
        )
        for (unit, period), value in done.targets.items()
    )
    return [pair for pair in zip(done.reports, numbers, strict=True) if pair[0].waiting]
