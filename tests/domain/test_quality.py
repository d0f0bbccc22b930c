"""What waits is held against the checks of its programme; what is found is derived and the same in any order."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest

from kheo.capture.submissions.models import Submission, Withdrawn
from kheo.ground.places.models import Place
from kheo.plan.forms.models import Form
from kheo.plan.programmes.models import Programme, Target
from kheo.verify.quality.actions import drop, look, weigh, weigh_stale
from kheo.verify.quality.models import Finding, Risk, Weighed
from kheo.verify.quality.queries import digest_of_weight, findings_of, forms_of, kept_digest, weigh_form
from tests.weighed import NOW, TEXT, decide, found, load, pack, report, units

pytestmark = pytest.mark.django_db
MONTHS = [f"2025-{month:02}-10" for month in range(1, 9)]


@pytest.fixture
def checks(tmp_path: Path) -> Any:
    """Load the tiny pack with these checks, and make six units of it."""

    def made(text: str) -> list[Any]:
        load(pack(tmp_path, text))
        return units(6)

    return made


def one(kind: str, rest: str) -> str:
    return f"- {{code: c, kind: {kind}, title: {{vi: Quy tắc, en: Check}}, {rest}}}"


def test_fourteen_houses_stand_out_from_the_units_own_past(checks: Any) -> None:
    unit, *_ = checks(one("outlier", "fields: [built], least: 3, against: [own]"))
    for day, built in zip(MONTHS, [4, 3, 5, 4, 6, 4, 5, 4], strict=True):
        report(unit, day, accepted=True, built=built)
    odd, fine = report(unit, "2025-09-10", built=14), report(unit, "2025-09-11", built=5)
    told = found()
    assert told.keys() == {(odd.pk, "c", "own")}
    detail = told[odd.pk, "c", "own"].detail
    assert (detail["value"], detail["low"], detail["high"]) == (14, 3, 6)
    assert detail["asked"] == {"vi": "Số nhà xây mới", "en": "Houses built"}
    assert Risk.objects.get(record=odd.pk).score > Risk.objects.get(record=fine.pk).score == 0


def test_peers_are_those_of_the_same_period(checks: Any) -> None:
    told = checks(one("outlier", "fields: [built], against: [peers], least_history: 5"))
    records = [report(unit, "2025-09-10", built=4 + at % 2) for at, unit in enumerate(told[:5])]
    odd = report(told[5], "2025-09-12", built=60)
    report(told[5], "2025-08-12", built=60)
    assert found().keys() == {(odd.pk, "c", "peers")}
    assert Risk.objects.filter(record__in=[each.pk for each in records]).count() == 5


def test_what_was_sent_back_withdrawn_replaced_or_corrected_is_no_past(checks: Any) -> None:
    unit, *_ = checks(one("outlier", "fields: [built], against: [own], least: 3"))
    past = [report(unit, day, built=4) for day in MONTHS[:6]]
    odd = report(unit, "2025-09-10", built=40)
    assert (odd.pk, "c", "own") in found()
    decide(past[0], "accepted")
    decide(past[0], "returned")
    assert (odd.pk, "c", "own") not in found()
    decide(past[0], "accepted")
    assert (odd.pk, "c", "own") in found()
    Withdrawn.objects.create(submission=past[1].submission, by="lan", at=NOW, reason="wrong")
    assert (odd.pk, "c", "own") not in found()


def test_what_was_decided_about_is_not_weighed_any_more(checks: Any) -> None:
    unit, *_ = checks(one("missing_evidence", ""))
    record = report(unit, "2025-09-10", built=1)
    assert found()
    decide(record, "accepted")
    assert not found()
    assert not Risk.objects.exists()


def test_a_table_that_was_accepted_passes_no_further_steps(checks: Any) -> None:
    unit, *_ = checks(one("missing_evidence", ""))
    steps = [{"code": code, "by": "anyone", "verifies": False, "title": {}} for code in ("first", "second")]
    Programme.objects.update(verification=steps)
    report(unit, "2025-09-10", built=1, accepted=True, channel="web")
    assert not found()


def test_a_report_that_another_one_replaced_does_not_wait(checks: Any) -> None:
    unit, *_ = checks(one("missing_evidence", ""))
    old, new = report(unit, "2025-09-10", built=1), report(unit, "2025-09-10", built=2)
    Submission.objects.create(
        form_version=old.submission.form_version, channel="openrosa", sender="a", received_at=NOW, size=1,
        sha256="f" * 64, instance="uuid:newer", replaces=old.submission.instance,
    )  # fmt: skip
    assert {record for record, _, _ in found()} == {new.pk}


def test_several_times_the_usual(checks: Any) -> None:
    unit, *_ = checks(one("jump", "fields: [built], times: 3, least: 5"))
    for day in MONTHS[:5]:
        report(unit, day, accepted=True, built=10)
    parts = [report(unit, day, built=20) for day in ("2025-09-01", "2025-09-15")]
    told = found()
    assert {record for record, _, _ in told} == {part.pk for part in parts}
    assert next(iter(told.values())).detail["times"] == 4


def test_rounded_numbers_in_a_row(checks: Any) -> None:
    unit, other, *_ = checks(one("digits", "fields: [built], chance: 0.01"))
    for day in MONTHS:
        report(unit, day, accepted=True, built=20)
        report(other, day, accepted=True, built=21)
    odd = report(unit, "2025-09-10", built=50)
    report(other, "2025-09-10", built=50)
    report(unit, "2025-09-11", built=60, qualifiers={"built": "about"})
    assert found().keys() == {(odd.pk, "c", "own")}


def test_answers_that_do_not_fit(checks: Any) -> None:
    unit, *_ = checks(one("ratio", "of: built, to: planned, low: 0, high: 2"))
    odd = report(unit, "2025-09-10", built=9, planned=3)
    report(unit, "2025-09-11", built=3, planned=3)
    report(unit, "2025-09-12", built=3)
    told = found()
    assert told.keys() == {(odd.pk, "c", "answer")}
    assert told[odd.pk, "c", "answer"].detail["asked_beside"]["en"] == "Houses planned"


def test_more_than_the_households_of_the_place(checks: Any) -> None:
    unit, *_ = checks(one("denominator", "fields: [built], known: {place: households}"))
    odd = report(unit, "2025-09-10", place="t:c@new", built=301)
    report(unit, "2025-09-11", place="t:c@new", built=300)
    report(unit, "2025-09-12", place="t:p", built=5000)
    told = found()
    assert told.keys() == {(odd.pk, "c", "known")}
    assert told[odd.pk, "c", "known"].detail["known"] == 300


def test_more_than_another_form_knows(checks: Any) -> None:
    unit, *_ = checks(one("denominator", "fields: [built], known: {form: houses, field: planned}"))
    report(unit, "2025-01-01", accepted=True, place="t:c@new", planned=10)
    report(unit, "2025-06-01", accepted=True, place="t:c@new", planned=20)
    early, late = (report(unit, day, place="t:c@new", built=15) for day in ("2025-03-01", "2025-07-01"))
    assert {record for record, _, _ in found()} == {early.pk}
    assert late


def test_over_and_exactly_at_the_target(checks: Any) -> None:
    text = one("denominator", "fields: [built], known: {target: T-HOUSES}, times: 1.5") + "\n"
    text += one("fits_too_well", "of: built, known: {target: T-HOUSES}").replace("code: c", "code: d")
    unit, other, *rest = checks(text)
    owner = Programme.objects.get()
    for month in range(1, 6):
        for who in (unit, other, *rest):
            Target.objects.create(
                programme=owner,
                indicator_code="T-HOUSES",
                period=f"2025-{month:02}",
                organisation=who,
                value=12,
            )
    for who in rest:
        for day in MONTHS[:5]:
            report(who, day, accepted=True, built=9)
    exact = [report(unit, day, built=12) for day in MONTHS[:5]]
    over = [
        report(other, day, built=built) for day, built in zip(MONTHS[:5], (11, 30, 14, 13, 10), strict=True)
    ]
    told = found()
    assert {key for key in told if key[1] == "d"} == {(each.pk, "d", "target") for each in exact}
    assert {key for key in told if key[1] == "c"} == {(over[1].pk, "c", "target")}


def test_the_words_of_another_unit(checks: Any) -> None:
    one_unit, other, *_ = checks(one("same_text", "fields: [activity], least_length: 20"))
    first = report(one_unit, "2025-09-01", accepted=True, activity=TEXT)
    second = report(other, "2025-09-02", activity=TEXT.upper())
    report(one_unit, "2025-09-03", activity="Một việc khác hẳn mà chưa ai từng kể như vậy")
    told = found()
    assert told.keys() == {(second.pk, "c", "report")}
    assert told[second.pk, "c", "report"].detail["other"] == first.submission_id


def test_the_picture_of_another_unit(checks: Any) -> None:
    one_unit, other, *_ = checks(one("same_picture", ""))
    first = report(one_unit, "2025-09-01", picture="a.jpg")
    second = report(other, "2025-09-02", picture="a.jpg")
    report(one_unit, "2025-09-03", picture="a.jpg")
    report(other, "2025-09-04", picture="b.jpg")
    told = found()
    assert told[second.pk, "c", "report"].detail["other"] == first.submission_id
    assert told[second.pk, "c", "report"].sureness > told[first.pk, "c", "report"].sureness
    assert all(detail.detail["other"] != one_unit.pk for detail in told.values())


def test_the_same_work_told_by_two(checks: Any) -> None:
    one_unit, other, *_ = checks(one("possible_double", "fields: [built, planned], agree: 2, least: 2"))
    a = report(one_unit, "2025-09-01", place="t:c@new", built=14, planned=20)
    b = report(other, "2025-09-04", place="t:c@new", built=14, planned=20)
    report(other, "2025-09-05", place="t:d@new", built=14, planned=20)
    report(other, "2025-09-20", place="t:c@new", built=14, planned=20)
    told = found()
    assert {record for record, _, _ in told} == {a.pk, b.pk}
    assert told[b.pk, "c", "report"].detail["other"] == a.submission_id


def test_a_lines_own_number_told_twice(checks: Any) -> None:
    unit, other, *_ = checks(one("possible_double", "reference: reference"))
    first = report(unit, "2025-09-01", reference="L-7", built=3)
    again = report(unit, "2025-09-20", reference="L-7 ", built=4)
    report(other, "2025-09-01", reference="L-7", built=5)
    told = found()
    assert {record for record, _, _ in told} == {first.pk, again.pk}
    assert told[again.pk, "c", "report"].detail["reference"] is True


def test_days_outside_and_reports_without_pictures(checks: Any) -> None:
    text = one("outside", "late: 60") + "\n" + one("missing_evidence", "").replace("code: c", "code: d")
    unit, *_ = checks(text)
    came = dt.datetime(2025, 9, 1, 3, tzinfo=dt.UTC)
    future = report(unit, "2025-09-20", came=came, picture="a.jpg")
    table = report(unit, "2025-05-01", came=came, channel="import")
    assert found().keys() == {(future.pk, "c", "calendar"), (table.pk, "c", "calendar")}
    bare = report(unit, "2025-08-31", came=came)
    assert found()[bare.pk, "d", "form"].detail == {"named": False}


def test_reports_that_were_due(checks: Any) -> None:
    text = "\n".join(
        (
            one("timeliness", "days: 3"),
            one("completeness", "periods: 4, share: 0.6").replace("code: c", "code: d"),
            one("bulk", "reports: 4, units: 4, hours: 6").replace("code: c", "code: e"),
        )
    )
    load_of = checks(text)
    for unit in load_of:  # the schedule asks units whose place is a commune
        unit.place = Place.objects.get(ref="t:d@new")
        unit.save()
    evening = dt.datetime(
        2025, 9, 5, 14, tzinfo=dt.UTC
    )  # 21 h in Viet Nam; August's reports are due on that day
    many = [report(unit, "2025-08-20", came=evening, sender="x") for unit in load_of[:4]]
    late = report(load_of[4], "2025-08-20", came=evening + dt.timedelta(days=5))
    calm = report(load_of[5], "2025-08-20", came=evening - dt.timedelta(hours=9), sender="x")
    told = found()
    assert {record for record, check, _ in told if check == "e"} == {each.pk for each in many}
    assert {record for record, check, _ in told if check == "c"} == {late.pk}
    assert told[calm.pk, "d", "calendar"].detail == {"came": 0, "expected": 4}


def test_findings_come_strongest_first(checks: Any) -> None:
    text = one("missing_evidence", "weight: 0.1") + "\n" + one("outside", "late: 5, weight: 0.9").replace("code: c", "code: d")  # fmt: skip
    unit, *_ = checks(text)
    record = report(unit, "2025-01-10", came=NOW)
    found()
    assert [each.rule.code for each in findings_of([record.pk])[record.pk]] == ["d", "c"]
    assert findings_of([]) == {}


def world(made: list[Any]) -> list[dict[str, Any]]:
    rng = random.Random(5)
    return [
        {
            "unit": unit, "day": f"2025-{month:02}-{rng.randint(1, 28):02}", "built": rng.choice((3, 4, 5, 20, 40)),
            "activity": rng.choice((TEXT, f"{TEXT} {unit.ref}", f"Việc riêng của đơn vị {rng.random()}")),
            "reference": str(rng.randint(1, 9)), "place": "t:c@new", "accepted": month < 6,
        }
        for unit in made
        for month in range(1, 9)
    ]  # fmt: skip


ALL = """
- {code: far, kind: outlier, title: {vi: Xa, en: Far}, fields: [built], least_history: 3}
- {code: jump, kind: jump, title: {vi: Tăng, en: Jump}, fields: [built], times: 2}
- {code: rounded, kind: digits, title: {vi: Tròn, en: Rounded}, fields: [built], least_history: 3, chance: 0.3, from: 1}
- {code: words, kind: same_text, title: {vi: Giống, en: Same}, fields: [activity], least_length: 20}
- {code: double, kind: possible_double, title: {vi: Trùng, en: Double}, fields: [built], reference: reference}
- {code: late, kind: outside, title: {vi: Ngày, en: Days}, late: 1}
"""


def told_by_content() -> set[tuple[Any, ...]]:
    """Findings without numbers of rows, which differ with the order."""
    rows = Finding.objects.select_related("record__submission", "record__unit", "rule")
    return {
        (
            one.record.unit.ref if one.record.unit else "", one.record.day, one.record.values["built"], one.rule.code,
            one.against, one.sureness, str({key: value for key, value in one.detail.items() if key != "other"}),
        )
        for one in rows
    }  # fmt: skip


def test_it_does_not_matter_whether_all_is_weighed_at_once_or_one_by_one(checks: Any) -> None:
    made = checks(ALL)
    form = Form.objects.get(code="houses")
    for at, each in enumerate(world(made)):
        report(each.pop("unit"), each.pop("day"), came=NOW, **each)
        if at % 7 == 0:
            weigh(form=form, moment=NOW)
    weigh(form=form, moment=NOW)
    by_and_by, kept = told_by_content(), kept_digest(form)
    assert len(by_and_by) > 10
    drop(forms=[form])
    assert not Finding.objects.exists()
    assert not Risk.objects.exists()
    weigh(form=form, moment=NOW + dt.timedelta(days=900))
    assert told_by_content() == by_and_by
    assert kept_digest(form) == kept == digest_of_weight(weigh_form(form))


def test_a_second_time_nothing_is_written(checks: Any) -> None:
    unit, *_ = checks(ALL)
    report(unit, "2025-01-10", came=NOW, built=3)
    form = Form.objects.get(code="houses")
    assert weigh(form=form, moment=NOW).changed == 2
    assert weigh(form=form, moment=NOW).changed == 0


def test_only_forms_with_something_new_are_weighed(checks: Any) -> None:
    unit, *_ = checks(one("missing_evidence", ""))
    report(unit, "2025-09-10", built=1)
    later = NOW

    def step() -> list[str]:
        nonlocal later
        later += dt.timedelta(minutes=10)
        look(moment=later)
        return [told.form for told in weigh_stale(moment=later)]

    assert step() == ["houses"]
    assert Finding.objects.count() == 1
    step()  # what came in a transaction that ended late is looked for once more
    assert step() == []
    record = report(unit, "2025-09-11", built=1)
    assert step() == ["houses"]
    assert Finding.objects.count() == 2
    decide(record, "rejected")
    step()
    assert Finding.objects.count() == 1


def test_a_form_rests_after_it_was_weighed_and_one_at_a_time_weighs_it(checks: Any) -> None:
    checks(one("missing_evidence", ""))
    form = Form.objects.get(code="houses")
    look(moment=NOW)
    Weighed.objects.update(not_before=NOW + dt.timedelta(seconds=30))
    assert weigh_stale(moment=NOW) == []
    assert [told.form for told in weigh_stale(moment=NOW + dt.timedelta(seconds=31))] == ["houses"]
    rests = Weighed.objects.get(form=form)
    assert rests.not_before is not None
    assert rests.not_before > NOW


def test_when_checks_change_all_is_weighed_again(checks: Any, tmp_path: Path) -> None:
    unit, *_ = checks(one("missing_evidence", ""))
    report(unit, "2025-09-10", built=1)
    look(moment=NOW)
    weigh_stale(moment=NOW)
    assert Finding.objects.count() == 1
    (tmp_path / "tiny" / "quality.yaml").write_text("", "utf-8")
    load(tmp_path / "tiny")
    assert forms_of() == []
    look(moment=NOW)
    weigh_stale(moment=NOW + dt.timedelta(days=1))
    assert Finding.objects.count() == 0
