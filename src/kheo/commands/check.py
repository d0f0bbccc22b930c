"""``kheo check``: is this installation in order? One line for each check; exit 1 when one fails."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kheo.commands.migrate import unapplied
from kheo.commands.terminal.tables import print_json
from kheo.facts.columns import queries as columns
from kheo.facts.ledger.models import Posting
from kheo.ground.notices.queries import post
from kheo.kit.refusals import Refused
from kheo.web.notices.sending import said_of
from kheo.web.refusals import sentence
from kheo.web.shared.walled import wall_gaps

HELP = gettext_lazy("see whether this installation is in order")


class Finding(NamedTuple):
    """``reason`` is empty when the check passed."""

    check: str
    reason: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line"))


def run(args: argparse.Namespace) -> int:
    found = findings()
    if args.json:
        print_json({"check": f.check, "ok": not f.reason, "reason": f.reason} for f in found)
    else:
        for finding in found:
            print(("✗ " if finding.reason else "✓ ") + ": ".join(part for part in finding if part))
    failed = [finding for finding in found if finding.reason]
    if failed:
        raise Refused("commands.checks_failed", failed=len(failed), total=len(found))
    return 0


def findings() -> list[Finding]:
    """Every check and what it found, in the order an administrator would mend them."""
    checks: list[tuple[str, Callable[[], str]]] = [
        (_("the data folder can be written"), _data_folder),
        (_("the database answers"), _database),
        (_("the database is at this version"), _migrations),
        (_("the columnar copy can be read"), _columns),
        (_wall_title(), _wall),
        (_mail_title(), _mail),
    ]
    return [Finding(title, _reason(check)) for title, check in checks]


def _reason(check: Callable[[], str]) -> str:
    try:
        return check()
    except Refused as refused:
        return sentence(refused)
    except (
        Exception
    ) as error:  # a check reports whatever it meets: a broken file, a missing table, a full disk
        return (str(error).strip() or type(error).__name__).splitlines()[0]


def _data_folder() -> str:
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.DATA) as file:
        file.write(b"kheo")
    return ""


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    missing = unapplied()
    return _("%(count)d steps are missing; run `kheo migrate`") % {"count": len(missing)} if missing else ""


def _wall_title() -> str:
    """SQLite, and one login for all, have the first wall only: a choice, and in order."""
    if settings.DATABASE_WEB:
        return _("the second wall between agencies stands")
    return _(
        "no login of their own is set for the pages (KHEO_DATABASE_WEB): agencies have the first wall only"
    )


def _wall() -> str:
    if not settings.DATABASE_WEB:
        return ""
    gaps = wall_gaps(str(settings.DATABASE_WEB["USER"]))
    if not gaps:
        return ""
    return _("it does not stand (%(gaps)s); run `kheo migrate`") % {"gaps": ", ".join(gaps)}


def _mail_title() -> str:
    """Going without mail is a choice, and in order."""
    if settings.MAIL or settings.MAIL_WRONG:
        return _("mail can be sent")
    return _("no mail server is set (KHEO_MAIL), so that nobody is told by mail")


def _mail() -> str:
    if settings.MAIL_WRONG:
        return _(
            "KHEO_MAIL is no address such as smtp://user:password@host:587?from=kheo@example.org, or the file that "
            "KHEO_MAIL_PASSWORD_FILE names cannot be read"
        )
    if not settings.MAIL:
        return ""
    try:
        server = get_connection()
        server.open()
        server.close()
    except OSError as error:
        return _("the mail server does not take mail: %(error)s") % {"error": said_of(error)}
    found = post(timezone.now())
    if found.given_up:
        return _("mails that were given up in the last week: %(count)d; the server said: %(error)s") % {
            "count": found.given_up,
            "error": found.error,
        }
    return ""


def _columns() -> str:
    state = columns.state()
    for code, form in state.forms.items():
        for file in columns.form_files(code, form.version):
            if not Path(file).is_file():
                return _("%(file)s is gone; run `kheo rebuild`") % {"file": file}
    head = Posting.objects.aggregate(head=Max("number"))["head"] or 0
    if state.position < head:
        return _("it ends at posting %(here)d of %(head)d; run `kheo rebuild`") % {
            "here": state.position,
            "head": head,
        }
    return ""
