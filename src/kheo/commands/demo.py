"""``kheo demo``: the demonstration, made if it is not there, and served on this machine."""

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kheo.capture.submissions.models import Submission
from kheo.commands import migrate, serve
from kheo.commands.terminal.progress import Progress
from kheo.commands.terminal.stages import print_stages
from kheo.facts.columns import actions as columns
from kheo.flow.demo_people import open_accounts
from kheo.flow.make_demo import define, fill
from kheo.flow.make_samples import GENERATOR
from kheo.flow.send_waiting import send_waiting
from kheo.ground.accounts.models import User
from kheo.ground.audit.actions import record
from kheo.ground.audit.queries import latest
from kheo.kit.refusals import Refused
from kheo.kit.stopwatch import Stopwatch
from kheo.plan.programmes.queries import find_pack
from kheo.web.refusals import sentence
from kheo.web.shared.context import role_name

HELP = gettext_lazy("make the demonstration if it is not there, and serve it on this machine")
PACKS = ("nepal-2015", "vn-community-support")
SIZES = ("small", "large", "national")
SUBJECT, BEGUN, MADE = "demo", "demo.begun", "demo.made"
BY = "kheo"
WIDTH = 48
READ = ("table", "reports")
PARTS = {
    "definitions": gettext_lazy("%(name)s: definitions"),
    "table": gettext_lazy("  %(name)s: lines"),
    "reports": gettext_lazy("  made-up reports: lines"),
    "waiting": gettext_lazy("  reports that wait for a decision"),
    "joint": gettext_lazy("  work told by several agencies"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", choices=SIZES, help=_("how many made-up reports (default: small)"))
    parser.add_argument(
        "--port", type=int, default=serve.PORT, help=_("the port to listen on (default: %(default)s)")
    )
    parser.add_argument("--no-serve", action="store_true", help=_("make it, and do not serve it"))


def run(args: argparse.Namespace) -> int:
    if not args.no_serve:
        serve.check_free(serve.HOST, args.port)
    migrate.bring_up_to_date()
    packs = [find_pack(name) for name in PACKS]
    size = _begin(args.size)
    digest = _digest(packs, size)
    made = latest(SUBJECT, MADE)
    if made is None or made.detail.get("digest") != digest:
        _make(packs, size, fresh=made is None)
        record(MADE, SUBJECT, by=BY, now=timezone.now(), label=size, detail={"digest": digest})
        if not args.no_serve:
            _begin_anew(args.port)
    accounts = open_accounts(folder=settings.DATA, by=BY, now=timezone.now())
    print(_("Sign in as (on this machine only):"))
    for account in accounts:
        print(f"  {account['username']:<15} {account['password']}   {role_name(account['role'])}")
    if not args.no_serve:
        settings.DEMO = True
        serve.serve(serve.HOST, args.port)
    return 0


def _begin(asked: str | None) -> str:
    """The demonstration's size. It gets a data folder of its own, and keeps the size that it began with."""
    begun = latest(SUBJECT, BEGUN)
    if begun is None:
        if User.objects.exists() or Submission.objects.exists():
            raise Refused("demo.not_empty", folder=str(settings.DATA))
        begun = record(BEGUN, SUBJECT, by=BY, now=timezone.now(), label=asked or SIZES[0])
    if asked and asked != begun.label:
        raise Refused("demo.other_size", size=begun.label, asked=asked, folder=str(settings.DATA))
    return begun.label


def _begin_anew(port: int) -> NoReturn:
    """Serve from a fresh process in place of this one: the columnar store's threads would not outlive a fork."""
    connections.close_all()
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "kheo.commands.main", "demo", "--port", str(port)])


def _digest(packs: list[Path], size: str) -> str:
    """Of everything that the demonstration is made from: when it changes, the demonstration follows."""
    made_from = hashlib.sha256(size.encode())
    for pack in packs:
        for file in sorted(path for path in pack.rglob("*") if path.is_file()):
            made_from.update(
                f"{file.relative_to(pack)}\0".encode() + hashlib.sha256(file.read_bytes()).digest()
            )
    return made_from.hexdigest()


def _make(packs: list[Path], size: str, *, fresh: bool) -> None:
    """Everything, or, where it was made before from other packs, only what they define: nothing is made up twice."""
    begin = time.monotonic()
    if fresh:
        print(_("Making the demonstration in %(folder)s, once.") % {"folder": settings.DATA}, flush=True)
    else:
        print(_("The packs have changed: loading what they define."), flush=True)
    for pack in packs:
        now = timezone.now()
        define(pack, everywhere=size != SIZES[0], by=BY, now=now, tell=_tell)
        if fresh:
            fill(pack, size=size, folder=settings.DATA / "made-up", by=BY, now=now, say=sentence, tell=_tell)
            if (pack / GENERATOR).is_file():
                with _tell("waiting", pack.name) as telling:
                    telling.holds(send_waiting(pack=pack, by=BY, now=now))
    columns.refresh()
    print(_("Made in %(seconds)d s.") % {"seconds": time.monotonic() - begin}, flush=True)


class _Telling:
    """Shows how far a part is, and keeps how much it held."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.watch = Stopwatch()
        self.count = 0

    def __call__(self, done: int, total: int | None, /) -> None:
        self.progress(done, total)

    def holds(self, count: int) -> None:
        self.count = count


@contextmanager
def _tell(kind: str, name: str) -> Iterator[_Telling]:
    begin = time.monotonic()
    title = PARTS[kind] % {"name": name}
    with Progress(title) as progress:
        telling = _Telling(progress)
        yield telling
    seconds = time.monotonic() - begin
    rate = _("%(rate)s a second") % {"rate": f"{telling.count / seconds:,.0f}"} if kind in READ else ""
    print(f"{title:<{WIDTH}} {telling.count:>10,}  {seconds:>7.1f} s  {rate}".rstrip(), flush=True)
    print_stages(telling.count, telling.watch)
