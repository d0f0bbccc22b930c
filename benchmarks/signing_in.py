"""Whether the time of a refused sign-in tells which accounts there are.

    .venv/bin/python benchmarks/signing_in.py

Each kind in turn, so that whatever else the machine does hits all alike; medians in milliseconds of processor, and
their ratio to those of an account that there is not. Answers have to be the same to the letter, too.
"""

from __future__ import annotations

import logging
import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ |= {
    "KHEO_DATA": tempfile.mkdtemp(prefix="kheo-signing-in-"),
    "KHEO_DATABASE": "",
    "DJANGO_SETTINGS_MODULE": "kheo.settings",
}

import django  # noqa: E402 - it reads the settings above

django.setup()

from axes.utils import reset  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from kheo.ground.accounts.actions import add_user, set_active  # noqa: E402
from kheo.ground.accounts.models import User  # noqa: E402
from kheo.ground.accounts.states import Role  # noqa: E402

ROUNDS = int(os.environ.get("KHEO_ROUNDS", "60"))
PASSWORD = "a-long-password-1"  # noqa: S105 - of accounts that end with this process
NOBODY = "nobody"
KINDS = (NOBODY, "there", "shut", "invited")
# What any two answers differ in: the form's token, and the name that was typed.
OWN = re.compile(
    r'(?:name="csrfmiddlewaretoken" value|id="id_username"[^>]*? value|name="username" value)="[^"]*"'
)


def main() -> None:
    logging.disable(logging.WARNING)  # each refused sign-in is logged
    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    accounts()
    spent: dict[str, list[float]] = {kind: [] for kind in KINDS}
    told: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for at in range(ROUNDS + 3):
        for kind in KINDS:
            reset()
            begun = time.process_time()
            answer = Client().post("/sign-in", {"username": kind, "password": f"wrong-{at}"})
            passed = time.process_time() - begun
            told[kind].add(f"{answer.status_code} {OWN.sub('', answer.content.decode()).replace(kind, '')}")
            if at >= 3:  # what is loaded once is not counted
                spent[kind].append(passed)
    base = statistics.median(spent[NOBODY])
    for kind, times in spent.items():
        middle = statistics.median(times)
        low, high = statistics.quantiles(times, n=20)[0], statistics.quantiles(times, n=20)[-1]
        same = "same answer" if told[kind] == told[NOBODY] else "ANOTHER ANSWER"
        print(
            f"{kind:8} {middle * 1000:7.1f} ms ({low * 1000:.1f} to {high * 1000:.1f})  x {middle / base:.3f}  {same}"
        )


def accounts() -> None:
    now = timezone.now()
    for name in ("there", "shut"):
        add_user(username=name, password=PASSWORD, role=Role.REPORTER, by="benchmark", now=now)
    add_user(username="invited", password=None, role=Role.REPORTER, by="benchmark", now=now)
    set_active(user=User.objects.get(username="shut"), active=False, by="benchmark", now=now)


if __name__ == "__main__":
    main()
