"""Same work? The page that sets reports side by side, and what is decided there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import is_within
from kheo.facts.joint.states import JointRule
from kheo.flow.join_reports import join_reports, separate_reports
from kheo.ground.accounts.models import User
from kheo.kit.refusals import Refused
from kheo.verify.decisions.actions import hold_decision
from kheo.verify.decisions.states import Outcome
from kheo.web.deciding import remind
from kheo.web.refusals import sentence
from kheo.web.shared.frame import Frame, in_programme
from kheo.web.shared.paging import whole
from kheo.web.verifier.queue import address
from kheo.web.verifier.same import MOST, others_of, same_of

DIFFERENT, RETURN, DOUBLE = CHOICES = ("different", "return", "double")
TOGETHER, SEPARATE = JOINT = ("together", "separate")


@require_safe
@in_programme("verify")
def same(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """``with``: the others, else those that the checks name."""
    assert isinstance(request.user, User)
    report = _seen(frame, pk)
    others = others_of(frame, report, _numbers(request.GET, "with"))
    found = same_of(frame, [report, *others], request.user) if others else None
    return render(request, "verifier/same.html", {"frame": frame, "report": report, "found": found})


@require_POST
@in_programme("verify")
def decide(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """``choice``: different work (each ``report`` is accepted), return one, or one is a double ``of`` another; ``reason``;
    ``seen_<report>``: the step that was to be taken. All of it is held, or none. Done ``together``, the ``lead`` and the
    ``rule``, or to be told apart again (``separate``): at once, since it can be taken back at any time."""
    given, choice = request.POST, request.POST.get("choice", "")
    report = _seen(frame, pk)
    others = others_of(frame, report, _numbers(given, "with"))
    beside = {one.pk: one for one in (report, *others)}
    if choice in JOINT:
        return _joint(request, frame, report, others)
    wanted = [beside[one] for one in _numbers(given, "report") if one in beside]
    if choice not in CHOICES or not wanted or (choice != DIFFERENT and len(wanted) > 1):
        raise Http404
    if not all(is_within(frame.deciding, one) for one in wanted):
        raise PermissionDenied
    try:
        reason, now = _reason(choice, given, wanted[0], beside), timezone.now()
        with transaction.atomic():
            for one in wanted:
                hold_decision(
                    submission=one,
                    outcome={DIFFERENT: Outcome.ACCEPTED, RETURN: Outcome.RETURNED}.get(
                        choice, Outcome.REJECTED
                    ),
                    reason=reason,
                    seen=given.get(f"seen_{one.pk}", ""),
                    by=request.user.get_username(),
                    now=now,
                )
    except Refused as refused:
        messages.error(request, sentence(refused))
        numbers = [one.pk for one in others]
        return redirect(frame.choices.to("same_work", pk, **{"with": numbers}))
    remind()
    left = [one for one in beside if one not in {done.pk for done in wanted}]
    return redirect(address(frame, left[0] if left else 0))


def _joint(request: HttpRequest, frame: Frame, report: Submission, others: list[Submission]) -> HttpResponse:
    given, beside = request.POST, [report, *others]
    assert isinstance(request.user, User)
    act: dict[str, Any] = {"by": request.user.get_username(), "now": timezone.now()}
    found = same_of(frame, beside, request.user)
    back = redirect(frame.choices.to("same_work", report.pk, **{"with": [one.pk for one in others]}))
    try:
        if given["choice"] == SEPARATE:
            activity = next((one.activity for one in found.sides if one.activity), None)
            if activity is None:
                raise Http404
            separate_reports(activity=activity, **act)
            messages.success(request, _("Told apart again: each counts by itself."))
            return back
        lead, rule = whole(given, "lead"), given.get("rule", "")
        if rule not in list(JointRule) or lead not in {one.pk for one in beside}:
            raise Http404
        told = sorted((side.record for side in found.sides), key=lambda one: one.submission_id != lead)
        waiting = {side.report.pk: given.get(f"seen_{side.report.pk}", "") for side in found.mine}
        join_reports(told=told, waiting=waiting, rule=JointRule(rule), **act)
        messages.success(request, _("Joined: the programme counts this work once, and credits each agency."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return back


def _reason(choice: str, given: QueryDict, report: Submission, beside: dict[int, Submission]) -> str:
    """What its sender reads. Of a double it names the report that told the work first here."""
    words = given.get("reason", "").strip()
    if choice != DOUBLE:
        return words if choice == RETURN else ""
    of = whole(given, "of")
    if of not in beside or of == report.pk:
        raise Http404
    told = _("The same work is told in report no. %(number)s.") % {"number": of}
    return f"{told} {words}".strip()


def _numbers(given: QueryDict, name: str) -> list[int]:
    found = (one for one in given.getlist(name) if one.isascii() and one.isdigit() and len(one) < 19)
    return list(dict.fromkeys(map(int, found)))[:MOST]


def _seen(frame: Frame, pk: int) -> Submission:
    """404 whether it is outside of what the reader may see or nowhere."""
    rows = Submission.objects.select_related("form_version__form", "device__user__organisation__agency")
    found = get_object_or_404(rows, pk=pk)
    if not is_within(frame.scope, found) or not found.rows_recorded:
        raise Http404
    return found
