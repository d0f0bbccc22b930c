from django.db import models

from kheo.ground.audit.models import AppendOnly
from kheo.verify.decisions.states import Outcome, RivalOutcome


class Decision(AppendOnly):
    """Accepted, returned or rejected, by whom and why, for one record. The latest decision stands.

    ``step``: of the chain of verification; "" where nobody took one, as when a file is imported and accepted at once.
    """

    record = models.ForeignKey("submissions.Record", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=[(o.value, o.value) for o in Outcome])
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    field = models.CharField(max_length=60, blank=True, help_text="the question that the reason is about")
    step = models.CharField(max_length=40, blank=True, default="", db_default="")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.record_id} {self.outcome}"


class Held(models.Model):
    """A decision that its maker may still take back, one for each report. When ``due`` it is carried out and its row goes.

    ``refused``: why it could not be carried out, as code and particulars; it stays then until its maker has seen it, or
    somebody decides about the report.
    """

    submission = models.OneToOneField("submissions.Submission", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=[(o.value, o.value) for o in Outcome])
    step = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    field = models.CharField(max_length=60, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    due = models.DateTimeField()
    refused = models.JSONField(default=dict)

    class Meta:
        ordering = ("due", "id")

    def __str__(self) -> str:
        return f"{self.submission_id} {self.outcome}"


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
