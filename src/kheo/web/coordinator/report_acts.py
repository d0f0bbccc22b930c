"""What is done about one report: accepted, returned with the reason at a question, rejected, withdrawn by its sender."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kheo.capture.submissions import queries as sent
from kheo.capture.submissions.actions import look_at
from kheo.capture.submissions.models import Attachment, Submission
from kheo.flow.decide_report import accept_report, send_back_report
from kheo.flow.withdraw_report import withdraw_report
from kheo.kit.refusals import Refused
from kheo.verify.decisions.states import Outcome
from kheo.web.refusals import sentence
from kheo.web.shared.frame import Frame, in_programme
from kheo.web.shared.handing_out import handed_out
from kheo.web.shared.roles import DECIDERS, LOOKERS, for_roles


@require_POST
@for_roles(*DECIDERS)
@in_programme("reports")
def decide(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """``outcome``: accepted, returned or rejected; ``reason`` and ``field`` with the last two."""
    submission = _from_phone(pk)
    asked = request.POST.get("outcome", "")
    if asked == Outcome.ACCEPTED:
        return _done(
            request,
            frame,
            pk,
            lambda **who: accept_report(submission=submission, **who),
            _("Accepted. It counts now."),
        )
    if asked not in (Outcome.RETURNED, Outcome.REJECTED):
        raise Http404
    reason, field = request.POST.get("reason", ""), request.POST.get("field", "")

    def send_back(**who: Any) -> None:
        send_back_report(submission=submission, outcome=Outcome(asked), reason=reason, field=field, **who)

    said = {
        Outcome.RETURNED: _("Returned. Its sender sees the reason at the question."),
        Outcome.REJECTED: _("Rejected. Its sender sees the reason."),
    }[Outcome(asked)]
    return _done(request, frame, pk, send_back, said)


@require_POST
@in_programme("reports")
def withdraw(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """For whoever sent it: ``reason``."""
    submission, reason = _from_phone(pk), request.POST.get("reason", "")
    return _done(
        request,
        frame,
        pk,
        lambda **who: withdraw_report(submission=submission, reason=reason, **who),
        _("Withdrawn. It does not count any more, and it stays here."),
    )


@require_safe
@in_programme("reports")
def report_file(request: HttpRequest, frame: Frame, pk: int, name: str) -> HttpResponseBase:
    """A picture that came with a report, without what the camera wrote beside it; a paper for those who look into it."""
    found = _attachment(pk, name)
    path = sent.shown(found)
    if path is not None:
        return handed_out(path, name=f"{Path(found.name).stem}.jpg", content_type="image/jpeg")
    if getattr(request.user, "role", "") not in LOOKERS:
        raise PermissionDenied
    return _as_it_came(request, found)


@require_safe
@in_programme("reports")
@for_roles(*LOOKERS)
def report_file_original(request: HttpRequest, frame: Frame, pk: int, name: str) -> HttpResponseBase:
    """A picture or paper as it came, and a line in the audit that says who looked."""
    return _as_it_came(request, _attachment(pk, name))


def _attachment(pk: int, name: str) -> Attachment:
    found = sent.attachments_of(get_object_or_404(Submission, pk=pk)).get(name)
    if found is None:
        raise Http404
    return found


def _as_it_came(request: HttpRequest, found: Attachment) -> HttpResponseBase:
    path = look_at(attachment=found, by=request.user.get_username(), now=timezone.now())
    if path is None:
        raise Http404
    return handed_out(path, name=found.name, content_type="application/octet-stream")


def _from_phone(pk: int) -> Submission:
    """Imported files are accepted as a whole when they are imported."""
    return get_object_or_404(sent.submissions().exclude(device=None), pk=pk)


def _done(request: HttpRequest, frame: Frame, pk: int, act: Callable[..., Any], said: str) -> HttpResponse:
    """Do it, say what happened or why not, and go back to the report."""
    try:
        act(by=request.user.get_username(), now=timezone.now())
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, said)
    return redirect(frame.choices.to("report", pk))
