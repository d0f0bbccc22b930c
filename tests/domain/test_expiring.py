"""Pictures as the camera made them go at the end of their time; what is shown stays, and the books say so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from kheo.capture.submissions.actions import expire, sweep
from kheo.capture.submissions.models import Attachment, Expiry, Rival
from kheo.capture.submissions.queries import past_their_time, shown
from kheo.capture.submissions.queries.kept import checked_files
from kheo.commands import main
from kheo.ground.audit.queries import trail
from kheo.ground.files import stored
from tests.filled import filled
from tests.phones import arrives, phone
from tests.pure.test_pictures import SECRET, jpeg
from tests.sent import NOW

pytestmark = pytest.mark.usefixtures("own_folder")

XML = filled(inside="<done>2025-07-01</done><photo>a.jpg</photo>")
LATER = NOW + dt.timedelta(days=500)


@pytest.fixture
def picture() -> Attachment:
    arrives(phone()[0], XML, a_jpg=jpeg())
    return Attachment.objects.get()


def damaged() -> list[str]:
    return [one.kind for one in checked_files() if one.damage]


def test_what_is_shown_has_nothing_beside_its_dots_and_what_came_is_whole(picture: Attachment) -> None:
    path = shown(picture)
    assert path and SECRET.encode() not in path.read_bytes()
    assert SECRET.encode() in stored(picture.sha256).read_bytes()


def test_it_may_be_given_up_when_its_time_is_over_and_not_before(picture: Attachment) -> None:
    assert not past_their_time(NOW + dt.timedelta(days=399), 400)
    assert list(past_their_time(LATER, 400)) == [picture.sha256]


def test_the_same_picture_sent_again_lately_is_still_wanted(picture: Attachment) -> None:
    from kheo.capture.submissions.models import Submission

    Attachment.objects.create(
        submission=Submission.objects.get(), name="b.jpg", content_type="image/jpeg", size=picture.size,
        sha256=picture.sha256, received_at=LATER,
    )  # fmt: skip
    assert not past_their_time(LATER, 400)


def test_what_contradicted_it_goes_too(picture: Attachment) -> None:
    arrives(picture.submission.device or phone()[0], XML, a_jpg=jpeg() + b"another")
    rival = Rival.objects.get()
    assert set(past_their_time(LATER, 400)) == {picture.sha256, rival.sha256}
    assert expire(picture=rival, by="night", now=LATER)
    assert not stored(rival.sha256).exists()
    assert shown(rival)
    assert not damaged()


def test_what_is_shown_stays_the_books_say_so_and_nothing_is_missing(picture: Attachment) -> None:
    before = shown(picture)
    assert before
    dots = before.read_bytes()
    expire(picture=picture, by="night", now=LATER)
    assert not stored(picture.sha256).exists()
    before.unlink()  # the copy that may be dropped at any time
    after = shown(picture)
    assert after and after.read_bytes() == dots
    assert not damaged()
    assert trail().filter(act="picture.expired").count() == 1
    after.unlink()
    assert damaged() == ["attachment"]


def test_twice_is_once_and_a_late_copy_goes_again(picture: Attachment) -> None:
    for _ in range(2):
        assert expire(picture=picture, by="night", now=LATER)
    assert Expiry.objects.count() == 1
    arrives(phone("other")[0], XML, a_jpg=jpeg())
    assert stored(picture.sha256).exists()
    sweep()
    assert not stored(picture.sha256).exists()


def test_what_cannot_be_drawn_anew_is_kept(settings: Any) -> None:
    arrives(phone()[0], XML, a_jpg=b"no picture")
    one = Attachment.objects.get()
    assert expire(picture=one, by="night", now=LATER) is None
    assert stored(one.sha256).exists()


def test_the_command_says_how_many(
    picture: Attachment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KHEO_LANGUAGE", "en")
    path: Path = stored(picture.sha256)
    assert main.main(["pictures", "expire", "--days", "1", "--dry-run"]) == 0
    assert "past their time: 1." in capsys.readouterr().out
    assert path.exists()
    assert main.main(["pictures", "expire", "--days", "1"]) == 0
    assert "given up: 1; cannot be drawn anew, so kept: 0" in capsys.readouterr().out
    assert not path.exists()
