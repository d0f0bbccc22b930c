"""``kheo notify``: what a server does beside answering, done once: for cron where no server runs, and after a pause."""

import argparse

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kheo.commands.terminal.tables import print_json
from kheo.ground.notices.queries import post
from kheo.web.notices.daily import go_round
from kheo.web.notices.sending import send_all

HELP = gettext_lazy("tell people what is due, late and waiting, and send the mails that wait")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))


def run(args: argparse.Namespace) -> int:
    now = timezone.now()
    new = go_round(now=now)
    done = send_all(timezone.now)
    state = post(timezone.now())
    told = {
        "told": new,
        "sent": done.sent,
        "dropped": done.dropped,
        "failed": done.failed,
        "waiting": state.waiting,
        "given_up": state.given_up,
    }
    if args.json:
        print_json([told])
        return 0
    print(
        _("New notices: %(told)d. Mails sent: %(sent)d, waiting: %(waiting)d, given up: %(given_up)d.") % told
    )
    if not settings.MAIL:
        print(_("No mail server is set (KHEO_MAIL): everything is told in the app only."))
    elif done.error:
        print(_("The mail server said: %(error)s") % {"error": done.error})
    return 0
