"""A mail server on this machine that keeps what it is given, and fails when told so."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass
class Sink:
    """``holding``: it keeps a mail and says nothing until ``go_on`` is set. ``slow``: seconds that it
    takes over each. ``answer``: to the end of each mail; ``greeting``:
    to whoever calls. ``kept`` is set at every mail."""

    port: int = 0
    messages: list[Message] = field(default_factory=list)
    holding: bool = False
    slow: float = 0
    answer: bytes = b"250 kept"
    greeting: bytes = b"220 sink"
    kept: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=no&from=kheo@example.org"

    @property
    def ids(self) -> list[str]:
        return [str(one["Message-ID"]) for one in self.messages]


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        sink = self.server.sink
        self._say(sink.greeting)
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self._say(b"354 go on")
                if not self._take(sink):
                    return
            elif word == b"QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(b"250 sink")

    def _take(self, sink: Sink) -> bool:
        content = b""
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            content += line
        sink.messages.append(message_from_bytes(content))
        sink.kept.set()
        if sink.holding or sink.slow:
            sink.go_on.wait(60 if sink.holding else sink.slow)
        self._say(sink.answer)
        return True

    def _say(self, text: bytes) -> None:
        try:
            self.wfile.write(text + b"\r\n")
        except OSError:
            return  # whoever called was killed: that is what this is for


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    sink: Sink

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that is killed in the middle is what this is for."""


@contextmanager
def sinking() -> Iterator[Sink]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.sink = sink = Sink(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield sink
        finally:
            sink.go_on.set()
            server.shutdown()
