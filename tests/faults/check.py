"""Compares the journal of what was acknowledged with what is there; prints what is lost or doubled, and whether the
record of acts is whole, as JSON.

The journal has a line for each acknowledgement: {"instance", "sha256", "files": {name: sha256}}.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

import django

if __name__ == "__main__":
    django.setup()
    from kheo.capture.submissions.models import Attachment, Record, Submission
    from kheo.ground.audit.queries import check
    from kheo.ground.files import stored

    def whole(sha256: str) -> bool:
        path = stored(sha256)
        return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256

    here = {one.instance: one for one in Submission.objects.all()}
    attached = {(one.submission_id, one.name): one.sha256 for one in Attachment.objects.all()}
    lost = []
    told = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
    for one in told:
        submission = here.get(one["instance"])
        if submission is None or submission.sha256 != one["sha256"] or not whole(one["sha256"]):
            lost.append(one["instance"])
            continue
        for name, sha256 in one["files"].items():
            if attached.get((submission.pk, name)) != sha256 or not whole(sha256):
                lost.append(f"{one['instance']}: {name}")
    records = Counter(Record.objects.values_list("submission__instance", flat=True))
    doubled = [instance for instance, count in records.items() if count != 1]
    without = [instance for instance in here if instance not in records]
    print(
        json.dumps(
            {
                "lost": lost,
                "doubled": doubled + without,
                "here": len(here),
                "acknowledged": len(told),
                "record": str(check().first or "whole"),
            }
        )
    )
