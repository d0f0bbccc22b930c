"""Forged reports, hidden among honest ones of a small country, lie on top of the queue."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from kheo.flow.plant_forgeries import plant_forgeries
from kheo.kit.refusals import Refused
from kheo.plan.forms.models import Form
from kheo.verify.decisions.models import Decision
from kheo.verify.quality.actions import weigh
from kheo.verify.quality.models import Risk
from tests.packs import edit
from tests.weighed import NOW, load, pack, units

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
CHECKS = """
- {code: rounded, kind: digits, title: {vi: Tròn, en: Rounded}, fields: [built, planned], chance: 0.0001, weight: 0.5}
- {code: share, kind: ratio, title: {vi: Tỷ lệ, en: Share}, of: planned, to: built, low: 0.2, high: 4, from: 20, weight: 0.6}
- {code: words, kind: same_text, title: {vi: Giống, en: Same}, fields: [activity], likeness: 0.6, weight: 0.7}
- {code: many, kind: bulk, title: {vi: Dồn, en: Many}, reports: 8, units: 4, weight: 0.7}
- {code: far, kind: outlier, title: {vi: Xa, en: Far}, fields: [built], z: 4, least: 30, weight: 0.4}
- {code: exact, kind: fits_too_well, title: {vi: Khớp, en: Exact}, of: built, known: {target: T-HOUSES}, weight: 0.5}
"""
GENERATOR: dict[str, Any] = {
    "seed": 3,
    "language": "vi",
    "period": "2025",
    "place_level": "commune",
    "forms": {
        "houses": {
            "place": "own",
            "fields": {
                "built": {"median": 60, "spread": 0.5},
                "planned": {"share_of": "built", "low": 0.9, "high": 1.3},
                "activity": {"text": {"any": ["{Place}: xây nhà"]}},
            },
        }
    },
}


def forgeries() -> dict[str, Any]:
    """What the shipped pack says of forgeries, for the one form of the small country."""
    shipped = yaml.safe_load((ROOT / "packs/vn-community-support/generator.yaml").read_bytes())["forgeries"]
    return {
        **shipped,
        "waiting": "2025-11-01",
        "until": "2025-12-31",
        "kinds": dict.fromkeys(("copied_text", "rounded", "ratio", "fits"), 1.5),
        "forms": ["houses"],
        "ratio": {"houses": "planned"},
        "rounded": {"houses": ["built", "planned"]},
        "fits": {"form": "houses", "field": "built", "target": "T-HOUSES", "every": "month", "periods": 6},
    }


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = pack(tmp_path, CHECKS)
    (path / "generator.yaml").write_text(yaml.safe_dump({**GENERATOR, "forgeries": forgeries()}), "utf-8")
    edit(path, "schedules.yaml", "level: commune", "level: province")
    load(path)
    units(100)
    return path


def test_they_lie_on_top_of_the_queue(made: Path) -> None:
    waiting = plant_forgeries(pack=made, programme="tiny", seed=4, by="test", now=NOW)
    weigh(form=Form.objects.get(code="houses"), moment=NOW)
    scores = dict(Risk.objects.values_list("record_id", "score"))
    assert len(scores) == sum(len(records) for _, records in waiting) > 150
    ranked = sorted(waiting, key=lambda pair: -max(scores[record] for record in pair[1]))
    hidden = [report.planted for report, _ in waiting if report.planted]
    top = [report.planted for report, _ in ranked[: round(len(ranked) * 0.1)] if report.planted]
    assert set(hidden) == {"copied_text", "rounded", "ratio", "fits"}
    assert len(hidden) < len(ranked) * 0.08
    assert len(top) >= 0.8 * len(hidden)


def test_the_same_seed_hides_the_same_and_what_came_before_was_accepted(made: Path) -> None:
    waiting = plant_forgeries(pack=made, programme="tiny", seed=4, by="test", now=NOW)
    first = [(report.unit, report.period, report.planted, report.came) for report, _ in waiting]
    decided = set(Decision.objects.values_list("record__day", flat=True))
    assert max(day for day in decided if day) < dt.date(2025, 11, 1)
    from kheo.capture.samples.queries import generator_of, world_of
    from kheo.capture.samples.rules.forgeries import plant
    from kheo.capture.samples.rules.lines import lines

    spec, world = generator_of(made), world_of("tiny", "commune")
    again = plant(lines(spec, world, 4), spec.forgeries, world, 4)
    assert [(one.unit, one.period, one.planted, one.came) for one in again.reports if one.waiting] == first


def test_a_generator_that_hides_nothing_is_refused(made: Path) -> None:
    (made / "generator.yaml").write_text(yaml.safe_dump(GENERATOR), "utf-8")
    with pytest.raises(Refused) as refused:
        plant_forgeries(pack=made, programme="tiny", seed=4, by="test", now=NOW)
    assert refused.value.code == "samples.nothing"
