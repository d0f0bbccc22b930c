"""Bring a table to what a file says, touching only the rows that differ."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Wanted:
    """What a file says of one thing with versions. ``decisive``: what makes another version when ``digest`` is another
    one; ``told`` is changed in place."""

    digest: str
    decisive: Mapping[str, Any]
    told: Mapping[str, Any]


def upsert_versions(
    model: type[models.Model], wanted: Mapping[str, Wanted], *, programme: models.Model
) -> Tally:
    """Bring what a programme defines, by code, to what a file says: a new version where what decides differs, the words
    of the newest in place, and what the file no longer has is retired, until it has it again. Versions are never edited.

    ``model`` has programme, code, version, digest and retired.
    """
    rows: Any = model._default_manager
    newest = {one.code: one for one in rows.filter(programme=programme).order_by("version")}
    same = {code: one for code, one in wanted.items() if code in newest and newest[code].digest == one.digest}
    versions: dict[str, int] = {
        code: newest[code].version + 1 if code in newest else 1 for code in wanted if code not in same
    }
    dropped = {code for code, one in newest.items() if not one.retired} - wanted.keys()
    told = {code: {**one.told, "retired": False} for code, one in same.items()}
    tally, _ = upsert(model, told, existing=newest)
    made = []
    for code, number in versions.items():
        said = wanted[code]
        values = {**said.decisive, **said.told, "digest": said.digest}
        made.append(model(programme=programme, code=code, version=number, **values))
    rows.bulk_create(made)
    rows.filter(programme=programme, code__in=dropped).update(retired=True)
    changed = [f"{code}@{number}" for code, number in versions.items() if number > 1]
    return tally + Tally(
        created=len(versions) - len(changed),
        updated=len(changed),
        retired=len(dropped),
        names=tuple([*changed, *sorted(dropped)][:SHOWN]),
    )


def _field_names(model: type[models.Model], attributes: Iterable[str]) -> Iterable[str]:
    """bulk_update wants ``parent`` where values are compared as ``parent_id``."""
    by_attribute = {field.attname: field.name for field in model._meta.concrete_fields}
    return (by_attribute[attribute] for attribute in attributes)
