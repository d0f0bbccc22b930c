"""Bring the checks of a programme to what its pack says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from kheo.ground.audit.actions import record
from kheo.ground.upsert import Wanted, upsert_versions
from kheo.kit.nodes import Node
from kheo.kit.tally import Tally
from kheo.plan.forms.queries import field_types
from kheo.plan.programmes.models import Programme
from kheo.plan.programmes.queries import indicators
from kheo.verify.quality.models import Check
from kheo.verify.quality.rules.checks import read_checks


@transaction.atomic
def load_checks(
    nodes: Iterable[Node], *, forms: Sequence[str], programme: Programme, by: str, now: dt.datetime
) -> Tally:
    """Read the entries of a ``quality.yaml`` and write them; what is wrong goes into the problems that they were read
    with. ``forms``: the pack's own, for checks that name none.

    A changed threshold makes the next version and leaves the earlier ones as they are; other words change in place.

    A check that the pack no longer has, or switches off, is retired, and comes back if the pack has it again.
    """
    codes = [one.code for one in indicators(programme)]
    rows = read_checks(nodes, forms=field_types(), own=forms, indicators=codes)
    wanted = {
        row.code: Wanted(
            row.digest,
            decisive={
                "kind": row.kind.value,
                "forms": list(row.forms),
                "weight": row.weight,
                "rule": row.rule,
            },
            told={"rank": row.rank, "title": row.title},
        )
        for row in rows
    }
    tally = upsert_versions(Check, wanted, programme=programme)
    if tally.changed:
        detail = {"created": tally.created, "updated": tally.updated, "retired": tally.retired}
        record("checks.loaded", f"programme:{programme.code}", by=by, now=now, detail=detail)
    return tally
