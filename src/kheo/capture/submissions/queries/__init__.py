"""What was sent, and what reading it needs to know."""

from kheo.capture.submissions.queries.devices import days_told_by, missing_envelopes, sent_by
from kheo.capture.submissions.queries.receiving import (
    attachments_of,
    reader_of,
    replaced_by,
    rows_left_behind,
    submission_with,
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
    "missing_envelopes",
    "read_text",
    "reader_of",
    "record_at",
    "records_of",
    "records_with_keys",
    "refused_file",
    "refused_lines",
    "replaced_by",
    "rows_left_behind",
    "same_submission",
    "sent_by",
    "submission_with",
    "submissions",
    "submissions_named",
    "terms_for",
]
