"""The command line's frame: what it prints and how it ends."""

import io
import json
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import get_default_password_validators
from django.db import OperationalError

from kheo.commands import check, main
from kheo.commands.terminal.progress import Progress
from kheo.commands.terminal.tables import print_table
from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import roles_of
from kheo.ground.accounts.states import Role
from kheo.ground.audit.queries import latest, trail
from tests.packs import TINY, copy_of_tiny, edit


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHEO_LANGUAGE", "en")


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--help"]) == 0
    out = capsys.readouterr().out
    for name in main.command_names():
        assert f"    {name}" in out


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["load"], ["check", "--nonsense"], ["serve", "--port", "x"]]
)
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err


def test_bench_knows_its_benchmarks(capfd: pytest.CaptureFixture[str]) -> None:
    assert main.main(["bench", "nonsense"]) == 1
    assert (
        "figures, forgeries, fresh, hostile, import, maps, review, second_wall, signing_in, submissions"
        in capfd.readouterr().err
    )
    assert main.main(["bench", "figures", "--help"]) == 0
    assert "--rounds" in capfd.readouterr().out


def test_a_refusal_is_a_sentence_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["load", "no-such-pack"]) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith("There is no pack “no-such-pack”.")
    assert captured.out == ""


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ({"KHEO_LANGUAGE": "vi", "LANG": "en_US.UTF-8"}, "vi"),
        ({"KHEO_LANGUAGE": "", "LANG": "vi_VN.UTF-8"}, "vi"),
        ({"KHEO_LANGUAGE": "", "LC_ALL": "C.UTF-8", "LANG": "vi_VN.UTF-8"}, "en"),
        ({"KHEO_LANGUAGE": "fr"}, "en"),
    ],
)
def test_it_speaks_the_language_of_the_person(
    settings: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert main.language() == language


@pytest.mark.django_db
def test_load_prints_what_changed_and_then_that_nothing_did(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["load", str(TINY)]) == 0
    out = capsys.readouterr().out
    assert "places" in out and "indicators" in out
    assert main.main(["load", str(TINY)]) == 0
    assert capsys.readouterr().out == "tiny: nothing changed.\n"
    assert main.main(["load", str(TINY), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {
        "pack": "tiny",
        "kind": "places",
        "created": 0,
        "updated": 0,
        "unchanged": 6,
        "retired": 0,
    } in rows


@pytest.mark.django_db
def test_load_names_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = copy_of_tiny(tmp_path)
    edit(pack, "targets.csv", "400.5", "many")
    edit(pack, "schedules.yaml", "every: month", "every: week")
    assert main.main(["load", str(pack)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "targets.csv, line 3: in “value”, “many” is not a number. Write it as 1234.5."
    assert lines[1].startswith("schedules.yaml, line 1: in “every”, “week” is not known.")
    assert lines[2] == "The pack tiny was not loaded, and nothing was changed. Problems found: 2."


@pytest.mark.django_db
def test_load_names_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main.main(["load", str(TINY)])
    pack = copy_of_tiny(tmp_path)
    edit(pack, "indicators/T-HOUSES.yaml", "{sum: value}", "{max: value}")
    capsys.readouterr()
    assert main.main(["load", str(pack)]) == 0
    assert "indicators: T-HOUSES@2" in capsys.readouterr().out


@pytest.mark.django_db
def test_createadmin_adds_an_administrator_and_a_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough phrase\n"))
    assert main.main(["createadmin", "lan", "--password-stdin"]) == 0
    user = User.objects.get(username="lan")
    assert roles_of(user) == {Role.ADMINISTRATOR}
    assert user.check_password("a long enough phrase")
    row = latest(f"user:{user.pk}", "user.added")
    assert row is not None
    assert list(trail(actor="kheo", act="user.added", before=row.pk + 1)) == [row]
    assert list(trail(since=row.at, before=row.pk)) == []
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough phrase\n"))
    assert main.main(["createadmin", "lan", "--password-stdin"]) == 1
    assert "There is an account named lan already." in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "password"), [("lan", "short"), ("la n", "a long enough phrase"), ("lan", "")]
)
def test_createadmin_refuses_weak_passwords_and_odd_names(
    name: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert get_default_password_validators()
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    assert main.main(["createadmin", name, "--password-stdin"]) == 1
    assert not User.objects.exists()


@pytest.mark.django_db
def test_createadmin_asks_twice(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter(
        ["a long enough phrase", "another long phrase", "a long enough phrase", "a long enough phrase"]
    )
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main.main(["createadmin"]) == 1
    assert "--password-stdin" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))
    assert main.main(["createadmin"]) == 1
    assert main.main(["createadmin"]) == 0
    assert User.objects.get().username == "admin"


@pytest.mark.django_db
def test_migrate_says_when_nothing_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["migrate"]) == 0
    assert "nothing to apply" in capsys.readouterr().out


@pytest.mark.django_db
def test_check_goes_on_after_a_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["check"]) == 0
    assert capsys.readouterr().out.count("✓") == 6

    def broken() -> str:
        raise OSError("disk full\nand more")

    monkeypatch.setattr(check, "_data_folder", broken)
    assert main.main(["check"]) == 1
    out, err = capsys.readouterr()
    assert "✗ the data folder can be written: disk full\n" in out
    assert out.count("✓") == 5
    assert err == "1 of 6 checks failed.\n"
    assert main.main(["check", "--json"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["ok"] for row in rows] == [False, True, True, True, True, True]


@pytest.mark.django_db
def test_a_database_that_is_behind_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(args: object) -> int:
        raise OperationalError("no such table: places_place\nmore")

    monkeypatch.setattr("kheo.commands.load.run", broken)
    monkeypatch.setattr("kheo.commands.migrate.unapplied", lambda: ["places.0002"])
    assert main.main(["load", "x"]) == 1
    assert "kheo migrate" in capsys.readouterr().err

    def unreachable() -> list[str]:
        raise OperationalError("could not connect")

    monkeypatch.setattr("kheo.commands.migrate.unapplied", unreachable)
    assert main.main(["load", "x"]) == 1
    assert "The database cannot be used: no such table: places_place" in capsys.readouterr().err
    monkeypatch.setattr("kheo.commands.migrate.unapplied", list)
    with pytest.raises(OperationalError):
        main.main(["load", "x"])


def test_being_stopped_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(args: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("kheo.commands.load.run", stopped)
    assert main.main(["load", "x"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_progress_off_a_terminal_is_a_line_for_each_tenth() -> None:
    stream = io.StringIO()
    with Progress("Reading", stream=stream) as progress:
        for done in range(1001):
            progress(done, 1000)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[-1].endswith("1,000 / 1,000")


def test_progress_without_an_end_and_in_quiet() -> None:
    stream = io.StringIO()
    progress = Progress("Reading", stream=stream)
    progress(1)
    progress(150_000)
    assert [line.split()[-1] for line in stream.getvalue().splitlines()] == ["1", "150,000"]
    Progress("Reading", stream=stream, quiet=True)(1)
    assert len(stream.getvalue().splitlines()) == 2


def test_a_table_is_as_wide_as_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["kind", "n"], [["places", 6], [None, 14_151]], right=[1])
    assert capsys.readouterr().out == "kind        n\n──────  ─────\nplaces      6\n        14151\n"
