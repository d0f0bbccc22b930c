"""A draft's page: what was found, what is still needed, and what may be done next by the person who looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kheo.kit.refusals import Refused
from kheo.plan.forms.models import FormDraft
from kheo.plan.forms.queries import Needs
from kheo.plan.forms.rules import Field, Finding
from kheo.plan.forms.rules.drafting import allowed, check_may_ask, check_may_decide, check_may_publish
from kheo.plan.forms.states import NEXT, DraftState, Level
from kheo.web.refusals import sentence

MOST = 100
# What says that ODK Validate gave no answer; told beside the other readers, not among the findings.
ODK_NOT_RUN = ("plan.odk_no_java", "plan.odk_no_jar", "plan.odk_no_answer", "plan.odk_not_checked")


@dataclass(frozen=True)
class Row:
    """A finding in words. ``where``: sheet, row and column, as far as they are known."""

    level: str
    weight: str
    sheet: str
    row: int
    column: str
    text: str


@dataclass(frozen=True)
class Found:
    rows: tuple[Row, ...]
    errors: int
    warnings: int
    notes: int
    more: int


@dataclass(frozen=True)
class Looker:
    """Somebody that reads a form. ``how``: took (it), refuses, or not (run). ``text``: what came of it, or why it did not
    run and what that means."""

    name: str
    how: str
    text: str


@dataclass(frozen=True)
class Looked:
    readable: bool
    by: tuple[Looker, ...]


@dataclass(frozen=True)
class May:
    """What this person may do with the draft now. ``own``: had a hand in it, and so may not approve it."""

    ask: bool
    approve: bool
    publish: bool
    change: bool
    own: bool


@dataclass(frozen=True)
class Purpose:
    field: Field
    text: str


def found_in(draft: FormDraft) -> Found:
    found = [Finding.from_json(plain) for plain in draft.findings if plain["code"] not in ODK_NOT_RUN]
    order = list(Level)
    found.sort(key=lambda one: (order.index(one.level), one.spot.row == 0, one.spot.sheet, one.spot.row))
    counted = Counter(one.level for one in found)
    rows = tuple(_row(one) for one in found[:MOST])
    return Found(
        rows, counted[Level.ERROR], counted[Level.WARNING], counted[Level.NOTE], max(0, len(found) - MOST)
    )


def _row(one: Finding) -> Row:
    text = sentence(one.refused)
    weight = {Level.ERROR: _("error"), Level.WARNING: _("warning"), Level.NOTE: _("note")}[one.level]
    spot = one.spot
    return Row(one.level.value, weight, spot.sheet, spot.row, spot.column, text[:1].upper() + text[1:])


def looked(draft: FormDraft, *, readable: bool) -> Looked:
    """Who has read the form, and who has not. ``readable``: whether pyxform took it."""
    read = _("It read the workbook.") if readable else _("It refuses the workbook. Its reason is below.")
    rules = (
        _("All its checks ran.")
        if readable
        else _("It looked through the rows, and at the rest as far as it can be read.")
    )
    return Looked(
        readable,
        (
            Looker("pyxform", "took" if readable else "refuses", read),
            Looker("Kheo", "took", rules),
            _odk(draft)
            if readable
            else Looker("ODK Validate", "not", _("Not run: the form cannot be read yet.")),
        ),
    )


def _odk(draft: FormDraft) -> Looker:
    codes = {plain["code"] for plain in draft.findings}
    for code in ODK_NOT_RUN:
        if code in codes:
            return Looker("ODK Validate", "not", sentence(Refused(code)))
    if "plan.odk_error" in codes:
        return Looker("ODK Validate", "refuses", _("It ran, and refuses the form. Its reason is below."))
    if "plan.odk_warning" in codes:
        text = _("It ran, and has a warning. It is below.")
    else:
        text = _("It ran, and found nothing that a phone would refuse.")
    return Looker("ODK Validate", "took", text)


def may_with(draft: FormDraft, needs: Needs, errors: int, person: str) -> May:
    state = DraftState(draft.state)
    wants = {"errors": errors, "missing": needs.missing, "needed": needs.names}
    return May(
        ask=allowed(check_may_ask, state, **wants),
        approve=allowed(
            check_may_decide, state, by=person, authors=draft.authors, wanted=DraftState.APPROVED
        ),
        publish=allowed(check_may_publish, state, **wants),
        change=bool(NEXT[state]),
        own=person in draft.authors,
    )


def purposes_of(draft: FormDraft, needed: Sequence[Field]) -> list[Purpose]:
    return [Purpose(field, draft.purposes.get(field.name, "")) for field in needed]


def state_name(state: str) -> str:
    return {
        DraftState.OPEN: _("draft"),
        DraftState.ASKED: _("waits for approval"),
        DraftState.APPROVED: _("approved"),
        DraftState.REFUSED: _("not approved"),
        DraftState.PUBLISHED: _("published"),
        DraftState.DISCARDED: _("put away"),
    }[DraftState(state)]


def next_step(draft: FormDraft, needs: Needs, errors: int, may: May) -> str:
    """The one thing that stands between this draft and its publication, in a sentence."""
    state = DraftState(draft.state)
    if state is DraftState.PUBLISHED:
        return _("It is published.")
    if state is DraftState.DISCARDED:
        return _("It was put away, and nothing of it is in force.")
    if errors:
        return _("It has errors. Mend them in the XLSForm, at the rows named below, and upload it again.")
    if may.publish:
        return _("Nothing stands in the way. Look through the questions below, then publish it.")
    if state is DraftState.ASKED and may.approve:
        return _("Read what each new coded field is for. Approve it, or refuse it and say why.")
    if state is DraftState.ASKED:
        return _("A second person has to approve what its new coded fields are for.")
    if state is DraftState.REFUSED:
        return _("It was not approved. Write better purposes or another form, and ask again.")
    if needs.missing:
        return _("It has new coded fields. Write what each is for; then a second person approves it.")
    return _("Ask a second person to approve what its new coded fields are for.")
