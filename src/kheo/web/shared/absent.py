"""Why a cell that the answer does not have is empty: nobody reported, nobody was asked, or no report of such a row can
count. Three things that a reader must not mix up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW, Cell, Status
from kheo.ground.organisations.models import Organisation
from kheo.plan.programmes.models import Schedule
from kheo.web.shared.asking import Known, stamp
from kheo.web.shared.atlas import atlas
from kheo.web.shared.choices import Choices
from kheo.web.shared.kept import kept
from kheo.web.shared.shown import NOT_APPLICABLE, NOT_ATTRIBUTABLE, Shown, not_reported, show


def show_known(
    cell: Cell | None, known: Known, choices: Choices, by: Sequence[str] = (), keys: Sequence[Any] = ()
) -> Shown:
    """A cell for the page; one that is not there, with the reason. ``by`` and ``keys``: where in a table it stands."""
    if cell is not None:
        return show(cell, known.unit, choices)
    place = dict(zip(by, keys, strict=True))
    levels = [level for level in place if level in atlas().ranks or level == "place"]
    rules = known.rule.rules
    if any(place[level] is None for level in levels) and any("place" in rule.keys for rule in rules):
        said = _("not attributable: its rule counts by place, and these reports have none")
        return Shown(str(Status.NOT_ATTRIBUTABLE), NOT_ATTRIBUTABLE, said)
    agency = place.get("agency", _viewed(stamp()[1:], choices.view))
    if isinstance(agency, int) and never_asked(choices.programme, known, agency):
        said = _("not applicable: this agency is not asked for it")
        return Shown(str(Status.NOT_APPLICABLE), NOT_APPLICABLE, said)
    return not_reported()


def never_asked(programme: str, known: Known, agency: int) -> bool:
    """Whether the programme asks other agencies for each form that the indicator counts, and this one for none."""
    asked = _asked(stamp()[1:], programme)
    forms = known.rule.forms
    return all(form in asked for form in forms) and not any(agency in asked[form] for form in forms)


@kept(16)
def _asked(_at: tuple[object, ...], programme: str) -> Mapping[str, frozenset[int]]:
    """Form → the agencies with a schedule for it."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = Schedule.objects.filter(programme__code=programme).values_list("form__code", "agency_id")
    for form, agency in rows:
        found[form].add(agency)
    return {form: frozenset(agencies) for form, agencies in found.items()}


@kept(64)
def _viewed(_at: tuple[object, ...], view: str) -> int | None:
    if view == PROGRAMME_VIEW:
        return None
    return Organisation.objects.filter(ref=view).values_list("pk", flat=True).first()
