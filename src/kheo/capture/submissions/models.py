from django.db import models
from django.db.models import Q, UniqueConstraint

from kheo.capture.submissions.states import Channel
from kheo.ground.audit.models import AppendOnly


class Submission(AppendOnly):
    """What somebody sent: bytes, hash, sender, time received. Never changed.

    The bytes lie under their hash in ``KHEO_DATA/files``. A filled-in form has its own name for itself
    (``instance``, made on the phone), and may replace an earlier one (``replaces``, by that one's name: it may arrive
    before it). ``files``: the names of the pictures and papers that belong to it. ``reasons``: why it went back to its
    sender, see ``rules.reasons``; it has no records then.
    ``paper``: the number of the paper that it was keyed from, as the report itself says.
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
    instance = models.CharField(max_length=200, blank=True)
    replaces = models.CharField(max_length=200, blank=True)
    device = models.ForeignKey("accounts.Device", null=True, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(null=True, help_text="what the sender's clock said; only a claim")
    paper = models.CharField(max_length=40, blank=True)
    files = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    rows_read = models.IntegerField(default=0)
    rows_recorded = models.IntegerField(default=0)
    rows_known = models.IntegerField(default=0, help_text="already here from an earlier submission")
    rows_repeated = models.IntegerField(default=0, help_text="exact repeats of another line")
    rows_refused = models.IntegerField(default=0)

    class Meta:
        ordering = ("-id",)
        constraints = [
            UniqueConstraint(
                fields=["form_version", "sha256", "mapping_sha256"], name="one_submission_per_content"
            ),
            UniqueConstraint(
                fields=["instance"], condition=~Q(instance=""), name="one_submission_per_instance"
            ),
            # Two that replace the same one would each be the newest: the second is kept as a rival.
            UniqueConstraint(
                fields=["replaces"], condition=~Q(replaces=""), name="one_replacement_per_instance"
            ),
        ]

    def __str__(self) -> str:
        return self.filename or self.sha256[:12]


class Attachment(AppendOnly):
    """A picture or paper that came with a submission, under the name by which the form's answer calls it."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=300)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("submission_id", "id")
        constraints = [UniqueConstraint(fields=["submission", "name"], name="one_attachment_per_name")]

    def __str__(self) -> str:
        return self.name


class Expiry(AppendOnly):
    """The bytes of a picture, as they came, were given up at the end of their time; ``shown_sha256`` is what stays."""

    sha256 = models.CharField(max_length=64, unique=True)
    shown_sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="of what stays")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return self.sha256[:12]


class Rival(AppendOnly):
    """Bytes that claim a name which other bytes bear already. They are kept for a person to look at, and change nothing.

    ``name``: the attachment's, or "" for the filled-in form itself. ``device``: None for those that came before it was
    noted.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="rivals")
    name = models.CharField(max_length=300, blank=True)
    sender = models.CharField(max_length=150)
    device = models.ForeignKey("accounts.Device", null=True, on_delete=models.PROTECT, related_name="+")
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("submission_id", "id")
        constraints = [
            UniqueConstraint(fields=["submission", "name", "sha256"], name="one_rival_per_content")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.name or 'xml'}"


class Withdrawn(AppendOnly):
    """A report that its sender withdrew, and why. It stays where it is, and it does not count any more."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="withdrawn")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.submission_id} withdrawn"


class Correction(AppendOnly):
    """Why ``submission`` stands in the place of the version before: somebody at the desk wrote one answer anew.

    ``turn``: of its repetition, 0 where nothing repeats; ``before`` and ``after``: the answers as the form holds them.
    """

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="correction")
    field = models.CharField(max_length=60)
    turn = models.PositiveIntegerField(default=0)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.field}"


class Envelope(AppendOnly):
    """A numbered sending of a device. The device counts its envelopes, so that the server knows which are missing.

    ``highest``: the last number that the device had given out when it sent this one.
    """

    device = models.ForeignKey("accounts.Device", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    highest = models.PositiveIntegerField()
    instance = models.CharField(max_length=200)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("device_id", "number")
        constraints = [
            UniqueConstraint(fields=["device", "number", "instance"], name="one_envelope_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.number}"


class Record(AppendOnly):
    """One typed row read from a submission: who did what, where, when, for whom, how much. Never changed.

    ``values`` holds the form's fields by name; numbers are JSON integers or decimal strings, days ISO text, several
    choices their names with blanks between them. A field that was not reported is absent; ``<field>__text`` holds
    the words of an amount without a number. ``qualifiers`` names the fields whose number was approximate (``about``,
    ``over``, ``under``). ``repeats`` points to the record of which this line is an exact repeat in its file.

    ``key``: 56 hex digits of a digest of form, values and qualifiers, then 8 of the how manieth with that content
    this is. ``identity``: the digest of the fields that the mapping calls the key; two records with one identity
    tell of the same thing, and the later one corrects the earlier.

    Foreign keys without an index of their own: nothing looks records up by them, and each would cost every insert.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="records", db_index=False
    )
    form = models.ForeignKey("forms.Form", on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.IntegerField(help_text="the line in the file, as a person counts: the first line is 1")
    key = models.CharField(max_length=64, help_text="the same row sent again has the same key")
    identity = models.CharField(max_length=64, blank=True)
    unit = models.ForeignKey(
        "organisations.Organisation",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    agency = models.ForeignKey(
        "organisations.Organisation",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    place = models.ForeignKey(
        "places.Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    start = models.DateField(null=True, help_text="first day of service")
    day = models.DateField(null=True, help_text="last day of service: it decides the period")
    values = models.JSONField()
    qualifiers = models.JSONField(default=dict)
    repeats = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("id",)
        constraints = [UniqueConstraint(fields=["form", "key"], name="one_record_per_key")]
        indexes = [
            models.Index(fields=["submission", "line"], name="record_by_line"),
            models.Index(fields=["form", "identity"], name="record_by_identity", condition=~Q(identity="")),
            # SQLite also asks these two, for every new record, whether it is one that a deferred key waits for.
            models.Index(
                fields=["corrects"], name="record_by_corrected", condition=Q(corrects__isnull=False)
            ),
            models.Index(fields=["repeats"], name="record_by_repeated", condition=Q(repeats__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}:{self.line}"
