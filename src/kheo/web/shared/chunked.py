"""Requests whose length nobody told: phones may send in chunks, and Django reads as far as a length says."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from typing import IO, Any

LARGEST = 100_000_000  # bytes
_IN_MEMORY = _BLOCK = 1 << 20
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class WholeBody:
    """Reads a chunked body to a file first; one that is too long is answered 413 before it is read to its end."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("HTTP_TRANSFER_ENCODING", "").lower() != "chunked":
            return self._application(environ, start_response)
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            size = _copy(environ["wsgi.input"], body)
            if size > LARGEST:
                start_response("413 Content Too Large", [("Content-Length", "0"), ("Connection", "close")])
                return [b""]
            body.seek(0)
            environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(size)}
            # Read to its end here: the body is gone when this returns.
            return list(self._application(environ, start_response))


def _copy(source: IO[bytes], target: IO[bytes]) -> int:
    """Bytes copied: at most one block more than what is allowed."""
    size = 0
    while size <= LARGEST and (block := source.read(_BLOCK)):
        target.write(block)
        size += len(block)
    return size
