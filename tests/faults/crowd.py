"""Clients that send without pause, and write down what was acknowledged before they believe it."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import threading
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

from tests.filled import filled

BOUNDARY = "kheo-boundary"
PATIENCE = 60  # seconds for a server that is back to take what is left


def multipart(xml: bytes, files: dict[str, bytes]) -> bytes:
    """The body of a POST as a phone makes it."""
    parts = [("xml_submission_file", "submission.xml", "text/xml", xml)]
    parts += [(name, name, "image/jpeg", content) for name, content in files.items()]
    body = b""
    for field, name, kind, content in parts:
        head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: {kind}'
        body += f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


def send(port: int, key: str, body: bytes, timeout: float = 30) -> int:
    """The status of the answer. Raises OSError or HTTPException where there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "X-OpenRosa-Version": "1.0"}
        connection.request("POST", f"/or/{key}/submission", body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


class Crowd:
    """``clients`` threads; each report is sent again until it is acknowledged, as a phone does."""

    def __init__(self, port: int, keys: list[str], journal: Path, seed: int) -> None:
        self.port = port
        self.keys = keys
        self.answers: Counter[str] = Counter()
        self._journal = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_DSYNC)
        self._over = threading.Event()
        self._random = random.Random(seed)
        self._threads = [
            threading.Thread(target=self._work, args=(key, self._random.random()), daemon=True)
            for key in keys
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Each client sends what it has in its hands until it is acknowledged, then ends."""
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "a report was not taken in a minute"
        os.close(self._journal)

    @property
    def acknowledged(self) -> int:
        return self.answers["201"] + self.answers["202"]

    def _work(self, key: str, seed: float) -> None:
        chance = random.Random(seed)
        while not self._over.is_set():
            self._report(key, chance)

    def _report(self, key: str, chance: random.Random) -> None:
        files = {name: chance.randbytes(chance.randrange(200, 40_000)) for name in ("a.jpg", "b.jpg")}
        files = dict(list(files.items())[: chance.randrange(3)])
        names = "".join(
            f"<{tag}>{name}</{tag}>" for tag, name in zip(("photo", "second"), files, strict=False)
        )
        instance = f"uuid:{uuid.UUID(int=chance.getrandbits(128))}"
        xml = filled(instance, f"<done>2025-07-01</done><houses>{chance.randrange(9)}</houses>{names}")
        body = multipart(xml, files)
        while True:
            try:
                status = send(self.port, key, body)
            except (OSError, http.client.HTTPException) as error:
                self.answers[type(error).__name__] += 1
                self._over.wait(0.05)
                continue
            self.answers[str(status)] += 1
            if status in (201, 202):
                break
        told: dict[str, Any] = {
            "instance": instance,
            "sha256": hashlib.sha256(xml).hexdigest(),
            "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        }
        os.write(self._journal, (json.dumps(told) + "\n").encode())
