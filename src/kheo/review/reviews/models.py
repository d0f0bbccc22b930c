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
    sections = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name
