"""A mail server that fails is asked again after growing pauses, and given up with a line for the administrator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from kheo.commands import check
from kheo.ground.accounts.actions import set_password
from kheo.ground.accounts.models import User
from kheo.ground.notices.actions import begin_round, claim, end_round, forget_old, gather, note_sent
from kheo.ground.notices.models import Mail, Notice
from kheo.ground.notices.queries import post
from kheo.ground.notices.rules import LEASE
from kheo.ground.notices.states import MailState
from tests.smtp import Sink, sinking
from tests.told import DAY, person, post_at, reach

pytestmark = pytest.mark.usefixtures("own_folder")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    settings.MAIL, settings.ADDRESS = True, "https://kheo.example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "kheo@example.org"
    with sinking() as found:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


@pytest.fixture
def lan(db: None) -> User:
    user = reach(person("lan"))
    set_password(user=user, password="another quiet river", by="lan", now=DAY)
    return user


def tried(first: dt.datetime, last: dt.datetime) -> list[dt.timedelta]:
    """How long after the first moment a mail is tried, where somebody looks every minute."""
    found, moment = [], first
    while moment <= last:
        if post_at(moment).failed:
            found.append(moment - first)
        moment += MINUTE
    return found


def test_it_comes_from_the_server_to_the_person_with_its_id(lan: User, sink: Sink) -> None:
    assert post_at(DAY).sent == 1
    message, kept = sink.messages[0], Mail.objects.get()
    assert (message["From"], message["To"]) == ("kheo@example.org", "lan@example.org")
    assert message["Message-ID"] == kept.message_id
    assert kept.message_id.endswith("@kheo.example.org>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert (kept.state, kept.attempts, kept.claimed_until) == (MailState.SENT, 1, None)
    assert post_at(DAY + MINUTE).sent == 0


def test_a_server_that_is_not_there_is_asked_after_growing_pauses_and_then_given_up(
    lan: User, sink: Sink, settings: Any
) -> None:
    other = reach(person("thu"), "thu@example.org")
    set_password(user=other, password="another quiet river", by="thu", now=DAY)
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    # One of both is tried, and the other waits with it.
    assert [after // MINUTE for after in tried(DAY, DAY + 40 * MINUTE)] == [0, 1, 3, 7, 15, 31]
    assert Mail.objects.filter(state="waiting").count() == 2
    assert post(DAY).error.startswith("ConnectionRefusedError")
    late = DAY + dt.timedelta(days=3, hours=1)
    post_at(late)
    assert set(Mail.objects.values_list("state", flat=True)) == {"given_up"}
    assert (post(late).given_up, post(late).waiting) == (2, 0)
    settings.EMAIL_PORT = there
    assert post_at(late + MINUTE).sent == 0
    assert post(late + dt.timedelta(days=8)).given_up == 0


def test_it_goes_on_by_itself_when_the_server_is_back(lan: User, sink: Sink) -> None:
    sink.greeting = b"421 not now"
    assert post_at(DAY).failed == 1
    sink.greeting = b"220 sink"
    assert post_at(DAY).sent == 0
    assert post_at(DAY + MINUTE).sent == 1
    assert (Mail.objects.get().attempts, Mail.objects.get().error) == (2, "")


@pytest.mark.parametrize(("answer", "state"), [(b"451 later", "waiting"), (b"550 nobody", "given_up")])
def test_one_that_is_not_taken_does_not_stop_the_others(
    lan: User, sink: Sink, answer: bytes, state: str
) -> None:
    sink.answer = answer
    assert post_at(DAY).failed == 1
    assert Mail.objects.get().state == state
    assert "lan@" not in Mail.objects.get().error
    other = reach(person("thu"), "thu@example.org")
    set_password(user=other, password="another quiet river", by="thu", now=DAY)
    sink.answer = b"250 kept"
    assert post_at(DAY).sent == 1


def test_a_claim_is_one_process_es_until_it_ends(lan: User) -> None:
    assert gather(host="a", mailing=True, by="kheo", now=DAY) == 1
    mine = claim(by="kheo", now=DAY)
    assert mine
    assert claim(by="kheo", now=DAY + LEASE - MINUTE) is None
    again = claim(by="kheo", now=DAY + LEASE)
    assert again
    assert (again.pk, again.message_id, again.attempts) == (mine.pk, mine.message_id, 2)
    note_sent(mail=mine, by="kheo", now=DAY + LEASE)
    note_sent(mail=again, by="kheo", now=DAY + 2 * LEASE)
    assert Mail.objects.get().ended_at == DAY + LEASE


def test_a_days_round_is_made_once_and_again_after_a_kill(db: None) -> None:
    day = DAY.date()
    assert begin_round(day=day, by="kheo", now=DAY)
    assert not begin_round(day=day, by="kheo", now=DAY + MINUTE)
    # Whoever began it was killed.
    assert begin_round(day=day, by="kheo", now=DAY + 60 * MINUTE)
    end_round(day=day, by="kheo", now=DAY + 61 * MINUTE)
    assert not begin_round(day=day, by="kheo", now=DAY + dt.timedelta(hours=9))
    assert begin_round(day=day + dt.timedelta(days=1), by="kheo", now=DAY + dt.timedelta(days=1))


def test_what_is_old_is_forgotten(lan: User, sink: Sink) -> None:
    post_at(DAY)
    forget_old(by="kheo", now=DAY + dt.timedelta(days=399))
    assert (Notice.objects.count(), Mail.objects.count()) == (1, 1)
    forget_old(by="kheo", now=DAY + dt.timedelta(days=401))
    assert (Notice.objects.count(), Mail.objects.count()) == (0, 0)


def said() -> tuple[str, str]:
    with translation.override("en"):
        return next((one.check, one.reason) for one in check.findings() if "mail" in one.check)


def test_check_says_whether_mail_works(db: None, sink: Sink, settings: Any) -> None:
    assert said() == ("mail can be sent", "")
    sink.greeting = b"554 go away"
    assert said()[1] == "the mail server does not take mail: 554 SMTPConnectError"
    settings.MAIL = False
    assert said() == ("no mail server is set (KHEO_MAIL), so that nobody is told by mail", "")
    settings.MAIL_WRONG = True
    assert "KHEO_MAIL is no address" in said()[1]


def test_check_tells_of_mails_that_were_given_up(lan: User, sink: Sink) -> None:
    sink.answer = b"550 nobody"
    from django.utils import timezone

    set_password(user=lan, password="another quiet river", by="lan", now=timezone.now())
    post_at(timezone.now())
    assert said()[1] == "mails that were given up in the last week: 1; the server said: 550 SMTPDataError"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, True, False)),
        ("smtp://127.0.0.1:25?tls=no", ("127.0.0.1", 25, False, False)),
        ("smtps://a%40b:p%2Fw@mail.example.org", ("mail.example.org", 465, False, True)),
    ],
)
def test_an_address_of_a_mail_server_is_read(url: str, told: tuple[Any, ...]) -> None:
    from kheo.settings import _mail

    found = _mail(url)
    assert found
    assert (found["host"], found["port"], found["starttls"], found["ssl"]) == told
    if "@" in url:
        assert (found["user"], found["password"], found["from"]) == ("a@b", "p/w", "a@b")


@pytest.mark.parametrize("url", ["mail.example.org", "http://a", "smtp://", "smtp://a:x", "smtp://a?tsl=no"])
def test_what_is_no_address_of_a_mail_server_is_not_tried(url: str) -> None:
    from kheo.settings import _mail

    assert _mail(url) == {}
    assert _mail("") is None


def test_a_password_may_stand_in_a_file(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kheo.settings import _mail

    file = tmp_path / "password"
    monkeypatch.setenv("KHEO_MAIL_PASSWORD_FILE", str(file))
    assert _mail("smtp://a@b") == {}
    file.write_text("p/w\n")
    assert (_mail("smtp://a@b") or {})["password"] == "p/w"
