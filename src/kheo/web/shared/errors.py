"""The pages for what may not be seen and what is not there: in the programme's frame, where the address names one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kheo.ground.accounts.queries import may
from kheo.ground.accounts.rules import MATRIX, may_be_given_by
from kheo.ground.accounts.states import Act, Role
from kheo.kit.refusals import Refused
from kheo.web.shared.context import role_name
from kheo.web.shared.frame import Frame, frame_beside
from kheo.web.shared.permissions import NEEDED


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"frame": _frame(request)}, status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Which right is needed, which roles have it, and who gives them; or that it is there and not for this."""
    match = request.resolver_match
    needed = NEEDED.get(match.view_name) if match else None
    act = needed if isinstance(needed, Act) else None
    context = {
        "frame": _frame(request),
        "act": _in_words(act) if act else "",
        "has": bool(act and may(request.user, act)),
        "roles": [role_name(role) for role in Role if act in MATRIX[role]],
        "givers": [
            role_name(one) for one in Role if any(act in MATRIX[role] for role in may_be_given_by(one))
        ],
    }
    return render(request, "403.html", context, status=403)


def _in_words(act: Act) -> str:
    return {
        Act.READ: _("look at figures, places and organisations"),
        Act.READ_REPORTS: _("read reports"),
        Act.REPORT: _("send and withdraw reports"),
        Act.LOOK_AFTER: _("look after what is late, contradicted or incomplete"),
        Act.DECIDE: _("decide about reports"),
        Act.PUBLISH_FORMS: _("draft and publish forms"),
        Act.GRANT: _("invite people and give roles"),
        Act.READ_AUDIT: _("read the record of who did what"),
    }[act]


def _frame(request: HttpRequest) -> Frame | None:
    """An error's page never fails itself."""
    try:
        return frame_beside(request)
    except Refused:
        return None
