from django.db import models
from django.db.models import UniqueConstraint

from kheo.capture.submissions.states import Channel


class Submission(models.Model):
    """What somebody sent: bytes, hash, sender, time received. Never changed.

    The bytes lie under their hash in ``KHEO_DATA/files``.
    """

    form_version = models.ForeignKey("forms.FormVersion", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    sender = models.CharField(max_length=150)
    received_at = models.DateTimeField()
    filename = models.CharField(max_length=300, blank=True)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict, help_text="how columns were read; empty when none was needed")
    mapping_sha256 = models.CharField(max_length=64, blank=True)
    rows_read = models.IntegerField(default=0)
    rows_recorded = models.IntegerField(default=0)
    rows_known = models.IntegerField(default=0, help_text="already here from an earlier submission")
    rows_repeated = models.IntegerField(default=0, help_text="exact repeats of another line")
    rows_refused = models.IntegerField(default=0)

    class Meta:
        ordering = ("-id",)
        constraints = [
            UniqueConstraint(fields=["form_version", "sha256", "mapping_sha256"], name="one_submission_per_content")
        ]

    def __str__(self) -> str:
        return self.filename or self.sha256[:12]


class Record(models.Model):
    """One typed row read from a submission: who did what, where, when, for whom, how much. Never changed.

    ``values`` holds the form's fields by name; numbers are JSON integers or decimal strings; a field that was
    not reported is absent. ``qualifiers`` names the fields whose number was approximate (``about``, ``over``,
    ``under``). ``repeats`` points to the record of which this line is an exact repeat.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="records")
    form = models.ForeignKey("forms.Form", on_delete=models.PROTECT, related_name="+")
    line = models.IntegerField(help_text="the line in the file, as a person counts: the first line is 1")
    key = models.CharField(max_length=64, help_text="identity of the row: the same row sent again has the same key")
    unit = models.ForeignKey("organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+")
    start = models.DateField(null=True, help_text="first day of service")
    day = models.DateField(null=True, help_text="last day of service: it decides the period")
    values = models.JSONField()
    qualifiers = models.JSONField(default=dict)
    repeats = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [UniqueConstraint(fields=["form", "key"], name="one_record_per_key")]
        indexes = [models.Index(fields=["submission", "line"], name="record_by_line")]

    def __str__(self) -> str:
        return f"{self.submission_id}:{self.line}"
