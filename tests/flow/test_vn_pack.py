"""Viet Nam's pack from the files to the figures: a quarter of made-up reports on each side of the reform."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.utils import timezone

from kheo.consolidate.figures.queries import ask, forget
from kheo.consolidate.figures.rules.question import Question, Status
from kheo.facts.joint.models import JointActivity
from kheo.flow.load_pack import load_pack
from kheo.flow.make_samples import Imported, import_samples
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Place, PlaceEdge
from kheo.plan.forms.queries import latest_versions
from kheo.plan.programmes.models import Indicator
from kheo.plan.programmes.queries import find_pack

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PROGRAMME = "vn-community-support"
BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
MAPS = (None, BEFORE, AFTER)
ADDED_UP = ("HOU-01", "HOU-02", "HOU-04", "HOU-05", "DIS-02", "DIS-04", "DIS-05", "DIS-07")


@pytest.fixture
def vn(settings: Any, tmp_path: Path) -> Path:
    """The pack, loaded into a data folder of its own."""
    settings.DATA = tmp_path / "data"
    forget()
    path = find_pack(PROGRAMME)
    load_pack(path=path, by="test", now=timezone.now())
    return path


@pytest.fixture
def two_quarters(vn: Path, tmp_path: Path) -> Path:
    """A folder with the pack's generator, cut down to houses and disasters of the second and third quarters."""
    plain = yaml.safe_load((vn / "generator.yaml").read_bytes())
    plain["period"] = "2025-Q2..2025-Q3"
    plain["forms"] = {code: plain["forms"][code] for code in ("housing", "disaster")}
    (tmp_path / "generator.yaml").write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8")
    return tmp_path


def take_in(pack: Path) -> Imported:
    return import_samples(pack=pack, programme=PROGRAMME, folder=pack / "files", by="test")


def country(code: str, boundaries: dt.date | None, view: str = "programme") -> Decimal:
    answer = ask(Question((code,), period="2025", boundaries=boundaries, view=view))
    (cell,) = answer.cells
    assert cell.status is Status.VALUE
    assert cell.value is not None
    return cell.value


def test_it_holds_the_country_before_and_after_and_every_indicator(vn: Path) -> None:
    def standing(level: str, day: dt.date) -> int:
        return Place.objects.on(day).filter(level__code=level).count()

    levels = ("province", "district", "commune")
    assert [standing(level, BEFORE) for level in levels] == [63, 696, 10_035]
    assert [standing(level, AFTER) for level in levels] == [34, 0, 3_321]
    assert (
        PlaceEdge.objects.filter(weight=None, target__isnull=False).values("origin").distinct().count() == 381
    )
    assert Indicator.objects.count() == 59
    assert all(set(one.title) == {"vi", "en"} for one in Indicator.objects.all())
    for version in latest_versions():
        assert set(version.form.title) == {"vi", "en"}
        assert all(set(field["label"]) == {"vi", "en"} for field in version.fields)
    assert Organisation.objects.filter(agency=None).count() == 5
    assert Organisation.objects.get(ref="LOCAL:vn:c:00004@2025").parent == Organisation.objects.get(
        ref="LOCAL:vn:p:01@2025"
    )


def test_it_counts_every_report_once_and_the_same_on_every_map(two_quarters: Path) -> None:
    done = take_in(two_quarters)
    assert done.lines == done.recorded + done.refused
    assert done.refused < done.lines / 100
    assert JointActivity.objects.count() == done.activities > 100
    for code in ADDED_UP:
        assert len({country(code, day) for day in MAPS}) == 1, code
    provinces = ask(Question(("HOU-01",), by=("province",), period="2025", boundaries=AFTER)).cells
    assert all(cell.status is Status.VALUE for cell in provinces if cell.keys[0] is not None)
    assert sum(cell.value or 0 for cell in provinces) == country("HOU-01", AFTER)
    communes = ask(Question(("DIS-02",), by=("commune",), period="2025", boundaries=AFTER)).cells
    assert any(cell.status is Status.RANGE for cell in communes)
    together = country("HOU-04", None)
    assert together < sum(country("HOU-04", None, agency) for agency in ("VPA", "MPS", "VFF", "LOCAL"))
    take_in(two_quarters)
    assert country("HOU-04", None) == together
