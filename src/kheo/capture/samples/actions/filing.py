"""Made-up reports filed one by one, as many people would have sent them: a short way, for measuring."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.timezone import make_aware

from kheo.capture.samples.rules.forgeries import EXACT, Filed, values_of
from kheo.capture.samples.rules.line import Line
from kheo.capture.submissions.models import Record, Submission
from kheo.capture.submissions.states import Channel
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.queries import latest

CHUNK = 5_000
SUBMISSION = (
    *("id", "form_version", "channel", "sender", "received_at", "filename", "size", "sha256", "mapping"),
    *("mapping_sha256", "instance", "replaces", "paper", "files", "reasons", "rows_read", "rows_recorded"),
    *("rows_known", "rows_repeated", "rows_refused"),
)
RECORD = (
    *("id", "submission", "form", "line", "key", "identity", "unit", "agency", "place", "start", "day"),
    *("values", "qualifiers"),
)


@transaction.atomic
def file_reports(*, reports: Sequence[Filed], salt: str = "") -> list[list[int]]:
    """Write each report as a submission with its records, and nothing else: no file behind it, no receipt, no act; only
    for a data folder of its own. Returns the numbers of each report's records. ``salt``: to file the same ones again."""
    versions = {form: latest(form) for form in {one.form for one in reports}}
    submissions = Submission.objects.reserve(len(reports))
    records = Record.objects.reserve(sum(len(one.lines) for one in reports))
    sent: list[tuple[Any, ...]] = []
    told: list[tuple[Any, ...]] = []
    numbers: list[list[int]] = []
    at = 0
    for number, one in zip(submissions, reports, strict=True):
        version = versions[one.form]
        sent.append(_submission(number, one, version, salt))
        own = records[at : at + len(one.lines)]
        at += len(own)
        numbers.append(own)
        told += (
            _record(each, number, line, nth, version, salt) for each, nth, line in _counted(own, one.lines)
        )
    _append(Submission, SUBMISSION, sent)
    _append(Record, RECORD, told)
    return numbers


def _counted(numbers: Iterable[int], lines: Sequence[Line]) -> Iterable[tuple[int, int, Line]]:
    return ((number, at, line) for at, (number, line) in enumerate(zip(numbers, lines, strict=True), 1))


def _append(
    model: type[Submission] | type[Record], fields: Sequence[str], rows: list[tuple[Any, ...]]
) -> None:
    for at in range(0, len(rows), CHUNK):
        model.objects.append(fields, rows[at : at + CHUNK])


def _submission(number: int, one: Filed, version: FormVersion, salt: str) -> tuple[Any, ...]:
    name = f"{salt}{one.form} {one.unit} {one.period}"
    digest = hashlib.sha256(name.encode()).hexdigest()
    came = Submission.objects.prepared("received_at", make_aware(one.came))
    empty = ("{}", "", f"made-up:{digest[:32]}", "", "", "[]", "[]")
    counts = (len(one.lines), len(one.lines), 0, 0, 0)
    head = (number, version.pk, Channel.WEB.value, one.sender, came, name[:300], len(name), digest)
    return (*head, *empty, *counts)


def _record(
    number: int, submission: int, line: Line, nth: int, version: FormVersion, salt: str
) -> tuple[Any, ...]:
    values: Mapping[str, Any] = {name: value for name, value, _ in values_of(line)}
    vague = {name: qualifier for name, _, qualifier in values_of(line) if qualifier != EXACT}
    key = hashlib.sha256(f"{salt}{line.form} {line.unit.ref} {line.reference} {nth}".encode()).hexdigest()
    place = line.spot.number if line.spot else None
    return (
        number,
        submission,
        version.form_id,
        nth,
        key,
        "",
        line.unit.number,
        line.unit.agency_number,
        place,
        line.start.isoformat(),
        line.end.isoformat(),
        json.dumps(values, ensure_ascii=False),
        json.dumps(vague),
    )
