from enum import StrEnum


class JointRule(StrEnum):
    """Which number stands when several agencies tell the same piece of work."""

    LEAD = "lead"
    HIGHEST = "highest"
    SUM = "sum"
