"""The auditor's pages: who did what and when, whether the record is whole, and the same as a table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kheo.ground.accounts.models import User
from kheo.ground.audit.models import AuditRow
from kheo.ground.audit.queries import seal_of
from kheo.ground.audit.rules import Act, row_digest
from kheo.web.audit.finding import Wanted, page_of, readable, rows_for, wanted_in
from kheo.web.audit.leading import page_about
from kheo.web.audit.sentences import catalogue, name_of, said
from kheo.web.audit.state import state_now
from kheo.web.coordinator.downloads import harmless

AT_ONCE = 2_000
COLUMNS = ("row", "at", "who", "act", "said", "subject", "label", "detail", "sha256")


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    wanted = wanted_in(request.GET)
    page = page_of(_reader(request), wanted, request.GET)
    context = {
        "wanted": wanted,
        "acts": sorted(((name_of(act), act) for act in catalogue()), key=lambda one: one[0]),
        "rows": [(row, said(row)) for row in page.rows],
        "page": page,
        "state": state_now(),
    }
    return render(request, "audit/audit.html", context)


@require_safe
def row(request: HttpRequest, number: int) -> HttpResponse:
    every = readable(_reader(request), AuditRow.objects.all())
    found = get_object_or_404(every, pk=number)
    told = Act(*(getattr(found, "pk" if name == "number" else name) for name in Act._fields))
    context = {
        "row": found,
        "name": name_of(found.act),
        "said": said(found),
        "person": User.objects.filter(username=found.actor).first(),
        "leads": page_about(found.subject),
        "detail": [(name, _plain(value)) for name, value in _detail(found).items()],
        "seal": seal_of(number),
        "sound": row_digest(told) == found.digest,
        "older": every.filter(id__lt=number).order_by("-id").values_list("id", flat=True).first(),
        "newer": every.filter(id__gt=number).order_by("id").values_list("id", flat=True).first(),
    }
    return render(request, "audit/row.html", context)


@require_safe
def table(request: HttpRequest) -> StreamingHttpResponse:
    """Everything that the page finds, as a table that no spreadsheet runs anything of."""
    wanted = wanted_in(request.GET)
    return StreamingHttpResponse(
        _lines(_reader(request), wanted, get_language() or "vi"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="kheo-audit.csv"'},
    )


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _lines(reader: User, wanted: Wanted, language: str) -> Iterator[str]:
    yield "\ufeff" + _written([COLUMNS])
    rows = rows_for(reader, wanted)
    some = list(rows[:AT_ONCE])
    while some:
        with translation.override(language):  # the page's own language has ended when a later piece is made
            told = [[harmless(value) for value in _line(one)] for one in some]
        yield _written(told)
        some = list(rows.filter(id__lt=some[-1].pk)[:AT_ONCE])


def _line(one: AuditRow) -> list[Any]:
    detail = json.dumps(one.detail, ensure_ascii=False)
    return [
        one.pk,
        one.at.isoformat(),
        one.actor,
        one.act,
        said(one),
        one.subject,
        one.label,
        detail,
        one.digest,
    ]


def _written(rows: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _detail(found: AuditRow) -> dict[str, Any]:
    return found.detail if isinstance(found.detail, dict) else {"": found.detail}


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
