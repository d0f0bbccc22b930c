"""A disk that is full, for real: no word of success, nothing half-kept, and all is well when there is room again."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.crowd import multipart, send
from tests.faults.server import Kheo, running
from tests.filled import filled

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(os.getuid() != 0, reason="only root may mount a small disk"),
]
PICTURE = b"x" * 400_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("postgres", [True, False], ids=["postgresql", "sqlite"])
def test_a_full_disk_is_never_a_success(small_disk: Path, tmp_path: Path, postgres: bool) -> None:
    with running(small_disk / "data", postgres) as (kheo, _):
        [key] = kheo.prepare(1)
        kheo.start()
        kept, refused = _fill(kheo, key, tmp_path / "journal")
        assert kept
        assert set(refused) <= {503, 507}
        found = json.loads(kheo.run("tests.faults.check", str(tmp_path / "journal")))
        assert (found["lost"], found["acknowledged"]) == ([], kept)
        (small_disk / "ballast").unlink()
        assert send(kheo.port, key, _body(999)[1]) == 201


def _fill(kheo: Kheo, key: str, journal: Path) -> tuple[int, list[int]]:
    """Send until the disk is full, a few more, and return what was acknowledged and how the rest was answered."""
    kept, refused = 0, []
    ballast = Path(kheo.environment["KHEO_DATA"]).parent / "ballast"
    ballast.write_bytes(b"x" * 3_000_000)
    with journal.open("w") as told:
        for at in range(60):
            xml, body = _body(at)
            status = send(kheo.port, key, body)
            if status == 201:
                kept += 1
                files = {"a.jpg": hashlib.sha256(PICTURE + bytes([at])).hexdigest()}
                told.write(
                    json.dumps(
                        {"instance": f"uuid:{at}", "sha256": hashlib.sha256(xml).hexdigest(), "files": files}
                    )
                    + "\n"
                )
            else:
                refused.append(status)
            if len(refused) == 5:
                break
    return kept, refused


def _body(at: int) -> tuple[bytes, bytes]:
    xml = filled(f"uuid:{at}", "<done>2025-07-01</done><photo>a.jpg</photo>")
    return xml, multipart(xml, {"a.jpg": PICTURE + bytes([at % 256])})
