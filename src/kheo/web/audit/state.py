"""How the record stands, in words: for the command and for the auditor's page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kheo.facts.ledger.rules import Why as Wrong
from kheo.flow.vouch import Vouched
from kheo.ground.audit.models import AuditRow
from kheo.ground.audit.queries import anchors_of_days, latest, standing
from kheo.ground.audit.rules import Anchor, Fault, Verdict, Why
from kheo.web.shared.days import moment_name

DAYS = 7
SUBJECT = "audit"


@dataclass(frozen=True)
class State:
    """``checked``: the newest check there is a trace of. ``anchors``: the last of each day."""

    checked: AuditRow | None
    sound: bool
    finding: str
    last: Anchor | None
    waiting: int
    anchored: AuditRow | None
    anchors: list[Anchor]


def state_now() -> State:
    checked, stands = latest(SUBJECT, "audit.verified"), standing()
    sound = bool(checked and checked.detail.get("whole"))
    finding = "" if checked is None or sound else _finding(checked)
    anchored = latest(SUBJECT, "audit.anchored")
    return State(checked, sound, finding, stands.last, stands.waiting, anchored, anchors_of_days(DAYS))


def _finding(checked: AuditRow) -> str:
    """The first bad row of a check that found one, or the first thing that it does not vouch for."""
    about, wrong = checked.detail.get("about"), checked.detail.get("wrong")
    if about and wrong in set(Wrong):
        return not_vouched(str(about), Wrong(wrong))
    row, why = checked.detail.get("row"), checked.detail.get("why")
    if not isinstance(row, int) or why not in set(Why):
        return ""
    return reason(Fault(row, Why(why)))


def whole(found: Verdict) -> str:
    """One sentence for a record that nothing is wrong with."""
    rows = ngettext("%(count)d row", "%(count)d rows", found.rows) % {"count": found.rows}
    seals = ngettext("%(count)d seal", "%(count)d seals", found.seals) % {"count": found.seals}
    said = _("The record is whole: %(rows)s under %(seals)s") % {"rows": rows, "seals": seals}
    parts = [said]
    if found.last:
        parts.append(_("the last at %(moment)s") % {"moment": moment_name(found.last.at)})
    if found.waiting:
        parts.append(_waiting(found.waiting, found.waiting_since))
    if found.anchors:
        parts.append(
            ngettext("%(count)d anchor holds", "%(count)d anchors hold", found.anchors)
            % {"count": found.anchors}
        )
    return "; ".join(parts) + "."


def vouched(found: Vouched) -> str:
    """One sentence for facts and editions that the record vouches for."""
    postings = ngettext("%(count)d posting", "%(count)d postings", found.postings) % {"count": found.postings}
    editions = ngettext("%(count)d edition", "%(count)d editions", found.editions) % {"count": found.editions}
    return _("Facts and editions are what was written: %(postings)s, %(editions)s.") % {
        "postings": postings,
        "editions": editions,
    }


def not_vouched(subject: str, why: Wrong) -> str:
    """What the record does not vouch for, and why that is said."""
    kind, _separator, name = subject.partition(":")
    of_posting = {
        Wrong.CHANGED: _("The facts of posting %(name)s are not what was posted: they were changed."),
        Wrong.MISSING: _("Posting %(name)s was recorded and is missing: it was deleted."),
        Wrong.UNKNOWN: _("Nobody is recorded as the author of what is in posting %(name)s: it was inserted."),
    }
    of_edition = {
        Wrong.CHANGED: _("The edition “%(name)s” is not what was frozen: it was changed."),
        Wrong.MISSING: _("The edition “%(name)s” was recorded and is missing: it was deleted."),
        Wrong.UNKNOWN: _("Nobody is recorded as the author of the edition “%(name)s”: it was inserted."),
    }
    return (of_edition if kind == "edition" else of_posting)[why] % {"name": name}


def _waiting(count: int, since: dt.datetime | None) -> str:
    return ngettext(
        "%(count)d row, written at %(since)s, is not sealed yet and is as it was written",
        "%(count)d rows, the first written at %(since)s, are not sealed yet and are as they were written",
        count,
    ) % {"count": count, "since": moment_name(since)}


def reason(fault: Fault) -> str:
    """What is wrong first, and why that is said."""
    at = {"row": fault.row, "seal": fault.seal, "other": fault.other, "anchor": str(fault.anchor or "")}
    return {
        Why.CHANGED: _("Row %(row)d is not what was written: it was changed."),
        Why.MISSING: _("Row %(row)d is missing: it was deleted."),
        Why.INSERTED: _("Row %(row)d was not there when its neighbours were sealed: it was inserted."),
        Why.SWAPPED: _("Row %(row)d and another one (%(other)d) were swapped."),
        Why.SEAL_CHANGED: _(
            "From row %(row)d on nothing vouches for what is written: its seal (%(seal)d) was changed."
        ),
        Why.SEAL_MISSING: _(
            "From row %(row)d on nothing vouches for what is written: the seal %(seal)d is missing."
        ),
        Why.CUT_OFF: _(
            "From row %(row)d on the record is cut off, or it is an older backup: the anchor “%(anchor)s” saw more."
        ),
        Why.REWRITTEN: _(
            "From row %(row)d on the record was written anew: it is not the one that the anchor “%(anchor)s” saw."
        ),
    }[fault.why] % at
