"""Write units of measure, calendars, programmes, indicators, targets and schedules: bulk, and only what differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from kheo.ground.audit.actions import record
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Level, Place
from kheo.ground.upsert import Wanted, upsert, upsert_versions
from kheo.kit.tally import Tally
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import (
    Calendar,
    Indicator,
    MeasureUnit,
    Objective,
    Pack,
    Programme,
    Schedule,
    Target,
)
from kheo.plan.programmes.rules.contents import (
    CalendarRow,
    ProgrammeRow,
    ScheduleRow,
    TargetRow,
    UnitRow,
)
from kheo.plan.programmes.rules.indicators import IndicatorRow


@transaction.atomic
def load_units(rows: Sequence[UnitRow], *, by: str, now: dt.datetime) -> Tally:
    """Create or change units of measure by code."""
    wanted = {row.code: {"code": row.code, "title": row.title, "plural": row.plural} for row in rows}
    tally, _ = upsert(MeasureUnit, wanted, existing={unit.code: unit for unit in MeasureUnit.objects.all()})
    _record("units.loaded", "plan", tally, by=by, now=now)
    return tally


@transaction.atomic
def load_calendars(rows: Sequence[CalendarRow], *, by: str, now: dt.datetime) -> Tally:
    """Create or change calendars by code."""
    wanted = {row.code: {"code": row.code, "title": row.title, "regimes": row.regimes} for row in rows}
    tally, _ = upsert(Calendar, wanted, existing={one.code: one for one in Calendar.objects.all()})
    _record("calendars.loaded", "plan", tally, by=by, now=now)
    return tally


@transaction.atomic
def load_programme(row: ProgrammeRow, *, pack: Pack, by: str, now: dt.datetime) -> tuple[Programme, Tally]:
    """Create or change a programme with its partners and objectives."""
    fields = {
        "code": row.code,
        "pack_id": pack.pk,
        "title": row.title,
        "notice": row.notice,
        "source_note": row.source_note,
        "calendar_id": Calendar.objects.get(code=row.calendar).pk,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "settings": row.settings,
        "verification": row.verification,
        "sampling": row.sampling,
        "reminders": row.reminders,
    }
    existing = {one.code: one for one in Programme.objects.filter(code=row.code)}
    tally, rows = upsert(Programme, {row.code: fields}, existing=existing)
    programme = rows[row.code]
    objectives = {
        code: {"programme_id": programme.pk, "code": code, "title": title, "rank": rank}
        for rank, (code, title) in enumerate(row.objectives, 1)
    }
    there = {one.code: one for one in Objective.objects.filter(programme=programme)}
    gone = [one for code, one in there.items() if code not in objectives]
    of_objectives, _ = upsert(Objective, objectives, existing=there, retire=gone)
    partners = set(Organisation.objects.filter(ref__in=row.partners).values_list("pk", flat=True))
    if partners != set(programme.partners.values_list("pk", flat=True)):
        programme.partners.set(partners)
        tally = tally if tally.changed else Tally(updated=1, names=(row.code,))
    if not tally.changed and of_objectives.changed:
        tally = Tally(updated=1, names=(row.code,))
    _record("programme.loaded", f"programme:{row.code}", tally, by=by, now=now)
    return programme, tally


@transaction.atomic
def load_indicators(
    rows: Sequence[IndicatorRow], *, programme: Programme, by: str, now: dt.datetime
) -> Tally:
    """A changed rule makes the next version and leaves the earlier ones as they are; other words change in place.

    An indicator that the pack no longer has is retired, and comes back if the pack has it again.
    """
    units = dict(MeasureUnit.objects.values_list("code", "pk"))
    objectives = dict(Objective.objects.filter(programme=programme).values_list("code", "pk"))
    wanted = {
        row.code: Wanted(
            row.digest,
            decisive={"unit_id": units[row.unit]},
            told={
                "objective_id": objectives.get(row.objective),
                "rank": row.rank,
                "title": row.title,
                "definition": row.definition,
                "source_text": row.source_text,
            },
        )
        for row in rows
    }
    tally = upsert_versions(Indicator, wanted, programme=programme)
    _record("indicators.loaded", f"programme:{programme.code}", tally, by=by, now=now)
    return tally


@transaction.atomic
def load_targets(rows: Sequence[TargetRow], *, programme: Programme, by: str, now: dt.datetime) -> Tally:
    """Bring the programme's targets to exactly these."""
    places = _numbers(Place, [row.place for row in rows])
    organisations = _numbers(Organisation, [row.organisation for row in rows])
    wanted = {}
    for row in rows:
        place, organisation = places.get(row.place), organisations.get(row.organisation)
        wanted[row.indicator, row.period, place, organisation] = {
            "programme_id": programme.pk,
            "indicator_code": row.indicator,
            "period": row.period,
            "place_id": place,
            "organisation_id": organisation,
            "value": row.value,
        }
    existing = {
        (one.indicator_code, one.period, one.place_id, one.organisation_id): one
        for one in Target.objects.filter(programme=programme)
    }
    gone = [one for key, one in existing.items() if key not in wanted]
    tally, _ = upsert(Target, wanted, existing=existing, retire=gone)
    _record("targets.loaded", f"programme:{programme.code}", tally, by=by, now=now)
    return tally


@transaction.atomic
def load_schedules(rows: Sequence[ScheduleRow], *, programme: Programme, by: str, now: dt.datetime) -> Tally:
    """Bring the programme's schedules to exactly these."""
    forms = dict(Form.objects.values_list("code", "pk"))
    agencies = _numbers(Organisation, [row.agency for row in rows])
    levels = dict(Level.objects.values_list("code", "pk"))
    wanted = {}
    for row in rows:
        form, agency, level = forms[row.form], agencies[row.agency], levels.get(row.level)
        wanted[form, agency, level, row.every, row.first_day] = {
            "programme_id": programme.pk,
            "form_id": form,
            "agency_id": agency,
            "level_id": level,
            "every": row.every,
            "days_after_close": row.days_after_close,
            "first_day": row.first_day,
            "last_day": row.last_day,
        }
    existing = {
        (one.form_id, one.agency_id, one.level_id, one.every, one.first_day): one
        for one in Schedule.objects.filter(programme=programme)
    }
    gone = [one for key, one in existing.items() if key not in wanted]
    tally, _ = upsert(Schedule, wanted, existing=existing, retire=gone)
    _record("schedules.loaded", f"programme:{programme.code}", tally, by=by, now=now)
    return tally


def _numbers(model: type[Place] | type[Organisation], refs: Sequence[str]) -> dict[str, int]:
    wanted = {ref for ref in refs if ref}
    if not wanted:
        return {}
    rows = model._default_manager.order_by().values_list("ref", "pk")
    return {ref: number for ref, number in rows if ref in wanted}


def _record(act: str, subject: str, tally: Tally, *, by: str, now: dt.datetime) -> None:
    """An act that changed nothing leaves no trace."""
    if tally.changed:
        detail = {"created": tally.created, "updated": tally.updated, "retired": tally.retired}
        record(act, subject, by=by, now=now, detail=detail)
