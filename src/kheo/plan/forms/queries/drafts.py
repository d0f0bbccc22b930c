"""Drafts, what they hold, and what they still need."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from kheo.ground.files import stored
from kheo.plan.forms.models import FormDraft
from kheo.plan.forms.queries.files import built_in_list
from kheo.plan.forms.queries.versions import fields_in_force
from kheo.plan.forms.rules import Checked, Field, check_form, new_coded
from kheo.plan.forms.rules.coded import without_purpose
from kheo.plan.forms.rules.media import named_in_xform
from kheo.plan.forms.rules.own_lists import is_kheo_list
from kheo.plan.forms.rules.versions import with_version
from kheo.plan.forms.states import DraftState

CLOSED = (DraftState.PUBLISHED, DraftState.DISCARDED)


@dataclass(frozen=True)
class Needs:
    """``fields``: new coded fields, which a second person approves. ``missing``: those without a purpose yet."""

    fields: tuple[Field, ...]
    missing: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        return [field.name for field in self.fields]


def drafts() -> QuerySet[FormDraft]:
    return FormDraft.objects.all()


def open_drafts() -> QuerySet[FormDraft]:
    """Drafts that somebody still has to do something with, the newest first, without their bytes."""
    return FormDraft.objects.exclude(state__in=CLOSED).defer("source")


def drafts_to_approve(by: str) -> list[FormDraft]:
    """Those that wait for a second person, whom ``by`` can be: the newest first, without their bytes."""
    asked = FormDraft.objects.filter(state=DraftState.ASKED).defer("source")
    return [draft for draft in asked if by not in draft.authors]


def published_here() -> set[int]:
    """The numbers of the forms that somebody published from a draft; the others came with a pack."""
    return set(drafts().exclude(published=None).values_list("published__form_id", flat=True))


def read_draft(draft: FormDraft) -> Checked:
    """The draft's form as it is read now, without its files."""
    return _read(bytes(draft.source), draft.filename, draft.code)


@lru_cache(maxsize=16)
def _read(source: bytes, filename: str, code: str) -> Checked:
    return check_form(source, filename, code=code)


def needs_of(draft: FormDraft) -> Needs:
    """What the draft's form needs beside the form in force; nothing where it cannot be read."""
    reading = read_draft(draft).reading
    needed = new_coded(reading.fields, fields_in_force(draft.code)) if reading else ()
    return Needs(needed, without_purpose(needed, draft.purposes))


def trial_version(draft: FormDraft) -> str:
    """The version of a draft that is tried: none that was published is called so, and a corrected draft has another."""
    return f"draft-{draft.pk}-{draft.sha256[:8]}"


def trial_xform(draft: FormDraft) -> str | None:
    """The draft for a phone; None where it cannot be read."""
    reading = read_draft(draft).reading
    return with_version(reading.xform, trial_version(draft)) if reading else None


def trial_files(draft: FormDraft) -> list[str]:
    """The names of the files that a phone needs to try a draft."""
    named = named_in_xform(trial_xform(draft) or "")
    return sorted({*(one["filename"] for one in draft.media), *filter(is_kheo_list, named)})


def trial_file(draft: FormDraft, filename: str, day: dt.date) -> bytes | None:
    """The bytes of one of these files; None where the draft has none of that name."""
    if filename not in trial_files(draft):
        return None
    return built_in_list(filename, day) if is_kheo_list(filename) else media_of(draft)[filename]


def media_of(draft: FormDraft) -> dict[str, bytes]:
    """The bytes of the files beside a draft, by name."""
    return {one["filename"]: stored(one["sha256"]).read_bytes() for one in draft.media}
