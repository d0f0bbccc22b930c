from enum import StrEnum


class Kind(StrEnum):
    """What somebody is told. Its sentence stands in ``web.notices.sentences``."""

    RETURNED = "report.returned"
    REJECTED = "report.rejected"
    CORRECTED = "report.corrected"
    RIVAL_SET_ASIDE = "rival.set_aside"
    RIVAL_TAKEN = "rival.taken"
    DUE = "report.due"
    OVERDUE = "report.overdue"
    WAITING = "day.waiting"
    ATTENTION = "day.attention"
    DEVICE_ADDED = "account.device_added"
    PASSWORD_SET = "account.password_set"  # noqa: S105 - a code
    LINK_MADE = "account.link_made"
    LINK_USED = "account.link_used"
    FACTOR_ADDED = "account.factor_added"
    FACTOR_REMOVED = "account.factor_removed"
    FACTORS_RESET = "account.factors_reset"
    CODES_MADE = "account.codes_made"
    CODE_USED = "account.code_used"
    IDENTITY_LINKED = "account.identity_linked"
    ROLE_GIVEN = "account.role_given"
    ROLE_TAKEN = "account.role_taken"


class Topic(StrEnum):
    """What a person chooses by, and what one mail is about."""

    RETURNED = "returned"
    CHANGED = "changed"
    DUE = "due"
    OVERDUE = "overdue"
    WAITING = "waiting"
    ATTENTION = "attention"
    SECURITY = "security"


class MailState(StrEnum):
    """``NOTHING_LEFT``: when its turn came there was nothing in it that its reader may be told."""

    WAITING = "waiting"
    SENT = "sent"
    NOTHING_LEFT = "nothing_left"
    GIVEN_UP = "given_up"
