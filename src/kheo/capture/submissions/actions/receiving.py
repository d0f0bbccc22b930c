"""A filled-in form arrives: bytes on disk, then the database, and only then the answer.

The same form sent again, in parts, at the same moment by two threads, or after an answer that was lost on the way,
is one submission. What contradicts something that is here already is kept beside it and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import IO

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from kheo.capture.submissions import queries
from kheo.capture.submissions.actions.recording import COLUMNS
from kheo.capture.submissions.models import Attachment, Envelope, Record, Rival, Submission
from kheo.capture.submissions.rules.instances import Instance, files_named, read_instance
from kheo.capture.submissions.rules.reasons import reason_as_json
from kheo.capture.submissions.rules.reported import Reported
from kheo.capture.submissions.states import Arrival, Channel
from kheo.ground.accounts.models import Device
from kheo.ground.audit.actions import ask_again
from kheo.ground.audit.actions import record as record_act
from kheo.ground.files import Kept, keep
from kheo.plan.forms.models import FormVersion

# The first try takes a report for new, as nearly all are, and asks nothing; the database refuses a second one of its
# name. The next looks what is here. Two senders of one instance: whoever comes second looks again, and finds it there.
TRIES = 4


@dataclass(frozen=True)
class SentFile:
    """A picture or paper: the name that the form's answer gives it, and its bytes."""

    name: str
    content_type: str
    content: IO[bytes] | bytes


@dataclass(frozen=True)
class Stead:
    """The names under which a person lets a rival's bytes stand, in place of those in the bytes: a new one of its own,
    and that of the version whose place it takes. ``sender``: who sent the bytes."""

    instance: str
    replaces: str
    sender: str


@dataclass(frozen=True)
class Sent:
    """One sending. ``number`` and ``highest``: of the envelope, 0 from a device that does not count them. ``stead``: for
    what was here already as a rival."""

    xml: bytes
    files: Sequence[SentFile] = ()
    number: int = 0
    highest: int = 0
    claimed_at: dt.datetime | None = None
    stead: Stead | None = None


@dataclass(frozen=True)
class Receipt:
    """``have`` of ``expected`` files are here. ``name``: of the file that was contradicted, "" for the form itself."""

    arrival: Arrival
    submission: Submission
    have: int
    expected: int
    name: str = ""


@dataclass(frozen=True)
class _Parcel:
    instance: Instance
    version: FormVersion
    kept: Kept
    files: Sequence[tuple[SentFile, Kept]]
    named: tuple[str, ...]
    reported: Reported
    sent: Sent
    device: Device
    channel: Channel
    by: str
    now: dt.datetime


def receive(*, sent: Sent, device: Device, channel: Channel, by: str, now: dt.datetime) -> Receipt:
    """Keep what was sent and record what it says. When this returns, it survives a loss of power.

    A report that breaks its form's rules is kept as well, with the reasons, and becomes no record. Raises
    Refused("capture.xml…", "capture.instance…", "capture.no_such_form", "capture.no_such_version") for what is no
    report at all, and OSError where the disk does not take it.
    """
    instance = read_instance(sent.xml)
    if sent.stead:
        instance = replace(instance, id=sent.stead.instance, replaces=sent.stead.replaces)
    version, reader = queries.reader_of(instance)
    reported = reader.read(
        instance, today=localtime(now).date(), home=queries.home_of(device.user.organisation)
    )
    kept = keep(sent.xml, filename=f"{instance.id}.xml")
    files = [(one, keep(one.content, filename=one.name)) for one in sent.files]
    named = files_named(instance, reader.form)
    parcel = _Parcel(instance, version, kept, files, named, reported, sent, device, channel, by, now)
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _take_new(parcel) if left == TRIES - 1 else _take(parcel)
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def _take_new(parcel: _Parcel) -> Receipt:
    submission = _submit(parcel)
    here: set[str] = set()
    for file, kept in parcel.files:
        _attach(submission, file, kept, parcel.now)
        here.add(file.name)
    _tick_off(parcel)
    return _receipt(Arrival.KEPT, submission, here)


def _take(parcel: _Parcel) -> Receipt:
    instance = parcel.instance
    held = queries.submission_with(instance.id)
    # Somebody mended the same report in another way: a person decides between the two.
    other = held or queries.replaced_by(instance.replaces)
    if other is not None and (held is None or held.sha256 != parcel.kept.sha256):
        # What a person let stand in the other's place is known under the name that it got then.
        held = queries.same_submission(parcel.version.pk, parcel.kept.sha256, "")
        if held is None:
            return _contradicted(parcel, other, "", parcel.kept)
    if held is not None:
        ask_again()  # a picture that comes later is no act, and written all the same
    arrival = Arrival.KEPT if held is None else Arrival.KNOWN
    submission = held or _submit(parcel)
    here = queries.attachments_of(submission) if held else {}
    for file, kept in parcel.files:
        if file.name not in here:
            here[file.name] = _attach(submission, file, kept, parcel.now)
            arrival = Arrival.KEPT
        elif here[file.name].sha256 != kept.sha256:
            return _contradicted(parcel, submission, file.name, kept)
    _tick_off(parcel)
    return _receipt(arrival, submission, set(here))


def _receipt(arrival: Arrival, submission: Submission, here: set[str], name: str = "") -> Receipt:
    return Receipt(arrival, submission, len(here & set(submission.files)), len(submission.files), name)


def _contradicted(parcel: _Parcel, held: Submission, name: str, kept: Kept) -> Receipt:
    """Keep what came beside what is here, once."""
    rival, new = Rival.objects.get_or_create(
        submission=held,
        name=name[:300],
        sha256=kept.sha256,
        defaults={
            "sender": parcel.by,
            "device": parcel.device,
            "size": kept.size,
            "received_at": parcel.now,
        },
    )
    if new:
        record_act(
            "submission.contradicted",
            f"submission:{held.pk}",
            by=parcel.by,
            now=parcel.now,
            label=str(held),
            detail={"file": name, "sha256": kept.sha256},
        )
    _tick_off(parcel)
    return _receipt(Arrival.RIVAL, held, set(queries.attachments_of(held)), name)


def _attach(submission: Submission, file: SentFile, kept: Kept, now: dt.datetime) -> Attachment:
    return Attachment.objects.create(
        submission=submission,
        name=file.name[:300],
        content_type=file.content_type[:100],
        size=kept.size,
        sha256=kept.sha256,
        received_at=now,
    )


def _tick_off(parcel: _Parcel) -> None:
    sent = parcel.sent
    if sent.number:
        Envelope.objects.get_or_create(
            device=parcel.device,
            number=sent.number,
            instance=parcel.instance.id,
            defaults={"highest": max(sent.highest, sent.number), "received_at": parcel.now},
        )


def _submit(parcel: _Parcel) -> Submission:
    reported, version = parcel.reported, parcel.version
    submission = Submission.objects.create(
        form_version=version,
        channel=Channel.PAPER if parcel.instance.paper else parcel.channel,
        sender=parcel.sent.stead.sender if parcel.sent.stead else parcel.by,
        received_at=parcel.now,
        size=parcel.kept.size,
        sha256=parcel.kept.sha256,
        instance=parcel.instance.id,
        replaces=parcel.instance.replaces,
        device=parcel.device,
        claimed_at=parcel.sent.claimed_at,
        paper=parcel.instance.paper,
        files=list(parcel.named),
        reasons=[reason_as_json(one) for one in reported.reasons],
        rows_read=len(reported.rows) or 1,
        rows_recorded=len(reported.rows),
        rows_refused=0 if reported.rows else 1,
    )
    before = queries.submission_with(parcel.instance.replaces)
    corrects = dict(queries.records_of(before).values_list("line", "pk")) if before else {}
    Record.objects.append(
        COLUMNS[1:],  # the database numbers them
        [
            (
                submission.pk, version.form_id, row.line, f"{row.content}{1:08x}", "", row.unit, row.agency,
                row.place, row.start, row.day, row.values, row.qualifiers, None, corrects.get(row.line),
            )
            for row in reported.rows
        ],
    )  # fmt: skip
    record_act(
        "submission.received",
        f"submission:{submission.pk}",
        by=parcel.by,
        now=parcel.now,
        label=parcel.instance.id,
        detail={
            "form": parcel.instance.form,
            "recorded": len(reported.rows),
            "channel": submission.channel,
            **({"paper": submission.paper} if submission.paper else {}),
        },
    )
    return submission
