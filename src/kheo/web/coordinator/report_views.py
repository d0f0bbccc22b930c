"""What has come in: submissions, one submission with its lines, its original bytes."""

from __future__ import annotations

from math import ceil

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from kheo.capture.submissions import queries as sent
from kheo.capture.submissions.models import Record, Submission
from kheo.ground.accounts.models import User
from kheo.web.coordinator.files import chips, file_rows, only_some, read_filters
from kheo.web.coordinator.from_phone import from_phone
from kheo.web.coordinator.report import PER_PAGE, record_lines, version_name
from kheo.web.coordinator.told import KINDS, told
from kheo.web.shared.asking import forms_in, is_elsewhere
from kheo.web.shared.frame import Frame, in_programme
from kheo.web.shared.paging import pager, whole

REFUSED_SHOWN = 25


@require_safe
@in_programme("reports")
def reports(request: HttpRequest, frame: Frame) -> HttpResponse:
    filters = read_filters(frame, request.GET)
    found = Paginator(filters.files, PER_PAGE)
    page = found.get_page(request.GET.get("page"))
    context = {
        "frame": frame,
        "filters": filters,
        "files": file_rows(frame, page.object_list),
        "pager": pager(request, page.number, found.num_pages, found.count),
    }
    return render(request, "coordinator/reports.html", context)


@require_safe
@in_programme("reports")
def lines(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The lines of all files that somebody has to look at, of one kind."""
    found = told(frame, request.GET.get("kind", KINDS[0]), whole(request.GET, "page", 1))
    context = {"frame": frame, "told": found, "pager": pager(request, found.page, found.pages, found.total)}
    return render(request, "coordinator/told.html", context)


@require_safe
@in_programme("reports")
def report(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    submission = found_in(frame, pk)
    only = request.GET.get("only", "")
    told = sent.records_of(submission)
    every = sent.records_within(frame.scope, told).select_related("place", "agency", "unit")
    records = only_some(every, only)
    total = records.count()
    pages = max(1, ceil(total / PER_PAGE))
    page = min(_page(request, records), pages)
    visible = list(records[(page - 1) * PER_PAGE : page * PER_PAGE])
    context = {
        "frame": frame,
        "submission": submission,
        "version": version_name(submission.form_version),
        "phone": from_phone(frame, submission, request.user) if isinstance(request.user, User) else None,
        "chips": chips(frame, submission, every, only),
        "lines": record_lines(frame, submission, visible),
        "whole": (is_whole := sent.is_within(frame.scope, submission)),
        "lit": whole(request.GET, "line"),
        "pager": pager(request, page, pages, total, "#lines"),
        "refused": sent.refused_lines(submission, per_page=REFUSED_SHOWN) if is_whole else (),
        "more_refused": max(submission.rows_refused - REFUSED_SHOWN, 0) if is_whole else 0,
        "has_refused_file": is_whole and sent.refused_file(submission) is not None,
    }
    return render(request, "coordinator/report.html", context)


def found_in(frame: Frame, pk: int) -> Submission:
    """A submission of which something is within the reader's scope; 404 whether there is another or none."""
    every = sent.submissions().select_related("device__user__organisation")
    if frame.scope.programmes:
        every = every.filter(form_version__form__code__in=forms_in(frame.programme.code))
    found = get_object_or_404(sent.submissions_within(frame.scope, every), pk=pk)
    if is_elsewhere(found.form_version.form.code, frame.programme.code):
        raise Http404
    return found


def _whole(frame: Frame, pk: int) -> Submission:
    """One that is within the scope to the last line: its bytes tell nothing of anybody else's."""
    found = found_in(frame, pk)
    if not sent.is_within(frame.scope, found):
        raise Http404
    return found


def _page(request: HttpRequest, records: QuerySet[Record]) -> int:
    """The page asked for, or the one that holds the line asked for."""
    if page := whole(request.GET, "page"):
        return page
    if line := whole(request.GET, "line"):
        return records.filter(line__lt=line).count() // PER_PAGE + 1
    return 1


@require_safe
@in_programme("reports")
def line(request: HttpRequest, frame: Frame, record: int) -> HttpResponse:
    """To the line of a submission that a record was read from."""
    found = get_object_or_404(sent.records_within(frame.scope), pk=record)
    return redirect(frame.choices.to("report", found.submission_id, line=found.line) + f"#line-{found.line}")


@require_safe
@in_programme("reports")
def original(request: HttpRequest, frame: Frame, pk: int) -> HttpResponseBase:
    """The bytes as they were received."""
    submission = _whole(frame, pk)
    path = sent.bytes_of(submission)
    if not path.exists():
        raise Http404
    name = submission.filename or f"{submission.pk}.xml"
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )


@require_safe
@in_programme("reports")
def refused_file(request: HttpRequest, frame: Frame, pk: int) -> HttpResponseBase:
    """The refused lines as a file to be mended and sent again."""
    path = sent.refused_file(_whole(frame, pk))
    if path is None:
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"refused-{pk}.csv", content_type="text/csv"
    )
