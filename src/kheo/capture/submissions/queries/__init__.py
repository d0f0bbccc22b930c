"""What was sent, and what reading it needs to know."""

from kheo.capture.submissions.queries.devices import days_told_by, missing_envelopes, sent_by
from kheo.capture.submissions.queries.pictures import expiry_of, is_picture, past_their_time, shown
from kheo.capture.submissions.queries.receiving import (
    attachments_of,
    last_that_replaces,
    reader_of,
    records_replaced_by,
    replaced_by,
    submission_with,
    xform_of,
)
from kheo.capture.submissions.queries.sent import (
    RefusedLine,
    bytes_of,
    read_text,
    record_at,
    records_of,
    records_with_keys,
    refused_file,
    refused_lines,
    same_submission,
    submissions,
    submissions_named,
    terms_for,
)

__all__ = [
    "RefusedLine",
    "attachments_of",
    "bytes_of",
    "days_told_by",
    "expiry_of",
    "is_picture",
    "last_that_replaces",
    "missing_envelopes",
    "past_their_time",
    "read_text",
    "reader_of",
    "record_at",
    "records_of",
    "records_with_keys",
    "refused_file",
    "refused_lines",
    "replaced_by",
    "records_replaced_by",
    "same_submission",
    "sent_by",
    "shown",
    "submission_with",
    "xform_of",
    "submissions",
    "submissions_named",
    "terms_for",
]
