"""People's devices, and what people may do."""

from kheo.ground.accounts.queries.devices import device_numbered, device_of, device_with, devices_of
from kheo.ground.accounts.queries.factors import (
    Factors,
    factors_of,
    handle_of,
    has_second_factor,
    passkey_numbered,
    passkey_of,
    passkeys_in_full,
    too_many_refused,
)
from kheo.ground.accounts.queries.grants import (
    check_may_give,
    check_may_take,
    grants_of,
    may,
    organisations_below,
    places_in,
    reach_of,
    roles_of,
    scope_of,
)
from kheo.ground.accounts.queries.identities import known_as
from kheo.ground.accounts.queries.people import (
    check_may_manage,
    invited,
    people_with,
    people_within,
    renewals_of,
    renewed_by,
)
from kheo.ground.accounts.queries.standing import Standing

__all__ = [
    "Factors",
    "Standing",
    "check_may_give",
    "check_may_manage",
    "check_may_take",
    "device_numbered",
    "device_of",
    "device_with",
    "devices_of",
    "factors_of",
    "grants_of",
    "handle_of",
    "has_second_factor",
    "invited",
    "known_as",
    "may",
    "organisations_below",
    "passkey_numbered",
    "passkey_of",
    "passkeys_in_full",
    "people_with",
    "people_within",
    "places_in",
    "reach_of",
    "renewals_of",
    "renewed_by",
    "roles_of",
    "scope_of",
    "too_many_refused",
]
