from enum import StrEnum


class Channel(StrEnum):
    """The door a submission came through."""

    IMPORT = "import"
    WEB = "web"
    OPENROSA = "openrosa"
    API = "api"
