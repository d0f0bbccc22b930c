"""The queue: what waits for a step that the reader may take, what wants the closest look first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kheo.capture.submissions.models import Record, Submission
from kheo.kit.refusals import refusal_from_json
from kheo.kit.text import pick
from kheo.plan.programmes.queries import chains_of
from kheo.verify.decisions.models import Held
from kheo.verify.decisions.queries import held_by, turn_of
from kheo.verify.decisions.rules import said_of
from kheo.verify.decisions.states import Outcome
from kheo.web.refusals import sentence
from kheo.web.shared.fields import Fields, fields_of
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import answered, number
from kheo.web.verifier.risk import Sign, scores, signs

PER_PAGE = 12
MOST_SIGNS = 3


@dataclass(frozen=True)
class Entry:
    """``step``: which one waits, where its chain has several. ``clean``: no check found anything."""

    pk: int
    url: str
    who: str
    what: str
    age: str
    step: str
    signs: Sequence[Sign]
    current: bool

    @property
    def clean(self) -> bool:
        return not self.signs


@dataclass(frozen=True)
class Queue:
    """One page of it. ``current``: the report beside it, 0 where nothing waits, or where the one that was asked for
    (``gone``) does not wait; ``before`` and ``after``: its neighbours' addresses; ``next``: the report to go on with."""

    entries: Sequence[Entry]
    total: int
    page: int
    pages: int
    current: int = 0
    before: str = ""
    after: str = ""
    next: int = 0
    gone: int = 0

    @property
    def clean(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.clean]


@dataclass(frozen=True)
class Undo:
    """A decision of the reader's that may still be taken back; ``why`` it could not be carried out, if it could not."""

    pk: int
    said: str
    seconds: int
    why: str = ""


def queue_of(frame: Frame, at: int, page: int) -> Queue:
    """``at``: the report to show, 0 for the first. Nothing is shown in the place of one that does not wait (any more):
    nobody decides about a report that they did not mean."""
    numbers = in_order([item.number for item in frame.attention.waiting])
    if not numbers:
        return Queue((), 0, 1, 1, gone=at)
    pages = -(-len(numbers) // PER_PAGE)
    if at in numbers:
        index = numbers.index(at)
        page = index // PER_PAGE + 1
    elif at:
        entries = _entries(frame, numbers[:PER_PAGE], 0)
        return Queue(entries, len(numbers), 1, pages, after=address(frame, numbers[0]), gone=at)
    else:
        page = min(max(page, 1), pages)
        index = (page - 1) * PER_PAGE
    shown = numbers[(page - 1) * PER_PAGE : page * PER_PAGE]
    following = numbers[index + 1] if index + 1 < len(numbers) else numbers[index - 1] if index else 0
    return Queue(
        entries=_entries(frame, shown, numbers[index]),
        total=len(numbers),
        page=page,
        pages=pages,
        current=numbers[index],
        before=address(frame, numbers[index - 1]) if index else "",
        after=address(frame, numbers[index + 1]) if index + 1 < len(numbers) else "",
        next=following,
    )


def in_order(reports: Sequence[int]) -> list[int]:
    """The riskiest first; of equals the one that waits longest. ``reports``: the oldest first."""
    risk = scores(reports)
    return sorted(reports, key=lambda one: -risk.get(one, 0.0))


def address(frame: Frame, report: int) -> str:
    return frame.choices.to("verify", at=report or None)


def _entries(frame: Frame, numbers: Sequence[int], current: int) -> list[Entry]:
    rows = Submission.objects.select_related("form_version__form", "device__user__organisation")
    reports = rows.in_bulk(list(numbers))
    records: dict[int, Record] = {}
    told = Record.objects.filter(submission__in=numbers).select_related("unit", "agency", "place")
    for record in told.order_by("submission_id", "line"):
        records.setdefault(record.submission_id, record)
    forms = {one.form_version.form.code for one in reports.values()}
    chains, fields, found = chains_of(forms), fields_of(forms), signs(numbers, frame.scope)
    entries = []
    for pk in numbers:
        one, record = reports[pk], records[pk]
        chain = chains[one.form_version.form.code]
        step = turn_of(one, chain).step if len(chain.steps) > 1 else None
        entries.append(
            Entry(
                pk=pk,
                url=address(frame, pk),
                who=who_of(record, one, frame.language),
                what=what_of(one, record, fields, frame.language),
                age=_age(frame, one),
                step=pick(step.title, frame.language) if step else "",
                signs=found.get(pk, [])[:MOST_SIGNS],
                current=pk == current,
            )
        )
    return entries


def who_of(record: Record, report: Submission, language: str) -> str:
    """The unit that it tells of, or its sender's."""
    told = record.unit or record.agency or (report.device.user.organisation if report.device else None)
    return pick(told.title, language) if told else report.sender


def what_of(report: Submission, record: Record, fields: Fields, language: str) -> str:
    """The form and its first number: enough to know which one it is."""
    form = report.form_version.form
    title = pick(form.title, language) or form.code
    own = [one["name"] for one in report.form_version.fields if one["name"] in fields.numbers]
    for name in own:
        if record.values.get(name) is not None:
            return f"{title}: {answered(record.values[name], language)}"
    return title


def _age(frame: Frame, one: Submission) -> str:
    waited = timezone.now() - one.received_at
    if waited.days:
        return ngettext("%(count)s day", "%(count)s days", waited.days) % {
            "count": number(waited.days, frame.language)
        }
    hours = int(waited.total_seconds() // 3600)
    if hours:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": number(hours, frame.language)}
    return _("just now")


def undoable(frame: Frame) -> list[Undo]:
    """The reader's decisions that are not carried out: the newest that may be taken back, and all that failed."""
    if frame.reader is None:
        return []
    found, now = list(held_by(frame.reader.get_username())), timezone.now()
    waiting = [held for held in found if not held.refused and held.due > now]
    newest = [one for one in waiting if (one.at, one.outcome) == (waiting[0].at, waiting[0].outcome)]
    waiting = waiting[:1]
    return [
        Undo(
            held.submission_id,
            _said(held) if held.refused or len(newest) == 1 else _accepted_many(len(newest)),
            max(0, round((held.due - now).total_seconds())),
            sentence(refusal_from_json(held.refused)) if held.refused else "",
        )
        for held in (*waiting, *(held for held in found if held.refused))
    ]


def _accepted_many(count: int) -> str:
    return ngettext("You accepted %(count)s report", "You accepted %(count)s reports", count) % {
        "count": count
    }


def _said(held: Held) -> str:
    return _("You %(said)s: report no. %(number)s") % {
        "said": sentence(said_of(Outcome(held.outcome))),
        "number": held.submission_id,
    }
