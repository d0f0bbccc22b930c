from django.db import models


class AuditRow(models.Model):
    """Who did what to which thing, when. Labels and ids are text, so history never blocks a deletion."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    act = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    label = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["subject"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.act} {self.label or self.subject}"
