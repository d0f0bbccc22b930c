from kheo.kit.tally import Tally


def test_tallies_add_up() -> None:
    both = Tally(1, 2, 3, 4, ("a",)) + Tally(1, 1, 1, 1, ("b",))
    assert both == Tally(2, 3, 4, 5, ("a", "b"))
    assert both.changed == 10
    assert Tally(unchanged=3).changed == 0
