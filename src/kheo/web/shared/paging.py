"""The way through a long list."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

DIGITS = 9  # of the longest number in an address: no list is longer


@dataclass(frozen=True)
class Pager:
    """``before`` and ``after`` are addresses, empty at the ends."""

    page: int
    pages: int
    total: int
    before: str
    after: str


def whole(given: QueryDict, name: str, instead: int = 0) -> int:
    """A whole number in the address; ``instead`` where it is not one."""
    text = given.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else instead


def pager(request: HttpRequest, page: int, pages: int, total: int, anchor: str = "") -> Pager:
    def url(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"{request.path}?{query.urlencode()}{anchor}"

    return Pager(page, pages, total, url(page - 1) if page > 1 else "", url(page + 1) if page < pages else "")
