"""Parquet files, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kheo.capture.submissions.rules.tables.lines import Line, Sheet
from kheo.kit.refusals import Refused

BATCH = 5_000


def sheet(path: Path, filename: str) -> Sheet:
    """The file's rows. Rows are numbered from 1; the columns' names are line 0, which no person sees."""
    try:
        opened = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise Refused("capture.file_damaged", file=filename) from error
    nested = [field.name for field in opened.schema_arrow if pa.types.is_nested(field.type)]
    if nested:
        raise Refused("capture.nested_columns", file=filename, columns=", ".join(nested))
    return Sheet("", _lines(opened, filename), opened.metadata.num_rows, headed=True)


def _lines(opened: pq.ParquetFile, filename: str) -> Iterator[Line]:
    yield 0, list(opened.schema_arrow.names)
    number = 0
    try:
        for batch in opened.iter_batches(batch_size=BATCH):
            for row in zip(*[column.to_pylist() for column in batch.columns], strict=True):
                number += 1
                yield number, list(row)
    except (pa.ArrowException, OSError) as error:
        raise Refused("capture.file_damaged", file=filename) from error
