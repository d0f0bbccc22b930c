from enum import StrEnum


class Finding(StrEnum):
    """What an editor writes, in the order in which a review is read."""

    RESULT = "result"
    LIMITATION = "limitation"
    CAUSE = "cause"
    LESSON = "lesson"
    DIRECTION = "direction"


class Layout(StrEnum):
    """How a document looks: as a state body's, as a Party body's, or without a letterhead."""

    STATE = "state"
    PARTY = "party"
    PLAIN = "plain"


class Language(StrEnum):
    VIETNAMESE = "vi"
    ENGLISH = "en"


class Format(StrEnum):
    DOCX = "docx"
    PDF = "pdf"
