from django.db import models


class Review(models.Model):
    """Findings on a period of a programme, as its editors typed them, and what the document is made of.

    ``sections`` maps a language to {result, limitation, cause, lesson, direction}: lists of paragraphs.
    """

    name = models.SlugField(max_length=80, unique=True)
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    title = models.JSONField(default=dict)
    period = models.CharField(max_length=20)
    compared_with = models.CharField(max_length=20, blank=True)
    boundaries = models.DateField(null=True, blank=True)
    edition = models.ForeignKey(
        "editions.Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    layout = models.CharField(max_length=10, blank=True, help_text="state, party or plain; empty: state")
    letterhead = models.JSONField(default=dict, help_text="who issues and signs it; see docs/guide/review.md")
    map = models.JSONField(default=dict, help_text="colour and size: indicators; labels: refs of places")
    tables = models.JSONField(default=dict, help_text="place and agency: the indicators of those tables")
    sections = models.JSONField(default=dict)
    as_loaded = models.JSONField(default=dict, help_text="the sections as the pack last gave them")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
