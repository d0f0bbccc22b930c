"""A Kheo of its own for a test: a process over a data folder, and programs that run beside it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

KHEO = Path(sys.executable).with_name("kheo")


def environment_of(data: Path) -> dict[str, str]:
    """What a process needs to work over ``data``, whatever database the tests use."""
    return {
        **os.environ,
        "KHEO_DATA": str(data),
        "KHEO_DATABASE": "",
        "KHEO_LANGUAGE": "en",
        "DJANGO_SETTINGS_MODULE": "kheo.settings",
    }


def make_demonstration(data: Path) -> None:
    """``kheo demo`` into a folder, without a server."""
    data.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [KHEO, "demo", "--no-serve"], env=environment_of(data), capture_output=True, text=True
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


@contextmanager
def serving(data: Path, *command: str, within: int = 120) -> Iterator[str]:
    """``kheo COMMAND --port …`` over ``data``: the address, without a slash at its end. ``within``: seconds to begin."""
    data.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = data / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [KHEO, *command, "--port", str(port)],
            env=environment_of(data),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(server, port, log, within)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait(server: subprocess.Popen[bytes], port: int, log: Path, within: int) -> None:
    """Until the port answers; fails with the server's own words when it ends before."""
    pause, until = threading.Event(), time.monotonic() + within
    while time.monotonic() < until:
        if server.poll() is not None:
            pytest.fail(f"the server ended with {server.returncode}:\n{log.read_text()[-3000:]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        pause.wait(0.2)
    pytest.fail(f"the server did not begin within {within} s:\n{log.read_text()[-3000:]}")


def run_beside(data: Path, module: str, *arguments: str) -> Any:
    """What a module of the tests, run over ``data``, prints as JSON on its last line."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], env=environment_of(data), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.strip().splitlines()[-1])
