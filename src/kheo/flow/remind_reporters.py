"""Before and after a closing date, whoever owes a report that has not come is reminded, on the days the programme says."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from kheo.capture.submissions.queries import not_sent
from kheo.ground.accounts.queries import people_with
from kheo.ground.accounts.states import Role
from kheo.ground.notices.actions import Told, tell_all
from kheo.ground.notices.states import Kind
from kheo.plan.forms.models import Form
from kheo.plan.programmes.queries import programmes, reminders_of
from kheo.plan.programmes.rules.reminders import MISSED


def remind_reporters(*, today: dt.date, by: str, now: dt.datetime) -> int:
    """Returns how many were told something new. A second time on one day tells nothing; after days on which nobody ran it,
    only what still matters."""
    people: defaultdict[int, list[int]] = defaultdict(list)
    reporters = people_with([Role.REPORTER], today).exclude(organisation=None)
    for person, unit in reporters.values_list("pk", "organisation_id"):
        people[unit].append(person)
    codes = dict(Form.objects.values_list("pk", "code"))
    found = []
    for owner in programmes():
        rule = reminders_of(owner)
        first = today - dt.timedelta(days=rule.last + MISSED)
        last = today - dt.timedelta(days=rule.first)
        for one in not_sent(owner, first=first, last=last, units=people.keys()) if rule.points else ():
            if (point := rule.point(one.due_on, today)) is not None:
                detail = {
                    "programme": owner.code,
                    "form": codes[one.form],
                    "unit": one.unit,
                    "period": one.period,
                    "first": one.first.isoformat(),
                    "last": one.last.isoformat(),
                    "closes": one.due_on.isoformat(),
                }
                kind = Kind.DUE if point <= 0 else Kind.OVERDUE
                key = f"{owner.code} {codes[one.form]} {one.unit} {one.grain} {one.period} {point:+d}"
                found += [Told(person, kind, key, detail) for person in people[one.unit]]
    return tell_all(found=found, by=by, now=now)
