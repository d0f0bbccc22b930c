"""The files that agencies would have sent, each taken in as if it had come on its day; then the joint work."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from kheo.capture.samples.actions import Imported, write_samples
from kheo.capture.samples.queries import generator_of, world_of
from kheo.capture.submissions.actions import Say
from kheo.capture.submissions.models import Submission
from kheo.capture.submissions.queries import records_of, terms_for
from kheo.capture.submissions.rules.rows import Terms
from kheo.facts.ledger.actions import grade
from kheo.facts.ledger.states import Grade
from kheo.flow.accept import accept_submission
from kheo.flow.load_joint import load_joint
from kheo.flow.take_in import take_in
from kheo.plan.forms.queries import latest

OFFICE_CLOSES = dt.time(17)
CHECKED_AFTER, VERIFIER = dt.timedelta(days=20), "verifier"
AUDITED, VERIFIED = 8, 55  # of a hundred files: so many were audited, and so many verified or audited
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
    """Write the small set of files into ``folder`` and take in all of them, or none; then the joint work.

    The same seed writes the same bytes, and bytes that are here already change nothing.
    """
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
            _check(one, file.path.name, now + CHECKED_AFTER)
            recorded += one.rows_recorded
            refused += one.rows_refused
            if progress:
                progress(recorded + refused, samples.lines)
    load_joint(path=samples.joint, by=by, now=_evening(max(file.received for file in samples.files)))
    return Imported(len(samples.files), samples.lines, recorded, refused, samples.activities)


def _check(submission: Submission, name: str, now: dt.datetime) -> None:
    """A second person has looked at some of the files, and an auditor at a few; the file's name decides which."""
    draw = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 100
    found = Grade.AUDITED if draw < AUDITED else Grade.VERIFIED if draw < VERIFIED else Grade.REPORTED
    if found != Grade.REPORTED:
        grade(records=records_of(submission), grade=found, by=VERIFIER, now=now, note=str(submission))


def _evening(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, OFFICE_CLOSES))
