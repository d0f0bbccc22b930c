"""People, what they may do, their devices and second factors."""

from kheo.ground.accounts.actions.devices import add_device, device_for_files, renew_key, revoke_device
from kheo.ground.accounts.actions.door import not_let_in
from kheo.ground.accounts.actions.factors import (
    add_authenticator,
    add_passkey,
    make_recovery_codes,
    open_with_passkey,
    prove,
    remove_authenticator,
    remove_passkey,
    reset_factors,
)
from kheo.ground.accounts.actions.identities import link_identity
from kheo.ground.accounts.actions.people import (
    accept_invitation,
    add_user,
    give_role,
    invite,
    set_active,
    set_password,
    sign_out_elsewhere,
    take_role,
)

__all__ = [
    "accept_invitation",
    "add_authenticator",
    "add_device",
    "add_passkey",
    "add_user",
    "device_for_files",
    "give_role",
    "invite",
    "link_identity",
    "make_recovery_codes",
    "not_let_in",
    "open_with_passkey",
    "prove",
    "remove_authenticator",
    "remove_passkey",
    "renew_key",
    "reset_factors",
    "revoke_device",
    "set_active",
    "set_password",
    "sign_out_elsewhere",
    "take_role",
]
