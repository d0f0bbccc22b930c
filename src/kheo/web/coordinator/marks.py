"""What whoever decides about a report should not overlook: days that had not come, a unit that is not the sender's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kheo.capture.submissions.models import Record, Submission
from kheo.ground.organisations.models import Organisation
from kheo.kit.text import pick
from kheo.web.shared.days import day_name


def marks_of(submission: Submission, records: Iterable[Record], language: str) -> list[str]:
    """Sentences, each once. ``records`` with their agency and unit."""
    return list(dict.fromkeys(mark for one in records for mark in _marks(submission, one, language)))


def _marks(submission: Submission, one: Record, language: str) -> Iterator[str]:
    yield from _of_days(submission, one)
    sender = submission.device.user.organisation if submission.device else None
    agency = one.agency or one.unit
    if sender and agency and agency.pk != (sender.agency_id or sender.pk):
        own = sender.agency or sender
        told = {"told": _named(agency, language), "own": _named(own, language)}
        yield (
            _("The sender is of another agency: the report tells of %(told)s, its sender is of %(own)s.")
            % told
        )


def _of_days(submission: Submission, one: Record) -> Iterator[str]:
    """The day of receipt is the server's; what the device's clock said may be wrong, and a day after it is odd."""
    if one.day is None:
        return
    came = localdate(submission.received_at)
    claimed = localdate(submission.claimed_at) if submission.claimed_at else None
    if one.day > came:
        yield not_come_yet(one.day, came)
    if claimed and one.day > claimed:
        told = {"day": day_name(one.day), "claimed": day_name(claimed)}
        yield (
            _("By its device's clock this day had not come: it tells of %(day)s, the clock said %(claimed)s.")
            % told
        )


def not_come_yet(day: dt.date, came: dt.date) -> str:
    told = {"day": day_name(day), "came": day_name(came)}
    return _("This day had not come when it arrived: it tells of %(day)s and arrived on %(came)s.") % told


def _named(one: Organisation, language: str) -> str:
    return pick(one.title, language) or one.ref
