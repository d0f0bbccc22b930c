"""``kheo serve``: the pages and the API, by gunicorn in this process's child."""

import argparse
import os
import socket
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, connections
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from gunicorn.app.base import BaseApplication

from kheo.commands import migrate
from kheo.kit.refusals import Refused

HELP = gettext_lazy("bring the database up to date and serve the pages")
HOST, PORT, THREADS = "127.0.0.1", 8000, 8
PATIENCE = 60  # seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=HOST, help=_("the address to listen on (default: %(default)s)"))
    parser.add_argument(
        "--port", type=int, default=PORT, help=_("the port to listen on (default: %(default)s)")
    )

    parser.add_argument(
        "--workers",
        type=int,
        default=1,
        help=_(
            "processes that answer, each with the engine's memory; more take more reports a second (default: %(default)s)"
        ),
    )


def run(args: argparse.Namespace) -> int:
    _once_there_is_a_database(migrate.bring_up_to_date)
    serve(args.host, args.port, args.workers)
    return 0


def serve(host: str, port: int, workers: int = 1) -> None:
    """Serve until interrupted. Refuses a port that is taken.

    One worker with threads unless more are wished: the columnar engine and its memory live in each process.
    """
    check_free(host, port)
    if host not in ("127.0.0.1", "localhost", "0.0.0.0", "::") and host not in settings.ALLOWED_HOSTS:
        settings.ALLOWED_HOSTS.append(host)
    # The worker is forked: a connection of this process is none of its own.
    connections.close_all()
    # Whitenoise looks for the folder of collected files even where it serves from the packages.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    print(
        _("Kheo is on http://%(host)s:%(port)s (Ctrl-C stops it)") % {"host": host, "port": port}, flush=True
    )
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    _Server({"bind": bind, "workers": max(workers, 1)}).run()


def _once_there_is_a_database(act: Callable[[], object]) -> None:
    """After a loss of power both start at once, and PostgreSQL takes no connections until it has recovered."""
    for left in reversed(range(PATIENCE)):
        try:
            act()
            return
        except OperationalError:
            if connection.vendor == "sqlite" or not left:
                raise
            if left == PATIENCE - 1:
                print(_("Waiting for the database."), flush=True)
            threading.Event().wait(1)


def check_free(host: str, port: int) -> None:
    """Refuses a port that is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise Refused("commands.port_taken", host=host, port=port) from error


def _beside(_worker: Any) -> None:
    """What each process does beside answering."""
    from kheo.web import warm
    from kheo.web.deciding import deciding
    from kheo.web.notifying import notifying
    from kheo.web.sealing import sealing
    from kheo.web.weighing import weighing

    for work in (deciding, sealing, weighing, notifying):
        work.begin()
    warm.begin()


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, options: dict[str, Any]) -> None:
        self.options = {
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 300,
            "keepalive": 5,
            "loglevel": os.environ.get("KHEO_LOG", "warning"),
            "control_socket_disable": True,
            "post_worker_init": _beside,
            **options,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from kheo.web.wsgi import application

        return application
