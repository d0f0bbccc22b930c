"""Blank papers of forms: who gets them, from where, and what stands on them in each language."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from kheo.commands import main
from kheo.flow.check_draft import take_in_draft
from kheo.ground.accounts.actions import add_user
from kheo.ground.accounts.states import Role
from kheo.kit.text import pick
from kheo.plan.forms.actions import publish_form
from kheo.plan.forms.models import FormDraft, FormVersion
from kheo.plan.forms.rules.beyond import Validated
from kheo.plan.programmes.models import Schedule
from kheo.web.manage.conditions import Words
from kheo.web.manage.paper import Numbered
from tests.forms import form
from tests.ledger_build import NOW, Ground, ground
from tests.papers import RELIEF
from tests.web.conftest import PASSWORD, text_of

__all__ = ["ground"]


@pytest.fixture
def version(db: None) -> FormVersion:
    publish_form(code="relief", content=RELIEF, filename="relief.md", by="test", now=NOW)
    return FormVersion.objects.get(form__code="relief")


def a_reporter() -> Client:
    user = add_user(username="post", password=PASSWORD, role=Role.REPORTER, by="test", now=NOW)
    browser = Client(headers={"accept-language": "vi"})
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_the_version_s_page_leads_to_its_paper_in_each_language(client: Client, version: FormVersion) -> None:
    page = text_of(client.get(f"/manage/forms/relief/{version.number}"))
    for language, said in {
        "vi": ("Số phiếu", "Phiếu ghi việc giúp dân", "Chỉ trả lời nếu câu 5 là “Phát hàng cứu trợ”", "Trang 1/"),
        "en": ("Number of this paper", "Record of help", "Only if question 5 is “Relief goods given out”", "Page 1/"),
    }.items():  # fmt: skip
        address = f"/forms/relief/{version.number}/paper.pdf?language={language}"
        assert address in page
        answer = client.get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'inline; filename="relief-2025.1-{language}.pdf"'
        words = words_of(answer.content)
        for one in said:
            assert one in words, one


def test_the_paper_names_the_programme_and_the_agency_where_one_alone_sends_it(
    client: Client, version: FormVersion, ground: Ground
) -> None:
    address = "/forms/relief/paper.pdf?language=en"
    for agency, named in (("army", True), ("front", False)):
        Schedule.objects.create(
            programme=ground.programme,
            form=version.form,
            agency=ground.agencies[agency],
            every="month",
            first_day=NOW.date(),
        )
        words = words_of(client.get(address).content)
        assert ("ARMY" in words) == named
        assert pick(ground.programme.title, "en") in words


def test_a_reporter_prints_the_version_in_force(client: Client, version: FormVersion) -> None:
    assert Client().get("/forms/relief/paper.pdf").status_code == 302
    reporter = a_reporter()
    assert "Số phiếu" in words_of(reporter.get("/forms/relief/paper.pdf").content)
    assert reporter.get("/forms/relief/99/paper.pdf").status_code == 404
    assert reporter.get("/forms/nothing/paper.pdf").status_code == 404
    assert reporter.post("/forms/relief/paper.pdf").status_code == 405


def test_a_draft_s_paper_says_that_it_is_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kheo.flow.check_draft.validate", lambda xform: Validated(checked=True))
    client.post("/manage/forms/upload", {"xlsform": SimpleUploadedFile("works.xlsx", form())})
    address = f"/manage/forms/drafts/{FormDraft.objects.get().pk}"
    assert f"{address}/paper.pdf?language=en" in text_of(client.get(address))
    assert "Draft: not to be filled in" in words_of(client.get(f"{address}/paper.pdf?language=en").content)
    reporter = a_reporter()
    assert reporter.get(f"{address}/paper.pdf").status_code == 403


def test_a_draft_that_cannot_be_read_has_no_paper(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kheo.flow.check_draft.validate", lambda xform: Validated(checked=True))
    draft = take_in_draft(content=b"no form", filename="x.xlsx", media={}, code="", by="lan", now=NOW)
    assert client.get(f"/manage/forms/drafts/{draft.pk}/paper.pdf").status_code == 404


@pytest.mark.parametrize(
    ("relevant", "said"),
    [
        ("${work} = 'build'", "question 5 is “New houses for poor and policy households”"),
        ("${money} > 3 and ${each} > 1", "question 7 is more than 3 and “each” is more than 1"),
        ("indexed-repeat(${built}, ${item}, 1) > 2", "it fits the answers above (the app decides)"),
        ("instance('l')/list/item[name = 'x']/label = 'y'", "it fits the answers above (the app decides)"),
    ],
)
def test_a_condition_names_questions_by_their_numbers(relevant: str, said: str) -> None:
    from django.utils import translation

    from kheo.plan.forms.rules import Field, read_form
    from kheo.plan.forms.rules.paper import numbers_of
    from kheo.web.manage.paper import condition_of

    outline = read_form(RELIEF, "relief.md").outline
    words: Words = Numbered({one.name: one for one in outline}, "en", numbers_of(outline))
    with translation.override("en"):
        assert condition_of(Field("x", "text", {}, relevant=relevant), words) == said


def test_the_command_writes_the_paper(
    version: FormVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("KHEO_LANGUAGE", "en")
    file = tmp_path / "relief.pdf"
    arguments = ["form", "print", "relief", "--language", "vi", "--output", str(file)]
    assert main.main(arguments) == 0
    assert capsys.readouterr().out.strip() == str(file)
    assert "Số phiếu" in words_of(file.read_bytes())
    assert main.main([*arguments, "--version", "2025.1"]) == 0
    assert main.main([*arguments, "--version", str(version.number)]) == 0
    assert main.main([*arguments, "--version", "2031"]) == 1
    assert "has no version “2031”. Expected one of: 2025.1" in capsys.readouterr().err
    assert main.main([*arguments[:-1], str(tmp_path / "none" / "x.pdf")]) == 1
