"""Answers to HEAD: the headers of what GET would answer, and no body, which a server would have to throw away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class NoBodyOnHead:
    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer = self._application(environ, start_response)
        if environ.get("REQUEST_METHOD") != "HEAD":
            return answer
        # A file that would have been handed out is open, and Django waits for the end of its answer.
        close = getattr(answer, "close", None)
        if close is not None:
            close()
        return []
