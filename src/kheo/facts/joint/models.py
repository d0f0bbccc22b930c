from django.db import models
from django.db.models import UniqueConstraint

from kheo.facts.joint.states import JointRule
from kheo.ground.audit.models import AppendOnly


class JointActivity(AppendOnly):
    """The facts that describe the same piece of work, each told by another agency: counted once, credited to each.

    Never changed: to count it by another rule, it gets another code.
    """

    code = models.CharField(max_length=80, unique=True)
    rule = models.CharField(max_length=8, choices=[(r.value, r.value) for r in JointRule])
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.code


class JointMember(models.Model):
    """A fact tells of a joint activity from ``posting`` on, until ``ended``. Rank 0 is the lead."""

    activity = models.ForeignKey(JointActivity, on_delete=models.PROTECT, related_name="members")
    fact = models.ForeignKey("ledger.Fact", on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    posting = models.ForeignKey("ledger.Posting", on_delete=models.PROTECT, related_name="+")
    ended = models.ForeignKey("ledger.Posting", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("activity_id", "rank", "fact_id")
        constraints = [
            UniqueConstraint(
                fields=["fact"], condition=models.Q(ended=None), name="one_current_joint_activity_per_fact"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.fact_id}"
