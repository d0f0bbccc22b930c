"""What a check found, in words: a sentence for the report's page and a chip for the queue.

They say what is odd and never who did what. Of another report they say nothing: its number stands in
``finding.detail["other"]``, and the page asks whether the reader may see it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kheo.kit.text import pick
from kheo.verify.quality.models import Beheld, Finding
from kheo.verify.quality.states import Against, Kind
from kheo.web.shared import numbers
from kheo.web.shared.days import day_name, period_name

MANY_TIMES = 1_000
Told = Mapping[str, Any]


def sentence(finding: Finding | Beheld) -> str:
    """One or two sentences in the reader's language, with the numbers that they stand on."""
    return _SENTENCES[Kind(finding.rule.kind)](finding.against, finding.detail)


def chip(finding: Finding | Beheld) -> str:
    """A few words in the reader's language, as they stand in the queue."""
    return _CHIPS[Kind(finding.rule.kind)](finding.against, finding.detail)


def kind_name(kind: str) -> str:
    """What a kind of check looks for, as a heading."""
    return {
        Kind.OUTLIER: _("Far from what is usual"),
        Kind.JUMP: _("Several times the usual"),
        Kind.DIGITS: _("Rounded numbers"),
        Kind.RATIO: _("Answers that do not fit each other"),
        Kind.DENOMINATOR: _("More than there are"),
        Kind.SAME_TEXT: _("Same text in reports of different units"),
        Kind.SAME_PICTURE: _("Same picture in reports of different units"),
        Kind.BULK: _("Many reports at once before closing"),
        Kind.OUTSIDE: _("Days that cannot be"),
        Kind.FITS_TOO_WELL: _("Exactly as promised, again and again"),
        Kind.POSSIBLE_DOUBLE: _("Possibly the same work"),
        Kind.MISSING_EVIDENCE: _("No picture"),
        Kind.COMPLETENESS: _("Earlier reports are missing"),
        Kind.TIMELINESS: _("Came late"),
    }[Kind(kind)]


def _n(value: Any) -> str:
    return numbers.number(None if value is None else Decimal(str(value)), get_language() or "vi")


def _asked(told: Told, key: str = "asked") -> str:
    """The question, as the form puts it."""
    return pick(told.get(key) or {}, get_language() or "vi") or str(told.get("field", ""))


def _numbers(told: Told) -> dict[str, str]:
    return {
        name: _n(value)
        for name, value in told.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    } | {"asked": _asked(told), "span": _span(told), "times": _times(told.get("times") or 0)}


def _times(times: float) -> str:
    """A slip of the finger makes millions of it, which say no more than many."""
    return _n(times) if times <= MANY_TIMES else _("over %(many)s") % {"many": _n(MANY_TIMES)}


def _span(told: Told) -> str:
    low, high = _n(told.get("low")), _n(told.get("high"))
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def _before(told: Told) -> str:
    """Between what the unit's periods before lay."""
    words = {
        "month": _("the unit's months before were %(span)s"),
        "quarter": _("the unit's quarters before were %(span)s"),
        "half": _("the unit's half years before were %(span)s"),
        "year": _("the unit's years before were %(span)s"),
    }
    return words.get(str(told.get("grain")), _("the unit's reports before were %(span)s")) % _numbers(told)


def _outlier(against: str, told: Told) -> str:
    if against == Against.PEERS:
        peers = _("units of the same kind told %(span)s in this period") % _numbers(told)
        return f"{_asked(told)}: {_n(told['value'])}; {peers}."
    lines = _("single lines of the unit before were %(span)s") % _numbers(told)
    return f"{_asked(told)}: {_n(told['value'])}; {lines}."


def _outlier_chip(against: str, told: Told) -> str:
    small = told["times"] < 1
    if against == Against.PEERS:
        return _("far below its peers") if small else _("%(times)s × its peers") % _numbers(told)
    return _("far below its usual") if small else _("%(times)s × its usual") % _numbers(told)


def _jump(against: str, told: Told) -> str:
    period = period_name(str(told.get("period", "")))
    begin = _("%(asked)s: %(value)s together in %(period)s") % {**_numbers(told), "period": period}
    end = (
        _("the year before it was %(last_year)s") % _numbers(told)
        if against == Against.LAST_YEAR
        else _before(told)
    )
    return f"{begin}; {end}."


def _jump_chip(against: str, told: Told) -> str:
    if against == Against.LAST_YEAR:
        return _("%(times)s × last year") % _numbers(told)
    return _("%(times)s × its usual") % _numbers(told)


def _digits(_against: str, told: Told) -> str:
    n = _numbers(told)
    if told["ends"] == 10:
        return _("%(rounded)s of the unit's last %(count)s numbers end in 0; that is more than chance.") % n
    if told["ends"] == 5:
        return (
            _("%(rounded)s of the unit's last %(count)s numbers end in 0 or 5; that is more than chance.") % n
        )
    return (
        _(
            "%(rounded)s of the unit's last %(count)s numbers are multiples of %(ends)s; that is more than chance."
        )
        % n
    )


def _digits_chip(_against: str, told: Told) -> str:
    if told["run"] >= 3:
        return _("%(run)s rounded numbers in a row") % _numbers(told)
    return _("%(rounded)s of %(count)s numbers rounded") % _numbers(told)


def _ratio(_against: str, told: Told) -> str:
    pair = {"of": _asked(told), "beside": _asked(told, "asked_beside")}
    n = {**_numbers(told), **pair, "to": _n(told["to"])}
    if told["ratio"] is None:
        return _("%(of)s: %(value)s, while %(beside)s is %(to)s.") % n
    begin = _("%(of)s: %(value)s, %(beside)s: %(to)s; that makes %(ratio)s for each one.") % n
    if told["high"] >= 1e15:
        return " ".join((begin, _("At least %(low)s is expected.") % n))
    if told["low"] <= 0:
        return " ".join((begin, _("At most %(high)s is expected.") % n))
    return " ".join((begin, _("Expected: %(span)s.") % n))


def _ratio_chip(_against: str, told: Told) -> str:
    if told["ratio"] is None:
        return _("something of nothing")
    return _("an unusual ratio: %(ratio)s") % _numbers(told)


def _denominator(against: str, told: Told) -> str:
    n = _numbers(told)
    if against == Against.TARGET:
        period = period_name(str(told.get("period", "")))
        return _("%(asked)s: the unit has %(times)s × what it promised for %(period)s (%(known)s).") % {
            **n,
            "period": period,
        }
    return _("%(asked)s: %(value)s; as far as is known there are %(known)s in this place.") % n


def _denominator_chip(against: str, _told: Told) -> str:
    return _("over its target") if against == Against.TARGET else _("more than there are here")


def _same_text(_against: str, told: Told) -> str:
    if told["likeness"] >= 1:
        return _("Another unit's report has the same words in “%(asked)s”.") % _numbers(told)
    part = {**_numbers(told), "part": _n(round(told["likeness"] * 100))}
    return _("Another unit's report has much the same words in “%(asked)s” (%(part)s%% the same).") % part


def _same_text_chip(_against: str, told: Told) -> str:
    return _("same text as another unit") if told["likeness"] >= 1 else _("nearly the text of another unit")


def _same_picture(_against: str, told: Told) -> str:
    return ngettext(
        "%(reports)s other report came with the same picture.",
        "%(reports)s other reports came with the same picture.",
        told["reports"],
    ) % {"reports": _n(told["reports"])}


def _same_picture_chip(_against: str, _told: Told) -> str:
    return _("same picture as another report")


def _bulk(_against: str, told: Told) -> str:
    return _(
        "%(reports)s reports of %(units)s units were sent from one account in the last %(hours)s hours before they were due."
    ) % _numbers(told)


def _bulk_chip(_against: str, told: Told) -> str:
    return _("%(reports)s reports at once") % _numbers(told)


def _outside(_against: str, told: Told) -> str:
    days = {
        "day": day_name(dt.date.fromisoformat(told["day"])),
        "came": day_name(dt.date.fromisoformat(told["came"])),
        "days": _n(told.get("days", 0)),
    }
    return {
        "future": _("The work ends on %(day)s, and the report came on %(came)s, before that."),
        "programme": _("The programme did not run on %(day)s."),
        "before_unit": _("The unit did not exist yet on %(day)s."),
        "after_unit": _("The unit did not exist any more on %(day)s."),
        "late": _("The work ended on %(day)s, %(days)s days before the report came."),
    }[told["why"]] % days


def _outside_chip(_against: str, told: Told) -> str:
    return {
        "future": _("a day that had not come"),
        "programme": _("outside the programme's days"),
        "before_unit": _("before the unit existed"),
        "after_unit": _("after the unit ended"),
        "late": _("told %(days)s days later") % {"days": _n(told.get("days", 0))},
    }[told["why"]]


def _fits(against: str, told: Told) -> str:
    n = _numbers(told)
    if against == Against.ANSWER:
        pair = {"beside": _asked(told, "asked_beside")}
        return _("%(asked)s was exactly %(beside)s in %(exact)s of the unit's last %(count)s reports.") % {
            **n,
            **pair,
        }
    return _("%(asked)s was exactly what was promised in %(exact)s of the unit's last %(count)s periods.") % n


def _fits_chip(_against: str, told: Told) -> str:
    return _("exactly as promised %(exact)s times") % _numbers(told)


def _double(_against: str, told: Told) -> str:
    if told.get("reference"):
        return _(
            "The unit told this line's own number (%(asked)s) in another report too. Both count."
        ) % _numbers(told)
    whose = (
        _("Another report of the same unit tells the same numbers of this place")
        if told["same_unit"]
        else _("Another report tells the same numbers of this place")
    )
    if not told["days"]:
        return _("%(whose)s, on the same day.") % {"whose": whose}
    apart = ngettext("%(days)s day apart", "%(days)s days apart", told["days"]) % {"days": _n(told["days"])}
    return f"{whose}, {apart}."


def _double_chip(_against: str, told: Told) -> str:
    return _("its number was told before") if told.get("reference") else _("possibly the same work")


def _no_evidence(_against: str, told: Told) -> str:
    if told.get("named"):
        return _("The report names a picture that has not come.")
    return _("The form asks for a picture, and the report has none.")


def _no_evidence_chip(_against: str, told: Told) -> str:
    return _("picture has not come") if told.get("named") else _("no picture")


def _incomplete(_against: str, told: Told) -> str:
    return _("Of the unit's %(expected)s reports before this one, %(came)s came.") % _numbers(told)


def _incomplete_chip(_against: str, told: Told) -> str:
    return _("%(came)s of %(expected)s reports before") % _numbers(told)


def _late(_against: str, told: Told) -> str:
    due = day_name(dt.date.fromisoformat(told["due"]))
    return _("The report was due on %(due)s and came %(days)s days later.") % {**_numbers(told), "due": due}


def _late_chip(_against: str, told: Told) -> str:
    return _("%(days)s days late") % _numbers(told)


Say = Callable[[str, Told], str]
_BOTH: dict[Kind, tuple[Say, Say]] = {
    Kind.OUTLIER: (_outlier, _outlier_chip),
    Kind.JUMP: (_jump, _jump_chip),
    Kind.DIGITS: (_digits, _digits_chip),
    Kind.RATIO: (_ratio, _ratio_chip),
    Kind.DENOMINATOR: (_denominator, _denominator_chip),
    Kind.SAME_TEXT: (_same_text, _same_text_chip),
    Kind.SAME_PICTURE: (_same_picture, _same_picture_chip),
    Kind.BULK: (_bulk, _bulk_chip),
    Kind.OUTSIDE: (_outside, _outside_chip),
    Kind.FITS_TOO_WELL: (_fits, _fits_chip),
    Kind.POSSIBLE_DOUBLE: (_double, _double_chip),
    Kind.MISSING_EVIDENCE: (_no_evidence, _no_evidence_chip),
    Kind.COMPLETENESS: (_incomplete, _incomplete_chip),
    Kind.TIMELINESS: (_late, _late_chip),
}
_SENTENCES = {kind: both[0] for kind, both in _BOTH.items()}
_CHIPS = {kind: both[1] for kind, both in _BOTH.items()}
