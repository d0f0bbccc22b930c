"""Pictures that came with a report: others see the dots alone, those who look into it also what came, once it is written down."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kheo.capture.submissions.actions import expire
from kheo.capture.submissions.models import Attachment, Submission
from kheo.ground.accounts.states import Role
from kheo.ground.audit.models import AuditRow
from tests.filled import filled
from tests.people import reporter, somebody
from tests.phones import arrives
from tests.pure.test_pictures import SECRET, jpeg
from tests.sent import NOW
from tests.web.conftest import text_of

XML = filled(inside="<done>2025-07-01</done><photo>a.jpg</photo><second>b.pdf</second>")


@pytest.fixture
def one(programme: Any) -> Submission:
    return arrives(reporter(), XML, a_jpg=jpeg(), b_pdf=b"%PDF-1.7 " + SECRET.encode()).submission


def path(one: Submission, name: str, more: str = "") -> str:
    return f"/p/test/reports/{one.pk}/files/{name}{more}"


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.VERIFIER])
def test_a_picture_is_shown_without_what_the_camera_wrote(one: Submission, role: Role) -> None:
    answer = somebody(role).get(path(one, "a.jpg"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert SECRET.encode() not in body(answer)


def test_whoever_verifies_sees_what_came_and_that_is_written_down(one: Submission) -> None:
    verifier = somebody(Role.VERIFIER)
    assert "As the camera made it" in text_of(verifier.get(f"/p/test/reports/{one.pk}"))
    answer = verifier.get(path(one, "a.jpg", "/original"))
    assert SECRET.encode() in body(answer)
    assert "attachment" in answer["Content-Disposition"]
    row = AuditRow.objects.get(act="picture.seen")
    assert (row.actor, row.label) == ("a-verifier", "a.jpg")


def test_nobody_else_sees_what_came(one: Submission) -> None:
    analyst = somebody(Role.ANALYST)
    assert "As the camera made it" not in text_of(analyst.get(f"/p/test/reports/{one.pk}"))
    assert analyst.get(path(one, "a.jpg", "/original")).status_code == 403
    # A paper cannot be drawn anew: what its maker wrote into it stays with those who look into it.
    assert analyst.get(path(one, "b.pdf")).status_code == 403
    assert SECRET.encode() in body(somebody(Role.VERIFIER).get(path(one, "b.pdf")))


def test_after_its_time_what_is_shown_stays(one: Submission) -> None:
    expire(picture=Attachment.objects.get(name="a.jpg"), by="night", now=NOW + dt.timedelta(days=500))
    verifier = somebody(Role.VERIFIER)
    assert SECRET.encode() not in body(verifier.get(path(one, "a.jpg")))
    assert verifier.get(path(one, "a.jpg", "/original")).status_code == 404
    assert f"{path(one, 'a.jpg')}/original" not in text_of(verifier.get(f"/p/test/reports/{one.pk}"))
