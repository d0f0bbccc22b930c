"""Where facts come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kheo.capture.submissions.models import Record


@dataclass(frozen=True)
class Origin:
    """The line of a submission that a fact was read from, and the values read."""

    record: int
    submission: int
    line: int
    filename: str
    form: str
    values: dict[str, Any]


def origins(records: Iterable[int]) -> dict[int, Origin]:
    """The origin of each record, by its number."""
    columns = ("pk", "submission_id", "line", "submission__filename", "form__code", "values")
    found = Record.objects.filter(pk__in=list(records)).values_list(*columns)
    return {row[0]: Origin(*row) for row in found}
