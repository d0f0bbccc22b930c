from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import CheckConstraint, F, Q

from kheo.ground.accounts.states import Role


class User(AbstractUser):
    """A person who signs in. Members of the public never have a row here.

    ``organisation``: the one they report for; what they may do, and for whom, stands in their grants.
    ``turn``: rises when the account, a role or the password changes, so that every session begun before is over.
    """

    language = models.CharField(max_length=8, blank=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    turn = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_session_auth_hash(self) -> str:
        return f"{super().get_session_auth_hash()}{self.turn}"


class Invitation(models.Model):
    """A link by which a person chooses a password, once. ``renews``: the account had one already, so whoever made the link
    (``by``) could have taken the account's place; ``used_at``: None until it was used."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    renews = models.BooleanField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.user_id} {self.by}"


class GrantQuerySet(models.QuerySet["Grant"]):
    def on(self, day: dt.date) -> GrantQuerySet:
        """Those that hold on a day."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day, revoked_at=None)


class Grant(models.Model):
    """A role, for one person, within a scope: an organisation with all below it, a place with all in it, a programme
    (its code), between two days, both included. What is empty narrows nothing."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(
        "places.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    programme = models.CharField(max_length=80, blank=True)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = [
            CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="grant_days_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


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


class Authenticator(models.Model):
    """A person's authenticator app. ``secret`` is encrypted; ``last_step``: of the code that was taken last."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="authenticator")
    secret = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    last_step = models.BigIntegerField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.user.username


class Passkey(models.Model):
    """``number``: by which the browser names it; ``public``: what its signatures are checked with."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="passkeys")
    name = models.CharField(max_length=60)
    number = models.CharField(max_length=1400, unique=True)
    public = models.BinaryField()
    count = models.BigIntegerField()
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.user.username}: {self.name}"


class RecoveryCode(models.Model):
    """One of those a person was shown once. Only its digest is kept, until it is used."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return self.user.username


class Identity(models.Model):
    """Whom another house's sign-in service means by ``subject``; by this it is known again, whatever its address becomes."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_once")]

    def __str__(self) -> str:
        return f"{self.user.username}: {self.issuer}"
