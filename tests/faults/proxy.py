"""A bad network: stands before a server and, when told so, answers for it, cuts it off, or loses its replies."""

from __future__ import annotations

import http.client
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SENDING = "/submission"
# What may befall a sending: an answer of somebody in between, a cut before it arrives, a reply that is lost after the
# server kept the report, a drip of a byte now and then.
FAULTS = ("500", "502", "cut", "dropped", "drip")


class Proxy(ThreadingHTTPServer):
    """``faults`` befall the next sendings, one each; ``down`` cuts everything off, pages too."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = port
        self.faults: deque[str] = deque()
        self.down = False
        self.sent = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle is what this is about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Proxy

    def do_any(self) -> None:
        sending = self.command == "POST" and self.path.endswith(SENDING)
        fault = self.server.faults.popleft() if sending and self.server.faults else ""
        if self.server.down or fault == "cut":
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if fault in ("500", "502"):
            self._answer(int(fault), [("Content-Type", "text/html")], b"<h1>Bad gateway</h1>")
            return
        status, headers, content = self._forward(body)
        self.server.sent += sending
        if fault == "dropped":
            self.close_connection = True
            return
        self._answer(status, headers, content, slowly=fault == "drip")

    do_GET = do_POST = do_HEAD = do_any

    def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.target, timeout=60)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            kept = [
                (name, value)
                for name, value in answer.getheaders()
                if name.lower() not in ("connection", "transfer-encoding", "content-length", "date", "server")
            ]
            return answer.status, kept, answer.read()
        finally:
            connection.close()

    def _answer(
        self, status: int, headers: list[tuple[str, str]], content: bytes, *, slowly: bool = False
    ) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "HEAD":
            return
        for at in range(0, len(content), 16 if slowly else max(len(content), 1)):
            self.wfile.write(content[at : at + 16] if slowly else content)
            if slowly:
                self.wfile.flush()
                threading.Event().wait(0.05)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Quiet: a test says what went wrong."""


@contextmanager
def standing_before(port: int) -> Iterator[Proxy]:
    """A proxy before the server on ``port``."""
    proxy = Proxy(port)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
