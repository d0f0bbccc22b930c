"""Files that strangers sent, handed out: shown by the browser only where that is harmless."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse

# What a browser may show by itself; everything else is handed out as a file.
SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif")


def handed_out(path: Path, *, name: str, content_type: str) -> FileResponse:
    shown = content_type in SHOWN
    response = FileResponse(
        path.open("rb"),
        content_type=content_type if shown else "application/octet-stream",
        as_attachment=not shown,
        filename=name,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
