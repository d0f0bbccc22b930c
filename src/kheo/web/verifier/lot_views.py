"""Samples: drawing one, noting what was found on the spot, the verdict, the table by which anybody draws it again."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kheo.flow.close_lot import close_lot
from kheo.flow.draw_lot import draw_lot
from kheo.kit.refusals import Refused
from kheo.verify.sampling.actions import note_visit
from kheo.verify.sampling.models import Lot
from kheo.verify.sampling.queries import drawn_of, due_again, keys_in, lots_within
from kheo.verify.sampling.rules import check_one_answer, found_in, mark
from kheo.web.refusals import sentence
from kheo.web.shared.frame import Frame, in_programme
from kheo.web.shared.numbers import thousands
from kheo.web.shared.paging import pager, whole
from kheo.web.verifier.lots import PER_PAGE, drawing_of, due_of, lot_page, rows_of, wanted_of

REFUSED, MOST_TYPED = "visit_refused", 1_000
COLUMNS = ("rank", "record_key", "sha256_of_seed_and_key", "drawn", "reported", "found", "day", "seed")


@require_safe
@in_programme("lots")
def lots(request: HttpRequest, frame: Frame) -> HttpResponse:
    """``again``: the sample whose second visit is to be drawn; ``page``: of the list."""
    return _list(request, frame)


def _list(request: HttpRequest, frame: Frame, status: int = 200) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    found = lots_within(frame.deciding, frame.programme)
    total = found.count()
    pages = max(-(-total // PER_PAGE), 1)
    page = min(max(whole(request.GET, "page", 1), 1), pages)
    context = {
        "frame": frame,
        "drawing": drawing_of(frame, given, _again(frame, whole(given, "again"))),
        "rows": rows_of(frame, list(found[(page - 1) * PER_PAGE : page * PER_PAGE])),
        "due": due_of(frame),
        "pager": pager(request, page, pages, total),
    }
    return render(request, "verifier/lots.html", context, status=status)


def _again(frame: Frame, pk: int) -> Lot | None:
    """The sample that is followed; only one that is due."""
    if not pk:
        return None
    mine = lots_within(frame.deciding, frame.programme)
    due = {lot.pk: lot for lot, _since in due_again(mine, timezone.localdate())}
    return due.get(pk)


@require_POST
@in_programme("lots")
def draw(request: HttpRequest, frame: Frame) -> HttpResponse:
    """``measure`` (form/question), ``organisation``, ``place``, ``span``, ``seed``; ``again``: as above. ``find``: only look
    for the ``unit`` and the ``spot`` that are named."""
    given = request.POST
    sought = any(
        given.get(words) and not given.get(chosen)
        for words, chosen in (("unit", "organisation"), ("spot", "place"))
    )
    if given.get("find") or sought:
        # What was looked for is chosen first: nothing is drawn of everybody's where somebody named a unit.
        return _list(request, frame)
    wanted = wanted_of(frame, given)
    if wanted is None:
        raise Http404
    try:
        lot = draw_lot(
            wanted=wanted,
            scope=frame.deciding,
            seed=given.get("seed", ""),
            follows=_again(frame, whole(given, "again")),
            by=request.user.get_username(),
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, sentence(refused))
        return _list(request, frame, status=409)
    messages.success(request, _("Drawn. These records are to be visited, in this order."))
    return redirect(frame.choices.to("lot", lot.pk))


@require_safe
@in_programme("lots")
def lot(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    refused = request.session.pop(REFUSED, None)
    given = refused if refused and refused["lot"] == pk else None
    context = {"frame": frame, "page": lot_page(frame, _lot(frame, pk)), "given": given}
    return render(request, "verifier/lot.html", context)


@require_POST
@in_programme("lots")
def visit(request: HttpRequest, frame: Frame, pk: int, rank: int) -> HttpResponse:
    """``found`` or ``nothing``, ``day``, ``note``: what was found of the record of this rank."""
    found_lot, given = _lot(frame, pk), request.POST
    drawn = next((one for one in drawn_of(found_lot) if one.member.rank == rank), None)
    if drawn is None:
        raise Http404
    typed, nothing = given.get("found", ""), bool(given.get("nothing"))
    try:
        check_one_answer(typed, nothing)
        note_visit(
            member=drawn.member,
            found=None if nothing else found_in(typed, thousands=thousands(frame.language)),
            day=_day(given.get("day", "")),
            note=given.get("note", ""),
            by=request.user.get_username(),
            now=timezone.now(),
        )
    except Refused as refused:
        kept = {name: given.get(name, "")[:MOST_TYPED] for name in ("found", "nothing", "day", "note")}
        request.session[REFUSED] = {"lot": pk, "rank": rank, "said": sentence(refused), **kept}
    else:
        messages.success(request, _("Noted: record %(rank)s.") % {"rank": rank})
    return redirect(f"{frame.choices.to('lot', pk)}#r{rank}")


@require_POST
@in_programme("lots")
def close(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    found = _lot(frame, pk)
    try:
        close_lot(lot=found, by=request.user.get_username(), now=timezone.now())
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect(frame.choices.to("lot", pk))


@require_safe
@in_programme("lots")
def table(request: HttpRequest, frame: Frame, pk: int) -> StreamingHttpResponse:
    """All records of the lot in the order of the draw, with what puts them there."""
    answer = StreamingHttpResponse(_lines(_lot(frame, pk)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="kheo-sample-{pk}.csv"'
    return answer


def _lines(lot: Lot) -> Iterator[str]:
    drawn = {one.member.rank: one for one in drawn_of(lot)}
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for rank, key in keys_in(lot):
        one = drawn.get(rank)
        told: tuple[object, ...] = ("", "", "")
        if one:
            seen = one.visit
            found = "" if not seen else "not found" if seen.found is None else f"{seen.found.normalize():f}"
            told = (one.reported, found, seen.day.isoformat() if seen else "")
        writer.writerow((rank, key, mark(lot.seed, key), "yes" if one else "no", *told, _plain(lot.seed)))
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refused("sampling.no_day") from None


def _lot(frame: Frame, pk: int) -> Lot:
    """404 whether it is outside of what the reader decides about or nowhere."""
    return get_object_or_404(lots_within(frame.deciding, frame.programme), pk=pk)
