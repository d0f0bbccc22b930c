"""What came since somebody looked, so that only forms with something new are weighed again."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Max

from kheo.capture.submissions.models import Attachment, Record, Submission, Withdrawn
from kheo.plan.forms.models import Form
from kheo.verify.decisions.models import Decision
from kheo.verify.quality.models import Weighed
from kheo.verify.quality.queries.asked import checks_in_force
from kheo.verify.quality.queries.weighing import digest_of_rules, steps_told

# What changes what is found, and by which way it belongs to a form.
SOURCES = {
    "submissions": (Submission, "form_version__form"),
    "records": (Record, "form"),
    "decisions": (Decision, "record__form"),
    "attachments": (Attachment, "submission__form_version__form"),
    "withdrawn": (Withdrawn, "submission__form_version__form"),
}


def marks() -> dict[str, int]:
    """The highest number of each table: five looks at an index."""
    return {
        name: model._default_manager.aggregate(most=Max("pk"))["most"] or 0
        for name, (model, _) in SOURCES.items()
    }


def forms_with_news(since: Mapping[str, int]) -> set[int]:
    """The forms of which anything came after these marks."""
    return {
        form
        for name, (model, way) in SOURCES.items()
        for form in model._default_manager.filter(pk__gt=since.get(name, 0))
        .order_by()
        .values_list(way, flat=True)
        .distinct()
    }


def forms_with_other_rules() -> list[Form]:
    """Forms that were never weighed by the checks that are in force; also those that no check asks about any more."""
    checks = checks_in_force()
    asked = list(
        Form.objects.filter(code__in={code for one in checks for code in one.forms}).order_by("code")
    )
    digests, steps = dict(Weighed.objects.values_list("form_id", "rules")), steps_told()
    changed = [form for form in asked if digests.get(form.pk) != digest_of_rules(form, checks, steps)]
    left = digests.keys() - {form.pk for form in asked}
    none = digest_of_rules(Form(), ())
    return [*changed, *Form.objects.filter(pk__in=[pk for pk in left if digests[pk] not in ("", none)])]


def stale_forms() -> set[int]:
    """Forms of which something came since they were weighed last, or that never were."""
    return set(Weighed.objects.filter(stale=True).values_list("form_id", flat=True))
