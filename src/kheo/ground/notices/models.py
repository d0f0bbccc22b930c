from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from kheo.ground.notices.states import Kind, MailState, Topic

WAITING = MailState.WAITING.value


class Mail(models.Model):
    """The outbox: one mail to one person about one topic. What it says is put into words when it is sent.

    ``turn``: 0 where there is one a day; else the number of the notice that it is about. ``message_id`` stays the same
    however often it is sent. ``claimed_until``: until then some process has it in hand.
    """

    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=12, choices=[(t.value, t.value) for t in Topic])
    day = models.DateField()
    turn = models.BigIntegerField(default=0)
    message_id = models.CharField(max_length=300, unique=True)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in MailState], default=WAITING)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            UniqueConstraint(fields=["person", "topic", "day", "turn"], name="one_mail_a_day"),
            CheckConstraint(
                condition=Q(state=WAITING, ended_at=None) | (~Q(state=WAITING) & Q(ended_at__isnull=False)),
                name="mail_ends_with_a_state",
            ),
        ]
        indexes = [Index(fields=["next_at"], condition=Q(state=WAITING), name="mail_that_waits")]

    def __str__(self) -> str:
        return self.message_id


class Notice(models.Model):
    """Something that one person is told: a code and its particulars, put into words when it is read.

    ``key``: what it is about, so that nobody is told the same twice. ``settled``: whether it was seen to that it comes by
    mail (``mail``), or not.
    """

    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=[(k.value, k.value) for k in Kind])
    key = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    settled = models.BooleanField(default=False)
    mail = models.ForeignKey(Mail, null=True, blank=True, on_delete=models.SET_NULL, related_name="notices")

    class Meta:
        ordering = ("-at", "-id")
        constraints = [UniqueConstraint(fields=["person", "kind", "key"], name="told_once")]
        indexes = [
            Index(fields=["person", "-at"], name="notice_by_person"),
            Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
            Index(fields=["at"], condition=Q(settled=False), name="notice_not_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.key}"


class Wish(models.Model):
    """Whether a person wants a topic by mail, where they chose."""

    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=12, choices=[(t.value, t.value) for t in Topic])
    by_mail = models.BooleanField()

    class Meta:
        constraints = [UniqueConstraint(fields=["person", "topic"], name="one_wish_for_each_topic")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.topic}"


class Round(models.Model):
    """The round of a day: what has to be told because of the calendar was told."""

    day = models.DateField(unique=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.day)
