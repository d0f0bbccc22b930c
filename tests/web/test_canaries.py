"""Each agency's rows bear a word that stands nowhere else: it is found in no answer to anybody of another agency.

``KHEO_CRAWL=50000`` for as many answers; the short run goes through every link once.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections import deque
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client

from kheo.capture.submissions.models import Submission
from kheo.facts.columns import actions as columns
from kheo.flow.decide_report import accept_report, send_back_report
from kheo.ground.accounts.actions import add_device, add_user
from kheo.ground.accounts.models import User
from kheo.ground.accounts.states import Role
from kheo.ground.organisations.models import Organisation
from kheo.plan.forms.actions import publish_form
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Programme, Schedule
from kheo.verify.decisions.states import Outcome
from tests.filled import filled
from tests.ledger_build import NOW, Ground
from tests.people import PASSWORD, browser_of, reporter
from tests.phones import FORM, arrives

DAY = "<done>2025-07-01</done>"
ANSWERS = int(os.environ.get("KHEO_CRAWL", "0"))
LINK = re.compile(r"""(?:href|src|action|formaction|data-[a-z]+)="([^"]+)\"""")
WORDS = {"army": "QUANDOICANARY", "front": "MATTRANCANARY"}


@pytest.fixture
def people(programme: Programme, ground: Ground) -> dict[str, list[User]]:
    """Two agencies, each with a report accepted, one returned, one that broke the rules, one that contradicts, one with a
    picture; beside the file that both are in."""
    reporter()
    publish_form(
        code="relief", filename="relief.md", content=FORM.replace("| 3 |", "| 4 |").replace("| text | where", "| text | words | Lời | Words | | | | |\n| | text | where").encode(),
        by="test", now=NOW,
    )  # fmt: skip
    found: dict[str, list[User]] = {}
    for ref, word in WORDS.items():
        agency = Organisation.objects.get(ref=ref)
        Schedule.objects.create(
            programme=programme, form=Form.objects.get(code="relief"), agency=agency, every="month",
            first_day=dt.date(2025, 1, 1),
        )  # fmt: skip
        found[ref] = [
            add_user(
                username=f"{word.lower()}-{role}", password=PASSWORD, role=role, organisation=agency.pk,
                full_name=f"{word} {role}", by="test", now=NOW,
            )
            for role in (Role.REPORTER, Role.VERIFIER, Role.COORDINATOR, Role.AUDITOR)
        ]  # fmt: skip
        _reports(found[ref][0], word)
    columns.refresh()
    return found


def _reports(person: User, word: str) -> None:
    device, _key = add_device(user=person, label=f"{word} phone", by=person.username, now=NOW)

    def sent(name: str, inside: str, **files: bytes) -> Submission:
        xml = filled(f"uuid:{word}:{name}", f"{DAY}<words>{word} {name}</words>{inside}", version="4")
        return arrives(device, xml, number=0, **files).submission

    accept_report(submission=sent("accepted", "<houses>2</houses>"), by="test", now=NOW)
    send_back_report(
        submission=sent("returned", "<houses>3</houses>"),
        outcome=Outcome.RETURNED, reason=f"{word} why", field="houses", by="test", now=NOW,
    )  # fmt: skip
    sent("refused", f"<houses>-1</houses><where>{word} nowhere</where>")
    sent("pictures", f"<photo>{word}.jpg</photo>", **{f"{word}_jpg": b"no picture"})
    sent("rival", "<houses>4</houses>")
    sent("rival", "<houses>5</houses>")


def crawled(client: Client, most: int) -> tuple[int, list[tuple[str, str]]]:
    """(how many answers, (address, everything that was told)) of every address that a link leads to."""
    waiting, seen, told = (
        deque(
            [
                "/p/test/reports?period=all",
                "/p/test/attention",
                "/",
                "/p/test/",
                "/devices",
                "/fields",
                "/manage/forms",
                "/api/v1/openapi.json",
            ]
        ),
        set(),
        [],
    )
    while waiting and len(told) < most:
        path = waiting.popleft()
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        text = body.decode("utf-8", "replace")
        told.append((path, f"{answer.headers}\n{text}"))
        links = [*LINK.findall(text), answer.headers.get("Location", "")]
        for link in map(unescape, links):
            split = urlsplit(link)
            plain = split._replace(fragment="").geturl()
            if (
                plain.startswith("/")
                and split.path != "/sign-out"
                and not plain.startswith("/static")
                and plain not in seen
            ):
                seen.add(plain)
                waiting.append(plain)
    return len(told), told


def ways_in(ref: str) -> list[str]:
    """The addresses of everything that an agency sent, guessed by number rather than led to."""
    sent = Submission.objects.filter(instance__contains=WORDS[ref])
    paths = []
    for one in sent:
        base = f"/p/test/reports/{one.pk}"
        paths += [
            base,
            f"{base}/original",
            f"{base}/refused.csv",
            *(f"{base}/files/{name}" for name in one.files),
        ]
        paths += [f"/p/test/lines/{record.pk}" for record in one.records.all()]
        for rival in one.rivals.all():
            paths += [f"/p/test/attention/rivals/{rival.pk}", f"/p/test/attention/rivals/{rival.pk}/file"]
    return paths


def test_no_word_of_an_agency_reaches_another(people: dict[str, list[User]]) -> None:
    count = 0
    most = ANSWERS // 8 if ANSWERS else 45
    for ref, word in WORDS.items():
        other = next(one for one in WORDS if one != ref)
        for person in people[other]:
            client = browser_of(person)
            many, told = crawled(client, most)
            for path in ways_in(ref):
                answer = client.get(path)
                assert answer.status_code in (403, 404), (path, answer.status_code)
                # A page that is nowhere says where it was looked for.
                told.append((path, f"{answer.headers}\n{answer.content.decode()}".replace(path, "")))
            count += many + len(ways_in(ref))
            found = [path for path, text in told if word.lower() in text.lower()]
            assert not found, (person.username, found[:10])
            # Its own people do meet their own word: the crawl goes where it should.
            own = [path for path, text in told if WORDS[other].lower() in text.lower()]
            assert own
    print(f"{count} answers, no word of another agency in any")


def test_without_the_wall_the_crawl_finds_the_words(
    people: dict[str, list[User]], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--wall"):
        pytest.skip("behind the second wall there is nothing to find")
    monkeypatch.setattr("kheo.ground.accounts.rules.scope.Scope.everything", True)
    _many, told = crawled(browser_of(people["front"][1]), 40)
    assert [path for path, text in told if WORDS["army"].lower() in text.lower()]
