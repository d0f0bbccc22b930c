"""The register of all fields: open to everybody, so that nobody has to believe what Kheo says it does not ask."""

from __future__ import annotations

import csv
import io

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kheo.kit.text import pick
from kheo.plan.forms.queries import Entry, register
from kheo.web.manage.questions import kinds
from kheo.web.shared.paging import pager, whole

PAGE = 50
COLUMNS = (
    "form", "version", "field", "label_vi", "label_en", "type", "choices", "coded", "purpose", "approved_by",
    "approved_on", "since",
)  # fmt: skip


@require_safe
@login_not_required
def fields(request: HttpRequest) -> HttpResponse:
    """Every field of the forms in force; ``form`` narrows to one of them."""
    every = register()
    titles = {entry.form: entry.title for entry in every}
    chosen = request.GET.get("form", "")
    if chosen and chosen not in titles:
        raise Http404
    entries = [entry for entry in every if not chosen or entry.form == chosen]
    pages = max(1, -(-len(entries) // PAGE))
    page = min(max(whole(request.GET, "page", 1), 1), pages)
    context = {
        "entries": entries[(page - 1) * PAGE : page * PAGE],
        "kinds": kinds(),
        "titles": titles,
        "chosen": chosen,
        "total": len(every),
        "coded": sum(1 for entry in every if entry.coded),
        "pager": pager(request, page, pages, len(entries)),
    }
    return render(request, "public/fields.html", context)


@require_safe
@login_not_required
def fields_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table, in columns that keep their names."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(_line(entry) for entry in register(request.GET.get("form", "")))
    return HttpResponse(
        out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="kheo-fields.csv"'},
    )


def _line(entry: Entry) -> list[str]:
    field = entry.field
    return [
        entry.form,
        entry.version,
        field.name,
        pick(field.label, "vi"),
        pick(field.label, "en"),
        field.type,
        field.file
        or " | ".join(pick(choice.label, get_language() or "") or choice.name for choice in field.choices),
        "yes" if entry.coded else "no",
        entry.purpose,
        entry.approved_by,
        timezone.localdate(entry.approved_at).isoformat() if entry.approved_at else "",
        timezone.localdate(entry.since).isoformat(),
    ]
