"""One mail about one topic, in its reader's language: sentences, links, and where to choose what comes. No HTML, and nothing
of a report but what its sender knows it by."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kheo.ground.accounts.models import User
from kheo.ground.notices.models import Mail, Notice
from kheo.ground.notices.rules import ALWAYS
from kheo.ground.notices.states import Topic
from kheo.web.notices.sentences import Sentences

MOST = 50  # in one mail; the page has them all


def mail_of(mail: Mail, person: User, notices: Sequence[Notice]) -> EmailMessage:
    """``notices``: those of its own that are still to be told."""
    known = dict(settings.LANGUAGES)
    with translation.override(person.language if person.language in known else settings.LANGUAGE_CODE):
        topic = Topic(mail.topic)
        return EmailMessage(
            subject=f"Kheo: {_subject(topic, len(notices))}",
            body=_body(topic, person, notices),
            to=[person.email],
            headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        )


def _subject(topic: Topic, count: int) -> str:
    told = {
        Topic.RETURNED: ngettext("%(n)d report came back to you", "%(n)d reports came back to you", count),
        Topic.CHANGED: ngettext(
            "%(n)d report of yours was changed", "%(n)d reports of yours were changed", count
        ),
        Topic.DUE: ngettext("%(n)d report is to be sent soon", "%(n)d reports are to be sent soon", count),
        Topic.OVERDUE: ngettext("%(n)d report is overdue", "%(n)d reports are overdue", count),
        Topic.WAITING: _("Reports wait for your decision"),
        Topic.ATTENTION: _("What is to be looked at"),
        Topic.SECURITY: _("A change to your account"),
    }[topic]
    return told % {"n": count} if "%(n)d" in told else told


def _body(topic: Topic, person: User, notices: Sequence[Notice]) -> str:
    words = Sentences(notices)
    parts = [_("Dear %(person)s,") % {"person": person}]
    for one in notices[:MOST]:
        said = words.of(one)
        parts.append(f"{said.text}\n{said.verb}: {address(said.url)}" if said.url else said.text)
    if len(notices) > MOST:
        more = len(notices) - MOST
        parts.append(ngettext("And %(n)d more.", "And %(n)d more.", more) % {"n": more})
    if topic is Topic.SECURITY:
        parts.append(
            _(
                "If it was neither you nor somebody you asked, tell your administrator now and change your password."
            )
        )
    parts.append(_("Everything that you were told: %(address)s") % {"address": address(reverse("told"))})
    if topic not in ALWAYS:
        choose = address(reverse("told_wishes"))
        parts.append(_("Choose what comes by mail: %(address)s") % {"address": choose})
    return "\n\n".join(parts) + "\n"


def address(path: str) -> str:
    return settings.ADDRESS + path
