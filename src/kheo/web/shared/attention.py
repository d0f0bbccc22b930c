"""What arrived and waits for somebody, or is not whole or not clear, counted for every page: kept until something new
arrives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Subquery
from django.db.models.functions import Coalesce

from kheo.capture.submissions.models import Attachment, Envelope, Rival, Submission, Withdrawn
from kheo.capture.submissions.queries import Gap, gaps, gone_back, incomplete
from kheo.ground.accounts.models import Device
from kheo.ground.accounts.rules import Scope
from kheo.ground.wall.queries import past_the_wall
from kheo.plan.programmes.models import Programme
from kheo.verify.decisions.models import Decision, Held, RivalDecision
from kheo.verify.decisions.queries import for_me, returned, rivals
from kheo.web.shared.asking import forms_in, stamp
from kheo.web.shared.kept import kept

RIVALS, INCOMPLETE, GAPS, REFUSED, RETURNED = KINDS = (
    "rivals",
    "incomplete",
    "gaps",
    "refused",
    "returned",
)


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
    """By kind, newest first; ``waiting``: what waits for a step that the reader may take, the oldest first."""

    rivals: tuple[Item, ...]
    incomplete: tuple[Item, ...]
    gaps: tuple[Item, ...]
    refused: tuple[Item, ...]
    returned: tuple[Item, ...]
    waiting: tuple[Item, ...] = ()

    def to_verify(self, agency: int | None = None) -> Sequence[Item]:
        return [one for one in self.waiting if agency is None or one.agency == agency]

    def of(self, kind: str, agency: int | None = None) -> Sequence[Item]:
        items: tuple[Item, ...] = getattr(self, kind)
        return [one for one in items if agency is None or one.agency == agency]

    @property
    def total(self) -> int:
        return sum(len(self.of(kind)) for kind in KINDS)


def attention_of(programme: Programme, scope: Scope, deciding: Scope, by: str) -> Attention:
    """Over all that the programme's units send, whatever the period: what is not whole may have no day yet. Within
    the reader's scope; what waits: within that in which ``by`` decides, and not what they sent themselves."""
    forms = forms_in(programme.code)
    if not deciding.reaches:
        return _attention(newest_of_all(programme), forms, scope)
    # Asked before all else: a decision that is carried out between the questions is told by one of them.
    just_decided = set(Held.objects.filter(refused={}).values_list("submission_id", flat=True))
    at = newest_of_all(programme)
    found = _waiting((*at, stamp()[1]), forms, deciding, by)
    waiting = tuple(one for one in found if one.number not in just_decided)
    return replace(_attention(at, forms, scope), waiting=waiting)


@past_the_wall()
def newest_of_all(programme: Programme) -> tuple[int, ...]:
    """None of these tables is ever changed: the newest rows' numbers are all that the answer hangs on, whoever asks. One
    question."""
    tables = (Submission, Attachment, Rival, Envelope, Withdrawn, RivalDecision, Decision)
    newest = {
        f"of_{model._meta.model_name}": Subquery(model.objects.order_by("-pk").values("pk")[:1])
        for model in tables
    }
    return tuple(Programme.objects.annotate(**newest).values_list(*newest).get(pk=programme.pk))


@kept(8)
def _attention(_at: tuple[int, ...], forms: tuple[str, ...], scope: Scope) -> Attention:
    have = _incomplete(_at, forms)
    lacking = {gap.device: gap for gap in gaps(forms)}
    back, sent_back = gone_back(forms), returned(forms)
    from_device = dict(
        Submission.objects.filter(pk__in=[*have, *back, *sent_back]).values_list("pk", "device_id")
    )
    contradicting = rivals(forms).values_list("pk", "device_id", "submission__device_id")
    at = {number: device or held for number, device, held in contradicting}
    wanted = {*from_device.values(), *lacking, *at.values()}
    owners = _owners({device for device in wanted if device})
    agencies = {device: agency or unit for device, (agency, unit) in owners.items()}

    def seen(device: int | None) -> bool:
        return scope.everything or scope.covers_organisation(*owners.get(device or 0, (None, None)))

    def item(number: int, device: int | None, **more: object) -> Item:
        return Item(number, device or 0, agencies.get(device or 0), **more)  # type: ignore[arg-type]

    return Attention(
        rivals=tuple(item(number, device) for number, device in at.items() if seen(device)),
        incomplete=tuple(
            item(number, from_device[number], have=have[number])
            for number in have
            if seen(from_device[number])
        ),
        gaps=tuple(item(number, number, gap=gap) for number, gap in lacking.items() if seen(number)),
        refused=tuple(item(number, from_device[number]) for number in back if seen(from_device[number])),
        returned=tuple(
            item(number, from_device[number]) for number in sent_back if seen(from_device[number])
        ),
    )


@kept(8)
def _incomplete(_at: tuple[int, ...], forms: tuple[str, ...]) -> Mapping[int, int]:
    return dict(incomplete(forms))


@kept(64)
def _waiting(at: tuple[Any, ...], forms: tuple[str, ...], deciding: Scope, by: str) -> tuple[Item, ...]:
    """A few questions, however many wait: three numbers of each. ``at`` ends with the moment of the last pack: the chain
    of verification is its data."""
    lacking = _incomplete(at[:-1], forms)
    unit = "device__user__organisation"
    rows = for_me(forms, deciding, by).order_by("received_at", "pk")
    told = rows.values_list("pk", "device_id", Coalesce(f"{unit}__agency_id", f"{unit}_id"))
    return tuple(
        Item(number, device or 0, agency) for number, device, agency in told if number not in lacking
    )


def _owners(devices: set[int]) -> dict[int, tuple[int | None, int]]:
    """device → the agency and the organisation of its person."""
    rows = Device.objects.filter(pk__in=devices).values_list(
        "pk", "user__organisation_id", "user__organisation__agency_id"
    )
    return {device: (agency, unit) for device, unit, agency in rows if unit}
