"""Large sizes of made-up reports: through the ledger with their joint work, or straight into columns; never twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kheo.capture.submissions.models import Submission
from kheo.commands import main
from kheo.facts.columns import actions as columns
from kheo.facts.columns.queries import form_files, state
from kheo.facts.joint.models import JointActivity, JointMember
from kheo.facts.ledger.models import Fact, Posting
from kheo.flow import post_samples
from kheo.flow.load_pack import load_pack
from kheo.flow.make_samples import make_samples
from kheo.kit.stopwatch import Stopwatch
from tests.packs import copy_of_tiny, edit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
FACTS = 600
GENERATOR = """
period: "2025"
place_level: commune
sizes: {large: {facts: 600}, straight: {facts: 900}}
forms:
  houses:
    joint: {share: 0.4, agencies: [LOCAL, ARMY], rule: highest}
    fields:
      funding: {pick: {budget: 1, donation: 1}}
      built: {median: 4}
"""
UNITS = """ARMY:a,Ban chỉ huy A,,ARMY:t:p,ARMY,t:a@old,,,
ARMY:b,Ban chỉ huy B,,ARMY:t:p,ARMY,t:b@old,,,
ARMY:c,Ban chỉ huy C,,ARMY:t:p,ARMY,t:c@new,,,
ARMY:d,Ban chỉ huy D,,ARMY:t:p,ARMY,t:d@new,,,
"""


@pytest.fixture
def pack(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA = tmp_path / "data"
    monkeypatch.setenv("KHEO_LANGUAGE", "en")
    pack = copy_of_tiny(tmp_path)
    (pack / "generator.yaml").write_text(GENERATOR)
    with (pack / "organisations.csv").open("a") as out:
        out.write(UNITS)
    locality = "|  | text | locality |"
    edit(pack, "forms/houses.md", locality, f"|  | text | reference | Số | Number | |||||\n{locality}")
    load_pack(path=pack, by="x", now=NOW, everywhere=True)
    return pack


def make(pack: Path, size: str, **more: Any) -> int:
    folder = pack.parent / "made"
    return make_samples(pack=pack, programme="tiny", size=size, folder=folder, by="x", now=NOW, **more)


def test_they_go_through_the_ledger_and_are_joined(pack: Path) -> None:
    watch = Stopwatch()
    assert make(pack, "large", watch=watch) == FACTS == Fact.objects.count()
    assert list(watch.seconds) == ["made", "imported", "posted", "joined", "shown"]
    copy = state()
    assert (copy.forms["houses"].rows, copy.position, copy.baked) == (FACTS, *[Posting.objects.count()] * 2)
    assert JointActivity.objects.count() > FACTS // 10
    for activity in JointActivity.objects.all()[:20]:
        lead, other = (member.fact.record for member in activity.members.order_by("rank"))
        assert activity.rule == "highest"
        assert (lead.place, lead.day, lead.values.get("built")) == (
            other.place,
            other.day,
            other.values.get("built"),
        )
        assert lead.agency != other.agency
    before = Posting.objects.count(), Submission.objects.count(), JointMember.objects.count()
    assert make(pack, "large") == FACTS
    assert before == (Posting.objects.count(), Submission.objects.count(), JointMember.objects.count())


def test_what_was_interrupted_is_made_to_its_end(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stages: Iterator[int] = iter(range(100))
    with monkeypatch.context() as patch:
        real = post_samples.load_joint

        def stopped(**given: Any) -> Any:
            if next(stages) == 2:
                raise KeyboardInterrupt
            return real(**given)

        patch.setattr(post_samples, "load_joint", stopped)
        with pytest.raises(KeyboardInterrupt):
            make(pack, "large")
    assert 0 < Fact.objects.count() < FACTS
    assert make(pack, "large") == FACTS == Fact.objects.count()
    assert JointMember.objects.count() == 2 * JointActivity.objects.count()


def test_or_straight_into_columns_once(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(columns, "_publish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            make(pack, "straight")
    assert state().forms == {}
    told: list[tuple[int, int | None]] = []
    assert make(pack, "straight", progress=lambda done, total: told.append((done, total))) == 900
    assert told == [(900, 900)]
    assert make(pack, "straight") == 900
    copy = state().forms["houses"]
    assert copy.rows == 900
    assert len(form_files("houses", copy.version)) == 1
    assert not Fact.objects.exists()


def test_the_command_tells_every_stage(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["samples", str(pack), "--size", "large"]) == 0
    out = capsys.readouterr().out
    assert "600 made-up lines" in out
    for stage in ("made up", "imported", "ledger", "joint activities", "columns"):
        assert stage in out
