"""Forms to be printed. A version's blank paper is for everybody who is signed in; a draft's for those who publish."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kheo.plan.forms.models import FormDraft, FormVersion
from kheo.web.manage.paper import LANGUAGES, paper_of_draft, paper_of_version


@require_safe
def paper(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """The blank paper of a version; without a number of the version in force."""
    versions = FormVersion.objects.select_related("form").filter(form__code=code).order_by("-number")
    found = versions.first() if number is None else versions.filter(number=number).first()
    if found is None:
        raise Http404
    language = _language(request)
    return _shown(paper_of_version(found, language), f"{code}-{found.version or found.number}-{language}.pdf")


@require_safe
def draft_paper(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(FormDraft, pk=pk)
    language = _language(request)
    made = paper_of_draft(found, language)
    if made is None:
        raise Http404
    return _shown(made, f"{found.code}-draft-{language}.pdf")


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    own = (get_language() or "vi").split("-")[0]
    return next((one for one in (asked, own) if one in LANGUAGES), "vi")


def _shown(content: bytes, name: str) -> HttpResponse:
    """In the browser, from where it is printed."""
    shown = content_disposition_header(as_attachment=False, filename=name) or "inline"
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": shown})
