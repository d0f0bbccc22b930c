"""What somebody is told, in the language of whoever reads it now. A page and a mail say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from kheo.ground.notices.models import Notice
from kheo.ground.notices.states import Kind, Topic
from kheo.kit.text import pick
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Programme
from kheo.web.shared.context import role_name
from kheo.web.shared.days import day_name, period_name
from kheo.web.shared.numbers import number

LONGEST = 500  # of a reason: the whole of it stands beside the report


def language() -> str:
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


@dataclass(frozen=True)
class Said:
    """``url``: a path; ``verb``: what to do there; both empty where there is nothing to do."""

    text: str
    verb: str = ""
    url: str = ""


class Sentences:
    """For some notices: the names that they need are looked up once."""

    def __init__(self, notices: Iterable[Notice]) -> None:
        some = list(notices)
        forms = {str(one.detail.get("form", "")) for one in some} - {""}
        self._forms = dict(Form.objects.filter(code__in=forms).values_list("code", "title")) if forms else {}
        codes = {str(one.detail.get("programme", "")) for one in some} - {""}
        found = Programme.objects.filter(code__in=codes).values_list("code", "title") if codes else ()
        self._programmes = dict(found)

    def of(self, notice: Notice, *, visible: bool = True) -> Said:
        """``visible``: whether its person may see what it is about; else they learn that, and no more."""
        if not visible:
            return Said(_("This was about something that you may not see any more."))
        return _SAID[Kind(notice.kind)](self, notice.detail)

    def form(self, detail: Mapping[str, Any]) -> str:
        code = str(detail.get("form", ""))
        return pick(self._forms.get(code) or {}, language()) or code

    def programme(self, detail: Mapping[str, Any]) -> str:
        code = str(detail["programme"])
        return pick(self._programmes.get(code) or {}, language()) or code

    def report(self, detail: Mapping[str, Any]) -> str:
        """Form, place and day: by which its sender knows it."""
        parts = (self.form(detail), detail.get("place", ""), day_name(_day(detail.get("day"))))
        return ", ".join(str(part) for part in parts if part)


def _day(text: Any) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _about_report(template: str, verb: str, page: str) -> Callable[[Sentences, Mapping[str, Any]], Said]:
    """``page``: of the app, or the report's own."""

    def said(words: Sentences, detail: Mapping[str, Any]) -> Said:
        reason = str(detail.get("reason", ""))
        short = reason if len(reason) <= LONGEST else reason[: LONGEST - 1] + "…"
        text = _(template) % {"number": detail["report"], "what": words.report(detail), "reason": short}
        if page == "report" and not detail.get("programme"):
            return Said(text)
        args = [detail["programme"], detail["report"]] if page == "report" else []
        return Said(text, _(verb), reverse(page, args=args))

    return said


def _owed(template: str) -> Callable[[Sentences, Mapping[str, Any]], Said]:
    def said(words: Sentences, detail: Mapping[str, Any]) -> Said:
        text = _(template) % {
            "form": words.form(detail),
            "period": period_name(str(detail["period"])),
            "day": day_name(_day(detail["closes"])),
        }
        return Said(text, _("Report now"), reverse("reporter_app"))

    return said


def _waiting(words: Sentences, detail: Mapping[str, Any]) -> Said:
    count = int(detail["count"])
    text = ngettext(
        "%(programme)s: %(count)s report waits for your decision. It came on %(day)s.",
        "%(programme)s: %(count)s reports wait for your decision. The oldest came on %(day)s.",
        count,
    ) % {
        "programme": words.programme(detail),
        "count": number(count, language()),
        "day": day_name(_day(detail["oldest"])),
    }
    return Said(text, _("Verify"), reverse("verify", args=[detail["programme"]]))


def _attention(words: Sentences, detail: Mapping[str, Any]) -> Said:
    texts = {
        "late": lambda n: ngettext("%(n)s unit is late", "%(n)s units are late", n),
        "rivals": lambda n: ngettext("%(n)s report is contradicted", "%(n)s reports are contradicted", n),
        "incomplete": lambda n: ngettext("%(n)s report lacks files", "%(n)s reports lack files", n),
        "gaps": lambda n: ngettext("%(n)s device has gaps", "%(n)s devices have gaps", n),
        "refused": lambda n: ngettext(
            "%(n)s report broke a rule and is not mended", "%(n)s reports broke a rule and are not mended", n
        ),
        "returned": lambda n: ngettext(
            "%(n)s returned report is not mended", "%(n)s returned reports are not mended", n
        ),
    }
    counts = {what: int(detail.get(what, 0)) for what in texts}
    parts = [texts[what](n) % {"n": number(n, language())} for what, n in counts.items() if n]
    text = f"{words.programme(detail)}: {'; '.join(parts)}."
    page = "attention" if any(n for what, n in counts.items() if what != "late") else "who_reported"
    return Said(text, _("See what is the matter"), reverse(page, args=[detail["programme"]]))


def _account(template: str, page: str = "security") -> Callable[[Sentences, Mapping[str, Any]], Said]:
    def said(_words: Sentences, detail: Mapping[str, Any]) -> Said:
        text = _(template) % {
            "label": detail.get("label", ""),
            "role": role_name(str(detail.get("role", ""))),
        }
        verb = _("See my devices") if page == "devices" else _("See my account")
        return Said(text, verb, reverse(page)) if page else Said(text)

    return said


def _factor(with_name: str, without: str) -> Callable[[Sentences, Mapping[str, Any]], Said]:
    def said(words: Sentences, detail: Mapping[str, Any]) -> Said:
        return _account(with_name if detail.get("label") else without)(words, detail)

    return said


_SAID: Mapping[Kind, Callable[[Sentences, Mapping[str, Any]], Said]] = {
    Kind.RETURNED: _about_report(
        gettext_noop("Report no. %(number)s (%(what)s) was returned to you: “%(reason)s”"),
        gettext_noop("Mend it"),
        "reporter_app",
    ),
    Kind.REJECTED: _about_report(
        gettext_noop("Report no. %(number)s (%(what)s) was rejected and does not count: “%(reason)s”"),
        gettext_noop("See it"),
        "report",
    ),
    Kind.CORRECTED: _about_report(
        gettext_noop("An answer of report no. %(number)s (%(what)s) was corrected at the desk: “%(reason)s”"),
        gettext_noop("See it"),
        "report",
    ),
    Kind.RIVAL_SET_ASIDE: _about_report(
        gettext_noop(
            "Two reports bore no. %(number)s (%(what)s). The one that came first stands, the other was set aside: “%(reason)s”"
        ),
        gettext_noop("See it"),
        "report",
    ),
    Kind.RIVAL_TAKEN: _about_report(
        gettext_noop(
            "Two reports bore no. %(number)s (%(what)s). The later one now stands in its place: “%(reason)s”"
        ),
        gettext_noop("See it"),
        "report",
    ),
    Kind.DUE: _owed(gettext_noop("%(form)s for %(period)s is to be sent by %(day)s.")),
    Kind.OVERDUE: _owed(
        gettext_noop("%(form)s for %(period)s was to be sent by %(day)s and has not arrived.")
    ),
    Kind.WAITING: _waiting,
    Kind.ATTENTION: _attention,
    Kind.DEVICE_ADDED: _account(
        gettext_noop("A device was added that may send reports in your name: “%(label)s”."), "devices"
    ),
    Kind.PASSWORD_SET: _account(gettext_noop("The password of your account was changed.")),
    Kind.LINK_MADE: _account(
        gettext_noop("%(label)s made a link by which a new password can be chosen for your account.")
    ),
    Kind.LINK_USED: _account(
        gettext_noop("A new password was chosen for your account by the link that %(label)s made.")
    ),
    Kind.FACTOR_ADDED: _factor(
        gettext_noop("The passkey “%(label)s” was added to your account."),
        gettext_noop("An authenticator app was added to your account."),
    ),
    Kind.FACTOR_REMOVED: _factor(
        gettext_noop("The passkey “%(label)s” was removed from your account."),
        gettext_noop("The authenticator app was removed from your account."),
    ),
    Kind.FACTORS_RESET: _account(
        gettext_noop("All second factors of your account were removed: the password alone opens it.")
    ),
    Kind.CODES_MADE: _account(
        gettext_noop("New recovery codes were made for your account; the old ones open nothing.")
    ),
    Kind.CODE_USED: _account(gettext_noop("A recovery code of your account was used.")),
    Kind.IDENTITY_LINKED: _account(
        gettext_noop("Your account can now be opened by the sign-in service %(label)s.")
    ),
    Kind.ROLE_GIVEN: _account(gettext_noop("You were given a role: %(role)s."), ""),
    Kind.ROLE_TAKEN: _account(gettext_noop("A role was taken from you: %(role)s."), ""),
}


def topic_name(topic: Topic) -> str:
    return {
        Topic.RETURNED: _("A report of mine is returned or rejected"),
        Topic.CHANGED: _("A report of mine is corrected at the desk, or a contradiction is settled"),
        Topic.DUE: _("A report is to be sent soon"),
        Topic.OVERDUE: _("A report is overdue"),
        Topic.WAITING: _("How many reports wait for me, once a day"),
        Topic.ATTENTION: _("What is late, contradicted or incomplete, once a day"),
        Topic.SECURITY: _("My account: devices, password, second factors, roles"),
    }[topic]
