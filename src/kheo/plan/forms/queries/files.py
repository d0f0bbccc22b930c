"""The files beside a version as phones get them: those that its author gave, and the lists that Kheo feeds."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kheo.ground.audit.models import AuditRow
from kheo.ground.files import stored
from kheo.ground.organisations.models import Organisation
from kheo.ground.organisations.queries import unit_rows
from kheo.ground.places.models import Place
from kheo.ground.places.queries import listed_places
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.rules.media import named_in_xform
from kheo.plan.forms.rules.own_lists import is_kheo_list, level_of
from kheo.plan.forms.rules.versions import hash_of

PLACES = ("name", "label", "parent", "level", "code", "search")
UNITS = ("name", "label", "agency", "place", "search")
State = tuple[int | None, ...]


@dataclass(frozen=True)
class File:
    """``hash``: ``md5:`` of the bytes. ``built_in``: fed by Kheo, and made anew when places or units change."""

    filename: str
    size: int
    hash: str
    built_in: bool = False


def files_beside(version: FormVersion, day: dt.date) -> list[File]:
    """The files that a phone needs beside a version on a day, by name."""
    found = [File(one.filename, one.size, _hash_of_kept(one.sha256)) for one in version.media.all()]
    for name in named_in_xform(version.xform):
        if is_kheo_list(name):
            content = built_in_list(name, day)
            found.append(File(name, len(content), hash_of(content), built_in=True))
    return sorted(found, key=lambda one: one.filename)


def file_beside(version: FormVersion, filename: str, day: dt.date) -> bytes | None:
    """The bytes of one of these files; None where the version has none of that name."""
    if is_kheo_list(filename):
        return built_in_list(filename, day) if filename in named_in_xform(version.xform) else None
    kept = version.media.filter(filename=filename).first()
    return stored(kept.sha256).read_bytes() if kept else None


@lru_cache(maxsize=256)
def _hash_of_kept(sha256: str) -> str:
    return hash_of(stored(sha256).read_bytes())


def built_in_list(filename: str, day: dt.date) -> bytes:
    """The bytes of ``kheo-places.csv``, ``kheo-places-LEVEL.csv`` or ``kheo-units.csv`` on ``day``, sorted as
    Vietnamese sorts. Kept for the day and the state of the ground. Refuses another name."""
    if not is_kheo_list(filename):
        raise Refused("plan.no_such_list", filename=filename)
    return _list(filename, day, _state())


def _state() -> State:
    """What changes when places or organisations do: their last rows, and the last act that touched either."""
    acts = AuditRow.objects.filter(subject="ground")
    return tuple(
        rows.order_by("-pk").values_list("pk", flat=True).first()
        for rows in (Place.objects.all(), Organisation.objects.all(), acts)
    )


@lru_cache(maxsize=16)
def _list(filename: str, day: dt.date, state: State) -> bytes:
    level = level_of(filename)
    if level is None:
        return _csv(UNITS, unit_rows(day))
    return _csv(PLACES, listed_places(day, level=level))


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()
