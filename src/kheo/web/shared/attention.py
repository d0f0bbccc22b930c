"""What arrived and is not whole or not clear, counted for every page: kept until something new arrives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Subquery

from kheo.capture.submissions.models import Attachment, Envelope, Rival, Submission, Withdrawn
from kheo.capture.submissions.queries import Gap, gaps, gone_back, incomplete
from kheo.ground.accounts.models import Device
from kheo.plan.programmes.models import Programme, Schedule
from kheo.verify.decisions.models import RivalDecision
from kheo.verify.decisions.queries import rivals
from kheo.web.shared.asking import Stamp, forms_of, stamp
from kheo.web.shared.kept import kept

RIVALS, INCOMPLETE, GAPS, REFUSED = KINDS = ("rivals", "incomplete", "gaps", "refused")


@dataclass(frozen=True, slots=True)
class Item:
    """``number``: of the rival, the report or the device; ``device``: the one that it is from, 0 where nobody knows;
    ``agency``: of its person."""

    number: int
    device: int
    agency: int | None
    have: int = 0
    gap: Gap | None = None


@dataclass(frozen=True)
class Attention:
    """By kind, newest first."""

    rivals: tuple[Item, ...]
    incomplete: tuple[Item, ...]
    gaps: tuple[Item, ...]
    refused: tuple[Item, ...]

    def of(self, kind: str, agency: int | None = None) -> Sequence[Item]:
        items: tuple[Item, ...] = getattr(self, kind)
        return [one for one in items if agency is None or one.agency == agency]

    @property
    def total(self) -> int:
        return sum(len(self.of(kind)) for kind in KINDS)


def attention_of(programme: Programme) -> Attention:
    """Over all that the programme's units send, whatever the period: what is not whole may have no day yet."""
    return _attention(_newest(programme), _forms(stamp(), programme.code))


@kept(16)
def _forms(_at: Stamp, code: str) -> tuple[str, ...]:
    """The forms that the programme's indicators count, and those that its schedules ask for."""
    asked = Schedule.objects.filter(programme__code=code).values_list("form__code", flat=True)
    return tuple(dict.fromkeys((*forms_of(code), *asked.distinct())))


def _newest(programme: Programme) -> tuple[int, ...]:
    """None of these tables is ever changed: the newest rows' numbers are all that the answer hangs on. One question."""
    tables = (Submission, Attachment, Rival, Envelope, Withdrawn, RivalDecision)
    newest = {
        f"of_{model._meta.model_name}": Subquery(model.objects.order_by("-pk").values("pk")[:1])
        for model in tables
    }
    return tuple(Programme.objects.annotate(**newest).values_list(*newest).get(pk=programme.pk))


@kept(8)
def _attention(_at: tuple[int, ...], forms: tuple[str, ...]) -> Attention:
    have = dict(incomplete(forms))
    lacking = {gap.device: gap for gap in gaps(forms)}
    back = gone_back(forms)
    from_device = dict(Submission.objects.filter(pk__in=[*have, *back]).values_list("pk", "device_id"))
    contradicting = rivals(forms).values_list("pk", "device_id", "submission__device_id")
    at = {number: device or held for number, device, held in contradicting}
    wanted = {*from_device.values(), *lacking, *at.values()}
    agencies = _agencies({device for device in wanted if device})

    def item(number: int, device: int | None, **more: object) -> Item:
        return Item(number, device or 0, agencies.get(device or 0), **more)  # type: ignore[arg-type]

    return Attention(
        rivals=tuple(item(number, device) for number, device in at.items()),
        incomplete=tuple(item(number, from_device[number], have=have[number]) for number in have),
        gaps=tuple(item(number, number, gap=gap) for number, gap in lacking.items()),
        refused=tuple(item(number, from_device[number]) for number in back),
    )


def _agencies(devices: set[int]) -> dict[int, int]:
    """device → the agency of its person."""
    rows = Device.objects.filter(pk__in=devices).values_list(
        "pk", "user__organisation_id", "user__organisation__agency_id"
    )
    return {device: agency or unit for device, unit, agency in rows if agency or unit}
