from django.contrib.auth.models import AbstractUser
from django.db import models

from kheo.ground.accounts.states import Role


class User(AbstractUser):
    """A person who signs in. Members of the public never have a row here."""

    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role], default=Role.ANALYST)
    language = models.CharField(max_length=8, blank=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Device(models.Model):
    """A phone or a browser that a person reports from. Its key opens the doors of sending, and nothing else.

    Only the key's digest is kept: the key itself is 256 random bits, so a fast digest is as good as a slow one.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices")
    label = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.user.username}: {self.label}"
