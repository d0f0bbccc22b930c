"""Run beside the server: builds that world, and prints {"names": of all addresses, "pages": name → path, …} as JSON."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path
from typing import Any

import django

from tests.browser.payloads.texts import as_name, in_languages, script

PASSWORD = "a quiet river 27"
PURPOSE_COLUMNS = ("type", "name", "label::vi", "label::en", "hint::vi", "hint::en", "constraint",
                   "constraint_message::vi", "constraint_message::en", "required", "bind::kheo:role")  # fmt: skip


def questions(further: bool) -> list[list[Any]]:
    """One of each kind that shows words; ``further``: and a new coded one."""

    def row(kind: str, name: str, rule: str = "", required: str = "", role: str = "") -> list[Any]:
        return [
            kind,
            name,
            *(script() for _ in range(4)),
            rule,
            *(script() for _ in range(2)),
            required,
            role,
        ]

    return [
        row("date", "done_on", role="end"), row("text", "words"), row("integer", "houses", ". >= 1", "yes"),
        row("select_one work", "work"), row("select_multiple work", "works"), row("note", "told"),
        row("begin_group", "block"), row("image", "photo"), row("end_group", ""),
        row("begin_repeat", "item"), row("integer", "given"), row("end_repeat", ""),
        row("select_one_from_file wells.csv", "well"), *([row("select_one work", "work_too")] if further else []),
    ]  # fmt: skip


def workbook(*, further: bool = False) -> bytes:
    from tests.forms import NAMESPACES
    from tests.forms import workbook as made

    choices = [
        ["list_name", "name", "label::vi", "label::en"],
        *(["work", f"w{n}", script(), script()] for n in range(3)),
    ]
    settings = {
        "form_id": "scripts",
        "title_en": script(),
        "title_vi": script(),
        "default_language": "vi",
        "namespaces": NAMESPACES,
    }
    return made(
        {
            "survey": [PURPOSE_COLUMNS, *questions(further)],
            "choices": choices,
            "settings": [list(settings), list(settings.values())],
        }
    )


def ledger() -> Any:
    """The small country of the other tests, with its ledger, in these words."""
    from kheo.facts.columns import actions as columns
    from tests import ledger_build as small
    from tests.web.conftest import SETTINGS

    ground = small.build()
    small.define(ground, "MOST", [{"max": "value", "per": ["place"]}, {"max": "value"}])
    rows = [
        {"place": "a", "people": 100, "kind": "house"},
        {"place": "b", "people": 1234, "kind": "road", "agency": "front"},
        {"place": "d", "people": 7, "kind": script(), "day": "2025-08-01"},
        {"people": 50, "kind": script()},
    ]
    small.post(ground, rows)
    columns.refresh()
    settings = json.loads(json.dumps(SETTINGS))
    settings["overview"]["lead"] = {"en": "{PEOPLE} " + script(), "vi": "{PEOPLE} " + script()}
    settings["overview"]["needs"][0].update(title=in_languages(), why=in_languages())
    settings["overview"]["tables"][0]["title"] = in_languages()
    ground.programme.settings = settings
    ground.programme.save()
    return ground


def rename(ground: Any) -> None:
    """Whatever a pack names."""
    from kheo.ground.organisations.models import Organisation
    from kheo.ground.places.models import Level, Place, PlaceChange, PlaceEdge
    from kheo.plan.forms.models import Form, FormVersion
    from kheo.plan.forms.rules import Field
    from kheo.plan.programmes.models import Calendar, Indicator, MeasureUnit, Objective, Pack, Programme

    for at, place in enumerate(Place.objects.order_by("pk")):
        place.name, place.other_names = f"place {at} {script()}", [script()]
        place.name_plain, place.search_text = f"place {at}", f"|place {at}|"
        place.lat, place.lon, place.attributes = 21 + at / 10, 105 + at / 10, {script(): script()}
        place.save()
    for one in (*Level.objects.all(), *Calendar.objects.all()):
        one.title = in_languages()
        one.save()
    PlaceChange.objects.update(decision=script(), note=script())
    PlaceEdge.objects.update(note=script(), weight_source=script()[:60])
    for at, agency in enumerate(Organisation.objects.order_by("pk")):
        agency.title, agency.aliases = in_languages(), [script()]
        agency.search_text = f"|agency {at}|"
        agency.save()
    MeasureUnit.objects.update(title=in_languages(), plural=in_languages())
    Programme.objects.update(title=in_languages(), notice=in_languages(), source_note=in_languages())
    Pack.objects.update(title=in_languages(), terms=[script(), in_languages()])
    objective = Objective.objects.create(programme=ground.programme, code="o", title=in_languages(), rank=1)
    for indicator in Indicator.objects.all():
        indicator.title, indicator.source_text, indicator.objective = in_languages(), script(), objective
        indicator.definition |= {"owner": script(), "note": in_languages()}
        indicator.save()
    Form.objects.update(title=in_languages())
    for version in FormVersion.objects.all():
        fields = [Field(one["name"], one["type"], in_languages()).as_json() for one in version.fields]
        FormVersion.objects.filter(pk=version.pk).update(fields=fields, filename=as_name())


def people(ground: Any) -> None:
    from kheo.ground.accounts.actions import add_user, give_role
    from kheo.ground.accounts.models import User
    from kheo.ground.accounts.states import Role
    from kheo.ground.notices.actions import tell
    from kheo.ground.notices.states import Kind

    roles = {"author": Role.COORDINATOR, "second": Role.ADMINISTRATOR, "reporter": Role.REPORTER}
    for name, role in roles.items():
        own = ground.agencies["army"].pk if role is Role.REPORTER else None
        add_user(
            username=name,
            password=PASSWORD,
            role=role,
            organisation=own,
            by="test",
            now=now(),
            full_name=script(),
        )
    author = User.objects.get(username="author")
    give_role(user=author, role=Role.AUDITOR, by="test", now=now())
    tell(person=author.pk, kind=Kind.DEVICE_ADDED, key="device", by="test", now=now(), label=script())
    about: dict[str, Any] = {"report": ground.submission.pk, "form": "works", "programme": "test", "day": ""}
    words = {"place": script(), "reason": script()}
    tell(person=author.pk, kind=Kind.RETURNED, key="report", by="test", now=now(), **about, **words)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def forms() -> int:
    """A published form, and a draft of it that was refused; returns the draft's number."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from kheo.plan.forms.models import FormDraft
    from tests.browser.foreign.beside import needed_of, post, signed_in

    author, second = signed_in("author"), signed_in("second")

    def upload(content: bytes, suffix: str = ".xlsx") -> str:
        wells = "name,label\n" + "".join(
            f'w{n},"{script().replace(chr(34), chr(34) * 2)}"\n' for n in range(3)
        )
        post(
            author,
            "/manage/forms/upload",
            xlsform=SimpleUploadedFile(as_name() + suffix, content),
            media=[SimpleUploadedFile("wells.csv", wells.encode())],
        )
        return f"/manage/forms/drafts/{FormDraft.objects.latest('pk').pk}"

    for last in (False, True):
        address = upload(workbook(further=last))
        draft = FormDraft.objects.latest("pk")
        post(
            author, f"{address}/purposes", **{f"purpose-{one}": script() for one in needed_of(draft)}, ask="1"
        )
        if last:
            post(second, f"{address}/decide", refuse="1", reason=script())
        else:
            post(second, f"{address}/decide", approve="1")
            said = post(author, f"{address}/publish")
            draft.refresh_from_db()
            assert draft.published, said
    upload(b"\xef\xbb\xbf" + f"survey,,\n,type,name\n,{script()},a\n".encode(), ".csv")
    return FormDraft.objects.order_by("-pk")[1].pk


def sent() -> dict[str, int]:
    """What a phone sent, what came back, and an imported file with refused lines."""
    from kheo.capture.submissions.actions import Sent, SentFile
    from kheo.capture.submissions.models import Record
    from kheo.capture.submissions.states import Channel
    from kheo.flow.import_file import import_file
    from kheo.flow.receive_report import receive_report
    from kheo.ground.accounts.actions import add_device
    from kheo.ground.accounts.models import User
    from kheo.plan.forms.queries import latest
    from kheo.verify.decisions.actions import decide
    from kheo.verify.decisions.states import Outcome
    from kheo.web.refusals import sentence

    device, _key = add_device(
        user=User.objects.get(username="reporter"), label=script(), by="reporter", now=now()
    )
    version = latest("scripts").version
    # One that is returned, one that waits for a decision, one that breaks the form's rule and comes back.
    for at, houses in (("0", "2"), ("2", "3"), ("1", "0")):
        picture, text = as_name(), script().replace("&", "&amp;").replace("<", "&lt;")
        xml = (
            f'<data id="scripts" version="{version}"><done_on>2025-08-01</done_on><words>{text}</words>'
            f"<houses>{houses}</houses><block><photo>{picture.replace('<', '&lt;')}</photo></block>"
            f"<meta><instanceID>uuid:{at}</instanceID></meta></data>"
        )
        given = Sent(xml.encode(), [SentFile(picture, "text/html", f"<script>{script()}</script>".encode())])
        receive_report(sent=given, device=device, channel=Channel.OPENROSA, by="reporter", now=now())
    other = Sent(xml.replace(text, script().replace("<", "&lt;")).encode())  # the same name, other answers
    receive_report(sent=other, device=device, channel=Channel.OPENROSA, by="reporter", now=now())
    record = Record.objects.get(submission__instance="uuid:0")
    decide(record=record, outcome=Outcome.RETURNED, reason=script(), field="words", by="second", now=now())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / (as_name() + ".csv")
        quoted = '"' + script().replace('"', '""') + '"'
        file.write_text(f"done_on,words,houses\n2025-08-01,{quoted},3\n2025-08-02,{quoted},{quoted}\n")
        imported = import_file(path=file, form="scripts", by="author", now=now(), say=sentence)
    waiting = Record.objects.get(submission__instance="uuid:2").submission_id
    return {"phone": record.submission_id, "waiting": waiting, "imported": imported.submission.pk}


def sampled() -> int:
    """A lot of one record, with a visit and its note."""
    from django.utils import timezone

    from kheo.facts.ledger.models import Fact
    from kheo.flow.draw_lot import draw_lot
    from kheo.ground.accounts.rules import ALL
    from kheo.plan.programmes.models import Programme
    from kheo.verify.sampling.actions import Wanted, note_visit
    from kheo.verify.sampling.queries import drawn_of
    from tests.lots import ROW

    programme = Programme.objects.get(code="test")
    programme.sampling = [{**ROW, "n": 1, "pass": 1, "issuer": {"en": script(), "vi": script()}}]
    programme.save()
    form = Fact.objects.filter(record__values__people__gt=0).earliest("pk").record.form
    lot = draw_lot(wanted=Wanted(programme, form, "people"), scope=ALL, seed=script(), by="second", now=now())
    member = drawn_of(lot)[0].member
    note_visit(
        member=member, found=None, day=timezone.localdate(now()), note=script(), by="second", now=now()
    )
    return lot.pk


def addresses(draft: int, reports: dict[str, int], record: int, acted: int) -> dict[str, str]:
    """Of every page that answers when it is asked, by its name."""
    from django.urls import reverse
    from django.utils import timezone

    from kheo.capture.submissions.models import Attachment, Rival
    from kheo.ground.accounts.actions import invite
    from kheo.ground.accounts.models import User

    person = User.objects.get(username="reporter")
    attached = Attachment.objects.earliest("pk")
    programme = {"programme": "test"}
    version = {"code": "scripts", "number": 1}
    of: dict[str, dict[str, Any]] = {
        **dict.fromkeys(("home", "sign_in", "security", "told", "told_wishes", "devices", "audit", "audit_table", "fields", "fields_csv", "hand_in", "manage_forms", "manage_people", "reporter_app", "reporter_worker", "reporter_manifest"), {}),
        **dict.fromkeys(("manage_draft", "manage_draft_xform", "manage_draft_source", "manage_draft_paper", "manage_try", "manage_try_form"), {"pk": draft}),
        "audit_row": {"number": acted},
        "manage_try_file": {"pk": draft, "name": "wells.csv"},
        "paper": {"code": "scripts"},
        "manage_person": {"pk": person.pk},
        "invitation": {"told": invite(user=person, by="test", now=timezone.now())},
        "paper_of": version,
        "manage_version": version,
        "manage_version_file": {**version, "name": "form.xml"},
        **dict.fromkeys(("overview", "figures", "reports", "verify", "lots", "attention", "who_reported", "who_reported_file", "lines", "indicators", "places", "organisations", "search", "suggest"), programme),
        **dict.fromkeys(("lot", "lot_table"), {**programme, "pk": sampled()}),
        "figures_file": {**programme, "kind": "csv"},
        "report": {**programme, "pk": reports["imported"]},
        "same_work": {**programme, "pk": reports["waiting"]},
        "original": {**programme, "pk": reports["imported"]},
        "refused_file": {**programme, "pk": reports["imported"]},
        **dict.fromkeys(("rival", "rival_file"), {**programme, "pk": Rival.objects.get().pk}),
        **dict.fromkeys(("report_file", "report_file_original"), {**programme, "pk": attached.submission_id, "name": attached.name}),
        "line": {**programme, "record": record},
        "indicator": {**programme, "code": "PEOPLE"},
        "place": {**programme, "ref": "c"},
        "organisation": {**programme, "ref": "army"},
    }  # fmt: skip
    found = {name: reverse(name, kwargs=given) for name, given in of.items()}
    found["same_work"] += f"?with={reports['imported']}"
    return found


def main() -> dict[str, Any]:
    from django.utils import translation

    from kheo.capture.submissions.models import Record
    from kheo.facts.columns import actions as columns
    from kheo.flow import check_draft
    from kheo.ground.audit.models import AuditRow
    from kheo.plan.forms.rules.beyond import Validated
    from kheo.web.urls import urlpatterns

    check_draft.validate = lambda xform: Validated(checked=True, errors="", warnings=script())
    translation.activate("en")
    ground = ledger()
    rename(ground)
    people(ground)
    draft = forms()
    reports = sent()
    columns.refresh()
    record = Record.objects.filter(submission=reports["imported"]).latest("pk").pk
    acted = AuditRow.objects.filter(act="record.returned").latest("pk").pk
    return {
        "names": [getattr(one, "name", None) or getattr(one, "namespace", "") for one in urlpatterns],
        "pages": addresses(draft, reports, record, acted),
        "drafts": [f"/manage/forms/drafts/{number}" for number in range(1, draft + 2)],
        "reports": [f"/p/test/reports/{number}" for number in reports.values()],
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main()))
