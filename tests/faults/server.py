"""A whole Kheo (and, where wished, a whole PostgreSQL) in processes of their own, that can be killed at any moment."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

KHEO = Path(sys.executable).with_name("kheo")
PATIENCE = 60  # seconds that a server may take to come up


def pause(seconds: float) -> None:
    """Let time pass between two looks."""
    threading.Event().wait(seconds)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(port: int, up: bool, process: subprocess.Popen[bytes] | None = None) -> None:
    """Look again and again until somebody listens, or nobody does any more."""
    end = time.monotonic() + PATIENCE
    while listens(port) != up:
        if time.monotonic() > end:
            raise AssertionError(f"port {port} is {'not up' if up else 'still up'}")
        if up and process and process.poll() is not None:
            raise AssertionError(f"the server ended with {process.returncode}")
        pause(0.02)


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    told = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in told.read_text().split()] if told.exists() else []


def kill(*pids: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class Kheo:
    """``kheo serve`` over a data folder."""

    def __init__(self, data: Path, database: str = "") -> None:
        self.port = free_port()
        self.environment = {
            **os.environ,
            "KHEO_DATA": str(data),
            "KHEO_DATABASE": database,
            "DJANGO_SETTINGS_MODULE": "kheo.settings",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, workers: int = 1) -> None:
        command = [str(KHEO), "serve", "--port", str(self.port), "--workers", str(workers)]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(self.port, True, self.process)

    @property
    def master(self) -> int:
        assert self.process
        return self.process.pid

    @property
    def workers(self) -> list[int]:
        return children(self.master)

    def kill_master(self) -> None:
        """The master dies, and with it, as a machine would have it, its workers."""
        workers = self.workers
        kill(self.master, *workers)
        self._buried()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.kill_master()

    def _buried(self) -> None:
        assert self.process
        self.process.wait(PATIENCE)
        wait_until(self.port, False)

    def run(self, module: str, *arguments: str) -> str:
        """Run one of our modules in a process with the same settings; returns what it prints."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def prepare(self, devices: int) -> list[str]:
        """The tables, a form and some devices; returns their keys."""
        keys: list[str] = json.loads(self.run("tests.faults.ground", str(devices)))
        return keys


class Postgres:
    """A cluster of its own, with fsync on. The server refuses to run as root, so root lends it to ``postgres``."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kheo-faults-"))
        self.port = free_port()
        self.user = "postgres" if os.getuid() == 0 else None
        if self.user:
            entry = pwd.getpwnam(self.user)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        self._run(
            "initdb", "-D", str(self.cluster), "-U", "kheo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
        )
        self.start()

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def url(self) -> str:
        return f"postgresql://kheo@127.0.0.1:{self.port}/postgres"

    @property
    def master(self) -> int:
        return int((self.cluster / "postmaster.pid").read_text().split()[0])

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=60"
        log = str(self.folder / "log")
        command = ("pg_ctl", "-D", str(self.cluster), "-s", "-w", "-l", log, "-o", options, "start")
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self._run(*command)
            except subprocess.CalledProcessError:
                # A process of the killed cluster may still be on its way out, and holds its memory until then.
                if time.monotonic() > end:
                    raise

    def backends(self) -> list[int]:
        """The processes that serve a connection (not those that write or watch)."""
        own = []
        for pid in children(self.master):
            with contextlib.suppress(FileNotFoundError):
                if "127.0.0.1" in Path(f"/proc/{pid}/cmdline").read_text():
                    own.append(pid)
        return own

    def kill_master(self) -> None:
        master = self.master
        kill(master, *children(master))
        wait_until(self.port, False)

    def stop(self) -> None:
        if listens(self.port):
            self._run("pg_ctl", "-D", str(self.cluster), "-m", "immediate", "-s", "stop")
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        command = [_program(program), *arguments]
        quiet = subprocess.DEVNULL
        subprocess.run(command, check=True, cwd=self.folder, user=self.user, stdout=quiet, stderr=quiet)


def _program(name: str) -> str:
    """Debian keeps the server's programs away from PATH."""
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    assert found, f"PostgreSQL's {name} is not installed"
    return found


@contextlib.contextmanager
def running(data: Path, postgres: bool) -> Iterator[tuple[Kheo, Postgres | None]]:
    """A Kheo that serves, over a PostgreSQL of its own or over SQLite; both end with the block."""
    cluster = Postgres() if postgres else None
    kheo = Kheo(data, cluster.url if cluster else "")
    try:
        yield kheo, cluster
    finally:
        kheo.stop()
        if cluster:
            cluster.stop()
