from enum import StrEnum


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REJECTED = "rejected"


class RivalOutcome(StrEnum):
    """What became of bytes that claimed a name which others bear."""

    SET_ASIDE = "set_aside"
    TAKEN = "taken"
