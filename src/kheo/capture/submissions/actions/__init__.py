"""Keep what was sent, and record what it says."""

from kheo.capture.submissions.actions.expiring import expire, sweep
from kheo.capture.submissions.actions.receiving import Receipt, Sent, SentFile, receive
from kheo.capture.submissions.actions.recording import Recorded, record_file
from kheo.capture.submissions.actions.refusing import Say, refused_copy
from kheo.capture.submissions.actions.store import keep_file, read_sent

__all__ = [
    "Receipt",
    "Recorded",
    "Say",
    "Sent",
    "SentFile",
    "expire",
    "keep_file",
    "read_sent",
    "receive",
    "record_file",
    "refused_copy",
    "sweep",
]
