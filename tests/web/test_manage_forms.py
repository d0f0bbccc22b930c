"""The pages on which forms are published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kheo.ground.accounts.actions import add_user
from kheo.ground.accounts.states import Role
from kheo.plan.forms.models import FormDraft, FormVersion
from kheo.plan.forms.rules import Field
from kheo.plan.forms.rules.beyond import NO_ANSWER, NO_JAR, NO_JAVA, Validated
from kheo.plan.forms.rules.versions import version_in
from kheo.web.manage.conditions import Words, in_words
from tests.forms import QUESTIONS, form
from tests.ledger_build import NOW
from tests.sent import form as pack_form
from tests.web.conftest import PASSWORD, text_of

PURPOSE = "To add up houses and roads apart from each other."


@pytest.fixture(autouse=True)
def no_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kheo.flow.check_draft.validate", lambda xform: Validated(checked=True))


@pytest.fixture
def other(db: None) -> Callable[[Role], Client]:
    """A browser of somebody else."""

    def signed_in(role: Role) -> Client:
        user = add_user(username=f"a-{role}", password=PASSWORD, role=role, by="test", now=NOW)
        client = Client(headers={"accept-language": "en"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def draft(rest: str = "") -> str:
    """The address of the only draft there is: databases do not all begin to count at 1 again."""
    return f"/manage/forms/drafts/{FormDraft.objects.get().pk}{rest}"


def upload(client: Client, content: bytes | None = None, name: str = "works.xlsx", **more: Any) -> Any:
    sent = SimpleUploadedFile(name, form() if content is None else content)
    return client.post("/manage/forms/upload", {"xlsform": sent, **more}, follow=True)


def test_a_form_is_published_by_two_people(client: Client, other: Callable[[Role], Client]) -> None:
    page = upload(client)
    assert page.redirect_chain[0][0] == draft()
    text = text_of(page)
    for said in (
        "Kind of work",
        "Việc làm",
        "House built",
        "the answer is at least 0",
        "where the work counts",
    ):
        assert said in text
    assert ">Publish<" not in text
    asked = client.post(draft("/purposes"), {"purpose-work": PURPOSE, "ask": "1"}, follow=True)
    assert "waits for approval" in text_of(asked)
    assert 'name="approve"' not in text_of(asked)
    second = other(Role.ADMINISTRATOR)
    assert PURPOSE in text_of(second.get(draft()))
    approved = second.post(draft("/decide"), {"approve": "1"}, follow=True)
    assert ">Publish<" in text_of(approved)
    done = client.post(draft("/publish"), follow=True)
    assert "Published." in text_of(done)
    version = FormVersion.objects.get()
    assert f"/manage/forms/{version.form.code}/1" in text_of(client.get("/manage/forms"))


def test_the_author_cannot_approve_by_another_way(client: Client) -> None:
    upload(client)
    client.post(draft("/purposes"), {"purpose-work": PURPOSE, "ask": "1"})
    answer = client.post(draft("/decide"), {"approve": "1"}, follow=True)
    assert "Nobody approves a form that he or she had a hand in" in text_of(answer)
    answer = client.post(draft("/publish"), follow=True)
    assert "second person" in text_of(answer)
    assert not FormVersion.objects.exists()


def test_a_refusal_shows_its_reason_to_the_author(client: Client, other: Callable[[Role], Client]) -> None:
    upload(client)
    client.post(draft("/purposes"), {"purpose-work": PURPOSE, "ask": "1"})
    reason = "Say whether repairs count as building."
    other(Role.COORDINATOR).post(draft("/decide"), {"reason": reason, "refuse": "1"})
    page = text_of(client.get(draft()))
    assert reason in page
    assert "not approved" in page


def test_what_is_wrong_stands_with_sheet_row_and_column(client: Client) -> None:
    page = text_of(upload(client, form(more=[("integer", "n", "Tôn giáo", "N")])))
    assert "asks about belief" in page
    row = page[page.index('<tr class="error">') :].partition("</tr>")[0]
    for said in ("survey", ">7<", "label::Tiếng Việt (vi)"):
        assert said in row
    assert ">Publish<" not in page


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Validated(checked=True), "It ran, and found nothing that a phone would refuse."),
        (Validated(checked=True, warnings="hm"), "It ran, and has a warning."),
        (Validated(checked=True, errors="no"), "It ran, and refuses the form."),
        (Validated(checked=False, why=NO_JAVA), "Not run: the server has no Java."),
        (Validated(checked=False, why=NO_JAR), "Not run: its program (ODK_Validate.jar"),
        (Validated(checked=False, why=NO_ANSWER), "did not come to an end within twenty seconds"),
    ],
)
def test_it_says_plainly_whether_odk_validate_ran(
    client: Client, monkeypatch: pytest.MonkeyPatch, said: Validated, told: str
) -> None:
    monkeypatch.setattr("kheo.flow.check_draft.validate", lambda xform: said)
    page = text_of(upload(client))
    row = page[page.index("<dt>ODK Validate</dt>") :].partition("</div>")[0]
    assert told in row
    assert page.count(told) == 1, "beside the other readers, and not once more among the findings"


def test_what_was_not_asked_did_not_run(client: Client) -> None:
    page = text_of(upload(client, form(more=[("txet", "n", "N", "N")])))
    assert "It refuses the workbook." in page
    assert "Not run: the form cannot be read yet." in page


def test_all_slips_stand_on_the_page_at_once(client: Client) -> None:
    page = text_of(upload(client, form(more=[("txet", "a", "A", "A"), ("integer", None, "B", "B")])))
    assert page.count('<tr class="error">') == 2
    for said in ("here is no type of question “txet”", "his question or group has no name", ">7<", ">8<"):
        assert said in page


def test_places_from_kheo_s_list_need_no_purpose(client: Client) -> None:
    places = ("select_one_from_file kheo-places.csv", "here", "Xã", "Commune", "yes", None, "place")
    units = ("select_one_from_file kheo-units.csv", "us", "Đơn vị", "Unit", None, None, "unit")
    page = text_of(upload(client, form([places, units, QUESTIONS[2], QUESTIONS[4]])))
    assert "What new coded fields are for" not in page
    assert ">Publish<" in page
    client.post(draft("/publish"))
    register = text_of(client.get("/fields"))
    assert register.count("places or units from Kheo's own list") == 2
    assert "came with a pack" not in register


def test_a_file_that_is_no_form_is_told_so(client: Client) -> None:
    assert "The file is damaged, or no XLSForm" in text_of(upload(client, b"junk"))
    assert "No file was chosen" in text_of(client.post("/manage/forms/upload", follow=True))
    big = text_of(upload(client, b"0" * 5_000_001))
    assert "the form is too large" in big
    assert FormDraft.objects.count() == 1


def test_a_correction_takes_the_draft_s_place(client: Client) -> None:
    upload(client, form(more=[("integer", "value", "Giá trị", "Value")]))
    sent = SimpleUploadedFile("works-2.xlsx", form())
    answer = client.post(draft("/correct"), {"xlsform": sent}, follow=True)
    assert "The corrected form was checked." in text_of(answer)
    assert FormDraft.objects.get().filename == "works-2.xlsx"


def test_a_draft_can_be_tried_on_a_phone_under_a_version_of_its_own(client: Client) -> None:
    upload(client, form(version="7"))
    answer = client.get(draft(".xml"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert version_in(text_of(answer)).startswith(f"draft-{FormDraft.objects.get().pk}-")
    assert client.get(draft("/xlsform")).content == bytes(FormDraft.objects.get().source)


def test_a_draft_that_cannot_be_read_has_no_xform(client: Client) -> None:
    upload(client, b"junk")
    assert client.get(draft(".xml")).status_code == 404


def test_the_list_says_what_to_do_when_there_is_nothing(client: Client) -> None:
    assert "No form is in force yet" in text_of(client.get("/manage/forms"))


def test_a_version_shows_its_questions_and_its_files(client: Client) -> None:
    version = pack_form()
    page = text_of(client.get("/manage/forms/work/1"))
    assert "People who" not in page
    for said in ("Households", "Số hộ", "Upload the next version", 'name="form" value="work"'):
        assert said in page
    xform = client.get("/manage/forms/work/1/form.xml")
    assert xform.content == version.served
    assert version_in(text_of(xform)) == version.version
    assert client.get("/manage/forms/work/1/xlsform").content == bytes(version.source)
    assert client.get("/manage/forms/work/1/none.csv").status_code == 404
    assert client.get("/manage/forms/work/9").status_code == 404


def test_the_next_version_is_uploaded_from_the_one_in_force(client: Client) -> None:
    pack_form()
    page = upload(client, form(form_id="else"), form="work")
    draft = FormDraft.objects.get()
    assert draft.code == "work"
    assert "It will be published as “work”" in text_of(page)
    assert "now in version 1" in text_of(page)
    assert "There is no form" in text_of(upload(client, form="no such/form"))


ADDRESSES = (
    "/manage/forms", "/manage/forms/drafts/1", "/manage/forms/drafts/1.xml", "/manage/forms/drafts/1/xlsform",
    "/manage/forms/work/1", "/manage/forms/work/1/form.xml",
)  # fmt: skip
ACTS = (
    "upload",
    "drafts/1/correct",
    "drafts/1/purposes",
    "drafts/1/decide",
    "drafts/1/publish",
    "drafts/1/discard",
)


@pytest.mark.parametrize(
    "role", [Role.REPORTER, Role.VERIFIER, Role.ANALYST, Role.COUNCIL_MEMBER, Role.AUDITOR]
)
def test_forms_are_no_business_of_others(role: Role, client: Client, other: Callable[[Role], Client]) -> None:
    pack_form()
    upload(client)
    outsider = other(role)
    assert [outsider.get(address).status_code for address in ADDRESSES] == [403] * len(ADDRESSES)
    assert [outsider.post(f"/manage/forms/{act}").status_code for act in ACTS] == [403] * len(ACTS)


def test_nobody_signs_in_by_not_signing_in(db: None) -> None:
    for address in ADDRESSES:
        assert Client().get(address).status_code == 302


@pytest.mark.parametrize("act", ACTS)
def test_looking_changes_nothing(act: str, client: Client) -> None:
    upload(client)
    assert client.get(f"/manage/forms/{act}").status_code == 405


def test_the_menu_leads_there(client: Client, other: Callable[[Role], Client]) -> None:
    assert "/manage/forms" in text_of(client.get("/manage/forms"))
    assert "/manage/forms" not in text_of(other(Role.REPORTER).get("/fields"))


def test_everybody_may_read_what_is_asked(client: Client, other: Callable[[Role], Client]) -> None:
    upload(client)
    client.post(draft("/purposes"), {"purpose-work": PURPOSE, "ask": "1"})
    other(Role.ADMINISTRATOR).post(draft("/decide"), {"approve": "1"})
    client.post(draft("/publish"))
    reader = Client(headers={"accept-language": "en"})
    page = text_of(reader.get("/fields"))
    for said in (PURPOSE, "approved by a-administrator", "Kind of work", "2 answers", "Whole number"):
        assert said in page
    assert reader.get("/fields?form=none").status_code == 404
    assert reader.get("/fields?form=works&page=99").status_code == 200
    lines = text_of(reader.get("/fields.csv")).splitlines()
    assert lines[0].startswith("form,version,field,label_vi,label_en,type,choices,coded,purpose")
    assert len(lines) == 1 + len(QUESTIONS)


def test_a_register_without_forms_says_so(db: None) -> None:
    assert "nothing is asked" in text_of(Client(headers={"accept-language": "en"}).get("/fields"))


OUTLINE = Words.of(
    [
        Field("work", "select_one", {"en": "Kind of work"}, ()),
        Field("n", "integer", {"en": "Number"}),
    ],
    "en",
)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("${work} = 'road'", "“Kind of work” is “road”"),
        ("${n} != ''", "“Number” is filled in"),
        ("${n} = ''", "“Number” is empty"),
        (". >= 0 and . <= 100", "the answer is at least 0 and the answer is at most 100"),
        ("not(selected(${work}, 'road'))", "not: “Kind of work” includes “road”"),
        ("if(${n} > 3, 'a', 'b')", "if “Number” is more than 3: “a”, otherwise “b”"),
        ("count-selected(.) < 3", "the number of answers chosen in the answer is less than 3"),
        (". <= today()", "the answer is at most today"),
        ("string-length(.) = 5 or regex(., '^A')", "the number of letters of the answer is 5 or the answer has the form “^A”"),
        ("(${n} + 1) * 2", "(“Number” + 1) × 2"),
        ("indexed-repeat(${n}, ${work}, 1)", "indexed-repeat(“Number”, “Kind of work”, 1)"),
        ("instance('l')/list/item[name = 'x']/label", "instance('l')/list/item[name = 'x']/label"),
        ("selected(", "selected("),
        ("", ""),
    ],
)  # fmt: skip
def test_conditions_are_said_in_words(expression: str, said: str) -> None:
    from django.utils import translation

    with translation.override("en"):
        assert in_words(expression, OUTLINE, "n") == said
