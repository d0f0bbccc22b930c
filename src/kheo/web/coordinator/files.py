"""The list of files: filtered by form, agency and refusals, each with the agencies that it tells of; and a file's
lines, filtered by what is the matter with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from kheo.capture.submissions import queries as sent
from kheo.capture.submissions.models import Record, Submission
from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW
from kheo.ground.organisations.models import Organisation
from kheo.kit.refusals import Refused
from kheo.kit.text import pick
from kheo.plan.forms.models import Form
from kheo.web.coordinator.switches import Choice
from kheo.web.coordinator.told import NO_PLACE, REPEAT, Chip
from kheo.web.shared.asking import forms_of
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import number
from kheo.web.shared.pickers import agencies_of
from kheo.web.shared.sent import Sent, files_of


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to, and what it could be. ``lines_refused`` over all the files that are left."""

    forms: tuple[Choice, ...]
    agencies: tuple[Choice, ...]
    refused: bool
    chosen: bool
    anything: bool
    files: Sequence[Sent]
    lines_refused: int


@dataclass(frozen=True)
class FileRow:
    submission: Submission
    agency: str


def read_filters(frame: Frame, given: QueryDict) -> Filters:
    """The filters in the address. Refuses a form or an agency that the programme does not have."""
    form, agency = given.get("form", "").strip(), given.get("agency", "").strip()
    forms, agencies = _forms(frame, form), _agencies(frame, agency)
    for value, choices in ((form, forms), (agency, agencies)):
        if value and not any(choice.chosen for choice in choices):
            raise Refused("web.no_such_file_filter", value=value)
    number_ = Organisation.objects.filter(ref=agency).values_list("pk", flat=True).first() if agency else None
    refused = given.get("refused") == "1"
    files = files_of(frame.programme, frame.choices, form=form, agency=number_, refused=refused)
    return Filters(
        forms=forms,
        agencies=agencies,
        refused=refused,
        chosen=bool(form or agency or refused),
        anything=bool(files or files_of(frame.programme, frame.choices.but(period="", view=PROGRAMME_VIEW))),
        files=files,
        lines_refused=sum(file.refused for file in files),
    )


def _forms(frame: Frame, chosen: str) -> tuple[Choice, ...]:
    rows = Form.objects.filter(code__in=forms_of(frame.programme.code))
    found = [
        Choice(row.code, pick(row.title, frame.language) or row.code, row.code == chosen) for row in rows
    ]
    return (Choice("", _("All forms"), not chosen), *sorted(found, key=lambda choice: choice.text))


def _agencies(frame: Frame, chosen: str) -> tuple[Choice, ...]:
    found = [
        Choice(row.ref, pick(row.title, frame.language) or row.ref, row.ref == chosen)
        for row in agencies_of(frame.programme)
    ]
    return (Choice("", _("All agencies"), not chosen), *found)


def file_rows(frame: Frame, files: Iterable[Sent]) -> list[FileRow]:
    """The files of one page, in their order."""
    shown = list(files)
    rows = sent.submissions().in_bulk([file.number for file in shown])
    agencies = Organisation.objects.in_bulk({file.agencies[0] for file in shown if file.agencies})
    return [FileRow(rows[file.number], _agency(file, agencies, frame.language)) for file in shown]


def _agency(file: Sent, agencies: dict[int, Organisation], language: str) -> str:
    """The agency that a file tells of; where it tells of several, how many."""
    if not file.agencies:
        return ""
    if len(file.agencies) > 1:
        return _("several: %(count)s") % {"count": number(len(file.agencies), language)}
    return pick(agencies[file.agencies[0]].title, language) or agencies[file.agencies[0]].ref


def only_some(records: QuerySet[Record], only: str) -> QuerySet[Record]:
    """A file's records of one kind. Refuses a kind that there is not."""
    match only:
        case "":
            return records
        case "repeat":
            return records.exclude(repeats=None)
        case "no_place":
            return records.filter(place=None)
    raise Refused("web.no_such_lines", value=only, known=f"{REPEAT}, {NO_PLACE}")


def chips(frame: Frame, submission: Submission, records: QuerySet[Record], only: str) -> list[Chip]:
    """The filters of a file's lines; none where there is nothing to tell apart."""
    texts = {"": _("All"), REPEAT: _("Sent twice"), NO_PLACE: _("Without a place")}
    counts = {name: only_some(records, name).count() for name in texts}
    found = [
        Chip(
            texts[name],
            number(counts[name], frame.language),
            frame.choices.to("report", submission.pk, only=name) + "#lines",
            name == only,
        )
        for name in texts
        if counts[name] or name == only
    ]
    if submission.rows_refused:
        count = number(submission.rows_refused, frame.language)
        found.append(Chip(_("Refused"), count, "#h-refused", False))
    return found if len(found) > 1 else []
