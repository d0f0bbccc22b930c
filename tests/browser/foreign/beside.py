"""Run beside the server: publishes forms through the pages, and says what became of what was sent.

    python -m tests.browser.foreign.beside people
    python -m tests.browser.foreign.beside publish FOLDER FILE…
    python -m tests.browser.foreign.beside sent

Each prints JSON on one line.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import django

PASSWORDS = {"author": "a quiet river 27", "second": "a quiet river 28", "reporter": "a quiet river 29"}
LONGEST = 160


def people() -> dict[str, str]:
    """A unit with a reporter, and two who publish."""
    from kheo.ground.accounts.actions import add_user
    from kheo.ground.accounts.states import Role
    from kheo.ground.organisations.models import Organisation

    unit = Organisation.objects.create(
        ref="post", title={"vi": "Đơn vị thử", "en": "A unit"}, name_plain="post", search_text="|post|"
    )
    roles = {"author": Role.COORDINATOR, "second": Role.ADMINISTRATOR, "reporter": Role.REPORTER}
    for name, role in roles.items():
        own = unit.pk if role is Role.REPORTER else None
        add_user(
            username=name,
            password=PASSWORDS[name],
            role=role,
            organisation=own,
            by="test",
            now=dt.datetime.now(dt.UTC),
        )
    return PASSWORDS


def publish(folder: str, *names: str) -> list[dict[str, Any]]:
    """For each file: {file, code, refused: sentences}. A form is refused by the pages, as it is to a person."""
    author, second = signed_in("author"), signed_in("second")
    return [_publish(author, second, Path(folder), name) for name in names]


def _publish(author: Any, second: Any, folder: Path, name: str) -> dict[str, Any]:
    from kheo.plan.forms.models import FormDraft

    file = folder / name
    latest = FormDraft.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    said = post(author, "/manage/forms/upload", xlsform=_given(file))
    draft = FormDraft.objects.filter(pk__gt=latest).first()
    if draft is None:
        return {"file": name, "code": "", "refused": [said]}
    address = f"/manage/forms/drafts/{draft.pk}"
    if beside := _asked_for(draft, folder, file):
        post(author, f"{address}/correct", xlsform=_given(file), media=[_given(one) for one in beside])
        draft.refresh_from_db()
    if errors := _errors(draft):
        return {"file": name, "code": draft.code, "refused": errors}
    if needed := needed_of(draft):
        purposes = {f"purpose-{one}": "To know what was done, and where." for one in needed}
        post(author, f"{address}/purposes", **purposes, ask="1")
        post(second, f"{address}/decide", approve="1")
    said = post(author, f"{address}/publish")
    draft.refresh_from_db()
    return {"file": name, "code": draft.code, "refused": [] if draft.published else [said]}


def _asked_for(draft: Any, folder: Path, file: Path) -> list[Path]:
    """The files that the form names, where they lie beside it."""
    named = [
        one["refused"]["particulars"].get("filename")
        for one in _findings(draft)
        if "media_missing" in one["refused"]["code"]
    ]
    return [found for name in named if name and (found := file.with_name(name)).is_file()]


def _findings(draft: Any) -> list[dict[str, Any]]:
    from kheo.plan.forms.rules import Finding

    return [
        {"level": one.level, "refused": {"code": one.refused.code, "particulars": one.refused.particulars}}
        for one in map(Finding.from_json, draft.findings)
    ]


def _errors(draft: Any) -> list[str]:
    """One sentence of each kind."""
    from kheo.plan.forms.rules import Finding
    from kheo.plan.forms.states import Level
    from kheo.web.refusals import sentence

    found: dict[str, str] = {}
    for one in map(Finding.from_json, draft.findings):
        if one.level is Level.ERROR:
            found.setdefault(one.refused.code, sentence(one.refused)[:LONGEST])
    return list(found.values())


def needed_of(draft: Any) -> list[str]:
    from kheo.plan.forms.queries import needs_of

    return [field.name for field in needs_of(draft).fields]


def signed_in(name: str) -> Any:
    from django.test import Client

    from kheo.ground.accounts.models import User

    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def _given(file: Path) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(file.name, file.read_bytes())


def post(client: Any, path: str, **said: Any) -> str:
    """What the page says after it, as far as it is an error."""
    answer = client.post(path, said, follow=True)
    assert answer.status_code == 200, (path, answer.status_code)
    told = re.findall(r'class="said error[^"]*"[^>]*>(.*?)</', answer.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>|\s+", " ", one).strip() for one in told)[:LONGEST]


def sent() -> dict[str, dict[str, Any]]:
    """By instance: {records, reasons, missing, fields, rivals}."""
    from django.utils import translation

    from kheo.capture.submissions.models import Record, Rival, Submission
    from kheo.capture.submissions.rules.reasons import reason_from_json
    from kheo.web.refusals import sentence

    with translation.override("en"):
        return {
            one.instance: {
                "records": Record.objects.filter(submission=one).count(),
                "reasons": [
                    f"{plain['field']} = {plain['value']!r}: {sentence(reason_from_json(plain).refused)}"
                    for plain in one.reasons
                ],
                "missing": sorted(set(one.files) - set(one.attachments.values_list("name", flat=True))),
                "fields": sorted(
                    {name for values in one.records.values_list("values", flat=True) for name in values}
                ),
                "rivals": Rival.objects.filter(submission=one).count(),
            }
            for one in Submission.objects.exclude(instance="")
        }


if __name__ == "__main__":
    django.setup()
    from django.utils import translation

    from kheo.flow import check_draft
    from kheo.plan.forms.rules.beyond import Validated

    if not os.environ.get("KHEO_VALIDATE"):
        # A second's start of Java for every form; its opinions are tested where it is asked alone.
        check_draft.validate = lambda xform: Validated(checked=True)
    translation.activate("en")
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
