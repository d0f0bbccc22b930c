"""A draft in the reporter's app, to be tried: the same form on the same screens, and nothing of it is sent or kept."""

from __future__ import annotations

import mimetypes

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from kheo.flow.try_draft import try_draft
from kheo.ground.accounts.models import User
from kheo.kit.refusals import Refused
from kheo.plan.forms import queries
from kheo.plan.forms.models import FormDraft
from kheo.web.manage.recorded import as_told
from kheo.web.refusals import sentence
from kheo.web.reporter.app_views import POLICY
from kheo.web.reporter.offers import filled_before


@require_safe
@never_cache
@ensure_csrf_cookie
@xframe_options_sameorigin  # the draft's own page shows it in a frame as wide as a phone
@csp_replace({"frame-ancestors": ["'self'"]})
@csp_update(POLICY)  # type: ignore[arg-type] # it knows only views without arguments
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The app's shell, outside of ``/r/``: no service worker keeps it, and it knows of no device and no outbox."""
    return render(request, "manage/trial.html", {"draft": _draft(pk)})


@require_safe
@never_cache
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """What the app needs to open the draft, as it is told of any form."""
    found = _draft(pk)
    reading = queries.read_draft(found).reading
    told = {
        "title": reading.title if reading else {},
        "xform": queries.trial_xform(found),
        "media": {
            name: reverse("manage_try_file", kwargs={"pk": pk, "name": name})
            for name in queries.trial_files(found)
        },
        "prefill": filled_before(reading.fields, _person(request).organisation) if reading else {},
        "username": request.user.get_username(),
        "read": reverse("manage_try_read", kwargs={"pk": pk}),
        "back": reverse("manage_draft", kwargs={"pk": pk}),
    }
    return JsonResponse(told)


@require_safe
def file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    content = queries.trial_file(_draft(pk), name, timezone.localdate())
    if content is None:
        raise Http404
    attached = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": attached})


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The filled-in form in the body, as the server would read it were it sent. ``language``: of what is told."""
    found, now = _draft(pk), timezone.now()
    asked = request.GET.get("language", "")
    with translation.override(asked if asked in dict(settings.LANGUAGES) else request.LANGUAGE_CODE):
        try:
            tried = try_draft(draft=found, content=request.body, by=_person(request), now=now)
            return JsonResponse(as_told(tried, found))
        except RequestDataTooBig:
            too_long = Refused(
                "capture.xml_long", most=(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1_000_000
            )
            return JsonResponse({"message": sentence(too_long)}, status=413)
        except Refused as refused:
            return JsonResponse({"message": sentence(refused)}, status=400)


def _draft(pk: int) -> FormDraft:
    """A draft that can be read: of another there is nothing to try."""
    found = get_object_or_404(FormDraft, pk=pk)
    if queries.read_draft(found).reading is None:
        raise Http404
    return found


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
