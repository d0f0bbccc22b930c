"""Correcting one answer of a report at the desk: what stands, what shall stand, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import bytes_of, is_within, reader_of
from kheo.capture.submissions.rules.correcting import answer_node
from kheo.capture.submissions.rules.instances import read_instance
from kheo.flow.correct_report import correct_report
from kheo.kit.refusals import Refused
from kheo.kit.text import pick
from kheo.plan.forms.rules.fields import DATES
from kheo.web.coordinator.report_views import found_in
from kheo.web.refusals import sentence
from kheo.web.shared.fields import fields_of
from kheo.web.shared.frame import Frame, in_programme
from kheo.web.shared.paging import whole


@dataclass(frozen=True)
class Question:
    """``kind``: of the input that takes the answer: date, number, text, or one of ``choices`` (code, words)."""

    name: str
    label: str
    turn: int
    answer: str
    shown: str
    kind: str
    choices: Sequence[tuple[str, str]] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@in_programme("reports")
def correct(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """``field`` and ``turn``: the question. With ``value`` and ``reason`` it is corrected."""
    report = found_in(frame, pk)
    if not is_within(frame.deciding, report):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    question = _question(frame, report, given.get("field", ""), whole(given, "turn"))
    value, reason = given.get("value", question.answer), given.get("reason", "")
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            done = correct_report(
                submission=report,
                field=question.name,
                turn=question.turn,
                value=value,
                reason=reason,
                by=request.user.get_username(),
                now=timezone.now(),
            )
        except Refused as refused:
            wrong["reason" if refused.code == "capture.correction_reason" else "value"] = sentence(refused)
        else:
            messages.success(
                request, _("Corrected. It waits for somebody else; until then what was accepted stands.")
            )
            return redirect(frame.choices.to("report", done.submission_id))
    context = {
        "frame": frame,
        "report": report,
        "question": question,
        "value": value,
        "reason": reason,
        "wrong": wrong,
    }
    return render(request, "coordinator/correct.html", context)


def _question(frame: Frame, report: Submission, name: str, turn: int) -> Question:
    """404 for what cannot be corrected here."""
    if report.device_id is None:
        raise Http404
    instance = read_instance(bytes_of(report).read_bytes())
    form = reader_of(instance)[1].form
    try:
        answer = answer_node(instance.data, form, name, turn).text.strip()
    except Refused as refused:
        raise Http404 from refused
    plain = next((one for one in report.form_version.fields if one["name"] == name), None)
    if plain is None:
        raise Http404
    fields = fields_of([report.form_version.form.code])
    listed = plain.get("choices") or () if plain["type"] == "select_one" else ()
    kind = (
        "date" if plain["type"] in DATES else "number" if plain["type"] in ("integer", "decimal") else "text"
    )
    return Question(
        name=name,
        label=fields.label_at(name, turn, frame.language),
        turn=turn,
        answer=answer,
        shown=fields.answer(name, answer or None, frame.language),
        kind=kind,
        choices=[
            (one["name"], pick(one.get("label") or {}, frame.language) or one["name"]) for one in listed
        ],
    )
