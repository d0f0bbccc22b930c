from django.db import models

from kheo.ground.audit.models import AppendOnly


class Edition(AppendOnly):
    """A frozen set of figures. It never changes: a correction makes the next edition."""

    name = models.SlugField(max_length=80, unique=True)
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=20)
    boundaries = models.DateField(null=True, blank=True)
    level = models.CharField(
        max_length=40, blank=True, help_text="the level of its places; empty: the country alone"
    )
    position = models.BigIntegerField()
    figures = models.JSONField(
        help_text="one object for each cell, see kheo.consolidate.editions.rules.frozen"
    )
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name
