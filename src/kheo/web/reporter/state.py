"""What the reporter's app knows of the world: forms, what is due, what became of what was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from kheo.capture.submissions.models import Submission, Withdrawn
from kheo.capture.submissions.queries import (
    attachments_of,
    missing_envelopes,
    records_of,
    sent_by,
    still_owed,
    withdrawal_of,
)
from kheo.capture.submissions.rules.reasons import reason_from_json
from kheo.ground.accounts.models import Device
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.queries import ancestors
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.queries import fields_of, files_beside
from kheo.plan.forms.rules import Field
from kheo.plan.forms.rules.paper import numbers_of
from kheo.plan.programmes.models import Programme
from kheo.plan.programmes.queries import Expectation, expectations, periods_around
from kheo.verify.decisions.models import Decision
from kheo.verify.decisions.queries import newest_of
from kheo.verify.decisions.states import Outcome
from kheo.web.refusals import sentence
from kheo.web.reporter.offers import filled_before, forms_for, programmes_of
from kheo.web.reporter.told import told_to
from kheo.web.shared.days import day_name, period_name
from kheo.web.shared.hands import hands_of
from kheo.web.shared.standing import standing_of

AHEAD, BACK = dt.timedelta(days=45), dt.timedelta(days=62)  # how far a report that is due is shown


def state_of(device: Device) -> dict[str, Any]:
    """See docs/guide/reporting.md. Texts are {language: text}, days and moments ISO."""
    user, now = device.user, timezone.now()
    unit = user.organisation
    owner = next(iter(programmes_of(unit)), None)
    today = timezone.localdate(now)
    owed = _owed(owner, unit, today) if owner and unit else []
    codes = dict(owner.schedules.values_list("form_id", "form__code")) if owner else {}
    reports = [{**report_of(one), "device": _from(one, device)} for one in sent_by(user)]
    numbers, highest = missing_envelopes(device)
    versions = forms_for(unit)
    return {
        "now": now.isoformat(),
        "user": {"username": user.get_username(), "name": str(user)},
        "unit": {"ref": unit.ref, "title": unit.title, "near": _near(unit)} if unit else None,
        "programme": {"code": owner.code, "title": owner.title, "notice": owner.notice} if owner else None,
        "device": {
            "id": device.pk,
            "acknowledged": [one for one in range(1, highest + 1) if one not in set(numbers)],
            "highest": highest,
        },
        "forms": [_form(one, unit) for one in versions],
        "due": list(_due(codes, owed, today)) if unit else [],
        "periods": _periods(owner, unit, codes, today) if owner and unit else {},
        "told": told_to(user),
        "reports": [{**told, "period": _period_of(told, codes, owed)} for told in reports],
    }


def _near(unit: Organisation) -> list[str]:
    """What the unit's place and those around it are called, the nearest first: among places of one name a reporter
    means the one nearby. The country is around all of them."""
    around = reversed(ancestors(unit.place).values()) if unit.place else ()
    return [one.name for one in around if one.level.rank]


def _form(version: FormVersion, unit: Organisation | None) -> dict[str, Any]:
    names = {"code": version.form.code, "number": version.number}
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
        "prefill": filled_before(fields_of(version), unit),
        **_on_paper(fields_of(version)),
    }


def _on_paper(fields: Sequence[Field]) -> dict[str, Any]:
    """What keying papers needs, and what tells one report from another. ``keep``: the answers that one paper has in
    common with the next; ``who``: the question that says whose paper it is, "" where the form asks for neither unit nor
    agency; ``roles``: which question says where and when; ``numbers``: question → its number on the printed form."""
    roles = {one.role: one.name for one in fields if one.role and not one.repeat}
    keep = [roles[role] for role in ("unit", "agency", "start", "end") if role in roles]
    return {
        "keep": keep,
        "who": roles.get("unit") or roles.get("agency", ""),
        "roles": {role: roles[role] for role in ("place", "start", "end") if role in roles},
        "numbers": numbers_of(fields),
    }


def _owed(owner: Programme, unit: Organisation, today: dt.date) -> list[Expectation]:
    """The reports of a unit whose periods close around today, the most urgent first, sent or not."""
    wanted = expectations(owner, first=today - BACK, last=today + AHEAD, agencies=[unit.agency_id or unit.pk])
    return sorted((one for one in wanted if one.unit == unit.pk), key=lambda each: each.due_on)


def _due(codes: Mapping[int, str], owed: Sequence[Expectation], today: dt.date) -> Iterable[dict[str, Any]]:
    """Those of them that were not sent."""
    for one in still_owed(owed):
        yield {
            "form": codes[one.form],
            "period": _period(one.period, one.first, one.last),
            "closes": one.due_on.isoformat(),
            "days_left": (one.due_on - today).days,
        }


def _periods(
    owner: Programme, unit: Organisation, codes: Mapping[int, str], today: dt.date
) -> dict[str, list[dict[str, Any]]]:
    """Of each form with a schedule the last, the present and the next period: by them the app tells which one a day that
    is being typed falls into."""
    around = periods_around(owner, unit, today)
    return {
        codes[form]: [_period(one.label, one.first, one.last) for one in found]
        for form, found in around.items()
    }


def _period(label: str, first: dt.date, last: dt.date) -> dict[str, Any]:
    titles = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            titles[language] = period_name(label)
    return {"label": label, "title": titles, "first": first.isoformat(), "last": last.isoformat()}


def _period_of(told: Mapping[str, Any], codes: Mapping[int, str], owed: Sequence[Expectation]) -> Any:
    """The period that a report counts for, by its last day; None where the unit owes none such."""
    last = told["days"][-1] if told["days"] else ""
    for one in owed:
        if codes[one.form] == told["form"] and one.first.isoformat() <= last <= one.last.isoformat():
            return _period(one.period, one.first, one.last)
    return None


def report_of(one: Submission) -> dict[str, Any]:
    """What its sender learns of a report."""
    here = attachments_of(one)
    missing = [name for name in one.files if name not in here]
    decision = newest_of(one)
    return {
        "instance": one.instance,
        "number": one.pk,
        "form": one.form_version.form.code,
        **_told_by(one),
        "received_at": one.received_at.isoformat(),
        "state": standing_of(one, missing, decision),
        "have": len(one.files) - len(missing),
        "expected": len(one.files),
        "missing": missing,
        "returned": _returned(decision),
        "withdrawn": _withdrawn(one),
        "refusals": [_refusal(plain) for plain in one.reasons],
        "replaces": one.replaces,
        "handed_in_by": hands_of(one).by,
        "paper": one.paper,
    }


def _from(one: Submission, here: Device) -> str:
    """The other device of theirs that sent it, such as a system whose reports nobody mends by hand."""
    return one.device.label if one.device and one.device != here else ""


def _own_name(one: Submission, values: Mapping[str, Any]) -> str:
    """What its sender calls a report: the first text answered, such as the unit's own number of the line."""
    for each in fields_of(one.form_version):
        if each.type == "text" and not each.role and not each.repeat and values.get(each.name):
            return str(values[each.name])
    return ""


def _told_by(one: Submission) -> dict[str, Any]:
    """What tells a report from others of its form: where and when. Nothing where no record could be read of it."""
    first = records_of(one).select_related("place").first()
    place = first.place.name if first and first.place else ""
    days = (first.start or first.day, first.day) if first else (None, None)
    return {
        "name": _own_name(one, first.values) if first else "",
        "title": ", ".join(part for part in (place, day_name(days[1])) if part),
        "place": place,
        "days": [day.isoformat() for day in days if day],
    }


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
    return {
        "field": reason.column,
        "repetition": reason.turn,
        "value": reason.value,
        "message": in_languages(reason.refused),
    }


def in_languages(refused: Refused) -> dict[str, str]:
    """The refusal in every language that Kheo speaks."""
    told = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            told[language] = sentence(refused)
    return told
