"""Tell somebody something; what they read and wish; the outbox of mails."""

from kheo.ground.notices.actions.mailing import claim, gather, note_failed, note_nothing_left, note_sent
from kheo.ground.notices.actions.reading import mark_read, set_wishes
from kheo.ground.notices.actions.rounds import begin_round, end_round, forget_old
from kheo.ground.notices.actions.telling import Told, tell, tell_all

__all__ = [
    "Told",
    "begin_round",
    "claim",
    "end_round",
    "forget_old",
    "gather",
    "mark_read",
    "note_failed",
    "note_nothing_left",
    "note_sent",
    "set_wishes",
    "tell",
    "tell_all",
]
