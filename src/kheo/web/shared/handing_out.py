"""Files that strangers sent, handed out: shown by the browser only where that is harmless."""

from __future__ import annotations

from django.http import FileResponse

from kheo.capture.submissions.models import Attachment
from kheo.ground.files import stored

# What a browser may show by itself; everything else is handed out as a file.
SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif")


def handed_out(found: Attachment) -> FileResponse:
    shown = found.content_type in SHOWN
    response = FileResponse(
        stored(found.sha256).open("rb"),
        content_type=found.content_type if shown else "application/octet-stream",
        as_attachment=not shown,
        filename=found.name,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
