"""The list of forms, with what is in force and what waits."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.queries import latest_versions, open_drafts
from kheo.web.manage.told import state_name


@dataclass(frozen=True)
class FormRow:
    code: str
    title: dict[str, str]
    number: int
    version: str
    published_at: dt.datetime
    published_by: str
    fields: int
    versions: int


@dataclass(frozen=True)
class DraftRow:
    pk: int
    code: str
    filename: str
    state: str
    by: str
    at: dt.datetime
    errors: int


def form_rows() -> list[FormRow]:
    versions = Counter(FormVersion.objects.order_by().values_list("form_id", flat=True))
    return [
        FormRow(
            one.form.code,
            one.form.title,
            one.number,
            one.version or str(one.number),
            one.published_at,
            one.published_by,
            len(one.fields),
            versions[one.form_id],
        )
        for one in latest_versions()
    ]


def waiting() -> list[DraftRow]:
    """Drafts that are neither published nor put away."""
    return [
        DraftRow(
            one.pk,
            one.code,
            one.filename,
            state_name(one.state),
            one.by,
            one.at,
            sum(1 for finding in one.findings if finding["level"] == "error"),
        )
        for one in open_drafts()
    ]
