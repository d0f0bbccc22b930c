"""People who sign in."""

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kheo.ground.accounts.actions.sessions import end_sessions, held
from kheo.ground.accounts.models import Grant, Invitation, User
from kheo.ground.accounts.queries import invited
from kheo.ground.accounts.states import Role
from kheo.ground.audit.actions import record
from kheo.ground.notices.actions import tell
from kheo.ground.notices.states import Kind
from kheo.kit.refusals import Refused


@transaction.atomic
def add_user(
    *,
    username: str,
    password: str | None,
    role: Role,
    by: str,
    now: dt.datetime,
    organisation: int | None = None,
    language: str = "",
    full_name: str = "",
    email: str = "",
    last_day: dt.date | None = None,
) -> User:
    """Give a person an account and a role. ``password``: None for somebody who will choose it, see ``invite``.
    ``organisation``: the number of the one they report for, within which the role
    is theirs; without one the role holds everywhere.

    Refuses a name that is taken or holds odd characters, and a weak password.
    """
    if User.objects.filter(username=username).exists():
        raise Refused("ground.username_taken", username=username)
    user = User(
        username=username, organisation_id=organisation, language=language, last_name=full_name, email=email
    )
    user.is_staff = user.is_superuser = False
    if password is None:
        user.set_unusable_password()
    else:
        _check_password(password, user)
        user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as error:
        raise Refused("ground.user_not_valid", reasons=error.messages) from error
    user.save()
    record("user.added", f"user:{user.pk}", by=by, now=now, label=username)
    # The first role is no news to anybody: it comes with the account.
    _give(user, role, by, now, organisation=organisation, last_day=last_day)
    return user


@transaction.atomic
def give_role(
    *,
    user: User,
    role: Role,
    organisation: int | None = None,
    place: int | None = None,
    programme: str = "",
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
    by: str,
    now: dt.datetime,
) -> Grant:
    """Grant a role within a scope. Whether ``by`` may give it is asked by ``check_may_give``."""
    grant = _give(
        user, role, by, now, organisation=organisation, place=place, programme=programme, first_day=first_day,
        last_day=last_day,
    )  # fmt: skip
    tell(person=user.pk, kind=Kind.ROLE_GIVEN, key=f"grant:{grant.pk}", by=by, now=now, role=role.value)
    return grant


def _give(
    user: User,
    role: Role,
    by: str,
    now: dt.datetime,
    *,
    organisation: int | None = None,
    place: int | None = None,
    programme: str = "",
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
) -> Grant:
    held(user, by)
    grant = Grant.objects.create(
        user=user,
        role=role,
        organisation_id=organisation,
        place_id=place,
        programme=programme,
        first_day=first_day or timezone.localdate(now),
        last_day=last_day,
        by=by,
        at=now,
    )
    detail = {
        "role": role.value,
        "organisation": organisation,
        "place": place,
        "programme": programme,
        "first_day": grant.first_day.isoformat(),
        "last_day": last_day.isoformat() if last_day else None,
    }
    end_sessions(user)
    record("role.given", f"user:{user.pk}", by=by, now=now, label=user.username, detail=detail)
    return grant


@transaction.atomic
def take_role(*, grant: Grant, by: str, now: dt.datetime) -> None:
    """The person has the role no more, from the very next thing that they ask for. A second time changes nothing."""
    held(grant.user, by)
    found = Grant.objects.select_for_update().get(pk=grant.pk)
    if found.revoked_at is None:
        found.revoked_at = now
        found.save(update_fields=["revoked_at"])
        end_sessions(found.user)
        label = found.user.username
        detail = {"role": found.role, "grant": found.pk}
        record("role.taken", f"user:{found.user_id}", by=by, now=now, label=label, detail=detail)
        key = f"grant:{found.pk}"
        tell(person=found.user_id, kind=Kind.ROLE_TAKEN, key=key, by=by, now=now, role=found.role)


@transaction.atomic
def set_password(*, user: User, password: str, by: str, now: dt.datetime) -> None:
    """Give a person another password. Refuses a weak one."""
    held(user, by)
    _choose(user, password)
    if by == user.username:
        record("user.password_changed", f"user:{user.pk}", by=by, now=now, label=user.username)
    else:
        record("user.password_set", f"user:{user.pk}", by=by, now=now, label=user.username)
    tell(person=user.pk, kind=Kind.PASSWORD_SET, key=now.isoformat(), by=by, now=now)


@transaction.atomic
def sign_out_elsewhere(*, user: User, by: str, now: dt.datetime) -> None:
    """Every session of the account but the one that asks is over."""
    held(user, by)
    end_sessions(user)
    record("user.signed_out_elsewhere", f"user:{user.pk}", by=by, now=now, label=user.username)


@transaction.atomic
def invite(*, user: User, by: str, now: dt.datetime) -> str:
    """What lets a person choose a password, once, for PASSWORD_RESET_TIMEOUT seconds: ``number-token``. Somebody who has
    one already is told who made the link."""
    renews = user.has_usable_password()
    made = Invitation.objects.create(user=user, renews=renews, by=by, at=now)
    if renews:
        record("user.link_made", f"user:{user.pk}", by=by, now=now, label=user.username)
        tell(person=user.pk, kind=Kind.LINK_MADE, key=f"link:{made.pk}", by=by, now=now, label=by)
    else:
        record("user.invited", f"user:{user.pk}", by=by, now=now, label=user.username)
    return f"{made.pk}-{default_token_generator.make_token(user)}"


@transaction.atomic
def accept_invitation(*, told: str, password: str, by: str, now: dt.datetime) -> User:
    """Choose the first password, or another. Refuses an invitation that is used, over or none, and a weak password."""
    found = invited(told)
    if found is None:
        raise Refused("ground.no_invitation")
    user = held(found.user, by)
    link = invited(told)
    if link is None:
        raise Refused("ground.no_invitation")
    _choose(user, password)
    Invitation.objects.filter(pk=link.pk).update(used_at=now)
    detail = {"made_by": link.by}
    if link.renews:
        record("user.link_used", f"user:{user.pk}", by=by, now=now, label=user.username, detail=detail)
        tell(person=user.pk, kind=Kind.LINK_USED, key=f"link:{link.pk}", by=by, now=now, label=link.by)
    else:
        record("user.joined", f"user:{user.pk}", by=by, now=now, label=user.username, detail=detail)
    return user


@transaction.atomic
def set_active(*, user: User, active: bool, by: str, now: dt.datetime) -> None:
    """Shut an account, at once and on every device, or open it again. Refuses one's own. A second time changes nothing."""
    account = held(user, by)
    if account.username == by:
        raise Refused("ground.own_account")
    if account.is_active is not active:
        account.is_active = active
        account.save(update_fields=["is_active"])
        end_sessions(account)
        if active:
            record("user.opened", f"user:{account.pk}", by=by, now=now, label=account.username)
        else:
            record("user.shut", f"user:{account.pk}", by=by, now=now, label=account.username)


def _choose(user: User, password: str) -> None:
    _check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user)


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("ground.password_too_weak", reasons=error.messages) from error
