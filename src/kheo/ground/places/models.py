from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint


class Level(models.Model):
    """A rank of the tree of places: country 0, province 1 … as the country pack names them."""

    code = models.SlugField(max_length=40, unique=True)
    rank = models.PositiveSmallIntegerField()
    title = models.JSONField(default=dict)

    class Meta:
        ordering = ("rank",)

    def __str__(self) -> str:
        return self.code


class PlaceQuerySet(models.QuerySet["Place"]):
    def on(self, day: dt.date) -> PlaceQuerySet:
        """Places that existed on ``day``."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_to=None) | Q(valid_to__gt=day),
        )


class Place(models.Model):
    """An administrative unit that existed between two dates (half-open; None is open).

    ``ref`` is never reused; ``code`` is the official code and may come back on another place later.
    """

    ref = models.CharField(max_length=80, unique=True)
    code = models.CharField(max_length=40, blank=True)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    name_plain = models.CharField(max_length=200, help_text="lower case, no diacritics, for search")
    sort_key = models.CharField(max_length=600, db_index=True, help_text="sorts as Vietnamese sorts")
    other_names = models.JSONField(default=list)
    search_text = models.TextField(blank=True, help_text="|name|other name|… in plain letters")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    attributes = models.JSONField(default=dict, help_text="households, people, area: what the pack knows")

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("sort_key", "id")
        indexes = [
            models.Index(fields=["code"], name="place_by_code"),
            models.Index(fields=["name_plain"], name="place_by_plain_name"),
        ]
        constraints = [
            CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
                name="place_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceChange(models.Model):
    """An event (merge, split, reshuffle, rename, retype, transfer, abolish) with its legal act."""

    ref = models.CharField(max_length=80, unique=True)
    effective = models.DateField(db_index=True)
    decision = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.ref} ({self.effective})"


class PlaceEdge(models.Model):
    """From an old place to a new one. ``weight`` None means unknown: it is never guessed."""

    change = models.ForeignKey(PlaceChange, on_delete=models.CASCADE, related_name="edges")
    origin = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="successors")
    target = models.ForeignKey(Place, null=True, on_delete=models.CASCADE, related_name="predecessors")
    kind = models.CharField(max_length=40, blank=True)
    weight = models.DecimalField(max_digits=9, decimal_places=8, null=True)
    weight_source = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["change", "origin", "target"], name="one_edge_per_pair"),
            CheckConstraint(
                condition=Q(weight=None) | Q(weight__gte=0, weight__lte=1), name="edge_weight_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id} → {self.target_id}"


class PlaceShape(models.Model):
    """The polygon of a place, as a pack's map layer gives it. For drawing only: nothing is counted by it.

    ``polygons`` as in a GeoJSON MultiPolygon, longitude and latitude in degrees.
    """

    place = models.OneToOneField(Place, on_delete=models.CASCADE, related_name="shape")
    polygons = models.JSONField()
    pack = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.place.ref
