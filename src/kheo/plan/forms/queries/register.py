"""The public register of all fields: what is asked, what for, who approved it, since when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kheo.plan.forms.models import FieldPurpose, FormVersion
from kheo.plan.forms.queries.versions import latest_versions
from kheo.plan.forms.rules import Field, is_coded, needs_purpose


@dataclass(frozen=True)
class Entry:
    """A field of a form in force. ``since``: when a version first had it and no later one lacked it. ``purpose`` and
    ``approved_by`` are empty for what came with a pack."""

    form: str
    title: dict[str, str]
    version: str
    field: Field
    since: dt.datetime
    purpose: str = ""
    approved_by: str = ""
    approved_at: dt.datetime | None = None

    @property
    def coded(self) -> bool:
        return is_coded(self.field)

    @property
    def own_list(self) -> bool:
        """Whether its answers are Kheo's own places or units, for which nobody has to write a purpose."""
        return self.coded and not needs_purpose(self.field)


def register(form: str = "") -> list[Entry]:
    """Every field of every form in force (or of one form), by form, in the form's order: three queries."""
    versions = [one for one in latest_versions() if not form or one.form.code == form]
    since = _since(versions)
    purposes: dict[tuple[int, str], FieldPurpose] = {}
    for one in FieldPurpose.objects.filter(form__in=[v.form_id for v in versions]).order_by("approved_at"):
        purposes[one.form_id, one.field] = one
    found = []
    for version in versions:
        for plain in version.fields:
            field = Field.from_json({"label": {}, **plain})
            purpose = purposes.get((version.form_id, field.name)) if is_coded(field) else None
            found.append(
                Entry(
                    version.form.code,
                    version.form.title,
                    version.version or str(version.number),
                    field,
                    since[version.form_id, field.name],
                    purpose.purpose if purpose else "",
                    purpose.approved_by if purpose else "",
                    purpose.approved_at if purpose else None,
                )
            )
    return found


def _since(versions: list[FormVersion]) -> dict[tuple[int, str], dt.datetime]:
    """When each field of the versions in force began, going back through the versions without a break."""
    forms = [version.form_id for version in versions]
    since: dict[tuple[int, str], dt.datetime] = {}
    earlier = FormVersion.objects.filter(form__in=forms).order_by("form_id", "number")
    for form, published, fields in earlier.values_list("form_id", "published_at", "fields"):
        names = {plain["name"] for plain in fields}
        since = {key: at for key, at in since.items() if key[0] != form or key[1] in names}
        for name in names:
            since.setdefault((form, name), published)
    return since
