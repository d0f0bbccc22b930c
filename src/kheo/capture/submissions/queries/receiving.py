"""What receiving a filled-in form needs to know: its form version, how it is read, and what is here already."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.db.models import Exists, OuterRef, Subquery

from kheo.capture.submissions.models import Attachment, Record, Submission
from kheo.capture.submissions.rules.instances import Instance
from kheo.capture.submissions.rules.mapping import read_mapping
from kheo.capture.submissions.rules.reported import Reader
from kheo.capture.submissions.rules.rows import Terms
from kheo.capture.submissions.rules.xform import XForm, read_xform
from kheo.ground.organisations.models import Organisation
from kheo.ground.organisations.queries import OrganisationBook, organisation_book
from kheo.ground.places.models import Place
from kheo.ground.places.queries import PlaceBook, place_book
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.queries import fields_of
from kheo.plan.programmes.models import Pack

Stamp = tuple[object, ...]


def reader_of(instance: Instance) -> tuple[FormVersion, Reader]:
    """The form version that an instance was filled in with, and what reads it.

    Raises Refused("capture.no_such_form" | "capture.no_such_version").
    """
    stamp = ground_stamp()
    numbers = _versions(instance.form, stamp)
    if not numbers:
        raise Refused("capture.no_such_form", form=instance.form)
    found = next((pk for pk in numbers if xform_of(pk).version == instance.version), None)
    if found is None:
        raise Refused("capture.no_such_version", form=instance.form, version=instance.version or "—")
    return _version(found), _reader(found, stamp)


@lru_cache(maxsize=256)
def _versions(form: str, _stamp: Stamp) -> tuple[int, ...]:
    """The versions of a form, the newest first."""
    found = FormVersion.objects.filter(form__code=form).order_by("-number")
    return tuple(found.values_list("pk", flat=True))


@lru_cache(maxsize=256)
def _version(pk: int) -> FormVersion:
    # Versions are never changed.
    return FormVersion.objects.select_related("form").defer("source").get(pk=pk)


@lru_cache(maxsize=256)
def xform_of(version: int) -> XForm:
    """A version's XForm, read."""
    return read_xform(_version(version).xform)


def ground_stamp() -> Stamp:
    """What forms, places and organisations that were read before are good for. One question to the database."""
    newest = {
        name: Subquery(model.objects.order_by("-pk").values("pk")[:1])
        for name, model in (("place", Place), ("organisation", Organisation), ("form", FormVersion))
    }
    packs = Pack.objects.order_by("-loaded_at").annotate(**newest)
    found = packs.values_list("loaded_at", *newest).first()
    # Without a pack (in a test, or by hand) each is asked for by itself.
    return found or tuple(
        model.objects.order_by("-pk").values_list("pk", flat=True).first()
        for model in (Place, Organisation, FormVersion)
    )


@lru_cache(maxsize=2)
def _books(_stamp: Stamp) -> tuple[PlaceBook, OrganisationBook]:
    return place_book(), organisation_book()


@lru_cache(maxsize=128)
def _reader(version: int, stamp: Stamp) -> Reader:
    form, fields = _version(version), fields_of(_version(version))
    places, organisations = _books(stamp)
    terms = Terms(
        form=form.form.code,
        fields=fields,
        mapping=read_mapping({}, fields),
        places=places,
        organisations=organisations,
        today=dt.date.min,  # each instance is read on a day of its own
        language="",
    )
    return Reader(xform_of(version), terms)


def submission_with(instance: str) -> Submission | None:
    """The submission that bears this instance ID."""
    return Submission.objects.filter(instance=instance).first() if instance else None


def replaced_by(instance: str) -> Submission | None:
    """The submission that replaces this instance, if one came."""
    return Submission.objects.filter(replaces=instance).first() if instance else None


def rows_left_behind(submission: Submission) -> list[Record]:
    """The rows of the reports that this one replaces, one after the other, that nothing corrects."""
    left: list[Record] = []
    seen = {submission.instance}
    before = submission_with(submission.replaces)
    while before and before.instance not in seen:
        seen.add(before.instance)
        corrected = Record.objects.filter(corrects=OuterRef("pk"))
        left += Record.objects.filter(~Exists(corrected), submission=before)
        before = submission_with(before.replaces)
    return left


def attachments_of(submission: Submission) -> dict[str, Attachment]:
    """What came with a submission, by name."""
    return {one.name: one for one in Attachment.objects.filter(submission=submission).order_by("pk")}
