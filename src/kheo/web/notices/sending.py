"""Sends what the outbox holds: claim a mail, put it into words, hand it over, write that it is sent."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction

from kheo.ground.accounts.models import User
from kheo.ground.notices import actions
from kheo.ground.notices.models import Mail
from kheo.web.notices.daily import BY
from kheo.web.notices.mails import mail_of
from kheo.web.notices.seen import worth_a_mail

Clock = Callable[[], dt.datetime]


@dataclass
class Done:
    """How many mails: ``dropped``: nothing in them was to be told any more."""

    sent: int = 0
    dropped: int = 0
    failed: int = 0
    error: str = ""


def send_all(clock: Clock) -> Done:
    """Make the mails whose time has come and send them, one after the other. Several processes may do it side by side,
    and be killed at any moment."""
    done = Done()
    host = urlparse(settings.ADDRESS).hostname or "localhost"
    actions.gather(host=host, mailing=settings.MAIL, by=BY, now=clock())
    if not settings.MAIL:
        return done
    connection: Any = None
    try:
        while mail := actions.claim(by=BY, now=clock()):
            if connection is None:
                connection = _connected(mail, clock, done)
                if connection is None:
                    break
            if not _send(mail, connection, clock, done):
                break
    finally:
        if connection is not None:
            _hang_up(connection)
    return done


def _connected(mail: Mail, clock: Clock, done: Done) -> Any:
    """None where the server takes nothing now: then none of the mails that are due is tried before the pause is over."""
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:  # what smtplib raises is one
        _failed(mail, error, clock, done, all_of_them=True)
        return None
    return connection


def _send(mail: Mail, connection: Any, clock: Clock, done: Done) -> bool:
    """Whether the next one may be tried."""
    with transaction.atomic():  # one look at roles, scopes and reports
        person = User.objects.select_related("organisation").get(pk=mail.person_id)
        told = list(mail.notices.order_by("at", "pk"))
        left = worth_a_mail(person, told, clock()) if person.is_active and person.email else []
        message = mail_of(mail, person, left) if left else None
    if message is None:
        actions.note_nothing_left(mail=mail, by=BY, now=clock())
        done.dropped += 1
        return True
    try:
        connection.send_messages([message])
    except (OSError, ValueError) as error:  # a ValueError: an address that no mail can bear
        refused = _for_good(error)
        _failed(mail, error, clock, done, for_good=refused, all_of_them=not refused and _is_down(error))
        return refused or not _is_down(error)
    actions.note_sent(mail=mail, by=BY, now=clock())
    done.sent += 1
    return True


def _failed(mail: Mail, error: Exception, clock: Clock, done: Done, **how: bool) -> None:
    done.failed, done.error = done.failed + 1, said_of(error)
    actions.note_failed(mail=mail, error=done.error, by=BY, now=clock(), **how)


def said_of(error: Exception) -> str:
    """What the server said, for an administrator: no address, no password."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()), (0, b""))
        return f"{code} the recipient was refused"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {type(error).__name__}"
    reason = error.strerror if isinstance(error, OSError) else ""
    return f"{type(error).__name__}: {reason}" if reason else type(error).__name__


def _for_good(error: Exception) -> bool:
    """5xx to this very recipient or message: it will be no other tomorrow."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in error.recipients.values())
    refused = isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600
    return refused or isinstance(error, ValueError)


def _is_down(error: Exception) -> bool:
    about_this = smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused | ValueError
    return not isinstance(error, about_this)


def _hang_up(connection: Any) -> None:
    try:
        connection.close()
    except OSError:
        return  # whoever does not answer to a good-bye has all the same taken what it said it took
