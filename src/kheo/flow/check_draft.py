"""An XLSForm becomes a draft, with all that can be said of it: by itself, by the server's rules, and by phones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from kheo.capture.submissions.rules.xpath import compile_expression
from kheo.ground.places.queries import level_codes
from kheo.plan.forms.actions import add_draft, replace_draft
from kheo.plan.forms.models import FormDraft
from kheo.plan.forms.queries import fields_in_force, media_of, validate
from kheo.plan.forms.rules import Checked, check_form
from kheo.plan.forms.rules.beyond import changed, not_compiled, not_named, said_by_phones
from kheo.plan.programmes.rules.indicators import can_be_named


def take_in_draft(
    *, content: bytes, filename: str, media: Mapping[str, bytes], code: str = "", by: str, now: dt.datetime
) -> FormDraft:
    """Check a form and keep it as a draft, whatever is wrong with it. ``code``: of the form that it is to renew."""
    checked = look_over(content, filename, media, code)
    return add_draft(
        code=checked.code or code or "form",
        filename=filename,
        content=content,
        media=media,
        findings=checked.findings,
        by=by,
        now=now,
    )


def take_in_correction(
    *, draft: FormDraft, content: bytes, filename: str, media: Mapping[str, bytes], by: str, now: dt.datetime
) -> FormDraft:
    """Check a corrected form, with the files that the draft has already, and put it in the draft's place."""
    findings = look_over(content, filename, {**media_of(draft), **media}, draft.code).findings
    return replace_draft(
        draft=draft.pk, filename=filename, content=content, media=media, findings=findings, by=by, now=now
    )


def look_over(content: bytes, filename: str, media: Mapping[str, bytes], code: str = "") -> Checked:
    """What a form is, and everything that is wrong with it. Nothing is kept."""
    checked = check_form(content, filename, code=code, media=media, levels=level_codes())
    if checked.reading is None or checked.book is None:
        return checked
    more = (
        *changed(checked.reading, checked.book, fields_in_force(checked.code), checked.code),
        *not_named(checked.reading, checked.book, can_be_named),
        *not_compiled(checked.reading, checked.book, compile_expression),
        *said_by_phones(validate(checked.reading.xform), checked.book),
    )
    return replace(checked, findings=(*checked.findings, *more))
