"""What holds for every test."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# Machines differ in speed and tests are not timed.
hypothesis.settings.register_profile("kheo", deadline=None)
hypothesis.settings.load_profile("kheo")

# What a test asks for that asks the database.
DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}

# The tables that no SQL may empty, and the column of one that may be filled in once.
SET_ONCE = {"joint_jointmember": "ended_id"}

HERE = ("127.0.0.1", "::1", "localhost")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--on-database",
        action="store_true",
        help="only what asks the database: the rest says nothing about it",
    )
    parser.addoption(
        "--wall",
        action="store_true",
        help="on PostgreSQL: pages are answered under the login that owns nothing, behind the second wall",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--on-database"):
        return
    asks = [item for item in items if item.get_closest_marker("django_db") or DATABASE & set(_asked(item))]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asks)])
    items[:] = asks


def _asked(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Tests speak to this machine only: anything else fails at once, naming the address."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in HERE:
            raise AssertionError(f"a test tried to reach {address[0]}: tests stay on this machine")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def patient_sealing() -> Iterator[None]:
    """Tests beside each other share a PostgreSQL, whose transactions have one order: a seal waits for theirs too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kheo.ground.audit.actions.sealing.PATIENCE", 120)
        yield


@pytest.fixture(autouse=True, scope="session")
def emptied_after_each_test() -> Iterator[None]:
    """A test with transactions of its own is followed by emptying all tables: for that the guards step aside."""
    from django.apps import apps
    from django.db import connection
    from django.test import TransactionTestCase

    from kheo.facts.joint.models import JointMember
    from kheo.ground.audit.migrations._append_only import guards, lifted
    from kheo.ground.audit.models import AppendOnly

    emptied = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def run(statements: Any) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def past_the_guards(self: TransactionTestCase) -> None:
        guarded = [model for model in apps.get_models() if issubclass(model, AppendOnly)] + [JointMember]
        run(sql for model in guarded for sql in lifted(connection.vendor, model))
        emptied(self)
        run(
            sql
            for model in guarded
            for sql in guards(connection.vendor, model, SET_ONCE.get(model._meta.db_table, ""))
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", past_the_guards)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """On PostgreSQL the second wall stands in the tests' database, around a login of its own."""
    from django.db import connection

    from tests.walls import raise_in_tests

    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            raise_in_tests()


@pytest.fixture(autouse=True, scope="session")
def requests_behind_the_wall(request: pytest.FixtureRequest) -> Iterator[None]:
    """With ``--wall`` the test's own lines ask as the owner, and each request as the pages' login."""
    if not request.config.getoption("--wall"):
        yield
        return
    from django.test.client import ClientHandler

    from tests.walls import as_pages

    answer = ClientHandler.__call__

    def walled(self: ClientHandler, environ: Any) -> Any:
        with as_pages():
            return answer(self, environ)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "__call__", walled)
        yield


@pytest.fixture
def own_folder(db: None, settings: Any, tmp_path: Path) -> None:
    """A data folder of the test's own: for whatever keeps bytes."""
    settings.DATA = tmp_path / "data"
