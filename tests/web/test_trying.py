"""A draft is tried: the server reads the answers as it would read a report, and keeps nothing of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kheo.capture.submissions.actions import Sent, receive
from kheo.capture.submissions.models import Record
from kheo.capture.submissions.states import Channel
from kheo.ground.accounts.actions import add_device, add_user
from kheo.ground.accounts.models import User
from kheo.ground.accounts.states import Role
from kheo.plan.forms.actions import publish_form
from kheo.plan.forms.models import FormDraft
from kheo.plan.forms.queries import trial_version
from kheo.plan.forms.rules.beyond import Validated
from tests.filled import filled
from tests.people import somebody
from tests.phones import FORM
from tests.sent import NOW, agency, country

pytestmark = pytest.mark.usefixtures("own_folder")

LISTED = FORM.replace(
    "| text | where | Xã | Commune |",
    "| select_one_from_file kheo-places-commune.csv | where | Xã | Commune |",
)
UNREAL = "<done>2025-07-01</done><where>b</where><houses>2</houses><photo>1.jpg</photo>"


@pytest.fixture(autouse=True)
def no_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kheo.flow.check_draft.validate", lambda xform: Validated(checked=True))


@pytest.fixture
def client() -> Client:
    """Of a coordinator who belongs to a unit, over three communes."""
    country()
    army = agency("army", "Army")
    add_user(
        username="mai", password="a-long-password-1", role=Role.COORDINATOR, organisation=army.pk, by="test", now=NOW
    )  # fmt: skip
    return somebody(Role.COORDINATOR, "mai")


def upload(client: Client, text: str = FORM, *, media: tuple[tuple[str, bytes], ...] = ()) -> str:
    """The address of the draft."""
    files = [SimpleUploadedFile(name, content) for name, content in media]
    sent = {"xlsform": SimpleUploadedFile("relief.md", text.strip().encode()), "media": files}
    return str(client.post("/manage/forms/upload", sent).headers["Location"])


def tried(client: Client, address: str, inside: str, language: str = "en", **more: Any) -> Any:
    version = trial_version(FormDraft.objects.get(pk=int(address.rpartition("/")[2])))
    xml = filled(inside=inside, **{"version": version, **more})
    return client.post(f"{address}/try/read?language={language}", xml, content_type="text/xml")


def kept() -> dict[str, Any]:
    """How much there is in every table, and every file that was ever kept."""
    rows = {model._meta.label: model._default_manager.count() for model in apps.get_models()}
    return {**rows, "files": sorted(str(one) for one in settings.DATA.rglob("*"))}


def test_it_tells_what_would_be_recorded(client: Client) -> None:
    told = tried(client, upload(client), UNREAL).json()
    assert told["refusals"] == []
    assert told["files"] == ["1.jpg"]
    (record,) = told["records"]
    assert (record["unit"], record["place"], record["last"]) == ("Army", "Xã Bình Minh", "1 July 2025")
    assert record["measures"] == [{"label": "Houses", "text": "2"}]
    assert {one["label"] for one in record["answers"]} == {"Day", "Commune", "Picture"}


def test_nothing_is_kept_whatever_is_tried(client: Client) -> None:
    address = upload(client)
    client.get(address)  # what reading a form for the first time remembers is no part of a trial
    before = kept()
    for inside in (UNREAL, "<houses>-1</houses>", "<done>2025-07-01</done><item><given>1</given></item>"):
        assert tried(client, address, inside).status_code == 200
    assert tried(client, address, UNREAL, version="3").status_code == 400
    for page in ("", "/form", "/files/none.csv"):
        client.get(f"{address}/try{page}")
    assert kept() == before
    assert before["submissions.Submission"] == before["submissions.Record"] == before["ledger.Fact"] == 0


def test_a_repetition_is_a_record_of_its_own(client: Client) -> None:
    inside = f"{UNREAL}<item><given>5</given></item><item><given>7</given></item>"
    told = tried(client, upload(client), inside).json()
    assert [[one["text"] for one in record["measures"]] for record in told["records"]] == [
        ["2"],
        ["5"],
        ["7"],
    ]


def test_it_is_refused_at_the_questions(client: Client) -> None:
    inside = "<where>Xã Không Có</where><houses>-1</houses><item><given>0</given></item>"
    told = tried(client, upload(client), inside).json()
    assert told["records"] == []
    assert sorted(one["field"] for one in told["refusals"]) == ["done", "given", "houses", "where"]
    unknown = next(one for one in told["refusals"] if one["field"] == "where")
    assert (unknown["question"], unknown["value"]) == ("Commune", "Xã Không Có")
    vietnamese = tried(client, upload(client), inside, language="vi").json()
    assert {one["question"] for one in vietnamese["refusals"]} == {"Ngày", "Xã", "Nhà", "Số lượng"}


@pytest.mark.parametrize("inside", [UNREAL, f"{UNREAL}<item><given>5</given></item>", "<houses>-1</houses>"])
def test_it_is_what_receiving_makes_of_the_same_answers(client: Client, inside: str) -> None:
    told = tried(client, upload(client), inside).json()
    publish_form(code="relief", filename="relief.md", content=FORM.strip().encode(), by="test", now=NOW)
    device, _key = add_device(user=User.objects.get(username="mai"), label="phone", by="mai", now=NOW)
    got = receive(sent=Sent(filled(inside=inside)), device=device, channel=Channel.WEB, by="mai", now=NOW)
    assert len(told["records"]) == Record.objects.count() == got.submission.rows_recorded
    assert [one["field"] for one in told["refusals"]] == [one["field"] for one in got.submission.reasons]
    for record, said in zip(Record.objects.order_by("line"), told["records"], strict=True):
        assert record.unit is not None
        assert record.place is not None
        assert (said["unit"], said["place"]) == (record.unit.title["vi"], record.place.name)
        numbers = {one["text"] for one in said["measures"]}
        assert numbers == {str(record.values[name]) for name in ("houses", "given") if name in record.values}


def test_the_app_is_told_all_that_it_needs(client: Client) -> None:
    address = upload(client, LISTED, media=(("old.csv", b"name,label\na,A\n"),))
    told = client.get(f"{address}/try/form").json()
    assert told["xform"].count(trial_version(FormDraft.objects.get())) == 1
    assert sorted(told["media"]) == ["kheo-places-commune.csv", "old.csv"]
    assert told["prefill"] == {"done": "today"}
    assert told["back"] == address
    places = client.get(told["media"]["kheo-places-commune.csv"])
    assert "Xã Bình Minh" in places.content.decode()
    assert places.headers["Content-Disposition"].startswith("attachment")
    assert client.get(told["media"]["old.csv"]).content == b"name,label\na,A\n"
    assert client.get(f"{address}/try/files/kheo-units.csv").status_code == 404


def test_a_place_from_kheo_s_list_is_read_by_its_ref(client: Client) -> None:
    (record,) = tried(client, upload(client, LISTED), UNREAL).json()["records"]
    assert record["place"] == "Xã Bình Minh"


def test_only_the_trial_may_stand_in_a_frame_and_only_in_ours(client: Client) -> None:
    address = upload(client)
    page = client.get(f"{address}/try")
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert "'wasm-unsafe-eval'" in page.headers["Content-Security-Policy"]
    for other in (address, "/manage/forms", "/r/"):
        headers = client.get(other).headers
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_the_draft_s_page_shows_it_as_wide_as_a_phone(client: Client) -> None:
    address = upload(client)
    page = client.get(address).content.decode()
    assert f'<iframe src="{address}/try"' in page
    assert f'href="{address}/try">Try this form' in page
    broken = upload(client, FORM.replace("| integer | houses", "| integre | houses"))
    page = client.get(broken).content.decode()
    assert "<iframe" not in page
    assert "Try this form" not in page


def test_what_cannot_be_read_cannot_be_tried(client: Client) -> None:
    broken = upload(client, FORM.replace("| integer | houses", "| integre | houses"))
    assert client.get(f"{broken}/try").status_code == 404
    assert client.get(f"{broken}/try/form").status_code == 404
    assert tried(client, broken, UNREAL).status_code == 404


def test_answers_to_another_form_are_refused_in_a_sentence(client: Client) -> None:
    address = upload(client)
    for more in ({"version": "draft-0-00000000"}, {"form": "else"}):
        answer = tried(client, address, UNREAL, **more)
        assert answer.status_code == 400
        assert "corrected in the meantime" in answer.json()["message"]
    answer = client.post(f"{address}/try/read", b"junk", content_type="text/xml")
    assert answer.status_code == 400
    assert answer.json()["message"]
    answer = client.post(f"{address}/try/read", b" " * 3_000_000, content_type="text/xml")
    assert answer.status_code == 413


@pytest.mark.parametrize("role", [Role.REPORTER, Role.VERIFIER, Role.AUDITOR])
def test_only_those_who_see_a_draft_may_try_it(client: Client, role: Role) -> None:
    address = upload(client, LISTED)
    pages = [f"{address}/try", f"{address}/try/form", f"{address}/try/files/kheo-places-commune.csv"]
    assert [client.get(page).status_code for page in pages] == [200] * 3
    outsider, nobody = somebody(role), Client()
    assert [outsider.get(page).status_code for page in pages] == [403] * 3
    assert tried(outsider, address, UNREAL).status_code == 403
    assert [nobody.get(page).status_code for page in pages] == [302] * 3
    assert tried(nobody, address, UNREAL).status_code == 302
    assert client.get(f"{address}/try/read").status_code == 405


def test_it_asks_for_the_page_s_own_token(client: Client) -> None:
    address = upload(client)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="mai"), backend="django.contrib.auth.backends.ModelBackend")
    assert tried(strict, address, UNREAL).status_code == 403


def test_a_place_that_nobody_knows_is_told_once(client: Client) -> None:
    """Also where the question must be answered, and where repetitions stand beside it."""
    required = FORM.replace("| text | where | Xã | Commune | | |", "| text | where | Xã | Commune | | yes |")
    assert required != FORM
    inside = "<done>2025-07-01</done><where>Xã Không Có</where>" + "<item><given>1</given></item>" * 3
    for text in (FORM, required):
        told = tried(client, upload(client, text), inside).json()
        assert [one["field"] for one in told["refusals"]] == ["where"]
