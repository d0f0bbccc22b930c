from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs: an error keeps a form from being published, a warning says what it will cost."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class DraftState(StrEnum):
    """Where a draft stands. ``ASKED``: a second person is to approve what its coded fields are for."""

    OPEN = "open"
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    PUBLISHED = "published"
    DISCARDED = "discarded"


NEXT: dict[DraftState, frozenset[DraftState]] = {
    DraftState.OPEN: frozenset({DraftState.ASKED, DraftState.PUBLISHED, DraftState.DISCARDED}),
    DraftState.ASKED: frozenset(
        {DraftState.OPEN, DraftState.APPROVED, DraftState.REFUSED, DraftState.DISCARDED}
    ),
    DraftState.APPROVED: frozenset({DraftState.OPEN, DraftState.PUBLISHED, DraftState.DISCARDED}),
    DraftState.REFUSED: frozenset({DraftState.OPEN, DraftState.ASKED, DraftState.DISCARDED}),
    DraftState.PUBLISHED: frozenset(),
    DraftState.DISCARDED: frozenset(),
}
