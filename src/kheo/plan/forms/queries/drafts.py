"""Drafts, what they hold, and what they still need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from kheo.ground.files import stored
from kheo.plan.forms.models import FormDraft
from kheo.plan.forms.queries.versions import fields_in_force
from kheo.plan.forms.rules import Checked, Field, check_form, new_coded
from kheo.plan.forms.rules.coded import without_purpose
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


def media_of(draft: FormDraft) -> dict[str, bytes]:
    """The bytes of the files beside a draft, by name."""
    return {one["filename"]: stored(one["sha256"]).read_bytes() for one in draft.media}
