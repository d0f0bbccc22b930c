from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint


class Pack(models.Model):
    """A folder of data files that was loaded, and the digest of what was loaded."""

    code = models.SlugField(max_length=80, unique=True)
    title = models.JSONField(default=dict)
    terms = models.JSONField(default=list, help_text="lines of licence and credit: texts or {language: text}")
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Calendar(models.Model):
    """A reporting regime: dated rows that say when a month, quarter, half and year begin."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.JSONField(default=dict)
    regimes = models.JSONField(help_text="see kheo.kit.periods.Calendar")

    def __str__(self) -> str:
        return self.code


class MeasureUnit(models.Model):
    """What a number counts: household, workday, km. Its names in each language."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.JSONField(default=dict)
    plural = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.code


class Programme(models.Model):
    """What several agencies agreed to do together between two dates."""

    code = models.SlugField(max_length=80, unique=True)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="programmes")
    title = models.JSONField(default=dict)
    notice = models.JSONField(default=dict, help_text="shown on every page, e.g. that the data is made up")
    source_note = models.JSONField(default=dict)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="exclusive")
    settings = models.JSONField(default=dict, help_text="what its pages show first; see docs/guide/packs.md")
    verification = models.JSONField(default=list, help_text="see kheo.plan.programmes.rules.chain")
    sampling = models.JSONField(default=list, help_text="see kheo.plan.programmes.rules.sampling")
    reminders = models.JSONField(default=dict, help_text="see kheo.plan.programmes.rules.reminders")
    partners = models.ManyToManyField("organisations.Organisation", related_name="+")

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from__lt=F("valid_to")), name="programme_dates_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Objective(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="objectives")
    code = models.SlugField(max_length=40)
    title = models.JSONField(default=dict)
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("programme_id", "rank")
        constraints = [UniqueConstraint(fields=["programme", "code"], name="one_objective_per_code")]

    def __str__(self) -> str:
        return self.code


class Indicator(models.Model):
    """One version of a definition. Versions are never edited; the highest number is in force."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="indicators")
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.SET_NULL, related_name="indicators"
    )
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    rank = models.PositiveIntegerField(default=0)
    title = models.JSONField(default=dict)
    unit = models.ForeignKey(MeasureUnit, on_delete=models.PROTECT, related_name="+")
    definition = models.JSONField(help_text="see kheo.plan.programmes.rules.definition")
    source_text = models.TextField(help_text="the YAML as its author wrote it")
    digest = models.CharField(max_length=64)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("programme_id", "rank", "code", "version")
        constraints = [UniqueConstraint(fields=["code", "version"], name="one_indicator_per_version")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Target(models.Model):
    """What a programme promised for an indicator, a period and, perhaps, one place or organisation."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="targets")
    indicator_code = models.CharField(max_length=60)
    period = models.CharField(max_length=20, help_text="a period label such as 2025 or 2025-Q3")
    place = models.ForeignKey(
        "places.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    value = models.DecimalField(max_digits=20, decimal_places=4)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["programme", "indicator_code", "period", "place", "organisation"],
                nulls_distinct=False,
                name="one_target_per_scope",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_code} {self.period}: {self.value}"


class Schedule(models.Model):
    """Who must send which form, how often, and by when: from this the expected reports follow."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="schedules")
    form = models.ForeignKey("forms.Form", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(
        "places.Level", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    every = models.CharField(max_length=10, help_text="month, quarter, half or year")
    days_after_close = models.PositiveSmallIntegerField(default=5)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["programme", "form", "agency", "level", "every", "first_day"],
                nulls_distinct=False,
                name="one_schedule_per_scope",
            )
        ]

    def __str__(self) -> str:
        return f"{self.form_id} every {self.every}"
