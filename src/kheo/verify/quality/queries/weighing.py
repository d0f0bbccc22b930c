"""All findings about the lines of a form that wait: the same from the same data, in whatever order it came."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kheo.plan.forms.models import Form
from kheo.plan.forms.queries import fields_in_force
from kheo.plan.programmes.models import Programme
from kheo.verify.quality.models import Check
from kheo.verify.quality.queries import of_amounts, of_likeness, of_timing
from kheo.verify.quality.queries.asked import Asked, asked_of, checks_in_force
from kheo.verify.quality.queries.lines import Lines
from kheo.verify.quality.rules.found import Found, risk
from kheo.verify.quality.states import Kind

CHECKS: Mapping[Kind, Callable[[Asked, Lines], Iterator[Found]]] = {
    Kind.OUTLIER: of_amounts.outliers,
    Kind.JUMP: of_amounts.jumps,
    Kind.DIGITS: of_amounts.rounded,
    Kind.RATIO: of_amounts.ratios,
    Kind.DENOMINATOR: of_amounts.denominators,
    Kind.SAME_TEXT: of_likeness.copied_texts,
    Kind.SAME_PICTURE: of_likeness.same_pictures,
    Kind.BULK: of_timing.bulk,
    Kind.OUTSIDE: of_timing.outside,
    Kind.FITS_TOO_WELL: of_amounts.fitting,
    Kind.POSSIBLE_DOUBLE: of_likeness.doubles,
    Kind.MISSING_EVIDENCE: of_timing.without_evidence,
    Kind.COMPLETENESS: of_timing.incomplete,
    Kind.TIMELINESS: of_timing.late,
}
Key = tuple[int, int, str, str]  # record, check, against, field
Told = tuple[float, float, dict[str, Any]]  # sureness, strength, detail


@dataclass(frozen=True)
class Weight:
    """What was found about the lines of a form, and how much each line that waits asks to be looked at."""

    findings: dict[Key, Told]
    risks: dict[int, float]


def weigh_form(form: Form) -> Weight:
    lines = Lines(form)
    try:
        if lines.empty:
            return Weight({}, {})
        findings: dict[Key, Told] = {}
        strengths: defaultdict[int, list[tuple[str, float]]] = defaultdict(list)
        labels = {one.name: one.label for one in fields_in_force(form.code)}
        for asked in asked_of(form):
            for found in CHECKS[asked.kind](asked, lines):
                key = (found.record, asked.check.pk, found.against.value, str(found.detail.get("field", "")))
                strength = round(found.sureness * asked.check.weight, 6)
                if key not in findings or findings[key][1] < strength:
                    findings[key] = (found.sureness, strength, {**found.detail, **_labels(found, labels)})
                    strengths[found.record].append((str(asked.check.pk), strength))
        waiting = [record for (record,) in lines.rows("SELECT record FROM lines WHERE waiting")]
        return Weight(findings, {record: risk(strengths.get(record, ())) for record in waiting})
    finally:
        lines.close()


def _labels(found: Found, labels: Mapping[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """The questions that a finding is about, as the form puts them: whoever tells it needs not read the form again."""
    named = (("field", "asked"), ("beside", "asked_beside"))
    return {key: labels.get(str(found.detail[name]), {}) for name, key in named if name in found.detail}


def digest_of_rules(form: Form, checks: Sequence[Check] | None = None, steps: str | None = None) -> str:
    """Of the checks that ask about a form, and of the steps for which it may wait: with others, all is weighed again.
    ``checks``: those in force, ``steps``: what ``steps_told`` says, where the caller knows them."""
    asking = checks_in_force() if checks is None else checks
    told = ",".join(f"{one.pk}:{one.digest}" for one in asking if form.code in one.forms)
    if told:
        told += steps_told() if steps is None else steps
    return hashlib.sha256(told.encode()).hexdigest()


def steps_told() -> str:
    """The steps of every programme's chain, in one short question; empty where all have the plain one."""
    chains = Programme.objects.exclude(verification=[]).order_by("pk").values_list("pk", "verification")
    return "".join(f";{pk}:{','.join(step['code'] for step in steps)}" for pk, steps in chains)
