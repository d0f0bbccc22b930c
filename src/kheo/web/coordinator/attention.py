"""What is to look at, as a page: one kind at a time, narrowed to an agency, each with who, from where and since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kheo.capture.submissions.models import Rival, Submission
from kheo.capture.submissions.rules.reasons import reason_from_json
from kheo.ground.accounts.models import Device
from kheo.ground.organisations.models import Organisation
from kheo.kit.refusals import Refused
from kheo.kit.text import pick
from kheo.verify.decisions.queries import newest_of
from kheo.web.coordinator.switches import Choice
from kheo.web.coordinator.told import Chip
from kheo.web.refusals import sentence
from kheo.web.shared.attention import (
    GAPS,
    INCOMPLETE,
    KINDS,
    REFUSED,
    RETURNED,
    RIVALS,
    Attention,
    Item,
)
from kheo.web.shared.fields import fields_of
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import number
from kheo.web.shared.standing import called

PER_PAGE = 50
MOST_NAMED = 12


@dataclass(frozen=True)
class Row:
    """``what`` is the matter, in words; ``url`` opens it. ``since``: from when on."""

    title: str
    url: str
    form: str
    what: str
    person: str
    unit: str
    device: str
    revoked: bool
    since: dt.datetime
    ago: str


@dataclass(frozen=True)
class Page:
    kind: str
    why: str
    chips: tuple[Chip, ...]
    agencies: tuple[Choice, ...]
    rows: tuple[Row, ...]
    anything: bool
    total: int
    page: int
    pages: int


def page_of(frame: Frame, given: QueryDict, page: int) -> Page:
    """Refuses a kind or an agency that there is not."""
    found = frame.attention
    kind = given.get("kind", "") or next((one for one in KINDS if found.of(one)), KINDS[0])
    if kind not in KINDS:
        raise Refused("web.no_such_attention", value=kind, known=", ".join(KINDS))
    ref = given.get("agency", "").strip()
    agency = Organisation.objects.filter(ref=ref).values_list("pk", flat=True).first() if ref else None
    if ref and agency is None:
        raise Refused("web.no_such_file_filter", value=ref)
    items = found.of(kind, agency)
    pages = max(1, -(-len(items) // PER_PAGE))
    page = min(max(page, 1), pages)
    return Page(
        kind=kind,
        why=_why(kind),
        chips=tuple(_chips(frame, found, kind, agency, ref)),
        agencies=_agencies(frame, found, agency),
        rows=tuple(_rows(frame, kind, items[(page - 1) * PER_PAGE : page * PER_PAGE])),
        anything=bool(found.total),
        total=len(items),
        page=page,
        pages=pages,
    )


def _why(kind: str) -> str:
    return {
        RIVALS: _(
            "Two reports bear one number, or two pictures one name. Both were kept; only the first counts until "
            "somebody chooses."
        ),
        INCOMPLETE: _("The answers are here; pictures or papers that belong to them have not come."),
        GAPS: _("A device counts its envelopes. These numbers were given out, and nothing came under them."),
        REFUSED: _(
            "They broke a rule of their form, so that the server sent them back by itself; nobody has to decide. None of "
            "them counts until its sender mends it."
        ),
        RETURNED: _(
            "A person who looked into them returned them with a reason, and no mended version has come. None of them "
            "counts."
        ),
    }[kind]


def _chips(frame: Frame, found: Attention, kind: str, agency: int | None, ref: str) -> list[Chip]:
    texts = {
        RIVALS: _("Contradict each other"),
        INCOMPLETE: _("Files missing"),
        GAPS: _("Never came"),
        REFUSED: _("Against a rule, not mended"),
        RETURNED: _("Returned by somebody, not mended"),
    }
    return [
        Chip(
            texts[one],
            number(len(found.of(one, agency)), frame.language),
            frame.choices.to("attention", kind=one, agency=ref),
            one == kind,
        )
        for one in KINDS
    ]


def _agencies(frame: Frame, found: Attention, chosen: int | None) -> tuple[Choice, ...]:
    """The agencies from which there is anything, and the one that was chosen."""
    there = [one.agency for kind in KINDS for one in found.of(kind) if one.agency] + [chosen or 0]
    rows = Organisation.objects.filter(pk__in=there).order_by("sort_key", "ref")
    named = [Choice(row.ref, pick(row.title, frame.language) or row.ref, row.pk == chosen) for row in rows]
    return (Choice("", _("All agencies"), chosen is None), *named)


def _rows(frame: Frame, kind: str, items: Sequence[Item]) -> list[Row]:
    devices = Device.objects.select_related("user__organisation").in_bulk({one.device for one in items})
    numbers = [one.number for one in items]
    now = timezone.now()
    if kind == GAPS:
        return [_gap_row(frame, one, devices[one.number], now) for one in items]
    if kind == RIVALS:
        found = Rival.objects.select_related("submission__form_version__form").in_bulk(numbers)
        return [_rival_row(frame, found[one.number], devices.get(one.device), now) for one in items]
    reports = Submission.objects.select_related("form_version__form").in_bulk(numbers)
    return [_report_row(frame, kind, one, reports[one.number], devices.get(one.device), now) for one in items]


def _row(frame: Frame, device: Device | None, since: dt.datetime, now: dt.datetime, **more: str) -> Row:
    unit = device.user.organisation if device else None
    days = max((timezone.localdate(now) - timezone.localdate(since)).days, 0)
    return Row(
        **{"form": "", "person": str(device.user) if device else "", **more},
        unit=pick(unit.title, frame.language) if unit else "",
        device=device.label if device else "",
        revoked=bool(device and device.revoked_at),
        since=since,
        ago=ngettext("%(count)s day", "%(count)s days", days) % {"count": number(days, frame.language)}
        if days
        else _("today"),
    )


def _form(frame: Frame, one: Submission) -> str:
    return pick(one.form_version.form.title, frame.language) or one.form_version.form.code


def _rival_row(frame: Frame, rival: Rival, device: Device | None, now: dt.datetime) -> Row:
    return _row(
        frame,
        device,
        rival.received_at,
        now,
        title=called(rival.submission),
        url=frame.choices.to("rival", rival.pk),
        form=_form(frame, rival.submission),
        what=_("Another %(file)s") % {"file": rival.name} if rival.name else _("Other answers"),
        person=str(device.user) if device else rival.sender,
    )


def _report_row(
    frame: Frame, kind: str, item: Item, one: Submission, device: Device | None, now: dt.datetime
) -> Row:
    if kind == INCOMPLETE:
        expected = len(one.files)
        what = ngettext(
            "Incomplete: %(have)s of %(expected)s file is here.",
            "Incomplete: %(have)s of %(expected)s files are here.",
            expected,
        ) % {"have": item.have, "expected": expected}
    elif kind == RETURNED:
        what = _returned(one, frame.language)
    else:
        what = _reasons(one, frame.language)
    address = frame.choices.to("report", one.pk)
    return _row(
        frame,
        device,
        one.received_at,
        now,
        title=called(one),
        url=address,
        form=_form(frame, one),
        what=what,
    )


def _reasons(one: Submission, language: str) -> str:
    """The first reason with its question, and how many there are beside it."""
    first = reason_from_json(one.reasons[0])
    label = fields_of([one.form_version.form.code]).label_at(first.column, first.turn, language)
    more = len(one.reasons) - 1
    rest = (
        ngettext("and %(count)s more reason", "and %(count)s more reasons", more) % {"count": more}
        if more
        else ""
    )
    return f"{label}: {sentence(first.refused)} {rest}".strip()


def _returned(one: Submission, language: str) -> str:
    """The reason of the return, and the question that it stands at."""
    decision = newest_of(one)
    assert decision
    at = fields_of([one.form_version.form.code]).label(decision.field, language) if decision.field else ""
    return f"{at}: {decision.reason}" if at else decision.reason


def _gap_row(frame: Frame, item: Item, device: Device, now: dt.datetime) -> Row:
    assert item.gap
    missing = item.gap.missing
    named = ", ".join(map(str, missing[:MOST_NAMED])) + (" …" if len(missing) > MOST_NAMED else "")
    said = {"numbers": named, "highest": item.gap.highest}
    what = ngettext(
        "Number %(numbers)s of %(highest)s never came.",
        "Numbers %(numbers)s of %(highest)s never came.",
        len(missing),
    )
    return _row(frame, device, item.gap.since, now, title=device.label, url="", what=what % said)
