"""The ledger: where it stands, which facts stand in it, and whether its postings are what was written."""

from kheo.facts.ledger.queries.digests import Progress, altered_postings, digest_of, subject
from kheo.facts.ledger.queries.standing import (
    Origin,
    batches,
    corrected_by,
    corrections_of,
    ever_graded,
    facts_of,
    graded_so,
    graded_with,
    grades,
    newest_facts,
    origins,
    position,
    posted_among,
    standing,
    unposted,
)

__all__ = [
    "Origin", "Progress", "altered_postings", "batches", "corrected_by", "corrections_of", "digest_of", "ever_graded", "facts_of", "graded_so",
    "graded_with", "grades", "newest_facts", "origins", "position", "posted_among", "standing", "subject", "unposted",
]  # fmt: skip
