from django.db import models
from django.db.models import UniqueConstraint

from kheo.ground.audit.models import AppendOnly
from kheo.verify.sampling.states import Verdict


class Lot(AppendOnly):
    """A set of reported records that stand or fall together, and the published seed by which some of them were drawn.

    ``field``: the question whose number is visited. ``organisation`` and ``place`` narrow it, with what is under them;
    ``period``: a label of the programme's calendar, "" for all time. ``plan``: the rule as it was on the day of the draw.
    ``follows``: the lot of the first visit, where this one is the second.
    """

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey("forms.Form", on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=60)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=40, blank=True)
    last_day = models.DateField(help_text="the last day of service that a record of the lot tells of")
    seed = models.CharField(max_length=120, unique=True)
    plan = models.JSONField(help_text="see kheo.plan.programmes.rules.sampling")
    size = models.PositiveIntegerField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    follows = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.seed


class LotRecord(AppendOnly):
    """A record of a lot, and its rank in the draw: the first n are visited, the others are what they stand for."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="members", db_index=False)
    record = models.ForeignKey("submissions.Record", on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveIntegerField(help_text="from 1")

    class Meta:
        ordering = ("lot_id", "rank")
        constraints = [
            UniqueConstraint(fields=["lot", "rank"], name="one_record_per_rank"),
            UniqueConstraint(fields=["lot", "record"], name="one_rank_per_record"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.rank}"


class Visit(AppendOnly):
    """What somebody found on the spot; ``found`` None: there was nothing. The newest of a record stands."""

    lot_record = models.ForeignKey(LotRecord, on_delete=models.PROTECT, related_name="visits")
    found = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    day = models.DateField()
    note = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.lot_record_id}: {self.found}"


class Closing(AppendOnly):
    """A lot's verdict, and what the visits had found then."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, related_name="closing")
    verdict = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Verdict])
    tally = models.JSONField(help_text="see kheo.verify.sampling.rules.Tally")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.lot_id} {self.verdict}"
