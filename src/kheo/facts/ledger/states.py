from enum import IntEnum, StrEnum


class Grade(IntEnum):
    """How far a fact was verified. Higher includes lower."""

    REPORTED = 0
    VERIFIED = 1
    AUDITED = 2


class PostingKind(StrEnum):
    ACCEPTANCE = "acceptance"
    WITHDRAWAL = "withdrawal"
    GRADING = "grading"
    JOINT = "joint"
