"""The chain as it stands, and whether it is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.timezone import localtime

from kheo.ground.audit.models import AuditRow, Seal
from kheo.ground.audit.rules import Act, Anchor, Check, Link, Verdict
from kheo.ground.audit.rules.checking import Sealed, Written

AT_ONCE, SEALS_AT_ONCE = 5_000, 100
ACT = ("id", "at", "actor", "act", "subject", "label", "detail", "words", "digest")
LINK = ("number", "at", "first", "last", "size", "total", "previous", "rows", "digest")
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Standing:
    """``last``: the newest seal, as an anchor. ``waiting``: rows after it."""

    last: Anchor | None
    waiting: int


def check(anchors: Sequence[Anchor] = (), progress: Progress | None = None) -> Verdict:
    """Read everything, a piece at a time. What is sealed while this reads counts as not sealed yet."""
    newest = Seal.objects.order_by("-number").values_list("number", flat=True).first() or 0
    return Check(_seals(newest), _rows(progress), anchors).verdict()


def _seals(newest: int) -> Iterator[Sealed]:
    at: int | None = None
    while True:
        seals = Seal.objects.filter(number__lte=newest).order_by("number")
        some = list((seals if at is None else seals.filter(number__gt=at)).values_list(*LINK)[:SEALS_AT_ONCE])
        for *told, rows, digest in some:
            yield Link._make([*told, bytes(rows)]), digest
        if len(some) < SEALS_AT_ONCE:
            return
        at = some[-1][0]


def _rows(progress: Progress | None) -> Iterator[Written]:
    at: int | None = None
    read, total = 0, AuditRow.objects.count() if progress else None
    while True:
        rows = AuditRow.objects.order_by("id")
        some = list((rows if at is None else rows.filter(id__gt=at)).values_list(*ACT)[:AT_ONCE])
        for *told, digest in some:
            yield Act._make(told), digest
        read += len(some)
        if progress:
            progress(read, total)
        if len(some) < AT_ONCE:
            return
        at = some[-1][0]


def standing() -> Standing:
    """Two short questions, whatever the length of the record."""
    last = anchor_now()
    return Standing(last, AuditRow.objects.filter(id__gt=last.last if last else 0).count())


def anchor_now() -> Anchor | None:
    """The newest seal as a line to be kept outside; None before the first."""
    return next(iter(_as_anchors(Seal.objects.order_by("-number")[:1])), None)


def anchors_of_days(most: int) -> list[Anchor]:
    """The last seal of each of the newest ``most`` days on which anything was sealed, the newest first."""
    found: list[Anchor] = []
    seals = Seal.objects.order_by("-at", "-number")
    while len(found) < most and (some := _as_anchors(seals[:1])):
        found += some
        midnight = localtime(some[0].at).replace(hour=0, minute=0, second=0, microsecond=0)
        seals = seals.filter(at__lt=midnight)
    return found


def seal_of(number: int) -> Seal | None:
    """The seal under which a row stands; None while it waits for one."""
    return Seal.objects.filter(last__gte=number).order_by("last").defer("rows").first()


def _as_anchors(seals: QuerySet[Seal]) -> list[Anchor]:
    return [Anchor(*told) for told in seals.values_list("at", "last", "total", "digest")]
