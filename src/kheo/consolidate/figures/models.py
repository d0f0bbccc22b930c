from django.db import models


class Answer(models.Model):
    """A question that was asked at a ledger position, and the digest of what came out.

    A cell's passport is this row's id and the cell's number in the answer: small to keep, enough to recompute.
    """

    id = models.CharField(primary_key=True, max_length=16)
    question = models.JSONField()
    position = models.BigIntegerField()
    ground = models.CharField(max_length=64, help_text="digest of places, changes and definitions used")
    digest = models.CharField(max_length=64)
    cells = models.IntegerField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.id
