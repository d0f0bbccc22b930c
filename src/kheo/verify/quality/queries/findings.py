"""What was found, for pages; and whether what is kept is what weighing would find now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Count

from kheo.capture.submissions.models import Submission
from kheo.plan.forms.models import Form
from kheo.verify.quality.models import Beheld, Finding, Risk
from kheo.verify.quality.queries.asked import checks_in_force
from kheo.verify.quality.queries.weighing import Weight
from kheo.verify.quality.rules.found import digest_of

MANY = 2_000


def findings_of(records: Sequence[int]) -> dict[int, list[Finding]]:
    """Record → its findings, the strongest first; records without any are left out. Each comes with its check."""
    found: defaultdict[int, list[Finding]] = defaultdict(list)
    for at in range(0, len(records), MANY):
        some = Finding.objects.filter(record__in=records[at : at + MANY]).select_related("rule")
        for one in some.order_by("record_id", "-strength", "rule__rank", "against", "field"):
            found[one.record_id].append(one)
    return dict(found)


def beheld_of(submission: Submission) -> list[Beheld]:
    """What the checks said when the steps of a report were taken, the newest step last, each with its check."""
    found = Beheld.objects.filter(record__submission=submission).select_related("rule")
    return list(found.order_by("at", "-strength", "pk"))


def kept_digest(form: Form) -> str:
    """Of the findings and risks that are kept about a form's records."""
    columns = ("record_id", "rule_id", "against", "field", "sureness", "strength", "detail")
    findings = Finding.objects.filter(record__form=form).order_by(*columns[:4]).values_list(*columns)
    risks = Risk.objects.filter(record__form=form).order_by("record_id").values_list("record_id", "score")
    return digest_of([*findings.iterator(), *risks.iterator()])


def digest_of_weight(weight: Weight) -> str:
    """The same digest of what weighing found, before it is kept."""

    def rows() -> Iterator[tuple[Any, ...]]:
        for key in sorted(weight.findings):
            yield (*key, *weight.findings[key])
        yield from sorted(weight.risks.items())

    return digest_of(rows())


def forms_of(programme: str = "") -> list[Form]:
    """The forms that any check in force asks about, perhaps only those of a programme, by code."""
    codes = {
        form
        for check in checks_in_force()
        if not programme or check.programme.code == programme
        for form in check.forms
    }
    return list(Form.objects.filter(code__in=codes).order_by("code"))


def told_by_kind(forms: Iterable[Form]) -> dict[str, int]:
    """Kind → how many findings are kept about these forms' records."""
    found: defaultdict[str, int] = defaultdict(int)
    findings = Finding.objects.filter(record__form__in=list(forms)).order_by()
    for kind, count in findings.values_list("rule__kind").annotate(count=Count("pk")):
        found[kind] += count
    return dict(sorted(found.items()))
