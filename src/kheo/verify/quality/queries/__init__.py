"""What the checks found about the records that wait."""

from kheo.verify.quality.queries.asked import checks_in_force
from kheo.verify.quality.queries.findings import (
    beheld_of,
    digest_of_weight,
    findings_of,
    forms_of,
    kept_digest,
    told_by_kind,
)
from kheo.verify.quality.queries.news import forms_with_news, forms_with_other_rules, marks, stale_forms
from kheo.verify.quality.queries.weighing import Weight, digest_of_rules, weigh_form

__all__ = [
    "Weight",
    "beheld_of",
    "checks_in_force",
    "digest_of_rules",
    "digest_of_weight",
    "findings_of",
    "forms_of",
    "forms_with_news",
    "forms_with_other_rules",
    "kept_digest",
    "marks",
    "stale_forms",
    "told_by_kind",
    "weigh_form",
]
