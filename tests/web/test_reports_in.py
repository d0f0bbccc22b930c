"""What has come in: submissions, their lines and what became of each, the bytes as they were received."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.test import Client

from kheo.capture.submissions.models import Record, Submission
from kheo.capture.submissions.rules.mended import COLUMNS
from kheo.facts.columns import actions as columns
from kheo.ground.files import stored
from kheo.plan.programmes.models import Programme
from kheo.verify.decisions.models import Decision
from tests.ledger_build import NOW, Ground, join, post
from tests.web.conftest import text_of
from tests.web.test_overview import plain


def page_of(ground: Ground) -> str:
    return f"/p/test/reports/{ground.submission.pk}"


def add_line(ground: Ground, line: int, **more: Any) -> Record:
    return Record.objects.create(
        submission=ground.submission,
        form=ground.submission.form_version.form,
        line=line,
        key=f"extra {line}",
        values={"people": 3},
        **more,
    )


def test_it_lists_what_has_come_in(client: Client, programme: Programme, ground: Ground) -> None:
    page = text_of(client.get("/p/test/reports?lang=en"))
    assert "works.csv" in page
    assert page_of(ground) in page


def test_it_teaches_when_nothing_has_come_in(client: Client, programme: Programme, ground: Ground) -> None:
    programme.indicators.update(retired=True)
    programme.pack.loaded_at = NOW.replace(year=2026)
    programme.pack.save()
    assert "kheo import" in text_of(client.get("/p/test/reports?lang=en"))


def test_it_shows_each_line_with_its_answers(client: Client, programme: Programme, ground: Ground) -> None:
    page = text_of(client.get(page_of(ground)))
    assert re.search(r'id="line-3".*?1,234', page, re.DOTALL)
    assert plain(page).count("In the ledger") == 5
    assert "not reported" in page


def test_it_says_what_became_of_each_line(client: Client, programme: Programme, ground: Ground) -> None:
    post(ground, [{"place": "b", "people": 1235}], replaces=[1])
    columns.refresh()
    waiting = add_line(ground, 50)
    returned = add_line(ground, 51)
    Decision.objects.create(record=returned, outcome="returned", by="lan", at=NOW, reason="Which village?")
    add_line(ground, 52, repeats=waiting)
    page = plain(text_of(client.get(page_of(ground))))
    assert "Replaced by a correction" in page
    assert "Waits for a decision" in page
    assert "Returned: Which village?" in page
    assert "Exact repeat" in page


def test_it_opens_the_page_that_holds_a_line(
    client: Client, programme: Programme, ground: Ground, monkeypatch: Any
) -> None:
    monkeypatch.setattr("kheo.web.coordinator.report_views.PER_PAGE", 2)
    page = text_of(client.get(page_of(ground) + "?line=4"))
    assert 'id="line-4" class="lit"' in page
    assert "page 2 of 3" in page
    record = Record.objects.get(submission=ground.submission, line=4)
    answer = client.get(f"/p/test/lines/{record.pk}")
    assert answer["Location"].endswith("&line=4#line-4")


def sent(ground: Ground, content: bytes, **more: Any) -> Submission:
    """Another file, whose bytes are kept."""
    digest = hashlib.sha256(content).hexdigest()
    path = stored(digest)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    version = ground.submission.form_version
    return Submission.objects.create(
        form_version=version, channel="import", sender="lan", received_at=NOW, filename="xã.csv", size=len(content),
        sha256=digest, **more,
    )  # fmt: skip


def test_it_gives_back_the_bytes_as_they_came(client: Client, programme: Programme, ground: Ground) -> None:
    content = "tên;số\nXã An;1.234\n".encode()
    answer = client.get(f"/p/test/reports/{sent(ground, content).pk}/original")
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    assert "attachment" in answer["Content-Disposition"]


def test_it_lists_refused_lines_and_gives_them_back(
    client: Client, programme: Programme, ground: Ground, settings: Any
) -> None:
    submission = sent(ground, b"people\nmany\n", rows_read=1, rows_refused=1)
    address = f"/p/test/reports/{submission.pk}"
    assert client.get(address + "/refused.csv").status_code == 404
    file = settings.DATA / "refused" / f"{submission.pk}.csv"
    file.parent.mkdir()
    file.write_text(",".join(["people", *COLUMNS]) + "\nmany,2,“many” is not a number,0\n")
    page = plain(text_of(client.get(address)))
    assert "2 “many” is not a number" in page
    assert "No line of this file was kept" in page
    assert b"many" in b"".join(client.get(address + "/refused.csv").streaming_content)  # type: ignore[attr-defined]


def test_it_has_no_page_for_what_nobody_sent(client: Client, programme: Programme) -> None:
    assert client.get("/p/test/reports/99999").status_code == 404
    assert client.get("/p/test/lines/99999").status_code == 404


def test_the_menu_and_the_list_count_the_same_files(
    client: Client, programme: Programme, ground: Ground
) -> None:
    of_this_year, of_another = "/p/test/reports?lang=en&period=2025", "/p/test/reports?lang=en&period=2024"
    assert '<span>Reports in</span><span class="n">1</span>' in text_of(client.get(of_this_year))
    assert "1 file (2025)." in text_of(client.get(of_this_year))
    page = text_of(client.get(of_another))
    assert '<span>Reports in</span><span class="n">0</span>' in page
    assert "No file fits." in page


def test_files_are_filtered_by_form_agency_and_refusals(
    client: Client, programme: Programme, ground: Ground
) -> None:
    page = "/p/test/reports?lang=en&period=2025"
    assert "several: 2" in text_of(client.get(page))
    assert "works.csv" in text_of(client.get(page + "&agency=front&form=works"))
    assert "works.csv" not in text_of(client.get(page + "&refused=1"))
    assert client.get(page + "&agency=nobody").status_code == 400
    assert client.get(page + "&form=nothing").status_code == 400


def test_the_lines_without_a_place_are_as_many_as_the_overview_says(
    client: Client, programme: Programme, ground: Ground
) -> None:
    facts = post(ground, [{"place": "a", "people": 20}, {"place": "a", "people": 30, "agency": "front"}])
    join(ground, facts, "highest")
    columns.refresh()
    overview = text_of(client.get("/p/test/?lang=en&period=2025"))
    links = re.findall(r'href="(/p/test/lines\?[^"]+)"', overview)
    shown = [plain(text_of(client.get(link.replace("&amp;", "&")))) for link in links]
    assert "1 report without a place" in shown[0]
    assert "1 row" in shown[0]
    assert "1 joint activity, told in 2 lines" in shown[1]
    assert "2 rows" in shown[1]
    assert client.get("/p/test/lines?kind=nothing").status_code == 400


def test_a_files_lines_are_filtered_by_what_is_the_matter(
    client: Client, programme: Programme, ground: Ground
) -> None:
    page = text_of(client.get(page_of(ground) + "?lang=en&only=no_place"))
    assert 'aria-current="true">Without a place 1</a>' in page
    assert page.count('<li id="line-') == 1
    assert client.get(page_of(ground) + "?only=nothing").status_code == 400
