"""The coordinator's pages: fetch, build the page, render."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from kheo.kit.refusals import Refused
from kheo.web.coordinator import who_reported as who
from kheo.web.coordinator.downloads import as_csv, as_json
from kheo.web.coordinator.figures import table_of
from kheo.web.coordinator.overview import overview_of
from kheo.web.coordinator.switches import controls, read_switches, standing
from kheo.web.refusals import sentence
from kheo.web.shared.frame import Frame, in_programme
from kheo.web.shared.paging import pager, whole

OF_THE_CONDITION = ("expression.", "figures.no_such_field")


@require_safe
@in_programme("overview")
def overview(request: HttpRequest, frame: Frame) -> HttpResponse:
    return render(request, "coordinator/overview.html", {"frame": frame, "page": overview_of(frame)})


@require_safe
@in_programme("figures")
def figures(request: HttpRequest, frame: Frame) -> HttpResponse:
    switches = read_switches(frame, request.GET)
    table, refused = None, None
    try:
        table = table_of(frame, switches)
    except Refused as found_wrong:
        refused = found_wrong
    found = {
        "frame": frame,
        "switches": switches,
        "controls": controls(frame, switches),
        "table": table,
        "pager": pager(request, table.page, table.pages, table.total_rows) if table else None,
        "refused": sentence(refused) if refused else "",
        "where_refused": bool(refused and switches.where and refused.code.startswith(OF_THE_CONDITION)),
        "elsewhen": standing(frame, switches) if table and not table.rows else None,
        "without_within": frame.choices.to("figures", **{**switches.query(), "within": ""}),
        "sort_by_name": frame.choices.to("figures", **{**switches.query(), "sort": ""}),
        "sort_by": frame.choices.to("figures", **{**switches.query(), "sort": ""}) + "&sort=",
        "csv": frame.choices.to("figures_file", "csv", **switches.query()),
        "json": frame.choices.to("figures_file", "json", **switches.query()),
    }
    return render(request, "coordinator/figures.html", found, status=400 if refused else 200)


@require_safe
@in_programme("figures")
def figures_file(request: HttpRequest, frame: Frame, kind: str) -> HttpResponse:
    """The whole table as CSV or JSON."""
    switches = read_switches(frame, request.GET)
    table = table_of(frame, switches, everything=True)
    if kind == "json":
        body, content = as_json(frame, table, switches), "application/json"
    else:
        body, content = as_csv(table, switches), "text/csv; charset=utf-8"
    response = HttpResponse(body, content_type=content)
    name = slugify(f"{frame.programme.code}-{frame.choices.period}-{'-'.join(switches.indicators[:3])}")
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


@require_safe
@in_programme("who_reported")
def who_reported(request: HttpRequest, frame: Frame) -> HttpResponse:
    """``agency``, ``q``, ``page``."""
    found = who.page_of(frame, request.GET, whole(request.GET, "page", 1))
    context = {"frame": frame, "found": found, "pager": pager(request, found.page, found.pages, found.total)}
    return render(request, "coordinator/who_reported.html", context)


@require_safe
@in_programme("who_reported")
def who_reported_file(request: HttpRequest, frame: Frame) -> StreamingHttpResponse:
    """The same as CSV: every unit that the page's choices leave."""
    units = who.narrowed(who.units_of(frame), request.GET.get("agency", ""), request.GET.get("q", ""))
    answer = StreamingHttpResponse(who.lines(units), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="kheo-who-reported.csv"'
    return answer
