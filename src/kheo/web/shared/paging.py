"""The way through a long list."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Pager:
    """``before`` and ``after`` are addresses, empty at the ends."""

    page: int
    pages: int
    total: int
    before: str
    after: str


def pager(request: HttpRequest, page: int, pages: int, total: int, anchor: str = "") -> Pager:
    def url(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"{request.path}?{query.urlencode()}{anchor}"

    return Pager(page, pages, total, url(page - 1) if page > 1 else "", url(page + 1) if page < pages else "")
