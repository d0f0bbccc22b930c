"""Whether the bytes of everything that was acknowledged are still what they were."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kheo.capture.submissions.models import Attachment, Expiry, Rival, Submission
from kheo.ground.files import stored
from kheo.plan.forms.models import FormMedia

Damage = Literal["missing", "changed"]


@dataclass(frozen=True)
class Checked:
    """``damage``: None where the bytes have their digest."""

    kind: str
    number: int
    name: str
    sha256: str
    damage: Damage | None


def checked_files() -> Iterator[Checked]:
    """Every file that a submission, an attachment, a rival or a form names, read back."""
    # What was given up at the end of its time is not missing; what stays of it is read instead.
    stays = dict(Expiry.objects.values_list("sha256", "shown_sha256"))
    seen: dict[str, Damage | None] = {}
    for kind, model, name in (
        ("submission", Submission, "filename"),
        ("attachment", Attachment, "name"),
        ("rival", Rival, "name"),
        ("form file", FormMedia, "filename"),
    ):
        rows = model.objects.order_by("pk").values_list("pk", name, "sha256")
        for number, called, sha256 in rows.iterator():
            if sha256 not in seen:
                seen[sha256] = _damage(stays.get(sha256, sha256))
            yield Checked(kind, number, called, sha256, seen[sha256])


def files_named_anywhere() -> int:
    """How many rows name a file."""
    return sum(model.objects.count() for model in (Submission, Attachment, Rival, FormMedia))


def _damage(sha256: str) -> Damage | None:
    try:
        with stored(sha256).open("rb") as kept:
            return None if hashlib.file_digest(kept, "sha256").hexdigest() == sha256 else "changed"
    except FileNotFoundError:
        return "missing"
