"""The forms in force, their fields and files; drafts; the register of all fields."""

from kheo.plan.forms.queries.drafts import (
    Needs,
    drafts,
    media_of,
    needs_of,
    open_drafts,
    published_here,
    read_draft,
)
from kheo.plan.forms.queries.files import File, built_in_list, file_beside, files_beside
from kheo.plan.forms.queries.odk import validate
from kheo.plan.forms.queries.register import Entry, register
from kheo.plan.forms.queries.versions import (
    field_types,
    fields_in_force,
    fields_of,
    forms,
    forms_for_phones,
    latest,
    latest_versions,
    outline_of,
    version_called,
    version_numbered,
    version_wanted,
    versions_of,
)

__all__ = [
    "Entry",
    "File",
    "Needs",
    "built_in_list",
    "drafts",
    "field_types",
    "fields_in_force",
    "fields_of",
    "file_beside",
    "files_beside",
    "forms",
    "forms_for_phones",
    "latest",
    "latest_versions",
    "media_of",
    "needs_of",
    "open_drafts",
    "outline_of",
    "published_here",
    "read_draft",
    "register",
    "validate",
    "version_called",
    "version_numbered",
    "version_wanted",
    "versions_of",
]
