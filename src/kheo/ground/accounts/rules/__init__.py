"""Who may do what, to whose reports; keys of devices; second factors."""

from kheo.ground.accounts.rules.keys import digest_of
from kheo.ground.accounts.rules.permissions import MATRIX, acts_of, may_be_given_by
from kheo.ground.accounts.rules.recovery import like_recovery, new_codes, recovery_digest
from kheo.ground.accounts.rules.scope import ALL, Reach, Scope
from kheo.ground.accounts.rules.sealed import opened, sealed
from kheo.ground.accounts.rules.totp import new_secret, step_told

__all__ = [
    "ALL",
    "MATRIX",
    "Reach",
    "Scope",
    "acts_of",
    "digest_of",
    "may_be_given_by",
    "like_recovery",
    "new_codes",
    "new_secret",
    "opened",
    "recovery_digest",
    "sealed",
    "step_told",
]
