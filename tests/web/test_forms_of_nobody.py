"""A form that was published in the browser and that no programme claims: its reports reach those who decide."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from kheo.capture.submissions.models import Rival, Submission
from kheo.ground.accounts.models import Device
from kheo.plan.forms.models import Form, FormDraft, FormVersion
from kheo.plan.forms.states import DraftState
from kheo.plan.programmes.models import Programme, Schedule
from kheo.web.shared.asking import forms_in
from tests.filled import filled
from tests.ledger_build import Ground
from tests.people import reporter
from tests.phones import arrives
from tests.sent import NOW
from tests.web.conftest import text_of
from tests.web.test_attention import OTHER, look
from tests.web.test_overview import plain

DAY = "<done>2025-07-01</done>"


def published_here(code: str = "relief") -> None:
    """As from a draft, in the browser."""
    version = FormVersion.objects.filter(form__code=code).latest("number")
    FormDraft.objects.create(
        code=code,
        filename=f"{code}.md",
        source=b"",
        sha256=version.sha256,
        state=DraftState.PUBLISHED,
        published=version,
        by="lan",
        at=NOW,
    )


@pytest.fixture
def device(programme: Programme, ground: Ground) -> Device:
    found = reporter()
    published_here()
    return found


def test_its_reports_stand_among_the_reports_in_and_can_be_filtered(client: Client, device: Device) -> None:
    arrives(device, filled())
    answer = client.get("/p/test/reports", {"lang": "en", "form": "relief"})
    assert answer.status_code == 200
    assert f"Report no. {Submission.objects.get(device=device).pk}" in text_of(answer)


def test_its_rivals_and_what_went_back_are_looked_at(client: Client, device: Device) -> None:
    arrives(device, filled())
    arrives(device, OTHER)
    arrives(device, filled("uuid:3", f"{DAY}<houses>-1</houses>"))
    page = plain(look(client))
    assert "Contradict each other 1" in page
    assert "Against a rule, not mended 1" in page
    rival = Rival.objects.get()
    report = text_of(client.get(f"/p/test/reports/{rival.submission_id}?lang=en"))
    assert "What contradicts it" in report
    assert f"/p/test/attention/rivals/{rival.pk}" in report


def test_it_is_no_more_in_every_programme_once_one_claims_it(
    client: Client, device: Device, programme: Programme, ground: Ground
) -> None:
    other = Programme.objects.get(pk=programme.pk)
    other.pk, other.code = None, "other"
    other.save()
    arrives(device, filled())
    report = f"reports/{Submission.objects.exclude(device=None).get().pk}"
    assert "relief" in forms_in("test")
    assert "relief" in forms_in("other")
    assert client.get(f"/p/test/{report}").status_code == client.get(f"/p/other/{report}").status_code == 200
    Schedule.objects.create(
        programme=other,
        form=Form.objects.get(code="relief"),
        agency=ground.agencies["army"],
        every="month",
        first_day=dt.date(2025, 1, 1),
    )
    programme.pack.loaded_at = NOW + dt.timedelta(days=1)
    programme.pack.save()
    assert "relief" not in forms_in("test")
    assert "relief" in forms_in("other")
    assert client.get("/p/test/reports?form=relief").status_code == 400
    assert client.get(f"/p/other/{report}").status_code == 200
    assert client.get(f"/p/test/{report}").status_code == 404


def test_a_form_of_a_pack_that_nobody_counts_stays_out(programme: Programme) -> None:
    reporter()
    assert "relief" not in forms_in("test")


def test_a_form_stands_there_as_soon_as_it_is_published(programme: Programme) -> None:
    assert "relief" not in forms_in("test")
    reporter()
    published_here()
    assert "relief" in forms_in("test")
