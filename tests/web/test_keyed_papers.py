"""Reports keyed from paper: whose they are, under which number, and that a clerk never reports in the own unit's name."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from kheo.capture.submissions.models import Record, Submission
from kheo.capture.submissions.queries import receiving
from kheo.capture.submissions.states import Channel
from kheo.ground.audit.models import AuditRow
from kheo.ground.organisations.models import Organisation
from kheo.plan.forms.models import FormVersion
from kheo.plan.programmes.models import Programme
from tests.filled import filled
from tests.ledger_build import Ground, ground
from tests.people import reporter
from tests.phones import phone, post
from tests.sent import NOW, agency
from tests.web.conftest import text_of

__all__ = ["ground"]


@pytest.fixture(autouse=True)
def own_folder(db: None, settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path / "data"
    # A database that is rolled back gives the same numbers again, to other organisations.
    receiving._books.cache_clear()
    receiving._reader.cache_clear()


@pytest.fixture
def key() -> str:
    return phone()[1]


def keyed(number: str = "17", unit: str = "", instance: str = "uuid:1", **more: Any) -> bytes:
    """A report of ``tests.phones``' form, which asks for no unit, keyed from a paper."""
    told = f' unit="{unit}"' if unit else ""
    paper = f'<kheo:paper xmlns:kheo="https://kheo.org/xforms"{told}>{number}</kheo:paper></meta>'
    return filled(instance, **more).replace(b"</meta>", paper.encode())


def test_a_paper_s_number_stays_with_the_report_and_says_how_it_came(key: str) -> None:
    assert post(key, keyed(" 17  a ", "army")).status_code == 201
    kept = Submission.objects.get()
    assert (kept.paper, kept.channel, kept.sender) == ("17 a", Channel.PAPER, "lan")
    told = AuditRow.objects.get(act="submission.received").detail
    assert (told["channel"], told["paper"]) == ("paper", "17 a")
    assert post(key, keyed(" 17  a ", "army")).status_code == 202


def test_a_paper_is_of_the_unit_that_it_says_and_never_of_the_clerk_s(key: str) -> None:
    front = agency("front", "Front")
    for number, unit in (("1", "front"), ("2", "Front"), ("3", "")):
        assert post(key, keyed(number, unit, f"uuid:{number}")).status_code == 201
    post(key, filled("uuid:4"))
    army = Organisation.objects.get(ref="army").pk
    units = [Record.objects.get(submission__instance=f"uuid:{at}").unit_id for at in (1, 2, 3, 4)]
    assert units == [front.pk, front.pk, None, army]


@pytest.mark.parametrize(
    ("unit", "code"), [("nobody", "capture.no_such_unit"), ("late", "capture.organisation_not_yet")]
)
def test_a_unit_that_is_not_there_sends_the_paper_back_with_the_reason(
    key: str, unit: str, code: str
) -> None:
    late = agency("late", "Late")
    Organisation.objects.filter(pk=late.pk).update(valid_from=dt.date(2025, 8, 1))
    assert post(key, keyed("17", unit)).status_code == 201
    (reason,) = Submission.objects.get().reasons
    assert (reason["field"], reason["value"], reason["code"]) == ("", unit, code)
    assert not Record.objects.exists()


def test_a_number_that_is_none_is_refused_in_words(key: str) -> None:
    answer = post(key, keyed("9" * 41), **{"Accept-Language": "en"})
    assert answer.status_code == 400
    assert "at most 40 letters and digits" in text_of(answer)


def test_the_app_learns_what_papers_have_in_common_and_which_numbers_were_keyed(key: str) -> None:
    post(key, keyed("17", "army"))
    told = Client().get("/r/api/state", headers={"Authorization": f"Bearer {key}"}).json()
    assert [(one["keep"], one["who"]) for one in told["forms"]] == [(["done"], "")]
    assert [one["paper"] for one in told["reports"]] == ["17"]


def test_the_report_s_page_says_that_it_was_keyed(
    client: Client, programme: Programme, ground: Ground
) -> None:
    kept = Submission.objects.create(
        form_version=FormVersion.objects.get(),
        device=reporter(),
        channel=Channel.PAPER,
        sender="hoa",
        received_at=NOW,
        size=1,
        sha256="0" * 64,
        instance="uuid:1",
        paper="17",
    )
    page = text_of(client.get(f"/p/{programme.code}/reports/{kept.pk}"))
    assert "from paper no. 17 by hoa" in page
    assert f"Paper no. 17, report no. {kept.pk}" in page
