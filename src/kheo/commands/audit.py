"""``kheo audit``: check that nobody altered the record of acts, and write down what it is now to be kept outside."""

import argparse
import os
from pathlib import Path
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kheo.commands.terminal.progress import Progress
from kheo.commands.terminal.tables import print_json
from kheo.flow.vouch import Vouched, vouch
from kheo.ground.audit.rules import Anchor, Fault, Verdict, read_anchors
from kheo.kit.refusals import Refused
from kheo.web.audit.state import not_vouched, reason, vouched, whole
from kheo.web.shared.days import moment_name

HELP = gettext_lazy("check that nobody altered the record of who did what")
NOT_WHOLE = 1
MOST_SAID = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar=_("ACT"), required=True)
    verifying = acts.add_parser(
        "verify", help=_("read every row and every seal, and name the first that is not what it was")
    )
    verifying.add_argument(
        "--anchor", type=Path, metavar=_("FILE"), help=_("and compare with the anchors in this file")
    )
    verifying.add_argument("--json", action="store_true", help=_("one JSON object"))
    verifying.add_argument(
        "--no-trace", action="store_true", help=_("do not write into the record that it was checked")
    )
    verifying.set_defaults(act=verify)
    anchoring = acts.add_parser(
        "anchor", help=_("seal what was written, and print one line that stands for all of it")
    )
    anchoring.add_argument(
        "--file",
        type=Path,
        metavar=_("FILE"),
        help=_("append the line to this file instead: keep it elsewhere"),
    )
    anchoring.add_argument("--mail", metavar=_("ADDRESS"), help=_("send the line to this address, too"))
    anchoring.set_defaults(act=anchor)
    sealing = acts.add_parser("seal", help=_("seal what was written and is not under a seal yet"))
    sealing.set_defaults(act=seal_now)


def run(args: argparse.Namespace) -> int:
    return int(args.act(args))


def verify(args: argparse.Namespace) -> int:
    from kheo.ground.audit.actions import record
    from kheo.ground.audit.queries import check

    anchors = _read(args.anchor) if args.anchor else []
    with Progress(_("rows"), quiet=args.json) as progress:
        found = check(anchors, progress)
    with Progress(_("postings"), quiet=args.json) as progress:
        facts = vouch(progress)
    good = found.whole and not facts.altered
    if not args.no_trace:
        detail: dict[str, object] = {"whole": good, "rows": found.rows, "anchors": found.anchors}
        if found.first:
            detail |= {"row": found.first.row, "why": found.first.why.value}
        if facts.altered:
            detail |= {"about": facts.altered[0][0], "wrong": facts.altered[0][1].value}
        record("audit.verified", "audit", by="kheo", now=timezone.now(), detail=detail)
    if args.json:
        print_json([_as_json(found) | _facts_as_json(facts) | {"whole": good}])
    else:
        print(whole(found) if found.first is None else _not_whole(found, found.first))
        for said in [not_vouched(*one) for one in facts.altered[:MOST_SAID]] or [vouched(facts)]:
            print(said)
        if len(facts.altered) > MOST_SAID:
            print(_more(len(facts.altered) - MOST_SAID))
        if facts.altered and not found.whole:
            print(
                _(
                    "What is said of postings may follow from this: their authors and digests stand in the record."
                )
            )
    return 0 if good else NOT_WHOLE


def anchor(args: argparse.Namespace) -> int:
    from kheo.ground.audit.actions import record, seal
    from kheo.ground.audit.queries import anchor_now

    now = timezone.now()
    if args.mail and not settings.MAIL:
        raise Refused("commands.no_mail_server")
    seal(moment=now)
    found = anchor_now()
    if found is None:
        raise Refused("audit.nothing_sealed")
    if args.file:
        _append(args.file, found)
    else:
        print(found)
    if args.mail:
        _mail(args.mail, found)
    detail = {"last": found.last, "count": found.count, "digest": found.digest}
    record("audit.anchored", "audit", by="kheo", now=now, detail=detail)
    return 0


def seal_now(args: argparse.Namespace) -> int:
    from kheo.ground.audit.actions import seal
    from kheo.ground.audit.queries import standing

    seal(moment=timezone.now())
    stands = standing()
    if stands.last is None:
        raise Refused("audit.nothing_sealed")
    print(
        _("Sealed up to row %(last)d (%(moment)s); not sealed yet: %(waiting)d.")
        % {
            "last": stands.last.last,
            "moment": moment_name(stands.last.at),
            "waiting": stands.waiting,
        }
    )
    return 0


def _read(file: Path) -> list[Anchor]:
    try:
        return read_anchors(file.read_text("utf-8").splitlines(), str(file))
    except (OSError, UnicodeDecodeError) as error:
        reason_given = error.strerror if isinstance(error, OSError) else str(error)
        raise Refused("commands.cannot_read", file=str(file), reason=reason_given) from error


def _append(file: Path, found: Anchor) -> None:
    """The line is on the disk when this returns; the same line is not written twice."""
    try:
        with file.open("a+", encoding="utf-8") as out:
            out.seek(0)
            if str(found) not in out.read().splitlines():
                out.write(f"{found}\n")
                out.flush()
                os.fsync(out.fileno())
    except OSError as error:
        raise Refused("commands.cannot_write", file=str(file), reason=error.strerror) from error


def _mail(address: str, found: Anchor) -> None:
    subject = _("Kheo: an anchor of the record of acts, row %(last)d") % {"last": found.last}
    told = _(
        "Keep this line. With it “kheo audit verify --anchor FILE” finds what was altered in anything before it."
    )
    try:
        send_mail(subject, f"{told}\n\n{found}\n", None, [address])
    except (OSError, SMTPException) as error:
        raise Refused("commands.cannot_mail", address=address, reason=str(error)) from error


def _not_whole(found: Verdict, first: Fault) -> str:
    rest = found.faults - 1
    return " ".join((_("The record is NOT whole."), reason(first), _more(rest) if rest else "")).rstrip()


def _more(rest: int) -> str:
    return ngettext("%(count)d more finding.", "%(count)d more findings.", rest) % {"count": rest}


def _facts_as_json(facts: Vouched) -> dict[str, object]:
    return {
        "postings": facts.postings,
        "editions": facts.editions,
        "altered": [
            {"about": about, "why": why.value, "said": not_vouched(about, why)}
            for about, why in facts.altered
        ],
    }


def _as_json(found: Verdict) -> dict[str, object]:
    first = found.first
    return {
        "whole": found.whole,
        "rows": found.rows,
        "seals": found.seals,
        "last": str(found.last) if found.last else None,
        "waiting": found.waiting,
        "waiting_since": found.waiting_since.isoformat() if found.waiting_since else None,
        "anchors": found.anchors,
        "findings": found.faults,
        "first": None
        if first is None
        else {
            "row": first.row,
            "why": first.why.value,
            "seal": first.seal or None,
            "other": first.other or None,
            "anchor": str(first.anchor) if first.anchor else None,
            "said": reason(first),
        },
    }
