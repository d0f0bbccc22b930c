"""The files that agencies would have sent, each taken in as if it had come on its day; then the joint work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from django.db import transaction
from django.utils import timezone

from kheo.capture.samples.actions import write_samples
from kheo.capture.samples.queries import generator_of, world_of
from kheo.capture.submissions.actions import Say, keep_file, record_file, refused_copy
from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import terms_for
from kheo.capture.submissions.rules.mapping import read_mapping
from kheo.capture.submissions.rules.rows import Terms
from kheo.flow.accept import accept_submission
from kheo.flow.load_joint import load_joint
from kheo.plan.forms.models import FormVersion
from kheo.plan.forms.queries import fields_of, latest

OFFICE_CLOSES = dt.time(17)
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Imported:
    """``refused``: lines that no form takes (some are wrong on purpose); ``activities``: joint ones."""

    files: int
    lines: int
    recorded: int
    refused: int
    activities: int


def import_samples(
    *,
    pack: Path,
    programme: str,
    folder: Path,
    by: str,
    seed: int | None = None,
    say: Say = str,
    progress: Progress | None = None,
) -> Imported:
    """Write the small set of files into ``folder`` and import each as if it came in on its day; then the joint work.

    All files or none. The same seed writes the same bytes, and bytes that are here already change nothing. ``say``
    puts the reasons of refused lines into words.
    """
    spec = generator_of(pack)
    samples = write_samples(spec=spec, world=world_of(programme, spec.place_level), folder=folder, seed=seed)
    ground: Terms | None = None
    done = recorded = refused = 0
    with transaction.atomic():
        for file in samples.files:
            now = _evening(file.received)
            version = latest(file.form)
            ground = ground or terms_for(version, mapping=None, sheet="", now=now, language=spec.language)
            one = take_in(file.path, file.mapping, version, ground, say=say, by=by, now=now)
            accept_submission(submission=one, by=by, now=now, show=False)
            recorded, refused = recorded + one.rows_recorded, refused + one.rows_refused
            done += file.lines
            if progress:
                progress(done, samples.lines)
    load_joint(path=samples.joint, by=by, now=_evening(max(file.received for file in samples.files)))
    return Imported(len(samples.files), samples.lines, recorded, refused, samples.activities)


def take_in(
    path: Path, mapping: Path, version: FormVersion, ground: Terms, *, say: Say, by: str, now: dt.datetime
) -> Submission:
    """What ``import_file`` does, but with places and organisations read once for all files."""
    fields = fields_of(version)
    read = read_mapping(yaml.safe_load(mapping.read_bytes()), fields, language=ground.language)
    terms = replace(
        ground, form=version.form.code, fields=fields, mapping=read, today=timezone.localdate(now)
    )
    done = record_file(kept=keep_file(path), version=version, terms=terms, say=say, by=by, now=now)
    refused_copy(done.submission, beside=path)
    return done.submission


def _evening(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, OFFICE_CLOSES))
