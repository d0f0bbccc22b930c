"""What the reporter's app tells beside what it shows by itself: what others did to reports that are not to be mended."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation

from kheo.capture.submissions.models import Submission
from kheo.ground.accounts.models import User
from kheo.ground.notices.queries import notices_of
from kheo.ground.notices.states import Kind
from kheo.web.notices.seen import visible
from kheo.web.notices.sentences import Sentences

# What came back and what is due stands in the app's lists already.
KINDS = (Kind.REJECTED, Kind.CORRECTED, Kind.RIVAL_SET_ASIDE, Kind.RIVAL_TAKEN)
MOST = 10


def told_to(user: User) -> list[dict[str, Any]]:
    """The newest that are unread: ``id``, ``at``, ``instance`` of the report, and the sentence in each language."""
    found = list(notices_of(user.pk).filter(kind__in=[kind.value for kind in KINDS], read_at=None)[:MOST])
    if not found:
        return []
    seen, words = visible(user, found), Sentences(found)
    reports = Submission.objects.filter(pk__in=[one.detail["report"] for one in found])
    instances = dict(reports.values_list("pk", "instance"))
    told = []
    for one in found:
        text = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                text[language] = words.of(one, visible=one.pk in seen).text
        instance = instances.get(one.detail["report"], "") if one.pk in seen else ""
        told.append({"id": one.pk, "at": one.at.isoformat(), "instance": instance, "text": text})
    return told
