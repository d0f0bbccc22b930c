"""What the reporter's app knows of the world: forms, what is due, what became of what was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from kheo.capture.submissions.models import Submission, Withdrawn
from kheo.capture.submissions.queries import (
    attachments_of,
    days_told_by,
    missing_envelopes,
    records_of,
    sent_by,
    withdrawal_of,
)
from kheo.capture.submissions.rules.reasons import reason_from_json
from kheo.ground.accounts.models import Device
from kheo.ground.organisations.models import Organisation
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.queries import fields_of, files_beside, forms_for_phones, published_here
from kheo.plan.forms.rules import Field
from kheo.plan.programmes.models import Programme, Schedule
from kheo.plan.programmes.queries import expectations, programmes
from kheo.verify.decisions.models import Decision
from kheo.verify.decisions.queries import newest_of
from kheo.verify.decisions.states import Outcome
from kheo.web.refusals import sentence
from kheo.web.shared.days import day_name, period_name
from kheo.web.shared.standing import standing_of

AHEAD, BACK = dt.timedelta(days=45), dt.timedelta(days=62)  # how far a report that is due is shown


def state_of(device: Device) -> dict[str, Any]:
    """See docs/guide/reporter.md. Texts are {language: text}, days and moments ISO."""
    user, now = device.user, timezone.now()
    unit = user.organisation
    owner = next(iter(_programmes(unit)), None)
    due = list(_due(owner, unit, timezone.localdate(now))) if owner and unit else []
    numbers, highest = missing_envelopes(device)
    versions = _forms(unit, owner)
    return {
        "now": now.isoformat(),
        "user": {"username": user.get_username(), "name": str(user)},
        "unit": {"ref": unit.ref, "title": unit.title} if unit else None,
        "programme": {"code": owner.code, "title": owner.title, "notice": owner.notice} if owner else None,
        "device": {
            "id": device.pk,
            "acknowledged": [one for one in range(1, highest + 1) if one not in set(numbers)],
            "highest": highest,
        },
        "forms": [_form(one, unit) for one in versions],
        "due": due,
        "reports": [report_of(one) for one in sent_by(user)],
    }


def _programmes(unit: Organisation | None) -> Iterable[Programme]:
    """The programmes that the unit's agency takes part in; all where nothing says so."""
    found = list(programmes())
    agency = (unit.agency_id or unit.pk) if unit else 0
    own = [one for one in found if one.partners.filter(pk=agency).exists()]
    return own or found


def _forms(unit: Organisation | None, owner: Programme | None) -> list[FormVersion]:
    """What the unit's agency is to send; every form where no schedule says."""
    versions = forms_for_phones()
    if unit is None or owner is None:
        return versions
    # What was published here and that nobody scheduled is for everybody; what a pack brought has its programme.
    free = published_here() - set(Schedule.objects.values_list("form_id", flat=True))
    wanted = set(owner.schedules.filter(agency=unit.agency_id or unit.pk).values_list("form_id", flat=True))
    return [one for one in versions if one.form_id in wanted | free] or versions


def _form(version: FormVersion, unit: Organisation | None) -> dict[str, Any]:
    names = {"code": version.form.code, "number": version.number}
    filled: dict[str, str] = {}
    for one in fields_of(version):
        if one.role == "unit" and unit:
            filled[one.name] = unit.ref
        if one.role == "end":
            filled[one.name] = "today"
    return {
        "code": version.form.code,
        "title": version.form.title,
        "version": version.version,
        "hash": version.hash,
        "url": reverse("api_form", kwargs=names),
        "media": [
            {
                "name": one.filename,
                "hash": one.hash,
                "url": reverse("api_media", kwargs={**names, "name": one.filename}),
            }
            for one in files_beside(version, timezone.localdate())
        ],
        "prefill": filled,
        **_on_paper(fields_of(version)),
    }


def _on_paper(fields: Sequence[Field]) -> dict[str, Any]:
    """What keying papers needs: ``keep``, the answers that one paper has in common with the next; ``who``, the question
    that says whose paper it is, "" where the form asks for neither unit nor agency."""
    roles = {one.role: one.name for one in fields if one.role and not one.repeat}
    keep = [roles[role] for role in ("unit", "agency", "start", "end") if role in roles]
    return {"keep": keep, "who": roles.get("unit") or roles.get("agency", "")}


def _due(owner: Programme, unit: Organisation, today: dt.date) -> Iterable[dict[str, Any]]:
    """The reports that the unit owes, the most urgent first. A period in which it sent one is done."""
    codes = dict(owner.schedules.values_list("form_id", "form__code"))
    wanted = [
        one
        for one in expectations(
            owner, first=today - BACK, last=today + AHEAD, agencies=[unit.agency_id or unit.pk]
        )
        if one.unit == unit.pk
    ]
    sent = days_told_by(unit, min((one.first for one in wanted), default=today))
    for one in sorted(wanted, key=lambda each: each.due_on):
        if any(form == one.form and one.first <= day <= one.last for form, day in sent):
            continue
        titles = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                titles[language] = period_name(one.period)
        yield {
            "form": codes[one.form],
            "period": {"label": one.period, "title": titles},
            "closes": one.due_on.isoformat(),
            "days_left": (one.due_on - today).days,
        }


def report_of(one: Submission) -> dict[str, Any]:
    """What its sender learns of a report."""
    here = attachments_of(one)
    missing = [name for name in one.files if name not in here]
    decision = newest_of(one)
    return {
        "instance": one.instance,
        "number": one.pk,
        "form": one.form_version.form.code,
        "title": _title(one),
        "received_at": one.received_at.isoformat(),
        "state": standing_of(one, missing, decision),
        "have": len(one.files) - len(missing),
        "expected": len(one.files),
        "missing": missing,
        "returned": _returned(decision),
        "withdrawn": _withdrawn(one),
        "refusals": [_refusal(plain) for plain in one.reasons],
        "replaces": one.replaces,
        "paper": one.paper,
    }


def _title(one: Submission) -> str:
    """What tells a report from others of its form: where and when."""
    first = records_of(one).select_related("place").first()
    told = (first.place.name if first and first.place else "", day_name(first.day) if first else "")
    return ", ".join(part for part in told if part)


def _returned(decision: Decision | None) -> dict[str, str] | None:
    if decision is None or decision.outcome == Outcome.ACCEPTED:
        return None
    return {
        "by": decision.by,
        "at": decision.at.isoformat(),
        "reason": decision.reason,
        "field": decision.field,
    }


def _withdrawn(one: Submission) -> dict[str, str] | None:
    found = withdrawal_of(one)
    return withdrawn_as_told(found) if found else None


def withdrawn_as_told(done: Withdrawn) -> dict[str, str]:
    return {"by": done.by, "at": done.at.isoformat(), "reason": done.reason}


def _refusal(plain: dict[str, Any]) -> dict[str, Any]:
    reason = reason_from_json(plain)
    return {"field": reason.column, "value": reason.value, "message": in_languages(reason.refused)}


def in_languages(refused: Refused) -> dict[str, str]:
    """The refusal in every language that Kheo speaks."""
    told = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            told[language] = sentence(refused)
    return told
