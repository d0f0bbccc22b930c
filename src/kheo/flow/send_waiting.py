"""In a demonstration some reports wait for a decision: sent as phones send them, so that the queue is one to try."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path

from django.utils.timezone import make_aware

from kheo.capture.samples.queries import generator_of, last_told
from kheo.capture.samples.rules.waiting import Waiting, waiting
from kheo.capture.submissions.actions import Sent
from kheo.capture.submissions.queries import xform_of
from kheo.capture.submissions.rules.filling import filled_in
from kheo.capture.submissions.states import Channel
from kheo.flow.receive_report import receive_report
from kheo.ground.accounts.actions import add_device, add_user
from kheo.ground.accounts.models import Device
from kheo.ground.accounts.states import Role
from kheo.plan.forms.queries import latest


def send_waiting(*, pack: Path, by: str, now: dt.datetime) -> int:
    """Send what ``waiting`` of the pack's generator says; returns how many. Each unit gets a person with a phone."""
    how = generator_of(pack).waiting
    phones: dict[int, Device] = {}
    count = 0
    for one in waiting(last_told(how), how, int(how["seed"])) if how else ():
        if one.unit not in phones:
            phones[one.unit] = _phone(len(phones) + 1, one.unit, by, now)
        _send(one, phones[one.unit], f"uuid:waiting-{count}")
        count += 1
    return count


def _phone(number: int, unit: int, by: str, now: dt.datetime) -> Device:
    name, password = f"unit-{number:02d}", secrets.token_urlsafe(24)
    person = add_user(username=name, password=password, role=Role.REPORTER, organisation=unit, by=by, now=now)
    return add_device(user=person, label="Điện thoại", by=name, now=now)[0]


def _send(one: Waiting, phone: Device, instance: str) -> None:
    xml = filled_in(xform_of(latest(one.form)), one.answers, instance=instance)
    came, by = make_aware(one.came), phone.user.get_username()
    receive_report(sent=Sent(xml), device=phone, channel=Channel.WEB, by=by, now=came)
