"""Checks come with a pack; what is wrong is told with file and line, and a changed threshold makes a version."""

from __future__ import annotations

from pathlib import Path

import pytest

from kheo.commands.main import main
from kheo.ground.audit.models import AuditRow
from kheo.kit.refusals import Refused
from kheo.verify.quality.models import Check
from kheo.verify.quality.queries import checks_in_force
from kheo.web.refusals import sentence
from tests.weighed import CHECKS, load, pack, report, units

pytestmark = pytest.mark.django_db


def in_force() -> list[tuple[str, int]]:
    return [(one.code, one.version) for one in checks_in_force()]


def reload(path: Path, checks: str) -> tuple[int, int, int]:
    (path / "quality.yaml").write_text(checks, "utf-8")
    tally = load(path).done["checks"]
    return tally.created, tally.updated, tally.retired


def test_checks_are_loaded_once(tmp_path: Path) -> None:
    path = pack(tmp_path)
    assert load(path).done["checks"].created == 3
    assert in_force() == [("far", 1), ("rounded", 1), ("words", 1)]
    far = Check.objects.get(code="far")
    assert (far.kind, far.forms, far.weight, far.rule["z"], far.rule["least"]) == (
        "outlier",
        ["houses"],
        0.5,
        3.5,
        3,
    )
    acts = AuditRow.objects.filter(act="checks.loaded")
    assert [row.detail for row in acts] == [{"created": 3, "updated": 0, "retired": 0}]
    assert reload(path, CHECKS) == (0, 0, 0)
    assert acts.count() == 1


def test_another_threshold_is_another_version_and_other_words_are_not(tmp_path: Path) -> None:
    path = pack(tmp_path)
    load(path)
    assert reload(path, CHECKS.replace("least: 3", "least: 4")) == (0, 1, 0)
    assert in_force()[0] == ("far", 2)
    assert Check.objects.get(code="far", version=1).rule["least"] == 3
    assert reload(path, CHECKS.replace("least: 3", "least: 4").replace("en: Far", "en: Away")) == (0, 1, 0)
    assert in_force()[0] == ("far", 2)
    assert Check.objects.get(code="far", version=2).title["en"] == "Away"


def test_what_is_dropped_or_switched_off_is_retired_and_may_come_back(tmp_path: Path) -> None:
    path = pack(tmp_path)
    load(path)
    assert reload(path, CHECKS.replace("least: 3,", "least: 3, off: true,")) == (0, 0, 1)
    assert [code for code, _ in in_force()] == ["rounded", "words"]
    assert reload(path, CHECKS) == (0, 1, 0)
    assert in_force()[0] == ("far", 1)
    assert reload(path, "") == (0, 0, 3)
    assert in_force() == []


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("kind: magic", "source.not_one_of"),
        ("kind: outlier, fields: [built], zz: 3", "source.unknown_key"),
        ("kind: outlier, fields: [built], z: much", "quality.not_between"),
        ("kind: outlier, fields: [built], weight: 2", "quality.not_between"),
        ("kind: outlier, fields: [built], least_history: 2.5", "quality.not_between"),
        ("kind: outlier", "source.key_missing"),
        ("kind: outlier, fields: [nothing]", "quality.no_such_field"),
        ("kind: outlier, fields: [activity]", "quality.field_type"),
        ("kind: outlier, fields: [built], against: [stars]", "source.not_one_of"),
        ("kind: outlier, fields: [built], every: week", "source.not_one_of"),
        ("kind: same_text, fields: [built]", "quality.field_type"),
        ("kind: outlier, fields: [built], forms: [roads]", "source.not_one_of"),
        ("kind: ratio, of: built, to: planned, low: 3, high: 2", "quality.low_over_high"),
        ("kind: ratio, of: built", "source.key_missing"),
        ("kind: denominator, fields: [built]", "quality.known"),
        ("kind: denominator, fields: [built], known: {target: NO}", "source.unknown_ref"),
        ("kind: denominator, fields: [built], known: {form: houses, field: no}", "quality.no_such_field"),
        ("kind: fits_too_well, of: built, known: {answer: no}", "quality.no_such_field"),
        ("kind: bulk, title: {en: Reports of a religion}", "plan.asks_belief"),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path: Path, entry: str, code: str) -> None:
    title = "" if "title" in entry else ", title: {vi: Quy tắc, en: Check}"
    path = pack(tmp_path, f"- code: one\n  kind: bulk\n  title: One\n- {{code: two, {entry}{title}}}\n")
    with pytest.raises(Refused) as refused:
        load(path)
    problems = refused.value.particulars["problems"]
    assert [(each.file, each.line, each.refused.code) for each in problems] == [("quality.yaml", 4, code)]
    assert "…" not in sentence(problems[0].refused)
    assert not Check.objects.exists()


def test_the_command_weighs_what_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(pack(tmp_path))
    capsys.readouterr()
    assert main(["quality"]) == 0
    assert "Nothing waits" in capsys.readouterr().out
    unit, *_ = units(1)
    for month in range(1, 9):
        report(unit, f"2025-{month:02}-10", accepted=True, built=4)
    report(unit, "2025-09-10", built=40)
    assert main(["quality", "--json"]) == 0
    out = capsys.readouterr().out
    assert '"waiting": 1' in out
    assert '"kinds": {"outlier": 1}' in out
    assert main(["quality", "--programme", "nothing"]) == 1


def test_the_shipped_packs_have_checks_that_fit_their_forms() -> None:
    from tests.packs import TINY

    packs = TINY.parents[2] / "packs"
    for name in ("nepal-2015",):
        done = load(packs / name).done
        assert done["checks"].created >= 5
    assert {one.kind for one in checks_in_force()} >= {"denominator", "outlier"}
