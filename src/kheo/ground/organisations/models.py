from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from kheo.ground.organisations.states import LinkKind


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def on(self, day: dt.date) -> OrganisationQuerySet:
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_to=None) | Q(valid_to__gt=day),
        )


class Organisation(models.Model):
    """An agency (``agency`` is None) or one of its units (``agency`` is the agency it reports through)."""

    ref = models.CharField(max_length=80, unique=True)
    title = models.JSONField(default=dict)
    name_plain = models.CharField(max_length=300, db_index=True)
    sort_key = models.CharField(max_length=600)
    aliases = models.JSONField(default=list)
    search_text = models.TextField(blank=True, help_text="|ref|title|alias|… in plain letters")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="units")
    agency = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(
        "places.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("sort_key", "id")
        constraints = [
            CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
                name="organisation_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title.get("vi") or self.title.get("en") or self.ref


class OrganisationLink(models.Model):
    """What an organisation became: renamed, merged, split, or a function moved."""

    origin = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="became")
    target = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="came_from")
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in LinkKind])
    effective = models.DateField()
    decision = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["origin", "target", "kind"], name="one_link_per_pair_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.origin_id} {self.kind} {self.target_id}"
