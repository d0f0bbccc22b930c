"""Before and after a closing date whoever owes a report is reminded: on the days that the programme says, each once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from kheo.flow.load_pack import load_pack
from kheo.flow.remind_reporters import remind_reporters
from kheo.flow.withdraw_report import withdraw_report
from kheo.ground.accounts.actions import set_active, take_role
from kheo.ground.accounts.models import Device, Grant, User
from kheo.ground.accounts.states import Role
from kheo.ground.notices.models import Notice
from kheo.ground.organisations.models import Organisation
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Programme, Schedule
from tests.filled import filled
from tests.ledger_build import Ground, ground
from tests.packs import copy_of_tiny, edit
from tests.people import reporter
from tests.phones import arrives
from tests.told import DAY, person

__all__ = ["ground"]


@pytest.fixture
def hoa(ground: Ground) -> User:
    """A reporter of the army's, which owes a report five days after each month."""
    user = reporter().user
    Schedule.objects.create(
        programme=ground.programme, form=Form.objects.get(code="relief"), agency=ground.agencies["army"],
        every="month", first_day=dt.date(2025, 1, 1),
    )  # fmt: skip
    Grant.objects.update(first_day=dt.date(2024, 1, 1))
    Notice.objects.all().delete()
    return user


def runs(*days: str) -> list[tuple[str, str, str]]:
    """(day, kind, period) of what each day's run tells that is new."""
    told = []
    for day in days:
        before = set(Notice.objects.values_list("pk", flat=True))
        count = remind_reporters(today=dt.date.fromisoformat(day), by="kheo", now=DAY)
        new = Notice.objects.exclude(pk__in=before).order_by("pk")
        assert count == len(new)
        told += [(day, one.kind, one.detail["period"]) for one in new]
    return told


def every_day(first: str, count: int) -> list[str]:
    begin = dt.date.fromisoformat(first)
    return [(begin + dt.timedelta(days=at)).isoformat() for at in range(count)]


def test_a_week_and_a_day_before_and_after_the_closing_day(hoa: User) -> None:
    """February ends on the 28th, so its report is to be sent by 5 March; March's by 5 April."""
    assert runs(*every_day("2025-02-20", 45)) == [
        ("2025-02-26", "report.due", "2025-02"),
        ("2025-03-04", "report.due", "2025-02"),
        ("2025-03-06", "report.overdue", "2025-02"),
        ("2025-03-12", "report.overdue", "2025-02"),
        ("2025-03-29", "report.due", "2025-03"),
        ("2025-04-04", "report.due", "2025-03"),
    ]
    notice = Notice.objects.order_by("pk")[0]
    assert notice.person == hoa
    assert notice.detail["closes"] == "2025-03-05"


def test_in_a_leap_year_february_closes_with_its_29th(hoa: User) -> None:
    Schedule.objects.update(first_day=dt.date(2024, 1, 1), days_after_close=0)
    assert runs("2024-02-22", "2024-02-28", "2024-02-29", "2024-03-01") == [
        ("2024-02-22", "report.due", "2024-02"),
        ("2024-02-28", "report.due", "2024-02"),
        ("2024-03-01", "report.overdue", "2024-02"),
    ]


def test_run_twice_on_a_day_it_tells_once(hoa: User) -> None:
    assert len(runs("2025-02-26", "2025-02-26", "2025-02-27")) == 1


def test_after_three_days_without_a_run_only_what_still_matters_is_told(hoa: User) -> None:
    """Nobody ran it from 3 to 5 March: the reminder of the 4th is not sent when it is too late."""
    assert runs("2025-03-02", "2025-03-06") == [
        ("2025-03-02", "report.due", "2025-02"),  # the first run ever: the week before, told late
        ("2025-03-06", "report.overdue", "2025-02"),
    ]
    assert runs("2025-03-14") == [("2025-03-14", "report.overdue", "2025-02")]  # two days late


def test_a_new_server_does_not_tell_of_what_is_long_gone(hoa: User) -> None:
    """June's report was to be sent by 5 July; its last reminder is told until a week after its day."""
    assert runs("2025-07-20") == []
    assert runs("2025-07-19") == [("2025-07-19", "report.overdue", "2025-06")]


def test_what_was_sent_is_not_asked_for_and_what_was_withdrawn_is(hoa: User, ground: Ground) -> None:
    device = Device.objects.get(user=hoa)
    sent = arrives(device, filled(inside="<done>2025-02-10</done><houses>1</houses>")).submission
    assert runs("2025-03-06") == []
    withdraw_report(submission=sent, reason="Not ours.", by="hoa", now=DAY)
    assert runs("2025-03-06") == [("2025-03-06", "report.overdue", "2025-02")]


def test_only_open_accounts_that_report_for_the_unit_are_told(hoa: User, ground: Ground) -> None:
    person("other", Role.REPORTER, organisation=Organisation.objects.get(ref="front").pk)
    person("checks", Role.VERIFIER, organisation=Organisation.objects.get(ref="army").pk)
    shut = person("shut", Role.REPORTER, organisation=hoa.organisation_id)
    set_active(user=shut, active=False, by="boss", now=DAY)
    left = person("left", Role.REPORTER, organisation=hoa.organisation_id)
    take_role(grant=left.grants.get(), by="boss", now=DAY)
    second = person("second", Role.REPORTER, organisation=hoa.organisation_id)
    remind_reporters(today=dt.date(2025, 9, 6), by="kheo", now=DAY)
    assert {one.person for one in Notice.objects.filter(kind="report.overdue")} == {hoa, second}


def test_the_programme_says_on_which_days(hoa: User) -> None:
    Programme.objects.update(reminders={"before": [3, 0], "after": []})
    assert runs(*every_day("2025-02-20", 30)) == [
        ("2025-03-02", "report.due", "2025-02"),
        ("2025-03-05", "report.due", "2025-02"),
    ]
    Programme.objects.update(reminders={"before": [], "after": []})
    assert runs(*every_day("2025-03-20", 30)) == []


@pytest.mark.django_db
def test_a_packs_days_are_loaded_and_its_slips_are_named_with_file_and_line(
    tmp_path: Path, settings: Any
) -> None:
    settings.DATA = tmp_path / "data"
    pack = copy_of_tiny(tmp_path)
    load_pack(path=pack, by="test", now=DAY)
    assert Programme.objects.get().reminders == {}
    edit(
        pack,
        "programme.yaml",
        "calendar: civil\n",
        "calendar: civil\nreminders: {before: [14], after: [3]}\n",
    )
    load_pack(path=pack, by="test", now=DAY)
    assert Programme.objects.get().reminders == {"before": [14], "after": [3]}
    edit(pack, "programme.yaml", "[14]", "[14, 14]")
    with pytest.raises(Refused) as caught:
        load_pack(path=pack, by="test", now=DAY)
    (problem,) = caught.value.particulars["problems"]
    assert (problem.file, problem.line, problem.refused.code) == ("programme.yaml", 4, "plan.reminder_twice")
