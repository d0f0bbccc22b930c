"""Publish forms."""

import datetime as dt
import hashlib

from django.db import transaction

from kheo.ground.audit.actions import record
from kheo.kit.tally import Tally
from kheo.plan.forms.models import Form, FormVersion
from kheo.plan.forms.rules import check_fields, offences_in_form, read_form


@transaction.atomic
def publish_form(*, code: str, filename: str, content: bytes, by: str, now: dt.datetime) -> Tally:
    """Publish an XLSForm (its bytes) as the next version of form ``code``; the same bytes again change nothing.

    Refuses what cannot be read, what clashes with built-in names, and what asks about beliefs or identities.
    """
    digest = hashlib.sha256(content).hexdigest()
    form = Form.objects.filter(code=code).first()
    latest = form.versions.order_by("-number").first() if form else None
    if latest is not None and latest.sha256 == digest:
        return Tally(unchanged=1)
    reading = read_form(content, filename)
    for refused in (
        *check_fields(reading.fields),
        *(each.as_refused() for each in offences_in_form(reading)),
    ):
        raise refused
    if form is None:
        form = Form.objects.create(code=code, title=reading.title)
    elif form.title != reading.title:
        form.title = reading.title
        form.save(update_fields=["title"])
    version = FormVersion.objects.create(
        form=form,
        number=latest.number + 1 if latest else 1,
        filename=filename,
        source=content,
        sha256=digest,
        xform=reading.xform,
        fields=[field.as_json() for field in reading.fields],
        published_at=now,
    )
    record("form.published", f"form:{code}", by=by, now=now, label=str(version), detail={"sha256": digest})
    return Tally(updated=1, names=(code,)) if latest else Tally(created=1)
