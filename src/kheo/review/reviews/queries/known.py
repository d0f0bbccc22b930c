"""What typed text may ask for."""

from __future__ import annotations

from kheo.ground.places.models import Level
from kheo.kit.periods import GRAINS
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Programme
from kheo.plan.programmes.queries import indicators

OWN_KEYS = ("unit", "agency", "place")
CODED = ("select_one", "text", "calculate")


def indicator_codes(programme: Programme) -> list[str]:
    """The programme's indicators that are in force, in the programme's order."""
    return [row.code for row in indicators(programme)]


def breakdown_names() -> set[str]:
    """Levels of places, grains of time, who reported, and the coded fields of all forms."""
    names = {*Level.objects.values_list("code", flat=True), *GRAINS, *OWN_KEYS}
    for form in Form.objects.prefetch_related("versions"):
        for version in form.versions.all():
            names.update(field["name"] for field in version.fields if field["type"] in CODED)
    return names
