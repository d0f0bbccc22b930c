"""A form on paper: what is printed, how much room each answer has, and the PDF itself."""

import datetime as dt
import io
from functools import cache

import pytest
from pypdf import PdfReader

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules import Field, read_form
from kheo.plan.forms.rules.fields import Choice
from kheo.plan.forms.rules.paper import Item, bare, items_of, numbers_of
from kheo.plan.forms.rules.printing import Paper, pdf_of
from tests.papers import RELIEF


@cache
def outline() -> tuple[Field, ...]:
    return read_form(RELIEF, "relief.md").outline


def items(language: str = "en", **conditions: str) -> tuple[Item, ...]:
    return items_of(outline(), conditions, language)


def item(label: str, language: str = "en") -> Item:
    return next(one for one in items(language) if one.label.startswith(label))


def lone(**more: object) -> Item:
    """A form's only question on paper."""
    return items_of([Field("n", **{"type": "integer", "label": {"en": "Number"}, **more})], {}, "en")[0]  # type: ignore[arg-type]


def test_questions_are_numbered_through_the_whole_form_and_what_nobody_writes_is_left_out() -> None:
    numbers = numbers_of(outline())
    assert list(numbers.values()) == [str(at) for at in range(1, len(numbers) + 1)]
    assert not {"today", "each", "source", "goods_note", "item", "who"} & set(numbers)
    asked = [one.number for one in items() if one.kind == "question"]
    tables = [inner.number for one in items() for inner in one.items]
    assert asked + tables == list(numbers.values())


@pytest.mark.parametrize(
    ("label", "shape"),
    [
        ("Reporting unit", "named"), ("Commune", "named"), ("First day", "date"), ("Kind of work", "one"),
        ("Houses", "cells"), ("Money", "cells"), ("Together", "many"), ("Order", "order"), ("Hour", "time"),
        ("Handed over at", "moment"), ("Coordinates", "point"), ("Picture", "picture"), ("Difficulties", "lines"),
        ("The figures", "tick"),
    ],
)  # fmt: skip
def test_each_kind_of_question_has_its_own_space(label: str, shape: str) -> None:
    assert item(label).shape == shape


def test_a_number_has_as_many_cells_as_its_rule_allows_digits() -> None:
    assert item("Houses").cells == (3, 0)
    assert item("Money").cells == (7, 2)
    assert lone(constraint=". >= 0 and . <= ${other}").cells == (7, 0)
    assert lone(constraint=". < 15").cells == (2, 0)


def test_answers_stand_as_close_as_their_words_allow() -> None:
    assert item("Together").choices == ("Army", "Public security", "Fatherland Front", "Nobody")
    assert item("Together").columns == 3
    assert item("Kind of work").columns == 2


def test_a_very_long_list_is_written_in_and_so_is_a_text_that_names_a_place() -> None:
    many = tuple(Choice(str(at), {"en": f"Province {at}"}) for at in range(63))
    assert lone(type="select_one", choices=many).shape == "named"
    assert lone(type="select_one", choices=many).choices == ()
    assert lone(type="text", role="place").shape == "named"
    assert lone(type="text").shape == "lines"


def test_groups_are_parts_and_a_group_without_a_name_tells_which_questions_its_condition_is_for() -> None:
    assert [(one.number, one.label) for one in items() if one.kind == "heading"] == [
        ("I", "Who reports"), ("II", "What was done"), ("III", "Relief goods"),
    ]  # fmt: skip
    fields = [
        Field("some", "group", {}, relevant="${x} = 1"),
        Field("a", "text", {"en": "A"}, groups=("some",)),
        Field("b", "text", {"en": "B"}, groups=("some",)),
        Field("none", "group", {"en": "Computed"}),
        Field("c", "calculate", {}, groups=("none",)),
    ]
    heading, *rest = items_of(fields, {"some": "it rains"}, "en")
    assert (heading.number, heading.label, heading.when) == ("1–2", "", "it rains")
    assert [one.label for one in rest] == ["A", "B"]


def test_a_repeat_is_a_table_and_one_within_it_says_to_which_line_it_belongs() -> None:
    outer, inner = (one for one in items() if one.kind == "table")
    assert [one.label for one in outer.items] == ["Kind", "Amount", "Given on", "Village"]
    assert (outer.shape, outer.rows, outer.inner) == ("rows", 8, False)
    assert (inner.label, [one.number for one in inner.items], inner.inner) == ("Packages", ["20"], True)


def test_entries_too_wide_for_a_line_have_blocks() -> None:
    fields = [Field("r", "repeat", {"en": "House"})]
    fields += [Field(f"q{at}", "text", {"en": f"Q{at}"}, groups=("r",), repeat="r") for at in range(6)]
    table = items_of(fields, {}, "en")[0]
    assert (table.shape, table.rows) == ("blocks", 3)


def test_conditions_stand_with_the_question_and_with_the_group() -> None:
    found = {one.label: one.when for one in items(built="it rains", goods="it pours")}
    assert found["Relief goods"] == "it pours"
    assert next(when for label, when in found.items() if label.startswith("Houses newly")) == "it rains"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Look **again** at <b>this</b>", "Look again at this"),
        ("Houses: ${built} of ${all}", "Houses: (6) of ……"),
        ("1 < 2 and 3 > 2; _so_; a_b", "1 < 2 and 3 > 2; so; a_b"),
        ("# Part", "Part"),
        ("a" * 40, "a" * 36 + "\u200b" + "aaaa"),
    ],
)
def test_texts_lose_their_markup_and_name_answers_by_number(text: str, said: str) -> None:
    assert bare(text, {"built": "6"}) == said


WORDS = dict.fromkeys(
    [
        "comma",
        "form",
        "version",
        "page",
        "paper_number",
        "filled_by",
        "keyed_by",
        "how",
        "day",
        "month",
        "year",
        "hour",
        "minute",
        "only_if",
        "only_if_here",
        "questions",
        "several",
        "order",
        "agreed",
        "picture",
        "attached",
        "sketch",
        "name",
        "code",
        "latitude",
        "longitude",
        "row",
        "of_row",
        "entry",
        "entries",
        "more_rows",
        "table_date",
        "table_one",
        "table_many",
        "table_named",
    ],
    "",
)


def paper(found: tuple[Item, ...], title: str = "Record") -> Paper:
    at = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
    return Paper(title, "relief", "2025.1", "en", "Help", "The Guard", "", at, found, WORDS)


def test_the_paper_is_set_with_every_kind_of_question_and_is_for_everyone() -> None:
    reader = PdfReader(io.BytesIO(pdf_of(paper(items()))))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for said in (
        "THE GUARD",
        "relief",
        "2025.1",
        "I. Who reports",
        "Public security",
        "1 = Rice; 2 = Salt",
        "(20)",
    ):
        assert said in text, said
    assert "<pdfuaid:part>1</pdfuaid:part>" in reader.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    assert all(round(float(page.mediabox.height)) == 842 for page in reader.pages)


def test_nothing_that_an_author_wrote_is_read_as_typst() -> None:
    wild = '#panic("x") $ * _ @a <b [c] ]'
    reader = PdfReader(io.BytesIO(pdf_of(paper((Item("question", "1", wild, shape="lines"),), wild))))
    assert '#panic("x")' in reader.pages[0].extract_text()


def test_a_sign_that_no_typeface_has_is_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        pdf_of(paper((Item("note", label="漢"),)))
    assert refused.value.code == "plan.paper_no_glyph"
