from enum import StrEnum


class Verdict(StrEnum):
    """What a lot's visits say: that its reports can be relied on, or that all of it has to be looked at again."""

    PASSED = "passed"
    LOOK_AGAIN = "look_again"
