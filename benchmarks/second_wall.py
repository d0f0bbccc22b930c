"""What the second wall costs: pages and receipts under the pages' own login, beside the same under the owner's.

    scripts/with-postgres .venv/bin/python benchmarks/second_wall.py

Two agencies, KHEO_REPORTS undecided reports each; a verifier of one of them asks. Both logins in turn, so that whatever
else the machine does hits both alike; medians in milliseconds and their ratio. "Nothing kept": as the first request of a
fresh process, which works everything out; "kept": as any later one.
"""

from __future__ import annotations

import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ |= {
    "KHEO_DATA": tempfile.mkdtemp(prefix="kheo-second-wall-"),
    "DJANGO_SETTINGS_MODULE": "kheo.settings",
}

import django  # noqa: E402 - it reads the settings above

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from kheo.facts.columns import actions as columns  # noqa: E402
from kheo.ground.accounts.actions import add_device, add_user  # noqa: E402
from kheo.ground.accounts.models import User  # noqa: E402
from kheo.ground.accounts.states import Role  # noqa: E402
from kheo.ground.organisations.models import Organisation  # noqa: E402
from kheo.web.shared.kept import forget  # noqa: E402
from kheo.web.shared.walled import wall_in  # noqa: E402
from tests.filled import filled  # noqa: E402
from tests.ledger_build import NOW, build  # noqa: E402
from tests.people import PASSWORD, browser_of, reporter  # noqa: E402
from tests.phones import arrives, post  # noqa: E402

REPORTS = int(os.environ.get("KHEO_REPORTS", "1000"))
ROUNDS = int(os.environ.get("KHEO_ROUNDS", "9"))
LOGIN = "pages_of_the_benchmark"
PAGES = ("verify", "reports", "attention", "figures", "places")
Logins = dict[str, dict[str, Any]]


def main() -> None:
    if connection.vendor != "postgresql":
        sys.exit("Run it with scripts/with-postgres: SQLite has the first wall only.")
    logging.disable(logging.WARNING)
    settings.ALLOWED_HOSTS = ["*"]
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    verifier, key = people_and_reports()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {LOGIN} LOGIN")
        cursor.execute("ANALYZE")
    wall_in(LOGIN)
    owner = dict(connection.settings_dict)
    logins: Logins = {"owner": owner, "wall": {**owner, "USER": LOGIN, "WALLED": True}}
    client = browser_of(verifier)
    print(f"{2 * REPORTS} reports of two agencies, {ROUNDS} rounds, PostgreSQL")
    number = iter(range(10**6))
    compare(
        "a report arrives", logins, lambda: post(key, filled(f"uuid:late:{next(number)}")).status_code == 201
    )
    for page in PAGES:
        address = f"/p/test/{page}"

        def asked(address: str = address) -> bool:
            return bool(client.get(address).status_code == 200)

        def fresh(address: str = address) -> bool:
            forget()
            return asked(address)

        compare(f"{page}, nothing kept", logins, fresh)
        compare(f"{page}, kept", logins, asked)


def people_and_reports() -> tuple[User, str]:
    """A verifier of the army's, and the key of a device of another agency's reporter."""
    build()
    reporter()
    key = ""
    for ref in ("army", "front"):
        agency = Organisation.objects.get(ref=ref)
        for role in (Role.REPORTER, Role.VERIFIER):
            add_user(
                username=f"{ref}-{role}", password=PASSWORD, role=role, organisation=agency.pk, by="benchmark", now=NOW
            )  # fmt: skip
        sender = User.objects.get(username=f"{ref}-{Role.REPORTER}")
        device, key = add_device(user=sender, label=ref, by="benchmark", now=NOW)
        for at in range(REPORTS):
            inside = f"<done>2025-{at % 12 + 1:02}-01</done><houses>{at % 90 + 1}</houses>"
            arrives(device, filled(f"uuid:{ref}:{at}", inside))
    columns.refresh()
    return User.objects.get(username=f"army-{Role.VERIFIER}"), key


def compare(what: str, logins: Logins, act: Callable[[], bool]) -> None:
    spent: dict[str, list[float]] = {name: [] for name in logins}
    for at in range(ROUNDS + 1):
        for name, login in logins.items():
            connection.close()
            connection.settings_dict = login
            connection.ensure_connection()
            begun = time.perf_counter()
            if not act():
                sys.exit(f"{what} as {name}: not answered as it should")
            if at:  # what is loaded once is not counted
                spent[name].append(time.perf_counter() - begun)
    before, behind = (statistics.median(times) * 1000 for times in spent.values())
    print(f"{what:32} {before:9.1f} ms  {behind:9.1f} ms  x {behind / before:.2f}", flush=True)


if __name__ == "__main__":
    main()
