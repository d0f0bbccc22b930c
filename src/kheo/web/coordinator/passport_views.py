"""The passport's pages."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kheo.consolidate.figures import queries as figures
from kheo.consolidate.figures.rules.passport import Passport
from kheo.plan.programmes.models import Indicator
from kheo.web.coordinator.line_file import line_rows
from kheo.web.coordinator.lines import PER_PAGE, source_lines
from kheo.web.coordinator.passport import page_of
from kheo.web.shared import asking
from kheo.web.shared.choices import Choices
from kheo.web.shared.frame import Frame, framed_by, in_programme
from kheo.web.shared.paging import pager, whole

MOVING = ("period", "map", "view")


@require_safe
@in_programme("figures")
def passport(request: HttpRequest, frame: Frame, name: str) -> HttpResponse:
    """A figure's passport; with other choices in the address, the same cell's passport under those."""
    found = asking.passport(name)
    if (home := _programme_of(found)) != frame.programme.code:
        return redirect("passport", home, name)
    own = _choices_of(found, frame.choices)
    wanted = own.but(**_given(request, frame.choices))
    frame = framed_by(request, frame.programme, "figures", own)
    if wanted != own:
        if other := _same_cell(found, wanted):
            return redirect(wanted.to("passport", other))
        messages.info(request, _("There is no such figure under these choices; this one stands."))
        return redirect(own.to("passport", name))
    link = request.build_absolute_uri(reverse("passport_short", args=[name]))
    context = {"frame": frame, "page": page_of(frame, found, link)}
    if "panel" in request.GET:
        return render(request, "coordinator/passport_panel.html", context)
    return render(request, "coordinator/passport.html", {**context, **_lines(request, frame, found)})


def _lines(request: HttpRequest, frame: Frame, found: Passport) -> dict[str, object]:
    fate = request.GET.get("fate", "")
    page, agency = whole(request.GET, "page", 1), whole(request.GET, "agency") or None
    lines = source_lines(frame, found, asking.lines(found.id, fate, agency, page, PER_PAGE), fate, agency)
    return {"lines": lines, "pager": pager(request, lines.page, lines.pages, lines.total, "#lines")}


@require_safe
@in_programme("figures")
def lines_file(request: HttpRequest, frame: Frame, name: str) -> StreamingHttpResponse:
    """All source lines of a figure as CSV, a page of them in memory at a time."""
    found, fate = asking.passport(name), request.GET.get("fate", "")
    rows = line_rows(frame, found, fate, whole(request.GET, "agency") or None)
    first = next(rows)  # what must be refused is refused before the answer begins
    answer = StreamingHttpResponse(chain([first], rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.indicator.code.lower()}-lines.csv"'
    return answer


def _choices_of(found: Passport, choices: Choices) -> Choices:
    question = found.question
    return choices.but(period=question.period, boundaries=question.boundaries, view=question.view)


def _given(request: HttpRequest, choices: Choices) -> dict[str, object]:
    """The choices that the address names."""
    values = {"period": choices.period, "map": choices.boundaries, "view": choices.view}
    names = {"period": "period", "map": "boundaries", "view": "view"}
    return {names[name]: values[name] for name in MOVING if name in request.GET}


def _same_cell(found: Passport, wanted: Choices) -> str:
    """The passport of the cell with the same indicator and keys under other choices; empty if there is none."""
    question = replace(
        found.question,
        indicators=(found.indicator.code,),
        period=wanted.period,
        boundaries=wanted.boundaries,
        view=wanted.view,
        position=None,
    )
    cells = asking.by_keys(question)[found.indicator.code]
    cell = cells.get(found.cell.keys)
    return cell.passport if cell else ""


@require_POST
@in_programme("figures")
def recompute(request: HttpRequest, frame: Frame, name: str) -> HttpResponse:
    """Compute again from the ledger, at the same position, and say whether the same comes out."""
    again = figures.recompute(name)
    if again.same:
        said = _("Same value, same digest: %(digest)s") % {"digest": again.digest}
    elif again.ground_changed:
        said = _("Places or definitions have changed since: the digest is now %(digest)s.") % {
            "digest": again.digest
        }
    else:
        said = _("Another digest comes out: %(digest)s. Tell your administrator.") % {"digest": again.digest}
    messages.add_message(request, messages.SUCCESS if again.same else messages.WARNING, said, "recompute")
    own = _choices_of(asking.passport(name), frame.choices)
    return redirect(own.to("passport", name) + "#recompute")


@require_safe
def passport_short(request: HttpRequest, name: str) -> HttpResponse:
    """The address that is cited: without choices, since the passport has its own."""
    return redirect("passport", _programme_of(asking.passport(name)), name)


def _programme_of(found: Passport) -> str:
    """The programme whose figure it is: under another's, its period and its words would mean nothing."""
    indicator = get_object_or_404(
        Indicator.objects.select_related("programme"),
        code=found.indicator.code,
        version=found.indicator.version,
    )
    return str(indicator.programme.code)
