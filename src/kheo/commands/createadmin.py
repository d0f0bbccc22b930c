"""``kheo createadmin``: the first account, or another administrator's."""

import argparse
import getpass
import sys

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kheo.ground.accounts.actions import add_user
from kheo.ground.accounts.states import Role
from kheo.kit.refusals import Refused

HELP = gettext_lazy("add an administrator's account")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "username", nargs="?", default="admin", help=_("the name to sign in with (default: admin)")
    )
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help=_("read the password from the first line of standard input"),
    )


def run(args: argparse.Namespace) -> int:
    password = sys.stdin.readline().rstrip("\r\n") if args.password_stdin else _ask()
    add_user(
        username=args.username, password=password, role=Role.ADMINISTRATOR, by="kheo", now=timezone.now()
    )
    print(_("%(username)s can sign in as an administrator.") % {"username": args.username})
    return 0


def _ask() -> str:
    if not sys.stdin.isatty():
        raise Refused("commands.no_terminal")
    password = getpass.getpass(_("Password: "))
    if getpass.getpass(_("The same again: ")) != password:
        raise Refused("commands.passwords_differ")
    return password
