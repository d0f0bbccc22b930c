"""Which number stands beside a source line."""

from __future__ import annotations

from typing import Any

import pytest

from kheo.plan.programmes.rules.definition import Definition
from kheo.web.coordinator.lines import _number_asked
from kheo.web.shared.fields import Fields

FIELDS = Fields({}, {}, ("item",), ("households", "items"))


@pytest.mark.parametrize(
    ("sources", "steps", "asked"),
    [
        ([{"form": "relief", "value": "households"}], [{"sum": "value"}], ""),
        ([{"form": "relief"}], [{"count": "value"}], ""),
        (
            [{"form": "relief", "where": "item = 'a' and households is not null"}],
            [{"count": "value"}],
            "households",
        ),
        (
            [{"form": "relief"}],
            [{"distinct": "agency", "per": ["place", "items"]}, {"count": "value"}],
            "items",
        ),
    ],
)
def test_a_count_shows_the_number_that_it_asks_for(
    sources: list[dict[str, Any]], steps: list[dict[str, Any]], asked: str
) -> None:
    definition = Definition.from_json({"code": "X", "unit": "case", "sources": sources, "steps": steps})
    assert _number_asked(definition.rule, FIELDS) == asked
