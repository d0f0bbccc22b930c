"""Write made-up reports as the files that agencies would have sent."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pyarrow import parquet

from kheo.capture.samples.rules import sent
from kheo.capture.samples.rules.columns import tables
from kheo.capture.samples.rules.line import Line
from kheo.capture.samples.rules.lines import lines
from kheo.capture.samples.rules.spec import Spec
from kheo.capture.samples.rules.wording import Hand
from kheo.capture.samples.rules.world import World

REPORT, CORRECTION = "report", "correction"
MANIFEST, JOINT = "manifest.csv", "joint.csv"
LEAD_FIRST = ("activity", "rule", "rank", "form", "reference", "note")


@dataclass(frozen=True)
class SampleFile:
    """One file as it was sent: what it holds, from whom, and the day on which its last line came in."""

    path: Path
    mapping: Path
    form: str
    agency: str
    kind: str
    received: dt.date
    lines: int


@dataclass(frozen=True)
class Samples:
    """``files`` in the order in which they must be read; ``joint`` names the lines that tell the same work."""

    files: tuple[SampleFile, ...]
    joint: Path
    lines: int
    activities: int


@dataclass(frozen=True)
class Imported:
    """``refused``: lines that no form takes (some are wrong on purpose); ``activities``: joint ones."""

    files: int
    lines: int
    recorded: int
    refused: int
    activities: int


def write_samples(*, spec: Spec, world: World, folder: Path, seed: int | None = None) -> Samples:
    """Write the files, ``manifest.csv`` and ``joint.csv`` into ``folder``. The same seed writes the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    batches: dict[tuple[str, str, str, str], list[Line]] = defaultdict(list)
    told: dict[str, list[Line]] = defaultdict(list)
    for line in lines(spec, world, seed):
        kind = CORRECTION if line.corrects else REPORT
        batch = "" if line.corrects else world.calendar.label(line.received, spec.files_per)
        batches[batch, kind, line.form, line.unit.agency].append(line)
        if line.joint and not line.corrects and not line.broken:
            told[line.joint].append(line)
    hands: dict[str, Hand] = {}
    files = []
    for (batch, kind, form, agency), some in sorted(batches.items()):
        hand = hands.setdefault(agency, Hand(spec, world, agency))
        name = "-".join((form, agency, batch or "corrections")).lower()
        path = folder / f"{name}.csv"
        _write_csv(
            path, hand.heading(world.forms[form]), (hand.row(world.forms[form], line) for line in some)
        )
        mapping = folder / f"mapping-{agency.lower()}.yaml"
        mapping.write_text(yaml.safe_dump(hand.mapping(), allow_unicode=True), encoding="utf-8")
        received = max(line.received for line in some)
        files.append(
            (kind != REPORT, batch, SampleFile(path, mapping, form, agency, kind, received, len(some)))
        )
    ordered = tuple(file for *_, file in sorted(files, key=lambda entry: entry[:2]))
    activities = _write_joint(folder / JOINT, told)
    _write_manifest(folder / MANIFEST, ordered)
    return Samples(ordered, folder / JOINT, sum(file.lines for file in ordered), activities)


@dataclass(frozen=True)
class SentPart:
    """A file of a part of a large size; ``joint`` lists the joint activities that it tells of, if there are any."""

    form: str
    path: Path
    mapping: Path
    joint: Path | None


def send_parts(
    *, spec: Spec, world: World, size: str, folder: Path, seed: int | None = None
) -> Iterator[SentPart]:
    """Write the tables of a large size as files, one after the other. The same seed writes the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    mapping = folder / "mapping.yaml"
    mapping.write_text(yaml.safe_dump(sent.MAPPING), encoding="utf-8")
    for at, (form, columns) in enumerate(tables(spec, world, size, seed), 1):
        path = folder / f"{form}-{at:04}.parquet"
        parquet.write_table(sent.sent_table(form, columns, world), path)
        rows = sent.joint_rows(form, columns)
        joint = path.with_suffix(".joint.csv") if rows else None
        if joint:
            _write_csv(joint, sent.JOINT, rows)
        yield SentPart(form, path, mapping, joint)


def _write_joint(path: Path, told: dict[str, list[Line]]) -> int:
    """One row for each line of each joint activity that more than one agency tells of, the lead's first."""
    groups = {code: sorted(some, key=lambda line: line.rank) for code, some in told.items()}
    groups = {code: some for code, some in groups.items() if len(some) > 1 and some[0].rank == 0}
    rows = [
        [code, line.joint_rule, str(line.rank), line.form, line.reference, ""]
        for code, some in sorted(groups.items())
        for line in some
    ]
    _write_csv(path, LEAD_FIRST, rows)
    return len(groups)


def _write_manifest(path: Path, files: Sequence[SampleFile]) -> None:
    rows = (
        [
            *(file.path.name, file.form, file.mapping.name, file.agency),
            *(file.kind, file.received.isoformat(), str(file.lines)),
        ]
        for file in files
    )
    _write_csv(path, ("file", "form", "mapping", "agency", "kind", "received", "lines"), rows)


def _write_csv(path: Path, heading: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(list(heading))
        writer.writerows(rows)
