"""The list of files: filtered by form, agency and refusals, each with the agencies that it tells of; and a file's
lines, filtered by what is the matter with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

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
from kheo.web.shared.asking import forms_in
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import number
from kheo.web.shared.pickers import agencies_of
from kheo.web.shared.sent import Sent, files_of
from kheo.web.shared.standing import STANDINGS, in_words, standings_of


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to, and what it could be. ``phones``: only reports from phones are left. ``lines_refused`` over all the files that are left;
    ``elsewhere``: how many more would fit over all time, which ``longer`` shows. ``newer``: how many of those came after all that
    the period shows, and ``newest`` the last of them."""

    forms: tuple[Choice, ...]
    agencies: tuple[Choice, ...]
    states: tuple[Choice, ...]
    refused: bool
    phones: bool
    chosen: bool
    anything: bool
    files: Sequence[Sent]
    lines_refused: int
    elsewhere: int
    newer: int
    newest: Submission | None
    longer: str


@dataclass(frozen=True)
class FileRow:
    """``unit``, ``place`` and ``stands`` of a report from a phone; "" for an imported file."""

    submission: Submission
    agency: str
    unit: str = ""
    place: str = ""
    stands: str = ""


def read_filters(frame: Frame, given: QueryDict) -> Filters:
    """The filters in the address. Refuses a form or an agency that the programme does not have."""
    form, agency, state = (given.get(name, "").strip() for name in ("form", "agency", "state"))
    forms, agencies, states = _forms(frame, form), _agencies(frame, agency), _states(state)
    for value, choices in ((form, forms), (agency, agencies), (state, states)):
        if value and not any(choice.chosen for choice in choices):
            raise Refused("web.no_such_file_filter", value=value)
    number_ = Organisation.objects.filter(ref=agency).values_list("pk", flat=True).first() if agency else None
    refused = given.get("refused") == "1"
    fits = partial(
        files_of,
        frame.programme,
        scope=frame.scope,
        form=form,
        agency=number_,
        refused=refused,
        state=state,
    )
    files, always = fits(frame.choices), frame.choices.but(period="")
    ever = fits(always)
    newer = ever.index(files[0]) if files else len(ever)
    return Filters(
        forms=forms,
        agencies=agencies,
        states=states,
        refused=refused,
        phones=bool(files) and all(file.phone for file in files),
        chosen=bool(form or agency or refused or state),
        anything=bool(
            files or files_of(frame.programme, frame.choices.but(period="", view=PROGRAMME_VIEW), frame.scope)
        ),
        files=files,
        lines_refused=sum(file.refused for file in files),
        elsewhere=len(ever) - len(files),
        newer=newer,
        newest=sent.submissions().filter(pk=ever[0].number).first() if newer else None,
        longer=always.to("reports", form=form, agency=agency, state=state, refused="1" if refused else ""),
    )


def _forms(frame: Frame, chosen: str) -> tuple[Choice, ...]:
    rows = Form.objects.filter(code__in=forms_in(frame.programme.code))
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


def _states(chosen: str) -> tuple[Choice, ...]:
    found = [Choice(state, in_words(state), state == chosen) for state in STANDINGS]
    return (Choice("", _("All"), not chosen), *found)


def file_rows(frame: Frame, files: Iterable[Sent]) -> list[FileRow]:
    """The files of one page, in their order."""
    shown = list(files)
    rows = sent.submissions().in_bulk([file.number for file in shown])
    agencies = Organisation.objects.in_bulk({file.agencies[0] for file in shown if file.agencies})
    phones = [row for row in rows.values() if row.device_id]
    stands, told = standings_of(phones), _told(phones, frame.language)
    return [
        FileRow(
            rows[file.number],
            _agency(file, agencies, frame.language),
            *told.get(file.number, ("", "")),
            in_words(stands[file.number]) if file.number in stands else "",
        )
        for file in shown
    ]


def _told(reports: Sequence[Submission], language: str) -> dict[int, tuple[str, str]]:
    """Report → its unit and its place, as its first record tells them."""
    records = Record.objects.filter(submission__in=reports).select_related("unit", "place").order_by("-pk")
    return {
        one.submission_id: (
            pick(one.unit.title, language) or one.unit.ref if one.unit else "",
            one.place.name if one.place else "",
        )
        for one in records
    }


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
