"""A filled-in form as bytes, as a phone sends it: the form is that of ``tests.phones``."""

from __future__ import annotations


def filled(
    instance: str = "uuid:1",
    inside: str = "<done>2025-07-01</done><houses>2</houses>",
    *,
    replaces: str = "",
    version: str = "3",
    form: str = "relief",
) -> bytes:
    old = f"<deprecatedID>{replaces}</deprecatedID>" if replaces else ""
    return (
        f'<data id="{form}" version="{version}">{inside}<meta><instanceID>{instance}</instanceID>{old}</meta></data>'
    ).encode()
