"""The verifier's page: the queue, the report beside it, and what is decided about it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import is_within
from kheo.ground.accounts.models import User
from kheo.kit.refusals import Refused
from kheo.verify.decisions.actions import forget, hold_decision, take_back
from kheo.verify.decisions.queries import made_with, turn_of
from kheo.verify.decisions.states import Outcome
from kheo.web.deciding import remind
from kheo.web.refusals import sentence
from kheo.web.shared.frame import Frame, in_programme
from kheo.web.shared.paging import pager, whole
from kheo.web.verifier.queue import PER_PAGE, address, queue_of, undoable
from kheo.web.verifier.record import sheet_of

REFUSED = "verify_refused"
MOST_TYPED = 2_000


@require_safe
@in_programme("verify")
def verify(request: HttpRequest, frame: Frame) -> HttpResponse:
    """``at``: the report to show; ``page``: of the queue. What was typed and refused stands there still."""
    assert isinstance(request.user, User)
    queue = queue_of(frame, whole(request.GET, "at"), whole(request.GET, "page", 1))
    refused = request.session.pop(REFUSED, None)
    context = {
        "frame": frame,
        "queue": queue,
        "found": sheet_of(frame, queue.current, request.user) if queue.current else None,
        "undo": undoable(frame),
        "pager": pager(request, queue.page, queue.pages, queue.total),
        "given": refused if refused and refused["report"] == queue.current else None,
    }
    return render(request, "verifier/verify.html", context)


@require_POST
@in_programme("verify")
def decide(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """``outcome``; ``reason`` and ``field`` with a return or a rejection; ``seen``: the step; ``next``: the report to go
    on with. The decision may be taken back for ten seconds."""
    report, given = _report(frame, pk), request.POST
    if given.get("outcome") not in list(Outcome):
        raise Http404
    try:
        hold_decision(
            submission=report,
            outcome=Outcome(given["outcome"]),
            reason=given.get("reason", ""),
            field=given.get("field", ""),
            seen=given.get("seen", ""),
            by=request.user.get_username(),
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, sentence(refused))
        if given["outcome"] != Outcome.ACCEPTED:
            typed = {name: given.get(name, "")[:MOST_TYPED] for name in ("outcome", "field", "reason")}
            request.session[REFUSED] = {"report": pk, **typed}
        return redirect(address(frame, pk))
    remind()
    return redirect(address(frame, whole(given, "next")))


@require_POST
@in_programme("verify")
def accept_many(request: HttpRequest, frame: Frame) -> HttpResponse:
    """``report``: each one's number. What cannot be accepted is said and stays; all of it can be taken back at once."""
    now = timezone.now()
    wanted = [int(one) for one in request.POST.getlist("report") if one.isascii() and one.isdigit()]
    reports = [_report(frame, pk) for pk in wanted[:PER_PAGE]]
    done = 0
    for report in reports:
        try:
            hold_decision(
                submission=report,
                outcome=Outcome.ACCEPTED,
                seen=turn_of(report).code,
                by=request.user.get_username(),
                now=now,
            )
            done += 1
        except Refused as refused:
            messages.error(request, sentence(refused))
    remind()
    return redirect(address(frame, 0))


@require_POST
@in_programme("verify")
def undo(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """Take one's own decision back, with those of the same moment, or have seen why it could not be carried out
    (``seen``)."""
    report, by, now = _report(frame, pk), request.user.get_username(), timezone.now()
    if "seen" in request.POST:
        forget(submission=report, by=by, now=now)
        return redirect(address(frame, 0))
    try:
        with transaction.atomic():
            for one in made_with(report, by):
                take_back(submission=one, by=by, now=now)
        messages.success(request, _("Taken back: nothing came of it."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect(address(frame, pk))


def _report(frame: Frame, pk: int) -> Submission:
    """404 whether it is outside the reader's scope or nowhere; 403 for what may be read and not decided."""
    found = get_object_or_404(Submission.objects.select_related("form_version__form", "device__user"), pk=pk)
    if not is_within(frame.scope, found):
        raise Http404
    if not is_within(frame.deciding, found):
        raise PermissionDenied
    return found
