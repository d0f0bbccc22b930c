"""A list of joint activities becomes memberships of facts, and figures count each activity once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from kheo.capture.submissions.actions import read_sent
from kheo.facts.columns import actions as columns
from kheo.facts.joint.actions import JointLoaded, load_activities


def load_joint(*, path: Path, by: str, now: dt.datetime, show: bool = True) -> JointLoaded:
    """Load the CSV file at ``path``; a second time changes nothing. Refuses the whole file when a row is wrong.

    ``show``: False when the caller refreshes the columns later.
    """
    loaded = load_activities(content=read_sent(path), filename=path.name, by=by, now=now)
    if show:
        columns.refresh()
    return loaded
