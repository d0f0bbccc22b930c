"""Publish forms."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from kheo.ground.audit.actions import record
from kheo.kit.tally import Tally
from kheo.plan.forms.models import Form, FormMedia, FormVersion
from kheo.plan.forms.rules import Reading, check_fields, offences_in_form, read_form
from kheo.plan.forms.rules.expressions import broken_expressions
from kheo.plan.forms.rules.versions import version_for, with_version


@transaction.atomic
def publish_form(*, code: str, filename: str, content: bytes, by: str, now: dt.datetime) -> Tally:
    """Publish an XLSForm (its bytes) as the next version of form ``code``; the same bytes again change nothing.

    Refuses what cannot be read, what clashes with built-in names, and what asks about beliefs or identities.
    """
    digest = hashlib.sha256(content).hexdigest()
    latest = FormVersion.objects.filter(form__code=code).order_by("-number").first()
    if latest is not None and latest.sha256 == digest:
        return Tally(unchanged=1)
    reading = read_form(content, filename)
    for refused in (
        *check_fields(reading.fields),
        *(each.as_refused() for each in offences_in_form(reading)),
        *(each.as_refused() for each in broken_expressions(reading.xform)),
    ):
        raise refused
    add_version(code=code, filename=filename, content=content, reading=reading, media=(), by=by, now=now)
    return Tally(updated=1, names=(code,)) if latest else Tally(created=1)


@transaction.atomic
def add_version(
    *,
    code: str,
    filename: str,
    content: bytes,
    reading: Reading,
    media: Iterable[Mapping[str, Any]],
    by: str,
    now: dt.datetime,
) -> FormVersion:
    """The next version of form ``code``, made from what was read and checked. ``media``: {filename, sha256, size}."""
    form, made = Form.objects.get_or_create(code=code, defaults={"title": reading.title})
    if not made and form.title != reading.title:
        form.title = reading.title
        form.save(update_fields=["title"])
    earlier = dict(form.versions.values_list("version", "number"))
    number = max(earlier.values(), default=0) + 1
    version = version_for(reading.version, number, earlier.keys())
    digest = hashlib.sha256(content).hexdigest()
    added = FormVersion.objects.create(
        form=form,
        number=number,
        version=version,
        filename=filename,
        source=content,
        sha256=digest,
        xform=with_version(reading.xform, version),
        fields=[field.as_json() for field in reading.fields],
        published_at=now,
        published_by=by,
    )
    FormMedia.objects.bulk_create(
        FormMedia(form_version=added, **{name: one[name] for name in ("filename", "sha256", "size")})
        for one in media
    )
    record(
        "form.published",
        f"form:{code}",
        by=by,
        now=now,
        label=str(added),
        detail={"sha256": digest, "version": version},
    )
    return added
