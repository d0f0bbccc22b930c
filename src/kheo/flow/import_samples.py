"""The files that agencies would have sent, each taken in as if it had come on its day; then the joint work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from kheo.capture.samples.actions import Imported, write_samples
from kheo.capture.samples.queries import generator_of, world_of
from kheo.capture.submissions.actions import Say
from kheo.capture.submissions.queries import terms_for
from kheo.capture.submissions.rules.rows import Terms
from kheo.flow.accept import accept_submission
from kheo.flow.load_joint import load_joint
from kheo.flow.take_in import take_in
from kheo.flow.verify_sample import verify_sample
from kheo.plan.forms.queries import latest

OFFICE_CLOSES = dt.time(17)
Progress = Callable[[int, int | None], None]


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
    """Write the small set of files into ``folder`` and take in all of them, or none; then the joint work. The same seed
    writes the same bytes, and bytes that are here already change nothing."""
    spec = generator_of(pack)
    samples = write_samples(spec=spec, world=world_of(programme, spec.place_level), folder=folder, seed=seed)
    ground: Terms | None = None
    recorded = refused = 0
    with transaction.atomic():
        for file in samples.files:
            now = _evening(file.received)
            version = latest(file.form)
            ground = ground or terms_for(version, mapping=None, sheet="", now=now, language=spec.language)
            one = take_in(file.path, file.mapping, version, ground, say=say, by=by, now=now)
            accept_submission(submission=one, by=by, now=now, show=False)
            verify_sample(submission=one, name=file.path.name, received=now)
            recorded += one.rows_recorded
            refused += one.rows_refused
            if progress:
                progress(recorded + refused, samples.lines)
    load_joint(path=samples.joint, by=by, now=_evening(max(file.received for file in samples.files)))
    return Imported(len(samples.files), samples.lines, recorded, refused, samples.activities)


def _evening(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, OFFICE_CLOSES))
