"""A draft is tried: what receiving would make of a filled-in form, read by the same rules. Nothing is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import localtime

from kheo.capture.submissions.queries import home_of, reader_for
from kheo.capture.submissions.rules.instances import files_named, read_instance
from kheo.capture.submissions.rules.reported import Reported
from kheo.ground.accounts.models import User
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import FormDraft
from kheo.plan.forms.queries import read_draft, trial_version, trial_xform


@dataclass(frozen=True)
class Tried:
    """``files``: the names of pictures and papers that would come with the report."""

    reported: Reported
    files: tuple[str, ...]


def try_draft(*, draft: FormDraft, content: bytes, by: User, now: dt.datetime) -> Tried:
    """What a report filled in with this draft would become, were ``by`` to send it.

    Raises Refused("capture.xml…" | "capture.instance…") for what is no report, and Refused("plan.trial_of_another")
    where it was filled in with another form, or with the draft as it stood before it was corrected.
    """
    instance = read_instance(content)
    xform, reading = trial_xform(draft), read_draft(draft).reading
    if xform is None or reading is None:
        raise Refused("plan.form_not_read", reason=draft.filename)
    if (instance.form, instance.version) != (draft.code, trial_version(draft)):
        raise Refused("plan.trial_of_another")
    reader = reader_for(draft.code, xform, reading.fields)
    reported = reader.read(instance, today=localtime(now).date(), home=home_of(by.organisation))
    return Tried(reported, files_named(instance, reader.form))
