"""The demonstration: made once, never over somebody's own data, its accounts told on this machine only."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kheo.capture.submissions.models import Record
from kheo.commands import demo, main, serve
from kheo.facts.columns import queries as columns
from kheo.facts.ledger.models import Head
from kheo.flow.demo_people import FILE, ROLES, open_accounts
from kheo.ground.accounts.models import User
from kheo.ground.audit.queries import trail
from kheo.kit.refusals import Refused
from kheo.plan.programmes.models import Programme
from kheo.plan.programmes.queries.imports import imports_of, programme_code
from tests.packs import copy_of_tiny

pytestmark = pytest.mark.django_db

TABLE = """Unit,Commune,Last day,Houses built
U-X,,2025-03-01,4
U-X,,2025-03-01,4
"""
IMPORTS = "- {file: houses.csv, form: houses, mapping: mapping.yaml, accept: true}\n"
MAPPING = """columns: {reporting_unit: Unit, locality: Commune, last_day: Last day, built: Houses built}
"""


@pytest.fixture
def folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, and the tiny pack with a table in place of the demonstration's packs."""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    pack = copy_of_tiny(tmp_path)
    (pack / "imports.yaml").write_text(IMPORTS)
    (pack / "mapping.yaml").write_text(MAPPING)
    unit = next(line.split(",")[0] for line in (pack / "organisations.csv").read_text().splitlines()[1:])
    (pack / "houses.csv").write_text(TABLE.replace("U-X", unit))
    monkeypatch.setattr(demo, "PACKS", (str(pack),))
    monkeypatch.setenv("KHEO_LANGUAGE", "en")
    return Path(settings.DATA)


def make(*more: str) -> int:
    return main.main(["demo", "--no-serve", *more])


def test_it_is_made_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert make() == 0
    first = capsys.readouterr().out
    assert "Making the demonstration" in first
    assert Record.objects.count() == 2
    assert columns.state().position == Head.objects.get().position
    assert make() == 0
    second = capsys.readouterr().out
    assert "Making" not in second
    for account in json.loads((folder / FILE).read_text()):
        assert account["password"] in first
        assert account["password"] in second
    assert trail(act="demo.made").count() == 1


def test_changed_packs_are_loaded_and_nothing_is_made_up_twice(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make()
    pack = Path(demo.PACKS[0])
    programme = (pack / "programme.yaml").read_text()
    (pack / "programme.yaml").write_text(programme.replace("A tiny programme", "Another title"))
    (pack / "houses.csv").write_text((pack / "houses.csv").read_text() + "\n")
    assert make() == 0
    assert "The packs have changed" in capsys.readouterr().out
    assert Programme.objects.get().title["en"] == "Another title"
    assert Record.objects.count() == 2


def test_what_was_interrupted_is_made_to_its_end(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(demo, "fill", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        assert make() == main.INTERRUPTED
    assert Record.objects.count() == 0
    assert make() == 0
    assert Record.objects.count() == 2


def test_it_keeps_its_size(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make()
    assert make("--size", "large") == 1
    assert "holds the demonstration of size small" in capsys.readouterr().err


def test_it_never_moves_in_with_somebodys_own_people(
    folder: Path, django_user_model: type[User], capsys: pytest.CaptureFixture[str]
) -> None:
    django_user_model.objects.create(username="administrator")
    assert make() == 1
    assert "not the demonstration's" in capsys.readouterr().err
    assert not (folder / FILE).exists()
    assert Programme.objects.count() == 0


def test_a_port_that_is_taken_is_told_before_anything_is_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def taken(host: str, port: int) -> None:
        raise Refused("commands.port_taken", host=host, port=port)

    monkeypatch.setattr(serve, "check_free", taken)
    assert main.main(["demo", "--port", "8000"]) == 1
    assert "Port 8000" in capsys.readouterr().err
    assert Programme.objects.count() == 0


class TestAccounts:
    def test_passwords_are_of_chance_and_kept_from_others(self, tmp_path: Path) -> None:
        accounts = open_accounts(folder=tmp_path, by="test", now=timezone.now())
        assert [account["role"] for account in accounts] == list(ROLES)
        assert len({account["password"] for account in accounts}) == len(ROLES)
        for account in accounts:
            assert User.objects.get(username=account["username"]).check_password(account["password"])
        assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
        assert open_accounts(folder=tmp_path, by="test", now=timezone.now()) == accounts

    def test_a_lost_file_makes_new_passwords(self, tmp_path: Path) -> None:
        before = open_accounts(folder=tmp_path, by="test", now=timezone.now())
        (tmp_path / FILE).unlink()
        after = open_accounts(folder=tmp_path, by="test", now=timezone.now())
        user = User.objects.get(username=after[0]["username"])
        assert user.check_password(after[0]["password"])
        assert not user.check_password(before[0]["password"])

    def test_the_sign_in_page_tells_them_only_where_the_demonstration_serves(
        self, tmp_path: Path, settings: Any, client: Client
    ) -> None:
        settings.DATA = tmp_path
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # as when serving
        password = open_accounts(folder=tmp_path, by="test", now=timezone.now())[0]["password"]
        assert password not in client.get("/sign-in").content.decode()
        settings.DEMO = True
        assert password in client.get("/sign-in").content.decode()


class TestImports:
    def test_a_pack_names_its_tables_and_its_programme(self, folder: Path) -> None:
        pack = Path(demo.PACKS[0])
        (table,) = imports_of(pack)
        assert (table.file.name, table.form, table.accept) == ("houses.csv", "houses", True)
        assert programme_code(pack) == "tiny"

    def test_a_file_that_is_not_there_is_named_with_its_line(self, folder: Path) -> None:
        pack = Path(demo.PACKS[0])
        (pack / "imports.yaml").write_text(IMPORTS + "- {file: lost.csv, form: houses}\n")
        with pytest.raises(Refused) as refusal:
            imports_of(pack)
        (problem,) = refusal.value.particulars["problems"]
        assert (problem.file, problem.line, problem.refused.code) == ("imports.yaml", 2, "load.no_file")
