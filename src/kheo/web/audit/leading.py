"""From what an act was done to, to its page."""

from __future__ import annotations

from django.urls import reverse

from kheo.capture.submissions.models import Submission
from kheo.plan.programmes.models import Programme, Schedule
from kheo.verify.sampling.models import Lot


def page_about(subject: str) -> str:
    """The address of the page about a subject; empty where there is none."""
    kind, _, told = subject.partition(":")
    if kind == "programme" and Programme.objects.filter(code=told).exists():
        return reverse("overview", args=[told])
    if kind == "form" and told:
        return f"{reverse('fields')}?form={told}"
    if kind == "submission" and told.isdigit():
        found = Submission.objects.filter(pk=told).values_list("form_version__form", flat=True).first()
        return _in_programme("report", int(told), found)
    if kind == "lot" and told.isdigit():
        lot = Lot.objects.select_related("programme").filter(pk=told).first()
        return reverse("lot", args=[lot.programme.code, lot.pk]) if lot else ""
    if kind == "record" and told.isdigit():
        return _in_programme("line", int(told))
    return ""


def _in_programme(page: str, number: int, form: int | None = None) -> str:
    """In a programme that expects the form, else in any: the page is the same."""
    expecting = (
        Schedule.objects.filter(form=form).order_by("programme__code") if form else Schedule.objects.none()
    )
    codes = expecting.values_list("programme__code", flat=True)
    code = codes.first() or Programme.objects.order_by("code").values_list("code", flat=True).first()
    return reverse(page, args=[code, number]) if code else ""
