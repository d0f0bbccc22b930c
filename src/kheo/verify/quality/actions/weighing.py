"""Weigh what waits. Nobody does this and nobody is told: it leaves no trace in the record of acts, and may be done anew."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from kheo.kit.collector import seldom_collected
from kheo.plan.forms.models import Form
from kheo.verify.quality import queries
from kheo.verify.quality.models import Finding, Look, Risk, Weighed
from kheo.verify.quality.queries.weighing import Key
from kheo.verify.quality.queries.weighing import Told as Judged

CHUNK = 2_000
REST = 10  # a form is weighed again after so many times what weighing it took: at most a tenth of a processor
CLAIM = dt.timedelta(hours=1)  # whoever weighs and dies leaves the form to others after this


@dataclass(frozen=True)
class Told:
    """``records``: how many wait; ``findings``: how many were found about them; ``changed``: rows that were written."""

    form: str
    records: int
    findings: int
    changed: int
    seconds: float


def weigh(*, form: Form, moment: dt.datetime) -> Told:
    """Weigh every record of a form that waits; what is found is kept, and what is not found any more is dropped."""
    began = time.monotonic()
    Weighed.objects.update_or_create(
        form=form,
        defaults={"stale": False, "rules": queries.digest_of_rules(form), "not_before": moment + CLAIM},
    )
    with seldom_collected():
        weight = queries.weigh_form(form)
        # In pieces: nobody who sends a report should wait until all of it is written.
        changed = _keep_findings(form, weight) + _keep_risks(form, weight, moment)
    seconds = time.monotonic() - began
    Weighed.objects.filter(form=form).update(
        weighed_at=moment, seconds=seconds, not_before=moment + dt.timedelta(seconds=(REST + 1) * seconds)
    )
    return Told(form.code, len(weight.risks), len(weight.findings), changed, seconds)


def weigh_stale(*, moment: dt.datetime) -> list[Told]:
    """Weigh each form of which something came, or whose checks changed, unless somebody is at it or it rests."""
    done = []
    for number in list(
        Weighed.objects.filter(_due(moment)).order_by("form_id").values_list("form_id", flat=True)
    ):
        # One of several processes gets it.
        if Weighed.objects.filter(_due(moment), form=number).update(not_before=moment + CLAIM):
            done.append(weigh(form=Form.objects.get(pk=number), moment=moment))
    return done


def look(*, moment: dt.datetime) -> bool:
    """Note of which forms anything came since the time before last; whether any form waits to be weighed."""
    now = queries.marks()
    row = Look.objects.filter(pk=1).first() or Look(pk=1)
    if row.earlier != now or row.last != now:
        _set_stale(queries.forms_with_news(row.earlier))
        Look.objects.update_or_create(pk=1, defaults={"earlier": row.last, "last": now})
    _set_stale({form.pk for form in queries.forms_with_other_rules()})
    return Weighed.objects.filter(stale=True).exists()


@transaction.atomic
def drop(*, forms: Iterable[Form]) -> None:
    """Forget everything that was found about these forms' records."""
    some = list(forms)
    Finding.objects.filter(record__form__in=some).delete()
    Risk.objects.filter(record__form__in=some).delete()
    Weighed.objects.filter(form__in=some).delete()


def _due(moment: dt.datetime) -> Q:
    return Q(stale=True) & (Q(not_before=None) | Q(not_before__lte=moment))


def _set_stale(forms: set[int]) -> None:
    there = set(Weighed.objects.filter(form__in=forms).values_list("form_id", flat=True))
    Weighed.objects.bulk_create(
        [Weighed(form_id=form) for form in sorted(forms - there)], ignore_conflicts=True
    )
    Weighed.objects.filter(form__in=there, stale=False).update(stale=True)


def _keep_findings(form: Form, weight: queries.Weight) -> int:
    """Only what differs is written: most findings are those of the last time."""
    columns = ("record_id", "rule_id", "against", "field", "sureness", "strength", "detail", "pk")
    gone: list[int] = []
    same: set[Key] = set()
    for *key, sureness, strength, detail, number in (
        Finding.objects.filter(record__form=form).order_by().values_list(*columns).iterator()
    ):
        it: Key = (key[0], key[1], key[2], key[3])
        if weight.findings.get(it) == (sureness, strength, detail):
            same.add(it)
        else:
            gone.append(number)
    for at in range(0, len(gone), CHUNK):
        Finding.objects.filter(pk__in=gone[at : at + CHUNK]).delete()
    new = [
        (key, told)
        for key, told in sorted(weight.findings.items(), key=lambda each: each[0])
        if key not in same
    ]
    _insert(new)
    return len(gone) + len(new)


def _insert(new: list[tuple[Key, Judged]]) -> None:
    for at in range(0, len(new), CHUNK):
        Finding.objects.bulk_create(
            Finding(
                record_id=record, rule_id=rule, against=against, field=field,
                sureness=sureness, strength=strength, detail=json.loads(json.dumps(detail)),
            )
            for (record, rule, against, field), (sureness, strength, detail) in new[at : at + CHUNK]
        )  # fmt: skip


def _keep_risks(form: Form, weight: queries.Weight, moment: dt.datetime) -> int:
    before = dict(Risk.objects.filter(record__form=form).order_by().values_list("record_id", "score"))
    gone = sorted(before.keys() - weight.risks.keys())
    for at in range(0, len(gone), CHUNK):
        Risk.objects.filter(pk__in=gone[at : at + CHUNK]).delete()
    changed = sorted(
        record for record, score in weight.risks.items() if record in before and before[record] != score
    )
    new = sorted(weight.risks.keys() - before.keys())
    for some, known in ((changed, True), (new, False)):
        for at in range(0, len(some), CHUNK):
            rows = [
                Risk(record_id=record, score=weight.risks[record], weighed_at=moment)
                for record in some[at : at + CHUNK]
            ]
            if known:
                Risk.objects.bulk_update(rows, ["score", "weighed_at"])
            else:
                Risk.objects.bulk_create(rows)
    return len(gone) + len(changed) + len(new)
