"""A refusal is a code and its particulars; the interface turns it into a sentence in the reader's language.

Rules stay free of any framework and of any language this way, and all sentences stand in one catalogue
(``kheo.web.refusals``).
"""

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
