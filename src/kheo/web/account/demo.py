"""The accounts that a demonstration offers on its sign-in page.

``demo-accounts.json`` in the data folder, written by ``kheo demo``: a list of {username, password, role}. They are
offered only while ``kheo demo`` itself serves, on this machine: ``kheo serve`` over the same folder tells nobody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.conf import settings

from kheo.web.shared.context import role_name

FILE = "demo-accounts.json"


@dataclass(frozen=True)
class DemoAccount:
    username: str
    password: str
    role: str


def demo_accounts() -> list[DemoAccount]:
    file = settings.DATA / FILE
    if not settings.DEMO or not file.exists():
        return []
    rows = json.loads(file.read_text(encoding="utf-8"))
    return [DemoAccount(row["username"], row["password"], role_name(row.get("role", ""))) for row in rows]
