"""Keep what was sent, and record what it says."""

from kheo.capture.submissions.actions.correcting import correct
from kheo.capture.submissions.actions.counting import take_back_numbers
from kheo.capture.submissions.actions.originals import expire, look_at, sweep
from kheo.capture.submissions.actions.receiving import Receipt, Sent, SentFile, receive
from kheo.capture.submissions.actions.recording import Recorded, record_file
from kheo.capture.submissions.actions.refusing import Say, refused_copy
from kheo.capture.submissions.actions.store import keep_file, read_sent
from kheo.capture.submissions.actions.taking import take_rival
from kheo.capture.submissions.actions.withdrawing import withdraw

__all__ = [
    "Receipt",
    "Recorded",
    "Say",
    "Sent",
    "SentFile",
    "correct",
    "expire",
    "keep_file",
    "look_at",
    "read_sent",
    "receive",
    "record_file",
    "refused_copy",
    "sweep",
    "take_back_numbers",
    "take_rival",
    "withdraw",
]
