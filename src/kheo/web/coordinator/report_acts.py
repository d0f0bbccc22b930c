"""What is done about one report: accepted, returned with the reason at a question, rejected, withdrawn by its sender."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kheo.capture.submissions import queries as sent
from kheo.capture.submissions.actions import look_at
from kheo.capture.submissions.models import Attachment, Submission
from kheo.flow.decide_report import accept_report, send_back_report
from kheo.flow.withdraw_report import withdraw_report
from kheo.ground.accounts.queries import scope_of
from kheo.ground.accounts.rules import Scope
from kheo.ground.accounts.states import Act
from kheo.verify.decisions.states import Outcome
from kheo.web.coordinator.report_views import found_in
from kheo.web.shared.doing import done
from kheo.web.shared.frame import Frame, in_programme
from kheo.web.shared.handing_out import handed_out


@require_POST
@in_programme("reports")
def decide(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """``outcome``: accepted, returned or rejected; ``reason`` and ``field`` with the last two."""
    submission = _from_phone(frame, pk, scope_of(request.user, Act.DECIDE).within(frame.programme.code))
    asked, seen = request.POST.get("outcome", ""), request.POST.get("seen")
    if asked == Outcome.ACCEPTED:
        return _done(
            request,
            frame,
            pk,
            lambda **who: accept_report(submission=submission, seen=seen, **who),
            _("Accepted. It counts now."),
        )
    if asked not in (Outcome.RETURNED, Outcome.REJECTED):
        raise Http404
    reason, field = request.POST.get("reason", ""), request.POST.get("field", "")

    def send_back(**who: Any) -> None:
        about: dict[str, Any] = {"outcome": Outcome(asked), "reason": reason, "field": field}
        send_back_report(submission=submission, seen=seen, **about, **who)

    said = {
        Outcome.RETURNED: _("Returned. Its sender sees the reason at the question."),
        Outcome.REJECTED: _("Rejected. Its sender sees the reason."),
    }[Outcome(asked)]
    return _done(request, frame, pk, send_back, said)


@require_POST
@in_programme("reports")
def withdraw(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """For whoever sent it: ``reason``."""
    submission, reason = _from_phone(frame, pk, frame.scope), request.POST.get("reason", "")
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
    found = _attachment(frame, pk, name)
    path = sent.shown(found)
    if path is not None:
        return handed_out(path, name=f"{Path(found.name).stem}.jpg", content_type="image/jpeg")
    return _as_it_came(request, frame, found)


@require_safe
@in_programme("reports")
def report_file_original(request: HttpRequest, frame: Frame, pk: int, name: str) -> HttpResponseBase:
    """A picture or paper as it came, and a line in the audit that says who looked."""
    return _as_it_came(request, frame, _attachment(frame, pk, name))


def _attachment(frame: Frame, pk: int, name: str) -> Attachment:
    found = sent.attachments_of(found_in(frame, pk)).get(name)
    if found is None:
        raise Http404
    return found


def _as_it_came(request: HttpRequest, frame: Frame, found: Attachment) -> HttpResponseBase:
    looking_after = scope_of(request.user, Act.LOOK_AFTER).within(frame.programme.code)
    if not sent.is_within(looking_after, found.submission):
        raise PermissionDenied
    path = look_at(picture=found, by=request.user.get_username(), now=timezone.now())
    if path is None:
        raise Http404
    return handed_out(path, name=found.name, content_type="application/octet-stream")


def _from_phone(frame: Frame, pk: int, scope: Scope) -> Submission:
    """Imported files are accepted as a whole when they are imported. 403 for what may be read and not decided."""
    found = found_in(frame, pk)
    if found.device_id is None:
        raise Http404
    if not sent.is_within(scope, found):
        raise PermissionDenied
    return found


def _done(request: HttpRequest, frame: Frame, pk: int, act: Callable[..., Any], said: str) -> HttpResponse:
    """Do it, say what happened or why not, and go back to the report."""
    return done(request, act, said, frame.choices.to("report", pk))
