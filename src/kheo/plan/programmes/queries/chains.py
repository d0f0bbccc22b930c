"""Which chain of verification the reports on a form pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Indicator, Programme, Schedule
from kheo.plan.programmes.rules.chain import PLAIN, Chain, chain_from_json


def chain_of(form: Form) -> Chain:
    """The chain of the programme that asks for the form or counts it. Of several the longest, so that nobody
    chooses the shortest way by choosing where to decide; a form that none claims passes the longest of all."""
    return chains_of([form.code])[form.code]


def chains_of(forms: Iterable[str]) -> dict[str, Chain]:
    """The same for many: code → chain."""
    wanted = dict.fromkeys(forms)
    chained = list(Programme.objects.exclude(verification=[]).order_by("pk"))
    if not chained:
        return dict.fromkeys(wanted, PLAIN)
    claims: dict[str, set[int]] = {form: set() for form in wanted}
    for form, programme in _claims():
        if form in claims:
            claims[form].add(programme)
    chains = {one.pk: chain_from_json(one.verification) for one in chained}
    return {form: _longest(chains, claims[form]) for form in wanted}


def programme_for(form: str) -> str:
    """The code of a programme in which a form's reports are found: one that asks for the form or counts it, else any;
    "" where there is none."""
    claiming = [programme for code, programme in _claims() if code == form]
    found = Programme.objects.filter(pk__in=claiming) if claiming else Programme.objects.all()
    return found.order_by("pk").values_list("code", flat=True).first() or ""


def _claims() -> Iterator[tuple[str, int]]:
    """(form, programme), some of them twice."""
    yield from Schedule.objects.values_list("form__code", "programme")
    for programme, definition in Indicator.objects.filter(retired=False).values_list(
        "programme", "definition"
    ):
        for form in _forms(definition):
            yield form, programme


def _forms(definition: Any) -> Iterator[str]:
    """Every form that a definition's sources name, however deep they stand."""
    if isinstance(definition, dict):
        if isinstance(definition.get("form"), str):
            yield definition["form"]
        definition = list(definition.values())
    if isinstance(definition, list):
        for entry in definition:
            yield from _forms(entry)


def _longest(chains: dict[int, Chain], claimed: set[int]) -> Chain:
    if not claimed:
        return max(chains.values(), key=lambda chain: len(chain.steps))
    own = [chains.get(programme, PLAIN) for programme in sorted(claimed)]
    return max(own, key=lambda chain: len(chain.steps))
