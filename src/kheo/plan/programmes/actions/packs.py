"""Write what a pack holds, in the order in which its parts refer to each other."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kheo.ground.audit.actions import record
from kheo.ground.organisations.actions import load_links, load_organisations
from kheo.ground.places.actions import load_changes, load_levels, load_places, load_shapes
from kheo.kit.tally import Tally
from kheo.plan.forms.actions import publish_form
from kheo.plan.programmes.actions import programmes as plans
from kheo.plan.programmes.models import Pack as PackModel
from kheo.plan.programmes.queries import Pack


@transaction.atomic
def load_contents(*, pack: Pack, by: str, now: dt.datetime) -> dict[str, Tally]:
    """Write a pack that was read without problems. Kind of thing → what changed; a second time nothing does."""
    done = {
        "levels": load_levels(pack.levels, by=by, now=now),
        "places": load_places(pack.places, by=by, now=now),
        "changes": load_changes(pack.changes, by=by, now=now),
        "shapes": load_shapes(pack.shapes, pack=pack.head.code, by=by, now=now),
        "organisations": load_organisations(pack.organisations, by=by, now=now),
        "links": load_links(pack.links, by=by, now=now),
        "units": plans.load_units(pack.units, by=by, now=now),
        "calendars": plans.load_calendars(pack.calendars, by=by, now=now),
        "forms": _publish(pack, by=by, now=now),
    }
    row = _pack_row(pack, now)
    if pack.programme is not None:
        programme, done["programme"] = plans.load_programme(pack.programme, pack=row, by=by, now=now)
        done["indicators"] = plans.load_indicators(pack.indicators, programme=programme, by=by, now=now)
        done["targets"] = plans.load_targets(pack.targets, programme=programme, by=by, now=now)
        done["schedules"] = plans.load_schedules(pack.schedules, programme=programme, by=by, now=now)
    changed = {kind: tally.changed for kind, tally in done.items() if tally.changed}
    if changed:
        record("pack.loaded", f"pack:{pack.head.code}", by=by, now=now, label=pack.head.code, detail=changed)
    return done


def _publish(pack: Pack, *, by: str, now: dt.datetime) -> Tally:
    tally = Tally()
    for form in pack.forms:
        tally += publish_form(code=form.code, filename=form.filename, content=form.content, by=by, now=now)
    return tally


def _pack_row(pack: Pack, now: dt.datetime) -> PackModel:
    told = {"title": pack.head.title, "terms": pack.head.terms, "digest": pack.digest}
    row = PackModel.objects.filter(code=pack.head.code).first()
    if row is None:
        return PackModel.objects.create(code=pack.head.code, loaded_at=now, **told)
    if any(getattr(row, name) != value for name, value in told.items()):
        PackModel.objects.filter(pk=row.pk).update(loaded_at=now, **told)
        row.refresh_from_db()
    return row
