"""The real table of Nepal 2015: every count that Kheo tells, counted once more with the csv module alone.

The table of who did what where after the earthquake holds 7,315 lines. Its plain sum is 2.4 million households in
villages where 1.43 million live. Each test says what Kheo answers and computes the same in a few lines of plain
Python that know nothing of Kheo.
"""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from kheo.consolidate.figures.queries import ask, forget, labels, passport, recompute
from kheo.consolidate.figures.rules.question import Question
from kheo.facts.ledger.models import Fact, Head
from kheo.flow.import_file import ImportResult, import_file
from kheo.flow.load_joint import load_joint
from kheo.flow.load_pack import load_pack
from kheo.plan.programmes.queries import find_pack
from kheo.plan.programmes.queries.imports import imports_of

PACK = find_pack("nepal-2015")
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
# One item in two spellings, as the mapping says.
SPELLINGS = {"Tool kits": "Tool Kits", "Took kits and fixings": "Tool Kits and fixings"}

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def read(name: str) -> list[dict[str, str]]:
    with (PACK / "data" / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


LINES = read("agency_relief.csv")
CENSUS = {row["code"]: int(row["households"]) for row in read("census_2011.csv")}
COUNTED = [row for row in LINES if row["hlcit"] and row["no_hh"]]


def households(row: dict[str, str]) -> Decimal:
    return Decimal(row["no_hh"] or 0)


def item(row: dict[str, str]) -> str:
    return SPELLINGS.get(row["desc"], row["desc"])


def highest(rows: list[dict[str, str]]) -> dict[str, Decimal]:
    """village → the highest item's highest report."""
    by_item: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        key = row["hlcit"], row["action"], item(row)
        by_item[key] = max(by_item[key], households(row))
    by_village: dict[str, Decimal] = defaultdict(Decimal)
    for (village, _action, _item), number in by_item.items():
        by_village[village] = max(by_village[village], number)
    return by_village


def agencies_by(rows: list[dict[str, str]], *columns: str) -> dict[tuple[str, ...], set[str]]:
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        key = tuple(item(row) if column == "desc" else row[column] for column in columns)
        found[key].add(row["impl_ag"].strip().lower())
    return found


@pytest.fixture(scope="module")
def imported(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[dict[str, ImportResult]]:
    """The pack loaded and its tables imported, once for this file; everything is rolled back after it."""
    with (
        override_settings(DATA=tmp_path_factory.mktemp("nepal")),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        forget()
        load_pack(path=PACK, by="test", now=NOW)
        yield {table.form: bring(table.form) for table in imports_of(PACK)}
        transaction.set_rollback(True)
    forget()


def bring(form: str) -> ImportResult:
    table = next(one for one in imports_of(PACK) if one.form == form)
    return import_file(
        path=table.file, form=form, mapping=table.mapping, accept=table.accept, by="test", now=NOW
    )


def figure(code: str, **more: Any) -> Decimal:
    """The one figure of a question about 2015."""
    (cell,) = ask(Question(indicators=(code,), period="2015", **more)).cells
    assert cell.value is not None
    return cell.value


def table_of(code: str, by: str) -> dict[str, Decimal | None]:
    answer = ask(Question(indicators=(code,), period="2015", by=(by,)))
    names = labels(answer, "en")
    return {names[by, cell.keys[0]]: cell.value for cell in answer.cells}


class TestLines:
    """How many lines there are, and what is wrong with them."""

    def test_every_line_is_read_and_none_is_refused(self, imported: dict[str, ImportResult]) -> None:
        relief, census = imported["agency_relief"], imported["census_2011"]
        assert (
            (relief.read, relief.recorded, relief.refused) == (len(LINES), len(LINES), 0) == (7315, 7315, 0)
        )
        assert (census.read, census.recorded, census.refused) == (len(CENSUS), len(CENSUS), 0)
        assert figure("NEP-REPORTS") == len(LINES)

    def test_lines_that_repeat_another_are_marked(self, imported: dict[str, ImportResult]) -> None:
        different = {tuple(row.values()) for row in LINES}
        assert imported["agency_relief"].repeated == len(LINES) - len(different) == 210

    def test_the_same_file_again_changes_nothing(self, imported: dict[str, ImportResult]) -> None:
        before = Head.objects.get().position, Fact.objects.count()
        for form in imported:
            again = bring(form)
            assert not again.new
            assert again.submission == imported[form].submission
        assert (Head.objects.get().position, Fact.objects.count()) == before

    def test_lines_without_a_village_code_lie_nowhere(self, imported: dict[str, ImportResult]) -> None:
        without = [row for row in LINES if not row["hlcit"]]
        assert len(without) == 567
        assert figure("NEP-NO-PLACE") == sum(map(households, without)) == 364_934

    def test_a_missing_number_is_not_zero(self, imported: dict[str, ImportResult]) -> None:
        assert figure("NEP-NO-NUMBER") == sum(1 for row in LINES if not row["no_hh"]) == 39


class TestAgencies:
    def test_one_agency_in_two_spellings_is_one(self, imported: dict[str, ImportResult]) -> None:
        names = {row["impl_ag"].strip() for row in LINES}
        assert figure("NEP-NAMES") == len(names) == 108
        assert figure("NEP-AGENCIES") == len({name.lower() for name in names}) == 107
        assert names - {name for name in names if name.lower() != "batas foundation"} == {
            "Batas Foundation",
            "Batas foundation",
        }

    def test_villages_where_only_one_agency_is(self, imported: dict[str, ImportResult]) -> None:
        there = agencies_by([row for row in LINES if row["hlcit"]], "hlcit")
        assert figure("NEP-ONE-AGENCY") == sum(1 for some in there.values() if len(some) == 1) == 270

    def test_agencies_per_village(self, imported: dict[str, ImportResult]) -> None:
        there = agencies_by([row for row in LINES if row["hlcit"]], "hlcit")
        mean = Decimal(sum(map(len, there.values()))) / len(there)
        assert figure("NEP-CROWD") == round(mean, 6)

    def test_several_agencies_with_one_item_in_one_village(self, imported: dict[str, ImportResult]) -> None:
        there = agencies_by(COUNTED, "hlcit", "action", "desc")
        assert figure("NEP-SHARED") == sum(1 for some in there.values() if len(some) > 1) == 726

    def test_several_agencies_with_the_very_same_number(self, imported: dict[str, ImportResult]) -> None:
        there = agencies_by(COUNTED, "hlcit", "action", "desc", "no_hh")
        same = {key[:3] for key, some in there.items() if len(some) > 1}
        assert figure("NEP-SAME") == len(same) == 67


class TestHouseholds:
    def test_every_line_simply_added(self, imported: dict[str, ImportResult]) -> None:
        assert figure("NEP-PLAIN") == sum(map(households, LINES)) == Decimal("2398853.83")
        assert figure("NEP-PLACED") == sum(map(households, COUNTED)) == Decimal("2033919.83")

    def test_each_household_counted_once(self, imported: dict[str, ImportResult]) -> None:
        assert figure("NEP-HH") == sum(highest(COUNTED).values()) == 602_366
        assert figure("NEP-VILLAGES") == len(highest(COUNTED)) == 894

    def test_by_kind_of_relief(self, imported: dict[str, ImportResult]) -> None:
        found = table_of("NEP-HH", "action")
        for kind, title in (("Shelter", "Shelter"), ("NFI", "Household goods"), ("Cash", "Cash")):
            assert found[title] == sum(highest([r for r in COUNTED if r["action"] == kind]).values())
        assert found == {"Shelter": 398_399, "Household goods": 261_222, "Cash": 416_849}

    def test_by_item(self, imported: dict[str, ImportResult]) -> None:
        rows = defaultdict(list)
        for row in COUNTED:
            rows[{"": "Not stated"}.get(item(row), item(row))].append(row)
        assert table_of("NEP-HH", "desc") == {
            name: sum(highest(some).values()) for name, some in rows.items()
        }

    def test_with_a_tarpaulin(self, imported: dict[str, ImportResult]) -> None:
        rows = [row for row in COUNTED if row["desc"] == "Tarpaulin"]
        assert figure("NEP-TARP") == sum(highest(rows).values()) == 361_233
        assert figure("NEP-TARP-PLAIN") == sum(map(households, rows)) == 599_638

    def test_in_one_agencys_own_view(self, imported: dict[str, ImportResult]) -> None:
        own = [row for row in COUNTED if row["impl_ag"] == "UNHCR"]
        assert figure("NEP-HH", view="np-unhcr") == sum(highest(own).values()) == 39_494


class TestCensus:
    """The denominator is data like any other: 3,983 villages, each with its households of 2011."""

    def test_households_of_the_villages_reached(self, imported: dict[str, ImportResult]) -> None:
        assert figure("NEP-CENSUS") == sum(CENSUS.values())
        assert figure("NEP-LIVING") == sum(CENSUS[village] for village in highest(COUNTED)) == 1_427_280

    def test_villages_where_the_plain_sum_exceeds_all_who_live_there(
        self, imported: dict[str, ImportResult]
    ) -> None:
        added: dict[str, Decimal] = defaultdict(Decimal)
        for row in COUNTED:
            added[row["hlcit"]] += households(row)
        assert figure("NEP-OVER-PLAIN") == sum(1 for v, n in added.items() if n > CENSUS[v]) == 517

    def test_villages_where_even_the_count_does(self, imported: dict[str, ImportResult]) -> None:
        above = {v: n - CENSUS[v] for v, n in highest(COUNTED).items() if n > CENSUS[v]}
        assert figure("NEP-OVER") == len(above) == 382
        assert figure("NEP-OVER-HH") == sum(above.values()) == 133_769

    def test_villages_without_any_report(self, imported: dict[str, ImportResult]) -> None:
        told = {row["hlcit"] for row in LINES}
        assert figure("NEP-SILENT") == sum(1 for v, n in CENSUS.items() if n and v not in told)

    def test_the_share_of_each_district(self, imported: dict[str, ImportResult]) -> None:
        """Out of all households of the district, those of silent villages among them."""
        districts = {row["code"]: row["name"] for row in read_places() if row["level"] == "district"}
        reached: dict[str, Decimal] = defaultdict(Decimal)
        living: dict[str, int] = defaultdict(int)
        for village, number in highest(COUNTED).items():
            reached[districts[village[:11]]] += number
        for village, number_living in CENSUS.items():
            living[districts[village[:11]]] += number_living
        found = table_of("NEP-SHARE", "district")
        for district, number in reached.items():
            share = found[district]
            assert share is not None
            assert round(share, 3) == round(100 * number / living[district], 3), district
        assert round(found["Dolakha"] or 0, 1) == Decimal("168.8")


def read_places() -> list[dict[str, str]]:
    with (PACK / "places.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


class TestTheSameWork:
    """Lines of several agencies with the same village, item, number of items and of households become one activity."""

    def test_each_activity_is_one_village_item_and_quantity(self) -> None:
        groups: dict[str, list[dict[str, str]]] = defaultdict(list)
        with (PACK / "joint.csv").open(encoding="utf-8", newline="") as opened:
            for row in csv.DictReader(opened):
                groups[row["activity"]].append(LINES[int(row["line"]) - 2])
        same = agencies_by(
            [row for row in COUNTED if row["no_actions"]], "hlcit", "action", "desc", "no_actions", "no_hh"
        )
        assert len(groups) == sum(1 for some in same.values() if len(some) > 1) == 60
        for lines in groups.values():
            told = {
                (row["hlcit"], row["action"], item(row), row["no_actions"], row["no_hh"]) for row in lines
            }
            assert len(told) == 1
            assert len({row["impl_ag"] for row in lines}) == len(lines) > 1

    def test_joining_them_leaves_the_count_as_it_was(
        self, imported: dict[str, ImportResult], settings: Any, tmp_path: Path
    ) -> None:
        # The rollback after a test does not reach the columnar copy, so this one changes a copy of its own.
        settings.DATA = shutil.copytree(settings.DATA, tmp_path / "data")
        codes = ("NEP-HH", "NEP-PLAIN", "NEP-ONE-AGENCY", "NEP-SHARED", "NEP-AGENCIES", "NEP-OVER")
        before = {code: figure(code) for code in codes}
        distinct = figure("NEP-DISTINCT")
        loaded = load_joint(path=PACK / "joint.csv", by="test", now=NOW)
        assert {code: figure(code) for code in codes} == before
        assert figure("NEP-DISTINCT") == distinct - (loaded.members - loaded.activities)


class TestPassport:
    def test_it_recomputes_and_its_funnel_adds_up(self, imported: dict[str, ImportResult]) -> None:
        forget()  # an answer kept from another test was rolled back with it
        (cell,) = ask(Question(indicators=("NEP-HH",), period="2015")).cells
        assert recompute(cell.passport).same
        rows = passport(cell.passport).funnel
        assert rows[0].count == len(LINES)
        left_out = sum(row.count for row in rows if not row.stays)
        assert rows[0].count - left_out == rows[-1].count == len(highest(COUNTED))
