"""What receiving a filled-in form needs to know: its form version, how it is read, and what is here already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache, lru_cache

from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import localtime

from kheo.capture.submissions.models import Attachment, Record, Submission, Withdrawn
from kheo.capture.submissions.rules.instances import Instance, read_instance
from kheo.capture.submissions.rules.mapping import read_mapping
from kheo.capture.submissions.rules.reported import Home, Reader
from kheo.capture.submissions.rules.rows import Terms
from kheo.capture.submissions.rules.xform import XForm, read_xform
from kheo.ground.accounts.queries import renewals_of, renewed_by
from kheo.ground.files import stored
from kheo.ground.organisations.models import Organisation
from kheo.ground.organisations.queries import OrganisationBook, organisation_book
from kheo.ground.places.models import Place
from kheo.ground.places.queries import PlaceBook, place_book
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.queries import fields_of, forms, version_called
from kheo.plan.forms.rules import Field
from kheo.plan.programmes.models import Pack

MANY = 500  # names asked for at once

Stamp = tuple[object, ...]


def reader_of(instance: Instance) -> tuple[FormVersion, Reader]:
    """The form version that an instance was filled in with, and what reads it.

    Raises Refused("capture.no_such_form" | "capture.no_such_version").
    """
    stamp = ground_stamp()
    version = _version(instance.form, instance.version, stamp)
    if version is None:
        known = forms().filter(code=instance.form).exists()
        code = "capture.no_such_version" if known else "capture.no_such_form"
        raise Refused(code, form=instance.form, version=instance.version or "—")
    return version, _reader(version, stamp)


@lru_cache(maxsize=256)
def _version(form: str, version: str, _stamp: Stamp) -> FormVersion | None:
    return version_called(form, version)


def ground_stamp() -> Stamp:
    """What forms, places and organisations that were read before are good for. One question to the database."""
    with connection.cursor() as cursor:
        cursor.execute(_newest())
        return tuple(cursor.fetchone())


@cache
def _newest() -> str:
    """Each report asks this: put together by hand, since to compile it takes longer than to answer it."""
    told = [(Pack, "loaded_at"), *((model, "id") for model in (Place, Organisation, FormVersion))]
    # The names come from the models.
    each = [f"(SELECT MAX({column}) FROM {model._meta.db_table})" for model, column in told]  # noqa: S608
    return "SELECT " + ", ".join(each)


@lru_cache(maxsize=2)
def _books(_stamp: Stamp) -> tuple[PlaceBook, OrganisationBook]:
    return place_book(), organisation_book()


@lru_cache(maxsize=128)
def _reader(version: FormVersion, stamp: Stamp) -> Reader:
    return _made(version.form.code, version.xform, fields_of(version), stamp)


def reader_for(code: str, xform: str, fields: Sequence[Field]) -> Reader:
    """What reads filled-in forms of an XForm that is no version: of a draft that somebody tries."""
    return _made(code, xform, tuple(fields), ground_stamp())


def _made(code: str, xform: str, fields: tuple[Field, ...], stamp: Stamp) -> Reader:
    places, organisations = _books(stamp)
    terms = Terms(
        form=code,
        fields=fields,
        mapping=read_mapping({}, fields),
        places=places,
        organisations=organisations,
        today=dt.date.min,  # each instance is read on a day of its own
        language="",
    )
    return Reader(read_xform(xform), terms)


def asked_in(submission: Submission) -> dict[int, dict[str, bool]]:
    """Line → each question that stands in it, and whether it was asked, of a filled-in form; empty where it cannot be
    read."""
    try:
        data = read_instance(stored(submission.sha256).read_bytes()).data
    except (Refused, OSError):
        return {}
    reader = _reader(submission.form_version, ground_stamp())
    return reader.asked(data, localtime(submission.received_at).date())


def home_of(organisation: Organisation | None) -> Home | None:
    """The organisation of whoever sends, as a reader takes it."""
    return Home(organisation.pk, organisation.agency_id or organisation.pk) if organisation else None


def xform_of(version: FormVersion) -> XForm:
    """What a version's XForm says about its answers."""
    return _reader(version, ground_stamp()).form


def submission_with(instance: str) -> Submission | None:
    """The submission that bears this instance ID."""
    return Submission.objects.filter(instance=instance).first() if instance else None


def hold(submission: Submission) -> None:
    """Until the transaction ends nobody else decides about the submission or withdraws it."""
    Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)


def senders_of(submission: Submission) -> set[str]:
    """The names of those who had a hand in sending it: whoever handed it in, and whose device it is from."""
    owner = submission.device.user.get_username() if submission.device else ""
    return {submission.sender, owner} - {""}


def hands_in(submission: Submission) -> set[str]:
    """Those whom the report concerns too closely to decide about it: its senders, and whoever made the link by which its
    person's password had been made anew shortly before."""
    made = renewed_by(submission.device.user, submission.received_at) if submission.device else set()
    return senders_of(submission) | made


def without_hand_of(reports: QuerySet[Submission], by: str) -> QuerySet[Submission]:
    """Those in which ``by`` has no such hand."""
    found = reports.exclude(sender=by).exclude(device__user__username=by)
    for person, since, until in renewals_of(by):
        found = found.exclude(device__user=person, received_at__gte=since, received_at__lte=until)
    return found


def withdrawal_of(submission: Submission) -> Withdrawn | None:
    """When and why its sender withdrew it; None where nobody did."""
    return Withdrawn.objects.filter(submission=submission).first()


def is_withdrawn(submission: Submission) -> bool:
    """Whether its sender withdrew it."""
    return Withdrawn.objects.filter(submission=submission).exists()


def replaced_by(instance: str) -> Submission | None:
    """The submission that replaces this instance, if one came."""
    return Submission.objects.filter(replaces=instance).first() if instance else None


def last_that_replaces(submission: Submission) -> Submission:
    """The newest version of a report, as far as its versions have arrived."""
    if not Submission.objects.filter(replaces=submission.instance).exists():
        return submission  # as nearly all: the cheap question first
    seen = {submission.instance}
    while (later := replaced_by(submission.instance)) and later.instance not in seen:
        seen.add(later.instance)
        submission = later
    return submission


def records_replaced_by(submission: Submission) -> list[Record]:
    """The records of all earlier versions of a report, as far as they have arrived."""
    found: list[Record] = []
    seen = {submission.instance}
    before = submission_with(submission.replaces)
    while before and before.instance not in seen:
        seen.add(before.instance)
        found += Record.objects.filter(submission=before)
        before = submission_with(before.replaces)
    return found


def versions_of(submission: Submission) -> list[Submission]:
    """All versions of a report that have arrived, the first first; itself among them."""
    found = {submission.pk: submission}
    first = submission
    while (before := submission_with(first.replaces)) and before.pk not in found:
        found[before.pk] = first = before
    versions = list(reversed(found.values()))
    last = submission
    while (later := replaced_by(last.instance)) and later.pk not in found:
        found[later.pk] = last = later
        versions.append(later)
    return versions


def first_came(reports: QuerySet[Submission]) -> dict[int, dt.datetime]:
    """Report → when the first of its versions came, for those of ``reports`` that replace another: nobody is late by
    mending, or by what a desk corrected."""
    rows = list(reports.exclude(replaces="").order_by().values_list("pk", "received_at", "replaces"))
    came = {pk: at for pk, at, _before in rows}
    before = {pk: name for pk, _at, name in rows}
    seen: dict[int, set[str]] = {pk: set() for pk in before}
    while before:
        names = sorted(set(before.values()))
        found = {
            one.instance: one
            for at in range(0, len(names), MANY)
            for one in Submission.objects.filter(instance__in=names[at : at + MANY]).only(
                "instance", "received_at", "replaces"
            )
        }
        further = {}
        for pk, name in before.items():
            if (one := found.get(name)) and name not in seen[pk]:
                seen[pk].add(name)
                came[pk] = min(came[pk], one.received_at)
                if one.replaces:
                    further[pk] = one.replaces
        before = further
    return came


def attachments_of(submission: Submission) -> dict[str, Attachment]:
    """What came with a submission, by name."""
    return {one.name: one for one in Attachment.objects.filter(submission=submission).order_by("pk")}
