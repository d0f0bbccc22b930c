"""Editions: frozen once, never changed, and compared with both values."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, connection, transaction

from kheo.commands.main import main
from kheo.consolidate.editions.actions import freeze
from kheo.consolidate.editions.models import Edition
from kheo.consolidate.editions.queries import altered_editions, edition_differences, edition_named
from kheo.consolidate.editions.rules import edition_digest
from kheo.consolidate.figures.queries import recompute
from kheo.facts.columns import actions as columns
from kheo.ground.audit.models import AuditRow
from kheo.kit.refusals import Refused
from kheo.plan.programmes.models import Programme
from tests.ledger_build import NOW, Ground, define, ground, post  # noqa: F401  (ground is a fixture)
from tests.tampering import sql, take_the_guards_away

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(ground: Ground) -> Edition:  # noqa: F811
    define(ground, "PLACES", [{"distinct": "place"}])
    post(ground, [{"place": "a", "people": 30}, {"place": "b", "people": 12}, {"people": 5}])
    columns.refresh()
    return freeze(name="first", programme="test", period="2025", by="kheo", now=NOW)


def correct(ground: Ground) -> Edition:  # noqa: F811
    post(ground, [{"place": "b", "people": 20}], replaces=[1])
    columns.refresh()
    return freeze(name="second", programme="test", period="2025", by="kheo", now=NOW)


def test_it_keeps_every_indicator_for_the_country_and_each_place(frozen: Edition) -> None:
    kept = {(figure["indicator"], figure["place"]): figure["value"] for figure in frozen.figures}
    assert kept == {
        ("PEOPLE", None): "47",
        ("PLACES", None): "2",
        ("PEOPLE", "p"): "42",
        ("PEOPLE", ""): "5",
        ("PLACES", "p"): "2",
    }
    assert frozen.level == "province"
    assert frozen.digest == edition_named("first").digest
    assert AuditRow.objects.get(act="edition.frozen").label == "first"


def test_its_passports_come_out_the_same_after_corrections(frozen: Edition, ground: Ground) -> None:  # noqa: F811
    correct(ground)
    for figure in frozen.figures:
        again = recompute(figure["passport"])
        assert again.same
        assert format(again.cell.value, "f") == figure["value"]


def test_nothing_changes_it(frozen: Edition) -> None:
    frozen.figures = []
    for attempt in (
        frozen.save,
        frozen.delete,
        Edition.objects.all().delete,
        lambda: Edition.objects.update(figures=[]),
        lambda: Edition.objects.bulk_update([frozen], ["figures"]),
    ):
        with pytest.raises(Refused):
            attempt()
    for statement in ("UPDATE editions_edition SET figures = '[]'", "DELETE FROM editions_edition"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert len(edition_named("first").figures) == 5


def test_the_record_of_acts_vouches_for_it(frozen: Edition) -> None:
    assert altered_editions() == {}
    take_the_guards_away(Edition)
    with transaction.atomic():
        sql("DELETE FROM editions_edition")
        assert altered_editions() == {"first": "missing"}
        transaction.set_rollback(True)
    with transaction.atomic():
        # Whoever alters figures can make their digest fit.
        digest = edition_digest(frozen.period, frozen.position, frozen.figures[:1])
        figures = json.dumps(frozen.figures[:1])
        sql("UPDATE editions_edition SET figures = %s, digest = %s", figures, digest)
        assert edition_named("first").digest == digest
        assert altered_editions() == {"first": "changed"}
        transaction.set_rollback(True)
    frozen.pk, frozen.name = frozen.pk + 1, "other"
    Edition.objects.bulk_create([frozen])
    assert altered_editions() == {"other": "unknown"}


def test_a_name_is_given_once(frozen: Edition) -> None:
    with pytest.raises(Refused) as caught:
        freeze(name="first", programme="test", period="2025", by="kheo", now=NOW)
    assert caught.value.code == "edition.exists"


@pytest.mark.parametrize(
    ("name", "programme", "period", "code"),
    [
        ("a b", "test", "2025", "edition.bad_name"),
        ("x", "nope", "2025", "edition.no_programme"),
        ("x", "test", "2025-13", "periods.bad_label"),
        ("x", "empty", "2025", "edition.no_indicators"),
    ],
)
def test_it_refuses_what_it_cannot_freeze(
    ground: Ground,  # noqa: F811
    name: str,
    programme: str,
    period: str,
    code: str,
) -> None:
    own = ground.programme
    Programme.objects.create(code="empty", pack=own.pack, calendar=own.calendar, valid_from=own.valid_from)
    with pytest.raises(Refused) as caught:
        freeze(name=name, programme=programme, period=period, by="kheo", now=NOW)
    assert caught.value.code == code


def test_a_correction_makes_the_next_edition_and_the_difference_names_both_values(
    frozen: Edition,
    ground: Ground,  # noqa: F811
) -> None:
    assert edition_differences("first", "first") == []
    second = correct(ground)
    assert second.position > frozen.position
    found = edition_differences("first", "second")
    assert [
        (d.indicator, d.place, d.before and d.before["value"], d.after and d.after["value"]) for d in found
    ] == [
        ("PEOPLE", None, "47", "55"),
        ("PEOPLE", "p", "42", "50"),
    ]


def test_a_figure_that_only_one_edition_has_is_a_difference(frozen: Edition, ground: Ground) -> None:  # noqa: F811
    define(ground, "HIGHEST", [{"max": "value"}])
    freeze(name="second", programme="test", period="2025", by="kheo", now=NOW)
    found = edition_differences("first", "second")
    assert {(d.indicator, d.before) for d in found} == {("HIGHEST", None)}


def test_an_edition_that_was_tampered_with_is_not_believed(frozen: Edition) -> None:
    Edition.objects.create(
        name="forged",
        programme=frozen.programme,
        period="2025",
        position=frozen.position,
        figures=[{**frozen.figures[0], "value": "999"}],
        digest=frozen.digest,
        made_at=NOW,
        by="x",
    )
    with pytest.raises(Refused) as caught:
        edition_differences("first", "forged")
    assert caught.value.code == "edition.altered"


def test_the_commands_freeze_list_and_compare(
    ground: Ground,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KHEO_LANGUAGE", "en")
    post(ground, [{"place": "a", "people": 30}])
    columns.refresh()
    assert main(["edition", "list"]) == 0
    assert "No edition was frozen yet" in capsys.readouterr().out
    assert main(["edition", "freeze", "one", "--programme", "test", "--period", "2025"]) == 0
    assert "one: 2 figures at ledger position 1" in capsys.readouterr().out
    post(ground, [{"place": "a", "people": 31}], replaces=[0])
    columns.refresh()
    assert main(["edition", "freeze", "two", "--programme", "test", "--period", "2025"]) == 0
    capsys.readouterr()
    assert main(["edition", "diff", "one", "two"]) == 0
    said = capsys.readouterr().out
    assert "PEOPLE" in said
    assert "whole programme" in said
    assert "30" in said
    assert "31" in said
    assert "2 figures differ." in said
    assert main(["edition", "diff", "one", "one"]) == 0
    assert "same figures" in capsys.readouterr().out
    assert main(["edition", "diff", "one", "two", "--json"]) == 0
    assert capsys.readouterr().out.count('"before"') == 2
    assert main(["edition", "freeze", "one", "--programme", "test", "--period", "2025"]) == 1
    assert "exists already" in capsys.readouterr().err
    assert (
        main(["edition", "freeze", "x", "--programme", "test", "--period", "2025", "--boundaries", "soon"])
        == 1
    )
    assert "“soon” is not a day" in capsys.readouterr().err
