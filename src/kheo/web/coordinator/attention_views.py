"""What is to look at, and the choice between two that contradict each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kheo.capture.submissions.actions import look_at
from kheo.capture.submissions.models import Rival
from kheo.capture.submissions.queries import is_within, shown
from kheo.flow.settle_rival import let_rival_stand, set_rival_aside
from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import scope_of
from kheo.ground.accounts.states import Act
from kheo.ground.files import stored
from kheo.kit.refusals import Refused
from kheo.web.coordinator.attention import page_of
from kheo.web.coordinator.rival import side_by_side
from kheo.web.refusals import sentence
from kheo.web.shared.frame import Frame, in_programme
from kheo.web.shared.handing_out import handed_out
from kheo.web.shared.paging import pager, whole


@require_safe
@in_programme("attention")
def attention(request: HttpRequest, frame: Frame) -> HttpResponse:
    found = page_of(frame, request.GET, whole(request.GET, "page", 1))
    context = {"frame": frame, "found": found, "pager": pager(request, found.page, found.pages, found.total)}
    return render(request, "coordinator/attention.html", context)


@require_safe
@in_programme("attention")
def rival(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    assert isinstance(request.user, User)
    found = side_by_side(frame, _rival(frame, pk), request.user)
    return render(request, "coordinator/rival.html", {"frame": frame, "found": found})


@require_safe
@in_programme("attention")
def rival_file(request: HttpRequest, frame: Frame, pk: int) -> HttpResponseBase:
    """A rival's bytes as they were received; a picture without what the camera wrote beside it, unless ``original``."""
    found = _rival(frame, pk)
    path = stored(found.sha256)
    if not path.exists():
        raise Http404
    if not found.name:
        name = f"{found.submission_id}-{found.pk}.xml"
        return handed_out(path, name=name, content_type="application/octet-stream")
    plain = None if request.GET.get("original") == "1" else shown(found)
    if plain is not None:
        return handed_out(plain, name=f"{Path(found.name).stem}.jpg", content_type="image/jpeg")
    looking_after = scope_of(request.user, Act.LOOK_AFTER).within(frame.programme.code)
    if not is_within(looking_after, found.submission):
        raise PermissionDenied
    as_it_came = look_at(picture=found, by=request.user.get_username(), now=timezone.now())
    if as_it_came is None:
        raise Http404
    return handed_out(as_it_came, name=found.name, content_type="application/octet-stream")


@require_POST
@in_programme("attention")
def settle(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """``choice``: kept (the first stands) or other (the second takes its place); ``reason``."""
    found, reason = _rival(frame, pk), request.POST.get("reason", "")
    deciding = scope_of(request.user, Act.DECIDE).within(frame.programme.code)
    if not is_within(deciding, found.submission):
        raise PermissionDenied
    acts: dict[str, tuple[Callable[..., Any], str]] = {
        "kept": (set_rival_aside, _("Set aside. What was kept first stands.")),
        "other": (let_rival_stand, _("It is the newest version now, and waits for a decision.")),
    }
    if request.POST.get("choice") not in acts:
        raise Http404
    act, said = acts[request.POST["choice"]]
    try:
        taken = act(rival=found, reason=reason, by=request.user.get_username(), now=timezone.now())
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect(frame.choices.to("rival", pk))
    messages.success(request, said)
    return redirect(
        frame.choices.to("report", taken.pk) if taken else frame.choices.to("attention", kind="rivals")
    )


def _rival(frame: Frame, pk: int) -> Rival:
    """404 whether it is outside the reader's scope or nowhere."""
    every = Rival.objects.select_related(
        "device__user", "submission__device__user", "submission__form_version__form"
    )
    found = get_object_or_404(every, pk=pk)
    if not is_within(frame.scope, found.submission):
        raise Http404
    return found
