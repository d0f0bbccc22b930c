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
