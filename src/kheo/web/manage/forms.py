"""Forms for those who publish them: the list, a draft, a version, and what may be done with a draft."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kheo.flow.check_draft import take_in_correction, take_in_draft
from kheo.ground.places.queries import level_codes
from kheo.kit.refusals import Refused
from kheo.plan.forms import actions, queries
from kheo.plan.forms.models import FormDraft, FormVersion
from kheo.web.manage.listing import form_rows, waiting
from kheo.web.manage.paper import languages_on_paper
from kheo.web.manage.questions import questions_of, what_is_read
from kheo.web.manage.told import found_in, looked, may_with, next_step, purposes_of, state_name
from kheo.web.refusals import sentence
from kheo.web.shared.doing import done


@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    return render(request, "manage/forms.html", {"rows": form_rows(), "drafts": waiting()})


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """An XLSForm becomes a draft; ``form`` names the form that it is to renew, if any."""
    try:
        name, content, media = _uploaded(request)
        renewed = request.POST.get("form", "")
        draft = take_in_draft(
            content=content,
            filename=name,
            media=media,
            code=queries.latest(renewed).form.code if renewed else "",
            by=request.user.get_username(),
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("manage_forms")
    return redirect("manage_draft", pk=draft.pk)


@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(FormDraft.objects.select_related("published__form"), pk=pk)
    reading = queries.read_draft(found).reading
    outline = reading.outline if reading else ()
    needs, said = queries.needs_of(found), found_in(found)
    may = may_with(found, needs, said.errors, request.user.get_username())
    language = _language()
    context = {
        "draft": found,
        "title": reading.title if reading else {},
        "state": state_name(found.state),
        "in_force": queries.versions_of(found.code).first(),
        "next_step": next_step(found, needs, said.errors, may),
        "found": said,
        "looked": looked(found, readable=reading is not None),
        "may": may,
        "purposes": purposes_of(found, needs.fields),
        "read": what_is_read(reading.fields, language) if reading else [],
        "questions": questions_of(outline, language),
        "papers": languages_on_paper(outline, language),
    }
    return render(request, "manage/draft.html", context)


@require_safe
def draft_xform(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft for a phone: under a version that no published one has, so that nothing sent with it is taken for one."""
    found = get_object_or_404(FormDraft, pk=pk)
    xform = queries.trial_xform(found)
    if xform is None:
        raise Http404
    return _download(xform.encode(), f"{found.code}-draft.xml", "application/xml")


@require_safe
def draft_source(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(FormDraft, pk=pk)
    return _download(bytes(found.source), found.filename)


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(FormDraft, pk=pk)

    def replace(**who: Any) -> None:
        name, content, media = _uploaded(request)
        take_in_correction(draft=found, content=content, filename=name, media=media, **who)

    return _done(request, pk, replace, _("The corrected form was checked."))


@require_POST
def purposes(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the purposes, and ask for approval where that button was pressed."""
    written = {
        name.removeprefix("purpose-"): str(text)
        for name, text in request.POST.items()
        if name.startswith("purpose-")
    }

    def write(**who: Any) -> None:
        actions.set_purposes(draft=pk, purposes=written, **who)
        if "ask" in request.POST:
            actions.ask_for_approval(draft=pk, **who)

    asked = _("A second person can approve it now: tell another coordinator or administrator.")
    return _done(request, pk, write, asked if "ask" in request.POST else _("The purposes were kept."))


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    if "approve" in request.POST:
        return _done(request, pk, lambda **who: actions.approve_draft(draft=pk, **who), _("Approved."))
    reason = request.POST.get("reason", "")
    return _done(
        request, pk, lambda **who: actions.refuse_draft(draft=pk, reason=reason, **who), _("Not approved.")
    )


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(
        request,
        pk,
        lambda **who: actions.publish_draft(draft=pk, levels=level_codes(), **who),
        _("Published. From now on this version is in force; reports of earlier versions are still taken."),
    )


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, pk, lambda **who: actions.discard_draft(draft=pk, **who), _("Put away."))


@require_safe
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    found = get_object_or_404(FormVersion.objects.select_related("form"), form__code=code, number=number)
    outline, language = queries.outline_of(found), _language()
    context = {
        "version": found,
        "versions": queries.versions_of(code),
        "files": queries.files_beside(found, timezone.localdate()),
        "read": what_is_read(queries.fields_of(found), language),
        "questions": questions_of(outline, language),
        "papers": languages_on_paper(outline, language),
    }
    return render(request, "manage/version.html", context)


@require_safe
def version_file(request: HttpRequest, code: str, number: int, name: str) -> HttpResponse:
    """``form.xml``, ``xlsform``, or a file beside the form."""
    found = get_object_or_404(FormVersion.objects.select_related("form"), form__code=code, number=number)
    if name == "form.xml":
        return _download(found.served, f"{code}.xml", "application/xml")
    if name == "xlsform":
        return _download(bytes(found.source), found.filename)
    content = queries.file_beside(found, name, timezone.localdate())
    if content is None:
        raise Http404
    return _download(content, name)


def _language() -> str:
    return (get_language() or "vi").split("-")[0]


def _download(content: bytes, name: str, kind: str = "application/octet-stream") -> HttpResponse:
    """Always as a file: what a stranger drew is not shown under our address."""
    attached = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": attached})


def _uploaded(request: HttpRequest) -> tuple[str, bytes, dict[str, bytes]]:
    """The XLSForm and the files beside it. Refuses what is too large before it is read."""
    sent = request.FILES.get("xlsform")
    if not isinstance(sent, UploadedFile):
        raise Refused("plan.no_file")
    beside = [file for file in request.FILES.getlist("media") if isinstance(file, UploadedFile)]
    actions.check_upload(_name(sent), sent.size or 0, [(_name(file), file.size or 0) for file in beside])
    return _name(sent), sent.read(), {_name(file): file.read() for file in beside}


def _name(file: UploadedFile[Any]) -> str:
    return PurePath(file.name or "form").name[-200:]


def _done(request: HttpRequest, pk: int, act: Callable[..., Any], said: str) -> HttpResponse:
    """Do it, say what happened or why not, and go back to the draft."""
    return done(request, act, said, reverse("manage_draft", args=[pk]))
