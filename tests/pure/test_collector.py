"""The collector rests inside, and wakes up whatever happens."""

import gc

import pytest

from kheo.kit.collector import SELDOM, seldom_collected


def test_it_rests_and_wakes_up() -> None:
    before = gc.get_threshold()
    with seldom_collected():
        assert gc.get_threshold() == SELDOM
    assert gc.get_threshold() == before
    with pytest.raises(ZeroDivisionError), seldom_collected():
        raise ZeroDivisionError
    assert gc.get_threshold() == before
