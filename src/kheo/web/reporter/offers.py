"""Which forms a person's devices are offered, by whichever door they ask, and what is filled in before they begin."""

from __future__ import annotations

from collections.abc import Iterable

from kheo.ground.organisations.models import Organisation
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.queries import forms_for_phones
from kheo.plan.forms.rules import Field
from kheo.plan.programmes.models import Programme
from kheo.plan.programmes.queries import programmes, unscheduled


def programmes_of(unit: Organisation | None) -> Iterable[Programme]:
    """The programmes that the unit's agency takes part in; all where nothing says so."""
    found = list(programmes())
    agency = (unit.agency_id or unit.pk) if unit else 0
    own = [one for one in found if one.partners.filter(pk=agency).exists()]
    return own or found


def forms_for(unit: Organisation | None, *, all_versions: bool = False) -> list[FormVersion]:
    """What a person of this unit may report: what its agency is to send; every form where no schedule says."""
    versions = forms_for_phones(all_versions=all_versions)
    owner = next(iter(programmes_of(unit)), None)
    if unit is None or owner is None:
        return versions
    wanted = set(owner.schedules.filter(agency=unit.agency_id or unit.pk).values_list("form_id", flat=True))
    return [one for one in versions if one.form_id in wanted | unscheduled()] or versions


def filled_before(fields: Iterable[Field], unit: Organisation | None) -> dict[str, str]:
    """Question → the answer that the app puts there: who reports, and that the work ended today."""
    filled: dict[str, str] = {}
    for one in fields:
        if one.role == "unit" and unit:
            filled[one.name] = unit.ref
        if one.role == "end":
            filled[one.name] = "today"
    return filled
