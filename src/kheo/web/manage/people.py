"""People: whom there is, what each may do and for whom, invitations, roles given and taken, accounts shut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kheo.ground.accounts.actions import (
    add_user,
    give_role,
    reset_factors,
    set_active,
    take_role,
)
from kheo.ground.accounts.actions import (
    invite as make_link,
)
from kheo.ground.accounts.models import Grant, User
from kheo.ground.accounts.queries import (
    check_may_give,
    check_may_manage,
    check_may_take,
    factors_of,
    grants_of,
    people_within,
)
from kheo.ground.accounts.rules import may_be_given_by
from kheo.ground.accounts.states import Act, Role
from kheo.ground.organisations import queries as organisations
from kheo.ground.organisations.models import Organisation
from kheo.kit.refusals import Refused
from kheo.kit.text import pick, plain
from kheo.plan.programmes.models import Programme
from kheo.web.manage.granting import day_of, place_of, programme_of, role_of, unit_of, within
from kheo.web.refusals import sentence
from kheo.web.shared.context import role_name
from kheo.web.shared.days import day_name
from kheo.web.shared.doing import done
from kheo.web.shared.paging import pager

PER_PAGE = 50
LONGEST_NAME, MOST_TYPED, REFUSED = 150, 400, "invitation_refused"
TYPED = ("username", "name", "email", "unit", "everywhere", "role", "last_day")
# The question of the form at which a refusal stands; the others stand above it.
FIELDS = {
    **dict.fromkeys(("ground.username_taken",), "username"),
    **dict.fromkeys(("ground.name_too_long",), "name"),
    **dict.fromkeys(("ground.no_such_unit", "ground.several_units", "ground.unit_or_everywhere"), "unit"),
    **dict.fromkeys(("ground.unit_and_everywhere", "ground.may_not_give_there"), "unit"),
    **dict.fromkeys(("ground.no_such_role", "ground.may_not_give"), "role"),
    **dict.fromkeys(("ground.no_such_day", "ground.day_is_over", "ground.may_not_give_so_long"), "last_day"),
}


@dataclass(frozen=True)
class Shown:
    """A person in the list. ``state``: in words, "" for somebody who signs in as usual."""

    person: User
    unit: str
    roles: str
    state: str


@dataclass(frozen=True)
class Held:
    """A grant in words. ``may_take``: whether the reader may take it back."""

    number: int
    role: str
    scope: str
    may_take: bool


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """``q``: by name, account or unit, without diacritics."""
    asked = request.GET.get("q", "").strip()
    found = [one for one in people_within(_giver(request), Act.GRANT) if _fits(one, asked)]
    pages = Paginator(found, PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "shown": [_shown(one) for one in page.object_list],
        "total": len(found),
        "pager": pager(request, page.number, pages.num_pages, pages.count),
        "given": request.session.pop(REFUSED, None),
        **_choices(request),
    }
    return render(request, "manage/people.html", context)


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """A new account: ``username``, ``name``, ``email``, ``unit`` (a ref), ``role``, ``last_day``."""
    giver, given = _giver(request), request.POST
    try:
        unit, role, last_day = within(given), role_of(given.get("role", "")), day_of(given)
        check_may_give(giver, role, organisation=unit, last_day=last_day)
        person = add_user(
            username=given.get("username", "").strip(),
            password=None,
            role=role,
            organisation=unit.pk if unit else None,
            full_name=_name(given.get("name", "")),
            email=given.get("email", "").strip(),
            last_day=last_day,
            by=giver.get_username(),
            now=timezone.now(),
        )
    except Refused as refused:
        typed = {name: given.get(name, "")[:MOST_TYPED] for name in TYPED}
        request.session[REFUSED] = {"said": sentence(refused), "at": FIELDS.get(refused.code, ""), **typed}
        return redirect(reverse("manage_people") + "#h-new")
    return _invited(request, person)


def _name(told: str) -> str:
    name = " ".join(told.split())
    if len(name) > LONGEST_NAME:
        raise Refused("ground.name_too_long", long=len(name), most=LONGEST_NAME)
    return name


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = _person(request, pk)
    held = [_held(_giver(request), one) for one in found.grants.filter(revoked_at=None)]
    context = {
        "person": found,
        "unit": _title(found.organisation),
        "state": _state(found),
        "held": held,
        "factors": factors_of(found),
        "own": found == request.user,
        "may": _may_manage(_giver(request), found),
        **_choices(request),
    }
    return render(request, "manage/person.html", context)


@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Another invitation for somebody who lost the first, or the password."""
    found = _person(request, pk)
    try:
        check_may_manage(_giver(request), found)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("manage_person", pk)
    return _invited(request, found)


@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """``role``, within ``unit``, ``place`` (refs), ``programme`` (a code), until ``last_day``."""
    found, giver, given = _person(request, pk), _giver(request), request.POST

    def act(**who: Any) -> None:
        place = place_of(given.get("place", ""))
        unit = unit_of(given.get("unit", "")) if place else within(given)
        programme, role, last_day = (
            programme_of(given.get("programme", "")),
            role_of(given.get("role", "")),
            day_of(given),
        )
        check_may_give(giver, role, organisation=unit, place=place, programme=programme, last_day=last_day)
        give_role(
            user=found, role=role, organisation=unit.pk if unit else None, place=place.pk if place else None,
            programme=programme, last_day=last_day, **who,
        )  # fmt: skip

    return _done(request, pk, act, _("Given. It holds from the next page on."))


@require_POST
def take(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = _person(request, pk)
    grant = get_object_or_404(Grant, pk=number, user=found)

    def act(**who: Any) -> None:
        check_may_take(_giver(request), grant)
        take_role(grant=grant, **who)

    return _done(request, pk, act, _("Taken. It is gone from the next page on."))


@require_POST
def shut(request: HttpRequest, pk: int) -> HttpResponse:
    """``open``: 1 to open the account again."""
    found, opened = _person(request, pk), request.POST.get("open") == "1"

    def act(**who: Any) -> None:
        check_may_manage(_giver(request), found)
        set_active(user=found, active=opened, **who)

    said = _("The account is open again.") if opened else _("The account is shut, on every device.")
    return _done(request, pk, act, said)


@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody lost phone, passkeys and recovery codes: the password alone opens again."""
    found = _person(request, pk)

    def act(**who: Any) -> None:
        check_may_manage(_giver(request), found)
        reset_factors(user=found, **who)

    return _done(request, pk, act, _("Removed, and every session of the account is over."))


def _giver(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _person(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(people_within(_giver(request), Act.GRANT), pk=pk)


def _done(request: HttpRequest, pk: int, act: Callable[..., None], said: str) -> HttpResponse:
    return done(request, act, said, reverse("manage_person", args=[pk]))


def _invited(request: HttpRequest, found: User) -> HttpResponse:
    """The invitation, on this page and never again."""
    told = make_link(user=found, by=_giver(request).get_username(), now=timezone.now())
    address = request.build_absolute_uri(reverse("invitation", args=[told]))
    response = render(request, "manage/invited.html", {"person": found, "address": address})
    response["Cache-Control"] = "no-store"
    return response


def _may_manage(giver: User, found: User) -> bool:
    try:
        check_may_manage(giver, found)
    except Refused:
        return False
    return found != giver


def _fits(one: User, asked: str) -> bool:
    told = plain(f"{one.get_full_name()} {one.username} {_title(one.organisation)}")
    return all(word in told for word in plain(asked).split())


def _shown(one: User) -> Shown:
    held = grants_of(one)
    return Shown(
        one,
        _title(one.organisation),
        ", ".join(dict.fromkeys(role_name(each.role) for each in held)),
        _state(one),
    )


def _state(one: User) -> str:
    if not one.is_active:
        return _("shut")
    return "" if one.has_usable_password() else _("invited, not here yet")


def _held(giver: User, grant: Grant) -> Held:
    try:
        check_may_take(giver, grant)
    except Refused:
        return Held(grant.pk, role_name(grant.role), _scope(grant), False)
    return Held(grant.pk, role_name(grant.role), _scope(grant), grant.user_id != giver.pk)


def _scope(grant: Grant) -> str:
    told = [
        _title(grant.organisation),
        grant.place.name if grant.place else "",
        grant.programme,
        _("until %(day)s") % {"day": day_name(grant.last_day)} if grant.last_day else "",
    ]
    return " · ".join(filter(None, told)) or _("everywhere")


def _title(one: Organisation | None) -> str:
    return (pick(one.title, (get_language() or "vi").split("-")[0]) or one.ref) if one else ""


def _choices(request: HttpRequest) -> dict[str, Any]:
    """What the forms offer: the roles that the reader may give, the units within which, the programmes."""
    roles = dict.fromkeys(
        role for grant in grants_of(request.user) for role in may_be_given_by(Role(grant.role))
    )
    return {
        "roles": [(role.value, role_name(role)) for role in Role if role in roles],
        "programmes": _programmes(),
        "units": [(one.ref, _title(one)) for one in organisations.agencies(timezone.localdate())],
    }


def _programmes() -> Sequence[tuple[str, str]]:
    language = (get_language() or "vi").split("-")[0]
    return [(one.code, pick(one.title, language) or one.code) for one in Programme.objects.order_by("code")]
