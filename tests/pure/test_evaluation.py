"""The server's own reading of a filled-in form: what the phone should not have asked, computed or let pass."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from kheo.capture.submissions.rules.instances import files_named, read_instance
from kheo.capture.submissions.rules.mapping import read_mapping
from kheo.capture.submissions.rules.reported import Home, Reader, Reported
from kheo.capture.submissions.rules.rows import Terms
from kheo.capture.submissions.rules.xform import read_xform
from kheo.kit.refusals import Refused
from kheo.plan.forms.rules import read_form

TODAY = dt.date(2025, 7, 10)
HOME = Home(unit=7, agency=3)

FORM = """
| survey | | | | | | | | | |
| | type | name | label | relevant | calculation | constraint | required | default | bind::readonly |
| | date | done | Day | | | . <= today() | yes | | |
| | integer | houses | Houses | | | . >= 0 | | | |
| | begin_group | relief | Relief | ${houses} > 0 | | | | | |
| | integer | households | Households | | | | yes | | |
| | image | photo | Photo | | | | | | |
| | end_group | | | | | | | | |
| | calculate | each | | | ${households} div ${houses} | | | | |
| | integer | rate | Rate | | | | | 5 | true() |
| | begin_repeat | item | Item | | | | | | |
| | select_one kind | kind | Kind | | | | yes | | |
| | integer | given | Given | ${kind} != 'none' | | . > 0 and . <= ${households} | | | |
| | calculate | place_in_list | | | position(..) | | | | |
| | end_repeat | | | | | | | | |
| | calculate | total | | | sum(${given}) | | | | |
| | calculate | kinds | | | count(${item}) | | | | |
| | calculate | second | | | indexed-repeat(${given}, ${item}, 2) | | | | |
| | calculate | when | | | today() | | | | |
| choices | | | |
| | list_name | name | label |
| | kind | food | Food |
| | kind | tent | Tent |
| | kind | none | None |
"""


class Nowhere:
    """No place and no organisation is known."""

    def find(self, text: str, **_: Any) -> list[Any]:
        return []


def reader(form: str = FORM) -> Reader:
    reading = read_form(form.encode(), "relief.md")
    nowhere: Any = Nowhere()
    terms = Terms("relief", reading.fields, read_mapping({}, reading.fields), nowhere, nowhere, TODAY, "en")
    return Reader(read_xform(reading.xform), terms)


READER = reader()


def xml(inside: str, *, form: str = "relief", meta: str = "<instanceID>uuid:1</instanceID>") -> bytes:
    return f'<data id="{form}"><meta>{meta}</meta>{inside}</data>'.encode()


def read(inside: str) -> Reported:
    return READER.read(read_instance(xml(inside)), today=TODAY, home=HOME)


def values(inside: str) -> list[dict[str, Any]]:
    found = read(inside)
    assert found.reasons == ()
    return [json.loads(row.values) for row in found.rows]


def wrong(inside: str) -> list[tuple[str, str]]:
    found = read(inside)
    assert found.rows == ()
    return [(reason.column, reason.refused.code) for reason in found.reasons]


GOOD = "<done>2025-07-09</done><houses>2</houses><relief><households>10</households></relief>"


def test_it_reads_what_was_answered() -> None:
    [row] = values(GOOD)
    assert row == {
        "done": "2025-07-09",
        "houses": 2,
        "households": 10,
        "each": 5,
        "rate": 5,
        "total": 0,
        "kinds": 0,
    }


def test_a_report_without_a_unit_is_the_senders() -> None:
    [row] = read(GOOD).rows
    assert (row.unit, row.agency) == (7, 3)


def test_it_drops_what_should_not_have_been_asked() -> None:
    [row] = values("<done>2025-07-09</done><houses>0</houses><relief><households>10</households></relief>")
    assert "households" not in row
    assert "each" not in row


def test_it_computes_again_what_the_phone_computed() -> None:
    [row] = values(GOOD + "<each>500</each><total>99</total>")
    assert (row["each"], row["total"]) == (5, 0)


def test_it_takes_the_phones_word_for_what_only_the_phone_knows() -> None:
    [row] = values(GOOD + "<when>2025-07-08</when>")
    assert row["when"] == "2025-07-08"


def test_nobody_answers_what_is_read_only() -> None:
    [row] = values(GOOD + "<rate>900</rate>")
    assert row["rate"] == 5


@pytest.mark.parametrize(
    ("inside", "reasons"),
    [
        ("<done>2025-07-11</done>", [("done", "capture.constraint")]),
        ("<done></done>", [("done", "capture.required")]),
        ("<done>yesterday</done>", [("done", "capture.day_not_iso")]),
        ("<done>2025-07-09</done><houses>-1</houses>", [("houses", "capture.constraint")]),
        (
            "<done>2025-07-09</done><houses>1.5</houses>",
            [("houses", "capture.whole_number"), ("households", "capture.required")],
        ),
        ("<done>2025-07-09</done><houses>3</houses><relief/>", [("households", "capture.required")]),
        ("<done>2025-07-09</done><houses>3</houses>", [("households", "capture.required")]),
        (
            "<done>2025-07-09</done><houses>3</houses><relief><households/></relief>",
            [("households", "capture.required")],
        ),
        (GOOD + "<item><kind>gold</kind></item>", [("kind", "capture.not_a_choice")]),
        (GOOD + "<item><kind>food</kind><given>11</given></item>", [("given", "capture.constraint")]),
    ],
)
def test_what_breaks_the_forms_rules_comes_back(inside: str, reasons: list[tuple[str, str]]) -> None:
    assert wrong(inside) == reasons


def test_each_repetition_is_a_row_with_the_words_around_it_and_its_own_numbers() -> None:
    rows = values(
        GOOD
        + "<item><kind>food</kind><given>4</given></item><item><kind>tent</kind><given>3</given></item>"
        + "<item><kind>none</kind><given>9</given></item>"
    )
    assert [row.get("given") for row in rows] == [None, 4, 3, None]
    assert [row.get("kind") for row in rows] == [None, "food", "tent", "none"]
    assert [row.get("houses") for row in rows] == [2, None, None, None]
    assert {row["done"] for row in rows} == {"2025-07-09"}
    assert (rows[0]["total"], rows[0]["kinds"], rows[0]["second"]) == (7, 3, 3)


def test_a_question_inside_a_repeat_is_answered_by_its_own_neighbours() -> None:
    rows = values(
        GOOD + "<item><kind>none</kind><given>4</given></item><item><kind>food</kind><given>2</given></item>"
    )
    assert [(row.get("kind"), row.get("given"), row.get("place_in_list")) for row in rows[1:]] == [
        ("none", None, 1),
        ("food", 2, 2),
    ]


def test_it_names_the_files_that_belong_to_it() -> None:
    inside = "<relief><households>1</households><photo>ảnh 1.jpg</photo></relief>"
    assert files_named(read_instance(xml(inside)), READER.form) == ("ảnh 1.jpg",)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (xml("", meta=""), "capture.instance_without_id"),
        (b"<data><meta><instanceID>1</instanceID></meta></data>", "capture.instance_without_form"),
        (
            xml("", meta="<instanceID>1</instanceID><deprecatedID>1</deprecatedID>"),
            "capture.instance_replaces_itself",
        ),
        (xml("", meta=f"<instanceID>{'1' * 300}</instanceID>"), "capture.instance_id_long"),
        (
            b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><data id="x">&e;</data>',
            "capture.xml_entities",
        ),
        (b"<data id='x'>", "capture.xml"),
        (b"<data " + b" ".join(b"a%d='>'" % at for at in range(100_000)) + b"/>", "capture.xml_too_much"),
        (b"<a>" * 100, "capture.xml_too_much"),
        (b"<a>" + b"<b/>" * 60_000 + b"</a>", "capture.xml_too_much"),
    ],
)
def test_it_refuses_what_is_no_report(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_instance(content)
    assert caught.value.code == code


def test_attributes_namespaces_and_comments_may_stand_in_any_order() -> None:
    found = read_instance(
        b'<?xml version="1.0"?><x:data xmlns:x="u" version="3" x:id="relief"><!-- a --><done>2025-07-09</done>'
        b'<orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:deprecatedID>uuid:0</orx:deprecatedID>'
        b"<orx:instanceID>uuid:<!-- b -->1</orx:instanceID></orx:meta></x:data>"
    )
    assert (found.form, found.version, found.id, found.replaces) == ("relief", "3", "uuid:1", "uuid:0")
