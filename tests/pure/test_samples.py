"""Made-up reports: the same for the same seed, true to places and dates, with the faults that were asked for."""

import csv
import datetime as dt
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow.compute as pc
import pytest

from kheo.capture.samples.actions import write_samples
from kheo.capture.samples.rules.chance import STEPS, choice, lognormal, poisson
from kheo.capture.samples.rules.columns import tables
from kheo.capture.samples.rules.line import Line, Told
from kheo.capture.samples.rules.lines import lines
from kheo.capture.samples.rules.spec import read_spec
from kheo.capture.samples.rules.wording import Hand
from kheo.kit.quantities import read_number
from kheo.kit.refusals import Refused
from tests.samples import REFORM, generator, world

FAULTS = {
    "missing": 0.1,
    "late": 0.2,
    "corrected": 0.2,
    "approximate": 0.3,
    "outlier": 0.05,
    "unplaced": 0.05,
}


def made(form: str = "", **changes: object) -> list[Line]:
    return [line for line in lines(generator(**changes), world()) if form in ("", line.form)]


def test_it_makes_the_same_lines_for_the_same_seed_and_others_for_another() -> None:
    assert made(faults=FAULTS) == made(faults=FAULTS)
    assert made() != list(lines(generator(), world(), seed=8))


def test_it_gives_every_unit_a_report_for_every_period_when_nothing_is_missing() -> None:
    received = {(line.unit.ref, line.period.label) for line in made("town")}
    old = {(f"TOWN:c{n}@old", "2024") for n in (1, 2, 3, 4)}
    assert received == old | {("TOWN:c1@new", "2025"), ("TOWN:c3@new", "2025")}


def test_it_leaves_out_about_the_share_of_reports_that_was_asked_for() -> None:
    reports = {(line.unit.ref, line.period.label) for line in made("floods", faults={"missing": 0.3})}
    everyone = {(line.unit.ref, line.period.label) for line in made("floods")}
    assert reports < everyone
    assert 0.55 < len(reports) / len(everyone) < 0.85


def test_it_reports_with_places_and_units_that_exist_on_the_day() -> None:
    for line in made():
        assert line.spot is not None
        assert line.spot.on(line.end)
        assert line.unit.spot.on(line.period.last)
        assert line.start <= line.end
        assert line.period.first <= line.end <= line.period.last
    assert {line.unit.spot.ref for line in made() if line.end >= REFORM} <= {"p1@new", "c1@new", "c3@new"}


def test_it_says_zero_where_nothing_happened() -> None:
    quiet = [line for line in made("floods") if "event" not in line.values]
    assert quiet
    assert all(line.values["moved"] == Told(0) for line in quiet)
    struck = [line for line in made("floods") if line.values.get("event") == "F1"]
    assert {line.unit.spot.ref for line in struck} == {"p1@old"}
    assert {line.end for line in struck} == {dt.date(2024, 3, 14)}


def test_it_lets_several_agencies_tell_joint_work_each_in_its_own_report() -> None:
    told: dict[str, list[Line]] = defaultdict(list)
    for line in made("houses"):
        if line.joint:
            told[line.joint].append(line)
    assert told
    for members in told.values():
        assert len(members) == len({line.unit.agency for line in members}) > 1
        assert sorted(line.rank for line in members) == list(range(len(members)))
        assert len({(line.spot, line.period) for line in members}) == 1
        lead = next(line for line in members if line.rank == 0)
        assert lead.values["part"] == "lead"
        assert all(line.values["partner"] == lead.unit.agency for line in members if line.rank)
    assert any(len({line.values.get("built") for line in members}) > 1 for members in told.values())


def test_it_corrects_a_line_later_under_the_same_reference() -> None:
    before = {}
    corrections = 0
    for line in made("houses", faults=FAULTS):
        if line.corrects:
            corrections += 1
            assert before[line.reference].received < line.received
            assert before[line.reference].unit == line.unit
        else:
            assert line.reference not in before
            before[line.reference] = line
    assert corrections


def test_it_never_tells_a_part_that_exceeds_its_whole() -> None:
    for line in made("houses", faults=FAULTS):
        part, whole = line.values.get("handed_over"), line.values.get("built")
        if isinstance(part, Told):
            assert isinstance(whole, Told)
            assert part.number <= whole.number


def test_it_gives_a_merged_place_the_size_of_what_it_was_made_from() -> None:
    sizes = world().sizes
    assert sizes[9] == pytest.approx(sizes[5] + sizes[6] / 2)
    assert sizes[4] == pytest.approx(sizes[2] + sizes[3])


def test_it_writes_numbers_that_are_read_back_as_they_were_meant() -> None:
    spec, ground = generator(faults={"approximate": 0.6}), world()
    army = [line for line in lines(spec, ground) if line.form == "houses" and line.unit.agency == "ARMY"]
    hand = Hand(spec, ground, "ARMY")
    at = [one.name for one in ground.forms["houses"]].index("km")
    seen = Counter[str]()
    for line in army:
        told = line.values.get("km")
        if isinstance(told, Told):
            quantity = read_number(hand.row(ground.forms["houses"], line)[at], decimal=",")
            assert float(quantity.number or 0) == told.number
            assert quantity.qualifier == told.qualifier
            seen[told.qualifier] += 1
    assert set(seen) == {"exact", "under", "over", "about"}


def test_it_writes_files_by_form_agency_and_half_year_in_an_order_that_can_be_read(tmp_path: Path) -> None:
    spec, ground = generator(faults=FAULTS), world()
    done = write_samples(spec=spec, world=ground, folder=tmp_path / "a")
    again = write_samples(spec=spec, world=ground, folder=tmp_path / "b")
    assert [f.path.read_bytes() for f in done.files] == [f.path.read_bytes() for f in again.files]
    known: set[tuple[str, str]] = set()
    for file in done.files:
        rows = list(csv.reader(file.path.read_text(encoding="utf-8").splitlines()))
        assert len(rows) == file.lines + 1
        references = {(file.form, row[0]) for row in rows[1:]}
        assert references <= known if file.kind == "correction" else references.isdisjoint(known)
        known |= references
    joint = list(csv.DictReader(done.joint.read_text(encoding="utf-8").splitlines()))
    assert {(row["form"], row["reference"]) for row in joint} <= known
    assert done.activities == len({row["activity"] for row in joint}) > 0


def test_it_makes_columns_of_exactly_as_many_facts_as_asked_and_the_same_ones_again() -> None:
    spec, ground = generator(), world()
    first, second = list(tables(spec, ground, "many")), list(tables(spec, ground, "many"))
    assert sum(len(table) for _, table in first) == 30_000
    assert all(one.equals(other) for (_, one), (_, other) in zip(first, second, strict=True))
    records = [number for _, table in first for number in table["record"].to_pylist()]
    assert records == list(range(1, 30_001))


def test_it_makes_columns_whose_places_exist_on_the_day_and_whose_joint_rows_pair() -> None:
    ground = world()
    seen: dict[int, list[tuple[int, int, dt.date]]] = defaultdict(list)
    for form, table in tables(generator(), ground, "many"):
        for place, day in set(zip(table["place"].to_pylist(), table["day"].to_pylist(), strict=True)):
            assert ground.spots[place].on(day)
        if form != "houses":
            continue
        assert {"built__q", "km__q"} <= set(table.column_names)
        assert pc.all(pc.less_equal(table["handed_over"], table["built"])).as_py()
        for row in table.select(["joint", "agency", "place", "day"]).to_pylist():
            if row["joint"]:
                seen[row["joint"]].append((row["agency"], row["place"], row["day"]))
    assert seen
    for told in seen.values():
        (one, place, day), (other, there, then) = told
        assert one != other
        assert (place, day) == (there, then)


def test_it_draws_from_tables_that_have_the_moments_they_should() -> None:
    assert len(lognormal(10, 0.5, 0.25)) == len(poisson(3)) == len(choice({"a": 1, "b": 3})) == STEPS
    assert lognormal(10, 0.5, 0.25).count(0) == STEPS // 4
    assert sum(poisson(3)) / STEPS == pytest.approx(3, rel=0.01)
    assert choice({"a": 1, "b": 3}).count("b") == STEPS * 3 // 4


@pytest.mark.parametrize(
    ("plain", "code"),
    [
        ({}, "samples.nothing"),
        ({"forms": {"f": {"fields": {}}}}, "samples.missing"),
        (
            {"forms": {"f": {"fields": {"n": {}}}}, "period": "2024", "place_level": "c"},
            "samples.no_distribution",
        ),
        (
            {"forms": {"f": {"fields": {}, "rwos": 1}}, "period": "2024", "place_level": "c"},
            "samples.unknown_word",
        ),
        ({"forms": {"f": {"fields": {}}}, "faults": {"lost": 1}}, "samples.unknown_word"),
    ],
)
def test_it_refuses_a_generator_that_it_does_not_understand(plain: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_spec(plain)
    assert refused.value.code == code
