"""Shares of places on another day's map: known ones stand as written, unknown ones are bounds, none is guessed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kheo.ground.places.rules import Atlas, Cell, Edge, Share, Span, cells

REFORM = dt.date(2025, 7, 1)
weights = st.one_of(st.none(), st.decimals(0, 1, places=8))


def after(*given: str | Decimal | None) -> dict[Cell, Share]:
    """Where an old commune lies after a reform that gives these shares of it to one new commune each."""
    shares = [None if share is None else Decimal(share) for share in given]
    news = range(10, 10 + len(shares))
    spans = [Span(1, "commune", None, None, REFORM)]
    spans += [Span(new, "commune", None, REFORM, None) for new in news]
    edges = [Edge(1, new, REFORM, share) for new, share in zip(news, shares, strict=True)]
    return cells(Atlas(spans, edges), levels=("commune",), day=REFORM)[1]


def bounds(shares: dict[Cell, Share]) -> list[tuple[str, str]]:
    return [(f"{share.low.normalize():f}", f"{share.high.normalize():f}") for share in shares.values()]


def test_known_shares_stand_as_they_were_written() -> None:
    assert bounds(after("0.4", "0.6")) == [("0.4", "0.4"), ("0.6", "0.6")]
    # Three times a third is not one. A low above its high would be nonsense.
    assert bounds(after("0.33333333", "0.33333333", "0.33333333")) == [("0.33333333", "0.33333333")] * 3
    assert bounds(after("0.333", "0.333", "0.333")) == [("0.333", "0.333")] * 3


def test_the_only_unknown_share_is_what_the_known_ones_leave() -> None:
    assert bounds(after("0.7", None)) == [("0.7", "0.7"), ("0.3", "0.3")]


def test_unknown_shares_are_anything_that_the_known_ones_leave() -> None:
    assert bounds(after(None, None)) == [("0", "1"), ("0", "1")]
    assert bounds(after("0.7", None, None)) == [("0.7", "0.7"), ("0", "0.3"), ("0", "0.3")]


def test_what_nobody_is_known_to_have_taken_lies_in_any_of_them() -> None:
    assert bounds(after("0.5", "0.4")) == [("0.5", "0.6"), ("0.4", "0.5")]


def test_what_goes_to_one_place_alone_lies_there() -> None:
    assert bounds(after(None)) == bounds(after("0.9")) == [("1", "1")]


@given(st.lists(weights, min_size=1, max_size=4).filter(lambda all_: sum(w for w in all_ if w) <= 1))
def test_bounds_always_hold_the_whole(given_: list[Decimal | None]) -> None:
    shares = after(*given_)
    assert all(0 <= share.low <= share.high <= 1 for share in shares.values())
    near = Decimal("0.001")
    assert sum(share.low for share in shares.values()) <= 1 + near
    assert sum(share.high for share in shares.values()) >= 1 - near
