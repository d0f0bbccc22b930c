"""What is worked out before anybody asks."""

from __future__ import annotations

from typing import Any

import pytest

from kheo.kit.refusals import Refused
from kheo.plan.programmes.models import Programme
from kheo.web import warm


def test_it_asks_the_first_page_and_then_what_its_menus_lead_to(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def overview_of(frame: Any) -> None:
        asked.append((frame.choices.map, frame.choices.view))
        if frame.choices.view == "army":
            raise Refused("figures.no_indicator")

    monkeypatch.setattr(warm, "overview_of", overview_of)
    monkeypatch.setattr(warm, "PAUSE", 0)
    monkeypatch.setattr(warm.connection, "close", lambda: None)
    warm.warm()
    assert asked[0] == ("reported", "programme")
    assert {map_ for map_, _view in asked} == {"reported", "2025-06-30", "2025-07-01"}
    assert [view for _map, view in asked[-2:]] == ["army", "front"]
