"""A draft is explained, approved by a second person, and published; or it is not."""

from __future__ import annotations

from typing import Any

import pytest

from kheo.flow.check_draft import take_in_correction, take_in_draft
from kheo.ground.audit.queries import trail
from kheo.ground.places.models import Level
from kheo.kit.refusals import Refused
from kheo.plan.forms import actions, queries
from kheo.plan.forms.models import FieldPurpose, FormDraft, FormMedia, FormVersion
from kheo.plan.forms.queries import odk
from kheo.plan.forms.rules.beyond import NO_ANSWER, NO_JAR, NO_JAVA, Validated
from kheo.plan.forms.rules.versions import version_in
from kheo.plan.forms.states import DraftState
from tests.forms import CHOICES, QUESTIONS, form
from tests.sent import NOW

pytestmark = pytest.mark.django_db
PURPOSE = "To add up houses and roads apart from each other."
LAN: dict[str, Any] = {"by": "lan", "now": NOW}
MINH: dict[str, Any] = {"by": "minh", "now": NOW}


@pytest.fixture(autouse=True)
def no_java(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each start of Java costs a second; what it says has a test of its own."""
    monkeypatch.setattr("kheo.flow.check_draft.validate", lambda xform: Validated(checked=True))


def draft(content: bytes | None = None, filename: str = "works.xlsx", **media: bytes) -> FormDraft:
    files = {name.replace("__", "."): each for name, each in media.items()}
    return take_in_draft(content=content or form(), filename=filename, media=files, **LAN)


def asked(one: FormDraft) -> FormDraft:
    actions.set_purposes(draft=one.pk, purposes={"work": PURPOSE}, **LAN)
    return actions.ask_for_approval(draft=one.pk, **LAN)


def published(one: FormDraft) -> FormVersion:
    asked(one)
    actions.approve_draft(draft=one.pk, **MINH)
    return actions.publish_draft(draft=one.pk, levels=(), **LAN)


def refusal(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **more)
    return refused.value.code


def test_a_form_goes_its_way() -> None:
    one = draft()
    version = published(one)
    one.refresh_from_db()
    assert (version.form.code, version.number, version.version, version.published_by) == (
        "works",
        1,
        "1",
        "lan",
    )
    assert version_in(version.xform) == "1"
    assert (one.state, one.published) == (DraftState.PUBLISHED, version)
    purpose = FieldPurpose.objects.get()
    assert (purpose.field, purpose.purpose, purpose.written_by, purpose.approved_by) == (
        "work",
        PURPOSE,
        "lan",
        "minh",
    )
    acts = [row.act for row in reversed(trail(subject="form:works"))]
    assert acts == [
        "form.draft_added", "form.purposes_written", "form.approval_asked", "form.approved", "form.published",
    ]  # fmt: skip


def test_nothing_is_published_without_a_purpose() -> None:
    one = draft()
    assert refusal(actions.publish_draft, draft=one.pk, levels=(), **LAN) == "plan.no_purpose"
    assert refusal(actions.ask_for_approval, draft=one.pk, **LAN) == "plan.no_purpose"
    actions.set_purposes(draft=one.pk, purposes={"work": "stats"}, **LAN)
    assert refusal(actions.ask_for_approval, draft=one.pk, **LAN) == "plan.no_purpose"
    assert not FormVersion.objects.exists()


def test_nothing_is_published_without_a_second_person() -> None:
    one = asked(draft())
    assert refusal(actions.publish_draft, draft=one.pk, levels=(), **LAN) == "plan.not_approved"
    assert refusal(actions.approve_draft, draft=one.pk, **LAN) == "plan.own_draft"
    assert not FormVersion.objects.exists()


def test_who_wrote_a_purpose_or_corrected_the_form_does_not_approve_it() -> None:
    one = draft()
    actions.set_purposes(draft=one.pk, purposes={"work": PURPOSE}, **MINH)
    actions.ask_for_approval(draft=one.pk, **LAN)
    assert refusal(actions.approve_draft, draft=one.pk, **MINH) == "plan.own_draft"
    take_in_correction(
        draft=one, content=form(form_title="Khác"), filename="x.xlsx", media={}, by="tam", now=NOW
    )
    actions.ask_for_approval(draft=one.pk, **LAN)
    assert refusal(actions.approve_draft, draft=one.pk, by="tam", now=NOW) == "plan.own_draft"
    assert refusal(actions.refuse_draft, draft=one.pk, reason="It is my own work.", **LAN) == "plan.own_draft"


def test_what_was_approved_is_what_is_published() -> None:
    """Another file, or another purpose, takes the approval back."""
    one = asked(draft())
    actions.approve_draft(draft=one.pk, **MINH)
    actions.set_purposes(draft=one.pk, purposes={"work": PURPOSE + " And more."}, **LAN)
    assert refusal(actions.publish_draft, draft=one.pk, levels=(), **LAN) == "plan.not_approved"
    actions.ask_for_approval(draft=one.pk, **LAN)
    actions.approve_draft(draft=one.pk, **MINH)
    take_in_correction(draft=one, content=form(version="2"), filename="works.xlsx", media={}, **LAN)
    assert refusal(actions.publish_draft, draft=one.pk, levels=(), **LAN) == "plan.not_approved"


def test_a_refusal_says_why_and_the_author_may_ask_again() -> None:
    one = asked(draft())
    assert refusal(actions.refuse_draft, draft=one.pk, reason="no", **MINH) == "plan.reason_length"
    refused = actions.refuse_draft(draft=one.pk, reason="Say whether repairs count as building.", **MINH)
    assert (refused.state, refused.decided_by) == (DraftState.REFUSED, "minh")
    assert refusal(actions.publish_draft, draft=one.pk, levels=(), **LAN) == "plan.not_approved"
    again = actions.ask_for_approval(draft=one.pk, **LAN)
    assert (again.state, again.reason) == (DraftState.ASKED, "")


def test_a_form_with_errors_is_kept_and_not_published() -> None:
    one = draft(form(more=[("integer", "value", "Giá trị", "Value")]))
    actions.set_purposes(draft=one.pk, purposes={"work": PURPOSE}, **LAN)
    assert refusal(actions.ask_for_approval, draft=one.pk, **LAN) == "plan.draft_has_errors"
    assert refusal(actions.publish_draft, draft=one.pk, levels=(), **LAN) == "plan.draft_has_errors"


def test_rules_that_grew_since_the_upload_hold() -> None:
    one = draft(form(more=[("integer", "value", "Giá trị", "Value")]))
    FormDraft.objects.filter(pk=one.pk).update(findings=[])
    assert refusal(actions.publish_draft, draft=one.pk, levels=(), **LAN) == "plan.draft_has_errors"


def test_what_is_no_form_at_all_is_a_draft_with_a_reason() -> None:
    one = draft(b"junk", "junk.xlsx")
    assert one.code == "form"
    assert [finding["level"] for finding in one.findings] == ["error"]
    assert queries.needs_of(one).names == []


def test_a_version_needs_approval_for_new_coded_fields_only() -> None:
    published(draft())
    second = draft(form(more=[("integer", "people", "Số người", "People")]))
    assert queries.needs_of(second).names == []
    assert refusal(actions.ask_for_approval, draft=second.pk, **LAN) == "plan.nothing_to_approve"
    version = actions.publish_draft(draft=second.pk, levels=(), **LAN)
    assert (version.number, version.version) == (2, "2")


def test_a_harmless_name_does_not_carry_another_list() -> None:
    published(draft())
    third = draft(
        form(choices=[CHOICES[0], ("work", "north", "Bắc", "North"), ("work", "south", "Nam", "South")])
    )
    assert queries.needs_of(third).names == ["work"]


def test_an_author_who_forgets_the_version_gets_another_one() -> None:
    first = published(draft(form(version="2026-01")))
    second = draft(form(version="2026-01", more=[("integer", "people", "Số người", "People")]))
    version = actions.publish_draft(draft=second.pk, levels=(), **LAN)
    assert (first.version, version.version, version_in(version.xform)) == (
        "2026-01",
        "2026-01-2",
        "2026-01-2",
    )
    assert queries.version_called("works", "2026-01") == first
    assert queries.version_called("works", "2026-01-2") == version
    assert queries.version_called("works", "2025") is None
    assert version.hash != first.hash
    assert version.hash.startswith("md5:")


def test_the_same_form_again_is_not_published() -> None:
    content = form()
    published(draft(content))
    again = draft(content)
    assert refusal(actions.publish_draft, draft=again.pk, levels=(), **LAN) == "plan.nothing_new"


def test_files_go_with_the_version() -> None:
    questions = [*QUESTIONS, ("select_one_from_file wells.csv", "well", "Giếng", "Well")]
    one = draft(form(questions), wells__csv=b"name,label\nw1,Well 1\n")
    actions.set_purposes(
        draft=one.pk, purposes={"work": PURPOSE, "well": "To see which wells were mended."}, **LAN
    )
    actions.ask_for_approval(draft=one.pk, **LAN)
    actions.approve_draft(draft=one.pk, **MINH)
    version = actions.publish_draft(draft=one.pk, levels=(), **LAN)
    assert FormMedia.objects.get().filename == "wells.csv"
    assert queries.file_beside(version, "wells.csv", NOW.date()) == b"name,label\nw1,Well 1\n"
    assert queries.file_beside(version, "other.csv", NOW.date()) is None
    (file,) = queries.files_beside(version, NOW.date())
    assert (file.filename, file.size, file.hash[:4]) == ("wells.csv", 21, "md5:")


def test_a_correction_keeps_the_files_and_takes_new_ones() -> None:
    questions = [*QUESTIONS, ("select_one_from_file wells.csv", "well", "Giếng", "Well")]
    one = draft(form(questions))
    assert "plan.media_missing_list" in [finding["code"] for finding in one.findings]
    one = take_in_correction(
        draft=one,
        content=form(questions),
        filename="works.xlsx",
        media={"wells.csv": b"name,label\nw,W\n"},
        **LAN,
    )
    assert [file["filename"] for file in one.media] == ["wells.csv"]
    one = take_in_correction(draft=one, content=form(questions), filename="works.xlsx", media={}, **LAN)
    assert [finding["code"] for finding in one.findings if finding["level"] == "error"] == []


def test_a_draft_says_what_figures_would_miss() -> None:
    published(draft())
    fewer = draft(form([*QUESTIONS[:3], ("integer", "work", "Số việc", "How many")], form_id="works"))
    codes = [finding["code"] for finding in fewer.findings]
    assert codes.count("plan.field_gone") == 1
    assert "plan.field_type_changed" in codes


def test_what_the_server_cannot_evaluate_is_said() -> None:
    one = draft(
        form(
            [
                *QUESTIONS,
                ("integer", "n", "Số", "N", None, "pulldata('prices', 'price', 'code', ${households}) > 1"),
                ("begin repeat", "g", "G", "G"),
                ("integer", "m", "M", "M"),
                ("end repeat",),
            ]
        )
    )
    assert "plan.not_checked_by_server" in [finding["code"] for finding in one.findings]


def test_a_discarded_draft_stays_so() -> None:
    one = actions.discard_draft(draft=draft().pk, **LAN)
    assert (
        refusal(actions.set_purposes, draft=one.pk, purposes={"work": PURPOSE}, **LAN)
        == "plan.draft_is_closed"
    )
    assert refusal(actions.discard_draft, draft=one.pk, **LAN) == "plan.draft_state"
    assert list(queries.open_drafts()) == []
    assert refusal(actions.discard_draft, draft=0, **LAN) == "plan.no_such_draft"


def test_uploads_have_limits() -> None:
    assert refusal(actions.check_upload, "a.xlsx", 50_000_000, []) == "plan.form_too_large"
    assert refusal(actions.check_upload, "a.xlsx", 5, [("a.png", 5)] * 41) == "plan.media_too_many"
    assert refusal(actions.check_upload, "a.xlsx", 5, [("a.html", 5)]) == "plan.media_suffix"
    actions.check_upload("a.xlsx", 5, [("a.png", 5)])


def test_without_java_nothing_is_said_to_be_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(odk.shutil, "which", lambda name: None)
    assert odk.validate("<x/>") == Validated(checked=False, why=NO_JAVA)
    monkeypatch.setattr("kheo.flow.check_draft.validate", odk.validate)
    assert NO_JAVA in [finding["code"] for finding in draft().findings]


def test_it_is_told_what_kept_odk_validate_from_checking(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_slow(*words: object, **more: object) -> None:
        raise odk.subprocess.TimeoutExpired("java", odk.SECONDS)

    monkeypatch.setattr(odk.shutil, "which", lambda name: "/usr/bin/java")
    monkeypatch.setattr(odk.subprocess, "run", too_slow)
    assert odk.validate("<x/>") == Validated(checked=False, why=NO_ANSWER)
    monkeypatch.setattr("pyxform.validators.odk_validate.ODK_VALIDATE_PATH", "/no/such.jar")
    assert odk.validate("<x/>") == Validated(checked=False, why=NO_JAR)


def test_what_phones_say_is_an_error_at_the_field() -> None:
    from kheo.plan.forms.rules import check_form
    from kheo.plan.forms.rules.beyond import said_by_phones

    checked = check_form(form(), "works.xlsx")
    assert checked.book
    said = Validated(checked=True, errors="no such function", field="households")
    (one,) = said_by_phones(said, checked.book)
    assert (one.refused.code, one.spot.row, one.spot.column) == ("plan.odk_error", 6, "name")


def test_its_words_are_told_without_java_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    said = (
        b">> XForm is invalid. \norg.javarosa.xform.parse.XFormParseException: bind for /data/n contains a fault\n"
        b"\tat org.javarosa.X.y(X.java:12)\nThe following files failed validation:\n/tmp/x/form.xml\n"
    )

    class Done:
        returncode, stderr = 1, said

    monkeypatch.setattr(odk.shutil, "which", lambda name: "/usr/bin/java")
    monkeypatch.setattr(odk.subprocess, "run", lambda *words, **more: Done)
    told = odk.validate("<x/>")
    assert told == Validated(checked=True, errors="bind for /data/n contains a fault", field="n")


def test_advice_that_is_followed_contradicts_no_other_check() -> None:
    """A place and a unit that were typed are taken from Kheo's lists, as the draft advises."""
    published(draft())
    typed = {
        one["particulars"]["field"]: one["particulars"]["list"]
        for one in draft().findings
        if one["code"] == "plan.typed_though_listed"
    }
    assert typed == {"commune": "kheo-places.csv", "told_by": "kheo-units.csv"}
    listed = [
        (f"select_one_from_file {typed[str(row[1])]}", *row[1:]) if row[1] in typed else row
        for row in QUESTIONS
    ]
    after = draft(form(listed))
    assert [one["code"] for one in after.findings] == []
    assert queries.needs_of(after).fields == ()


def test_a_level_s_own_list_is_advised_where_the_name_says_it() -> None:
    Level.objects.create(code="commune", rank=1, title={"en": "Commune"})
    typed = [one for one in draft().findings if one["code"] == "plan.typed_though_listed"]
    assert typed[0]["particulars"] == {"field": "commune", "list": "kheo-places-commune.csv"}
    assert (typed[0]["level"], typed[0]["row"], typed[0]["column"]) == ("note", 2, "type")


def test_a_place_that_is_taken_from_another_list_is_another_question_still() -> None:
    published(draft())
    other = [("select_one work", *QUESTIONS[0][1:]), *QUESTIONS[1:]]
    assert "plan.field_type_changed" in [one["code"] for one in draft(form(other)).findings]
