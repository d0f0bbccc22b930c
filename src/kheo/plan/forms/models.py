from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from kheo.plan.forms.rules.versions import hash_of
from kheo.plan.forms.states import DraftState


class Form(models.Model):
    """What comes in is described by an XLSForm and by nothing else."""

    code = models.SlugField(max_length=80, unique=True)
    title = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.code


class FormVersion(models.Model):
    """One immutable version of a form: the XLSForm's bytes, the XForm made from it, and its fields.

    ``fields`` is a list of plain dicts, see ``kheo.plan.forms.rules.Field``. ``version`` stands in the XForm's root,
    and phones send it back.
    """

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=120, blank=True)
    filename = models.CharField(max_length=200)
    source = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    xform = models.TextField()
    fields = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ("form_id", "number")
        constraints = [
            UniqueConstraint(fields=["form", "number"], name="one_form_version_per_number"),
            UniqueConstraint(
                fields=["form", "version"], condition=~Q(version=""), name="one_form_version_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} v{self.number}"

    @property
    def served(self) -> bytes:
        """The XForm's bytes, as phones get them."""
        return self.xform.encode()

    @property
    def hash(self) -> str:
        """``md5:`` of the XForm's bytes: by it a phone sees whether it has this version already."""
        return hash_of(self.served)


class FormMedia(models.Model):
    """A picture or a list beside a version. The bytes are kept under their digest (``kheo.ground.files``)."""

    form_version = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="media")
    filename = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ("filename",)
        constraints = [
            UniqueConstraint(fields=["form_version", "filename"], name="one_file_per_name_and_form_version")
        ]

    def __str__(self) -> str:
        return self.filename


class FieldPurpose(models.Model):
    """What a coded field is for, who wrote it and who approved it."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="purposes")
    field = models.CharField(max_length=60)
    purpose = models.TextField()
    written_by = models.CharField(max_length=150)
    approved_by = models.CharField(max_length=150)
    approved_at = models.DateTimeField()
    since = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("form_id", "field", "-approved_at")
        constraints = [
            UniqueConstraint(
                fields=["form", "field", "since"], name="one_purpose_per_field_and_form_version"
            ),
            CheckConstraint(
                condition=~Q(written_by=models.F("approved_by")), name="nobody_approves_an_own_purpose"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.field}"


class FormDraft(models.Model):
    """An XLSForm that somebody wants to publish.

    ``media``: [{filename, sha256, size}]. ``findings``: what the checks found in these bytes, as plain dicts.
    ``purposes``: coded field → what it is for. ``authors``: everybody who had a hand in it, who may not approve it.
    """

    code = models.SlugField(max_length=80)
    filename = models.CharField(max_length=200)
    source = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    media = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    purposes = models.JSONField(default=dict)
    authors = models.JSONField(default=list)
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in DraftState], default=DraftState.OPEN
    )
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    published = models.ForeignKey(
        FormVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        ordering = ("-at", "-id")
        constraints = [
            CheckConstraint(
                condition=Q(decided_at=None, decided_by="")
                | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="form_draft_decided_at_and_by_together",
            ),
            CheckConstraint(
                condition=Q(published=None) | Q(state=DraftState.PUBLISHED.value),
                name="form_draft_published_has_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.filename})"

    def decide(self, state: DraftState, *, by: str, at: dt.datetime, reason: str = "") -> None:
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at, reason

    def undecide(self, state: DraftState) -> None:
        """Go on without what was decided before."""
        self.state, self.decided_by, self.decided_at, self.reason = state, "", None, ""

    @property
    def files(self) -> list[dict[str, Any]]:
        return list(self.media)
