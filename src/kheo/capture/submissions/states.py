from enum import StrEnum


class Channel(StrEnum):
    """The door a submission came through."""

    IMPORT = "import"
    WEB = "web"
    OPENROSA = "openrosa"
    API = "api"
    PAPER = "paper"  # keyed by somebody from what others wrote by hand


class Arrival(StrEnum):
    """What became of a filled-in form that arrived."""

    KEPT = "kept"  # something new was kept
    KNOWN = "known"  # all of it was here already
    RIVAL = "rival"  # other bytes bear its name already; it was kept beside them
