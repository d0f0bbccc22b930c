"""A refusal is a code and its particulars; the interface turns it into a sentence in the reader's language.

Rules stay free of any framework and of any language this way, and all sentences stand in one catalogue
(``kheo.web.refusals``).
"""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """Raised when something may not or cannot be done.

    ``code`` is dotted: the area, then what is wrong (``import.no_such_column``). ``particulars`` are the
    values that the sentence names.
    """

    def __init__(self, code: str, /, **particulars: Any) -> None:
        self.code = code
        self.particulars = particulars
        super().__init__(code, particulars)

    def __str__(self) -> str:
        return f"{self.code} {self.particulars}"


def refusal_as_json(refused: Refused) -> dict[str, Any]:
    """For a refusal that is told later, in the language of whoever reads it then."""
    return {
        "code": refused.code,
        "particulars": {name: _plain(one) for name, one in refused.particulars.items()},
    }


def refusal_from_json(plain: Mapping[str, Any]) -> Refused:
    particulars = {
        name: refusal_from_json(one) if isinstance(one, Mapping) and "code" in one else one
        for name, one in plain["particulars"].items()
    }
    return Refused(plain["code"], **particulars)


def _plain(value: Any) -> Any:
    if isinstance(value, Refused):
        return refusal_as_json(value)
    return value if isinstance(value, int | float | bool | None) else str(value)
