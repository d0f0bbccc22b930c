"""From the ledger to the printed page: one correction, and the file says the new number everywhere."""

import io
import re
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from kheo.commands.main import main
from kheo.facts.columns import actions as columns
from kheo.review.reviews.actions import load_review
from tests.ledger_build import NOW, Ground, ground, post  # noqa: F401  (ground is a fixture)

pytestmark = pytest.mark.django_db

PLAIN = {
    "name": "yearly",
    "title": {"vi": "Tổng kết năm 2025"},
    "period": "2025",
    "boundaries": "2025-07-01",
    "sections": {"vi": {"result": ["Giúp {PEOPLE} người, riêng xã c {PEOPLE|commune=c} người."]}},
}


def printed(folder: Path, ending: str) -> str:
    path = folder / f"review.{ending}"
    assert main(["review", "render", "yearly", "--format", ending, "--output", str(path)]) == 0
    if ending == "pdf":
        pages = PdfReader(io.BytesIO(path.read_bytes())).pages
        return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
    file = docx.Document(str(path))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return " ".join([*(line.text for line in file.paragraphs), *cells])


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_correction_reaches_every_page(ground: Ground, tmp_path: Path, ending: str) -> None:  # noqa: F811
    post(ground, [{"place": "b", "people": 4567, "day": "2025-02-01"}])
    columns.refresh()
    load_review(programme=ground.programme, plain=PLAIN, by="kheo", now=NOW)
    before = printed(tmp_path, ending)
    assert before.count("4.567") >= 5  # the text, two tables and the annex

    post(ground, [{"place": "b", "people": 7654, "day": "2025-02-01"}], replaces=[0])
    columns.refresh()
    after = printed(tmp_path, ending)
    assert "4.567" not in after
    assert after.count("7.654") == before.count("4.567")
