from django.db import models
from django.db.models import UniqueConstraint


class Form(models.Model):
    """What comes in is described by an XLSForm and by nothing else."""

    code = models.SlugField(max_length=80, unique=True)
    title = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.code


class FormVersion(models.Model):
    """One immutable version of a form: the XLSForm's bytes, the XForm made from it, and its fields.

    ``fields`` is a list of plain dicts, see ``kheo.plan.forms.rules.Field``.
    """

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    filename = models.CharField(max_length=200)
    source = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    xform = models.TextField()
    fields = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("form_id", "number")
        constraints = [UniqueConstraint(fields=["form", "number"], name="one_form_version_per_number")]

    def __str__(self) -> str:
        return f"{self.form_id} v{self.number}"
