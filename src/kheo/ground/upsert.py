"""Bring a table to what a file says, touching only the rows that differ."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import models

from kheo.kit.tally import SHOWN, Tally

M = TypeVar("M", bound=models.Model)
K = TypeVar("K", bound=Hashable)
BATCH = 2_000


def upsert(
    model: type[M],
    wanted: Mapping[K, Mapping[str, Any]],
    *,
    existing: Mapping[K, M],
    retire: Iterable[M] = (),
) -> tuple[Tally, dict[K, M]]:
    """Create, update and delete (``retire``) rows of ``model``.

    ``wanted``: key → field values; foreign keys as ``…_id``. ``existing``: the rows there are, by the same key.
    Returns the tally and the rows by key, as they are now. Without signals and without ``save()``.
    """
    made = {key: model(**values) for key, values in wanted.items() if key not in existing}
    model._default_manager.bulk_create(made.values(), batch_size=BATCH)
    touched: list[M] = []
    fields: set[str] = set()
    for key, values in wanted.items():
        if key not in existing:
            continue
        row = existing[key]
        differing = [name for name, value in values.items() if getattr(row, name) != value]
        for name in differing:
            setattr(row, name, values[name])
        if differing:
            touched.append(row)
            fields.update(differing)
    if touched:
        model._default_manager.bulk_update(touched, sorted(_field_names(model, fields)), batch_size=200)
    gone = list(retire)
    if gone:
        model._default_manager.filter(pk__in=[row.pk for row in gone]).delete()
    tally = Tally(
        created=len(made),
        updated=len(touched),
        unchanged=len(wanted) - len(made) - len(touched),
        retired=len(gone),
        names=tuple(str(row) for row in [*touched[:SHOWN], *gone[:SHOWN]])[:SHOWN],
    )
    return tally, {key: existing.get(key) or made[key] for key in wanted}


def _field_names(model: type[models.Model], attributes: Iterable[str]) -> Iterable[str]:
    """bulk_update wants ``parent`` where values are compared as ``parent_id``."""
    by_attribute = {field.attname: field.name for field in model._meta.concrete_fields}
    return (by_attribute[attribute] for attribute in attributes)
