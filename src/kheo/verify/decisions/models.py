from django.db import models

from kheo.ground.audit.models import AppendOnly
from kheo.verify.decisions.states import Outcome, RivalOutcome


class Decision(AppendOnly):
    """Accepted, returned or rejected, by whom and why, for one record. The latest decision stands."""

    record = models.ForeignKey("submissions.Record", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=[(o.value, o.value) for o in Outcome])
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    field = models.CharField(max_length=60, blank=True, help_text="the question that the reason is about")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.record_id} {self.outcome}"


class RivalDecision(AppendOnly):
    """What a person did about a rival, and why: one for each rival, and it is final.

    ``taken``: the version of the report that the rival's bytes became; None where they were set aside.
    """

    rival = models.OneToOneField("submissions.Rival", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=[(o.value, o.value) for o in RivalOutcome])
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    reason = models.TextField()
    taken = models.OneToOneField(
        "submissions.Submission", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.rival_id} {self.outcome}"
