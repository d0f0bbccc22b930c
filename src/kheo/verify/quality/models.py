from django.db import models
from django.db.models import Q, UniqueConstraint

from kheo.ground.audit.models import AppendOnly
from kheo.verify.quality.states import Against, Kind


class Check(models.Model):
    """One version of a check as a pack says it. Versions are never edited; the highest number is in force.

    ``rule``: thresholds and fields, see ``rules.checks``. ``forms``: codes.
    """

    programme = models.ForeignKey("programmes.Programme", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    rank = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in Kind])
    title = models.JSONField(default=dict)
    forms = models.JSONField(default=list)
    weight = models.FloatField(help_text="between 0 and 1: how much a sure finding says")
    rule = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("programme_id", "rank", "code", "version")
        constraints = [
            UniqueConstraint(fields=["programme", "code", "version"], name="one_check_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Finding(models.Model):
    """What a check found about a record that waits for a step. Derived: it may be dropped, and weighing makes the same again.

    It says something about a record or about its unit's reports, and accuses nobody. ``sureness``: between 0 and 1;
    ``strength``: with the check's weight. ``detail``: plain values; ``other`` in it is the number of another submission,
    which whoever reads this may not be allowed to see.
    """

    record = models.ForeignKey("submissions.Record", on_delete=models.CASCADE, related_name="+")
    rule = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="+")
    against = models.CharField(max_length=20, choices=[(a.value, a.value) for a in Against])
    field = models.CharField(max_length=60, blank=True, help_text="the question that it is about")
    sureness = models.FloatField()
    strength = models.FloatField()
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("record_id", "-strength", "id")
        constraints = [
            UniqueConstraint(fields=["record", "rule", "against", "field"], name="one_finding_per_question")
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.rule_id}"


class Beheld(AppendOnly):
    """What the checks said about a record when somebody accepted it at a step: whoever takes a later one sees it too,
    though the data moved on and the finding went. Not derived: nobody could make it again.

    ``at``: the moment of the decision.
    """

    record = models.ForeignKey("submissions.Record", on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=40)
    against = models.CharField(max_length=20, choices=[(a.value, a.value) for a in Against])
    field = models.CharField(max_length=60, blank=True)
    strength = models.FloatField()
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ("record_id", "-strength", "id")

    def __str__(self) -> str:
        return f"{self.record_id} {self.step} {self.rule_id}"


class Risk(models.Model):
    """How much a waiting record asks to be looked at, between 0 and 1: by it the queue is sorted. Derived."""

    record = models.OneToOneField(
        "submissions.Record", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    score = models.FloatField()
    weighed_at = models.DateTimeField()

    class Meta:
        ordering = ("-score", "record_id")
        indexes = [models.Index(fields=["-score"], name="risk_by_score")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.score:.3f}"


class Weighed(models.Model):
    """When the waiting records of a form were weighed, and whether something came since. Derived.

    ``not_before``: nobody weighs it again until then: whoever weighs now, or has just done so at some cost.
    """

    form = models.OneToOneField("forms.Form", primary_key=True, on_delete=models.CASCADE, related_name="+")
    stale = models.BooleanField(default=True)
    rules = models.CharField(max_length=64, blank=True, help_text="the digest of the checks that were asked")
    not_before = models.DateTimeField(null=True)
    weighed_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.form_id}{' stale' if self.stale else ''}"


class Look(models.Model):
    """Up to which rows whoever looks for news has looked: the last time, and the time before (``earlier``).

    What is new is looked for from the time before on: a row whose transaction ended late has a lower number than one
    that was seen already.
    """

    earlier = models.JSONField(default=dict)
    last = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_look")]

    def __str__(self) -> str:
        return str(self.last)
