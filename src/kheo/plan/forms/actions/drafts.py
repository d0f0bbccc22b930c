"""Drafts of forms: kept, explained, approved by a second person, published."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from kheo.ground.audit.actions import record
from kheo.ground.files import keep
from kheo.kit.refusals import Refused
from kheo.kit.text import normal
from kheo.plan.forms.actions.publishing import add_version
from kheo.plan.forms.models import FieldPurpose, FormDraft, FormVersion
from kheo.plan.forms.queries.drafts import media_of, needs_of
from kheo.plan.forms.rules import Finding, check_form
from kheo.plan.forms.rules.drafting import (
    check_may_ask,
    check_may_change,
    check_may_decide,
    check_may_publish,
    check_next,
    check_purpose,
    check_reason,
)
from kheo.plan.forms.rules.media import check_filename
from kheo.plan.forms.states import DraftState, Level

MOST_FILES = 40
LARGEST_FORM = 5_000_000  # bytes


def check_upload(filename: str, size: int, media: Sequence[tuple[str, int]]) -> None:
    """Refuse, before its bytes are read, what is too large for a form and the files beside it."""
    if size > LARGEST_FORM:
        raise Refused("plan.form_too_large", filename=filename, size=size, largest=LARGEST_FORM)
    if len(media) > MOST_FILES:
        raise Refused("plan.media_too_many", count=len(media), most=MOST_FILES)
    for name, length in media:
        check_filename(name, length)


@transaction.atomic
def add_draft(
    *,
    code: str,
    filename: str,
    content: bytes,
    media: Mapping[str, bytes],
    findings: Sequence[Finding],
    by: str,
    now: dt.datetime,
) -> FormDraft:
    """Keep an XLSForm that was checked (``findings``) as a draft. Whatever is wrong with it, it is kept and shown."""
    draft = FormDraft(code=code, by=by, at=now, authors=[by])
    _fill(draft, filename, content, findings)
    draft.media = _kept(media, [])
    known = FieldPurpose.objects.filter(form__code=code).order_by("approved_at")
    draft.purposes = dict(known.values_list("field", "purpose"))
    draft.save()
    _told("form.draft_added", draft, by=by, now=now, sha256=draft.sha256)
    return draft


@transaction.atomic
def replace_draft(
    *,
    draft: int,
    filename: str,
    content: bytes,
    media: Mapping[str, bytes],
    findings: Sequence[Finding],
    by: str,
    now: dt.datetime,
) -> FormDraft:
    """Put a corrected XLSForm (and further files) in the place of a draft's. What was approved was another form."""
    found = _locked(draft)
    check_may_change(DraftState(found.state))
    _fill(found, filename, content, findings)
    found.media = _kept(media, found.media)
    found.undecide(DraftState.OPEN)
    _add_author(found, by)
    found.save()
    _told("form.draft_replaced", found, by=by, now=now, sha256=found.sha256)
    return found


@transaction.atomic
def set_purposes(*, draft: int, purposes: Mapping[str, str], by: str, now: dt.datetime) -> FormDraft:
    """Write what the draft's new coded fields are for. Others than these are left out."""
    found = _locked(draft)
    check_may_change(DraftState(found.state))
    needed = {field.name for field in needs_of(found).fields}
    written = {name: normal(text) for name, text in purposes.items() if name in needed}
    for name, text in written.items():
        check_purpose(name, text)
    if any(found.purposes.get(name, "") != text for name, text in written.items()):
        found.purposes = {**found.purposes, **written}
        found.undecide(DraftState.OPEN)
        _add_author(found, by)
        found.save()
        _told("form.purposes_written", found, by=by, now=now, purposes=written)
    return found


@transaction.atomic
def ask_for_approval(*, draft: int, by: str, now: dt.datetime) -> FormDraft:
    """Ask a second person to approve what the new coded fields are for."""
    found = _locked(draft)
    needs = needs_of(found)
    check_may_ask(DraftState(found.state), errors=_errors(found), missing=needs.missing, needed=needs.names)
    found.undecide(DraftState.ASKED)
    found.save()
    _told("form.approval_asked", found, by=by, now=now, fields=needs.names)
    return found


@transaction.atomic
def approve_draft(*, draft: int, by: str, now: dt.datetime) -> FormDraft:
    """Approve the purposes of a draft's new coded fields. Never by who wrote the form or the purposes."""
    found = _locked(draft)
    check_may_decide(DraftState(found.state), by=by, authors=found.authors, wanted=DraftState.APPROVED)
    found.decide(DraftState.APPROVED, by=by, at=now)
    found.save()
    _told("form.approved", found, by=by, now=now, fields=needs_of(found).names, sha256=found.sha256)
    return found


@transaction.atomic
def refuse_draft(*, draft: int, reason: str, by: str, now: dt.datetime) -> FormDraft:
    """Refuse it, and say why."""
    found = _locked(draft)
    check_may_decide(DraftState(found.state), by=by, authors=found.authors, wanted=DraftState.REFUSED)
    check_reason(normal(reason))
    found.decide(DraftState.REFUSED, by=by, at=now, reason=normal(reason))
    found.save()
    _told("form.refused", found, by=by, now=now, reason=found.reason)
    return found


@transaction.atomic
def discard_draft(*, draft: int, by: str, now: dt.datetime) -> FormDraft:
    found = _locked(draft)
    check_next(DraftState(found.state), DraftState.DISCARDED)
    found.state = DraftState.DISCARDED
    found.save()
    _told("form.draft_discarded", found, by=by, now=now)
    return found


@transaction.atomic
def publish_draft(*, draft: int, levels: Sequence[str], by: str, now: dt.datetime) -> FormVersion:
    """Make a draft the form's next version, with its files and what its coded fields are for.

    The form is read and checked again: rules may have grown since it was uploaded. ``levels``: codes of levels of
    places.
    """
    found = _locked(draft)
    content = bytes(found.source)
    checked = check_form(content, found.filename, code=found.code, media=media_of(found), levels=levels)
    needs = needs_of(found)
    errors = max(len(checked.errors), _errors(found))
    check_may_publish(DraftState(found.state), errors=errors, missing=needs.missing, needed=needs.names)
    if checked.reading is None:
        raise Refused("plan.draft_has_errors", count=errors)
    in_force = FormVersion.objects.filter(form__code=found.code).order_by("-number").first()
    if in_force and in_force.sha256 == found.sha256 and _same_media(in_force, found):
        raise Refused("plan.nothing_new", form=found.code, version=in_force.version)
    version = add_version(
        code=found.code,
        filename=found.filename,
        content=content,
        reading=checked.reading,
        media=found.media,
        by=by,
        now=now,
    )
    FieldPurpose.objects.bulk_create(
        FieldPurpose(
            form=version.form,
            field=name,
            purpose=found.purposes[name],
            written_by=found.authors[-1],
            approved_by=found.decided_by,
            approved_at=found.decided_at or now,
            since=version,
        )
        for name in needs.names
    )
    found.state, found.published = DraftState.PUBLISHED, version
    found.save()
    return version


def _locked(draft: int) -> FormDraft:
    found = FormDraft.objects.select_for_update().filter(pk=draft).first()
    if found is None:
        raise Refused("plan.no_such_draft")
    return found


def _fill(draft: FormDraft, filename: str, content: bytes, findings: Sequence[Finding]) -> None:
    draft.filename = filename
    draft.source = content
    draft.sha256 = hashlib.sha256(content).hexdigest()
    draft.findings = [finding.as_json() for finding in findings]


def _kept(media: Mapping[str, bytes], before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The files with those that were there: a file of the same name takes the place of the earlier one."""
    files = {one["filename"]: dict(one) for one in before}
    for name, content in media.items():
        kept = keep(content, filename=name)
        files[name] = {"filename": name, "sha256": kept.sha256, "size": kept.size}
    return [files[name] for name in sorted(files)]


def _add_author(draft: FormDraft, by: str) -> None:
    """The last one is who had the last hand in it."""
    draft.authors = [*(name for name in draft.authors if name != by), by]


def _errors(draft: FormDraft) -> int:
    return sum(1 for finding in draft.findings if finding["level"] == Level.ERROR)


def _same_media(version: FormVersion, draft: FormDraft) -> bool:
    there = set(version.media.values_list("filename", "sha256"))
    return there == {(one["filename"], one["sha256"]) for one in draft.media}


def _told(act: str, draft: FormDraft, *, by: str, now: dt.datetime, **detail: Any) -> None:
    record(act, f"form:{draft.code}", by=by, now=now, label=str(draft), detail={"draft": draft.pk, **detail})
