"""Write made-up reports: as the files that agencies would have sent, or as reports that wait."""

from kheo.capture.samples.actions.files import (
    Imported,
    SampleFile,
    Samples,
    SentPart,
    send_parts,
    write_samples,
)
from kheo.capture.samples.actions.filing import file_reports

__all__ = [
    "Imported",
    "SampleFile",
    "Samples",
    "SentPart",
    "file_reports",
    "send_parts",
    "write_samples",
]
