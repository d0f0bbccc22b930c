from django.db import models
from django.db.models import UniqueConstraint

from kheo.facts.ledger.states import Grade, PostingKind
from kheo.ground.audit.models import AppendOnly


class Head(models.Model):
    """One row, locked while a posting is written, so that posting numbers have no gaps and no order but one."""

    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.position)


class Posting(AppendOnly):
    """One change of the ledger. Its number is the ledger's position after it: figures are computed *at* a position."""

    number = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in PostingKind])
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class Fact(AppendOnly):
    """An accepted record in the ledger. Append-only; ``replaces`` names the fact that this one corrects."""

    record = models.OneToOneField("submissions.Record", on_delete=models.PROTECT, related_name="+")
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="facts")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"fact {self.pk}"


class Withdrawal(AppendOnly):
    """A fact that stopped counting without a successor (its record was rejected after acceptance)."""

    fact = models.OneToOneField(Fact, on_delete=models.PROTECT, related_name="withdrawal")
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"withdrawal of {self.fact_id}"


class Grading(AppendOnly):
    """A fact's grade from a position on. The latest one stands."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="gradings")
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="gradings")
    grade = models.PositiveSmallIntegerField(choices=[(g.value, g.name.lower()) for g in Grade])

    class Meta:
        constraints = [UniqueConstraint(fields=["fact", "posting"], name="one_grading_per_posting")]

    def __str__(self) -> str:
        return f"{self.fact_id}: {self.grade}"
