"""Programmes, calendars, indicators, targets, and the reports that are expected."""

import datetime as dt

import pytest
from django.utils import timezone

from kheo.flow.load_pack import load_pack
from kheo.ground.organisations.models import Organisation
from kheo.kit.refusals import Refused
from kheo.plan.forms import queries as forms
from kheo.plan.programmes import queries
from kheo.plan.programmes.models import Programme
from tests.packs import TINY

pytestmark = pytest.mark.django_db
DAY = dt.date


@pytest.fixture(autouse=True)
def owner() -> Programme:
    load_pack(path=TINY, by="test", now=timezone.now())
    return queries.programme("tiny")


def units(owner: Programme, first: dt.date, last: dt.date, **options: object) -> list[tuple[str, str]]:
    names = dict(Organisation.objects.values_list("pk", "ref"))
    return sorted(
        (one.period, names[one.unit])
        for one in queries.expectations(owner, first=first, last=last, **options)  # type: ignore[arg-type]
    )


def test_a_unit_owes_a_report_for_each_period_that_closes_while_it_exists(owner: Programme) -> None:
    assert units(owner, DAY(2025, 6, 1), DAY(2025, 7, 31), agencies=_agency("LOCAL")) == [
        ("2025-06", "LOCAL:t:a@old"),
        ("2025-06", "LOCAL:t:b@old"),
        ("2025-07", "LOCAL:t:c@new"),
        ("2025-07", "LOCAL:t:d@new"),
    ]


def test_without_a_level_the_agency_itself_reports_while_the_schedule_runs(owner: Programme) -> None:
    assert units(owner, DAY(2024, 1, 1), DAY(2026, 12, 31), agencies=_agency("ARMY")) == [
        ("2025-Q1", "ARMY"),
        ("2025-Q2", "ARMY"),
        ("2025-Q3", "ARMY"),
    ]


def test_a_period_that_has_not_closed_is_not_expected(owner: Programme) -> None:
    assert units(owner, DAY(2025, 3, 1), DAY(2025, 3, 30)) == []
    assert units(owner, DAY(2025, 3, 31), DAY(2025, 3, 31), agencies=_agency("ARMY")) == [("2025-Q1", "ARMY")]
    assert units(owner, DAY(2025, 4, 1), DAY(2025, 3, 1)) == []


def test_an_expectation_says_when_it_is_due(owner: Programme) -> None:
    (one,) = queries.expectations(
        owner, first=DAY(2025, 1, 1), last=DAY(2025, 3, 31), agencies=_agency("ARMY"), forms=["houses"]
    )
    assert (one.first, one.last, one.due_on) == (DAY(2025, 1, 1), DAY(2025, 3, 31), DAY(2025, 4, 10))
    assert one.grain == "quarter"
    assert list(queries.expectations(owner, first=DAY(2025, 1, 1), last=DAY(2025, 3, 31), forms=["x"])) == []


def test_a_programme_that_ended_expects_nothing_more(owner: Programme) -> None:
    owner.valid_to = DAY(2025, 2, 28)
    assert {period for period, _ in units(owner, DAY(2025, 1, 1), DAY(2025, 12, 31))} == {"2025-01"}


def test_expectations_of_many_units_take_few_queries(
    owner: Programme, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        list(queries.expectations(owner, first=DAY(2025, 1, 1), last=DAY(2025, 12, 31)))


def _agency(ref: str) -> list[int]:
    return [Organisation.objects.get(ref=ref).pk]


def test_it_finds_programmes_calendars_and_indicators(owner: Programme) -> None:
    assert queries.calendar("civil").period("2025-Q1").last == DAY(2025, 3, 31)
    assert queries.calendar_of(owner).code == "civil"
    assert [one.code for one in queries.indicators(owner)] == ["T-HOUSES", "T-SHARE"]
    assert queries.indicator("T-SHARE@1").version == 1
    assert [one.version for one in queries.versions("T-SHARE")] == [1]
    assert queries.newest_versions(owner) == {"T-HOUSES": 1, "T-SHARE": 1}
    assert [
        str(target.value) for target in queries.targets(owner, indicator_code="T-HOUSES", period="2025")
    ] == [
        "1000.0000",
        "400.5000",
    ]


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda: queries.programme("none"), "plan.no_such_programme"),
        (lambda: queries.calendar("none"), "plan.no_such_calendar"),
        (lambda: queries.indicator("NONE"), "plan.no_such_indicator"),
        (lambda: queries.indicator("T-SHARE@2"), "plan.no_such_indicator"),
        (lambda: queries.indicator("T-SHARE@x"), "plan.no_such_indicator"),
        (lambda: forms.latest("none"), "plan.no_such_form"),
    ],
)
def test_it_refuses_what_there_is_not(ask: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        ask()  # type: ignore[operator]
    assert refused.value.code == code


def test_it_knows_the_fields_in_force() -> None:
    version = forms.latest("houses")
    assert [field.name for field in forms.fields_of(version)][-1] == "planned"
    assert forms.field_types()["houses"]["built"] == "integer"
    assert [form.code for form in forms.forms()] == ["houses"]
