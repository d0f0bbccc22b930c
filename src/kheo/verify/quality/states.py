from enum import StrEnum


class Kind(StrEnum):
    """What a check looks at. None of them looks at persons: a finding is about a record, or a unit's reports."""

    OUTLIER = "outlier"  # far from the unit's own past, or from its peers
    JUMP = "jump"  # several times the unit's usual total, or last year's
    DIGITS = "digits"  # too many rounded numbers
    RATIO = "ratio"  # two answers of one line that do not fit each other
    DENOMINATOR = "denominator"  # more than there are
    SAME_TEXT = "same_text"
    SAME_PICTURE = "same_picture"
    BULK = "bulk"  # many reports from one hand just before the closing day
    OUTSIDE = "outside"  # days that cannot be
    FITS_TOO_WELL = "fits_too_well"  # exactly what was promised, again and again
    POSSIBLE_DOUBLE = "possible_double"
    MISSING_EVIDENCE = "missing_evidence"
    COMPLETENESS = "completeness"
    TIMELINESS = "timeliness"


class Against(StrEnum):
    """What a record was held against."""

    OWN = "own"  # the unit's own past
    PEERS = "peers"  # units of the same agency at the same level, in the same period
    LAST_YEAR = "last_year"
    ANSWER = "answer"  # another answer of the same line
    KNOWN = "known"  # a number that is known of the place or the unit
    TARGET = "target"
    REPORT = "report"  # another report
    CALENDAR = "calendar"
    FORM = "form"
