"""Hand-written CSV and YAML: read with lines, and everything that is wrong named at once."""

import datetime as dt
from decimal import Decimal

from kheo.kit.nodes import node_of, nodes_of, read_yaml
from kheo.kit.problems import Problems
from kheo.kit.refusals import Refused
from kheo.kit.tables import Row, read_rows


def rows_of(text: str | bytes, **options: object) -> tuple[list[Row], list[tuple[int, str]]]:
    problems = Problems()
    content = text if isinstance(text, bytes) else text.encode()
    rows = read_rows(content, "x.csv", problems, **options)  # type: ignore[arg-type]
    return rows, [(problem.line, problem.refused.code) for problem in problems.found]


def test_it_knows_the_line_of_a_row_after_a_cell_with_line_breaks() -> None:
    rows, wrong = rows_of('a,b\n1,"x\ny"\n\n2,z\n')
    assert [(row.line, row.values["a"]) for row in rows] == [(2, "1"), (5, "2")]
    assert wrong == []


def test_it_reads_what_a_spreadsheet_saves() -> None:
    rows, wrong = rows_of("\ufeffa,b\r\n Hòa  Bình \u200b,\r\n".encode())
    assert rows[0].values == {"a": "Hòa Bình", "b": ""}
    assert wrong == []


def test_it_names_missing_and_repeated_columns() -> None:
    assert rows_of("a,a\n1,2\n", needed=["a", "b"])[1] == [
        (1, "source.no_column"),
        (1, "source.column_twice"),
    ]


def test_it_names_the_line_that_is_not_utf8() -> None:
    assert rows_of(b"a\n1\n\xff\n")[1] == [(3, "source.not_utf8")]


def test_it_names_a_line_with_too_many_cells() -> None:
    assert rows_of("a\n1,2\n")[1] == [(2, "source.cells")]


def test_a_cell_is_read_as_what_it_should_be() -> None:
    (row,), _ = rows_of("day,n,many,kind\n2025-07-01,1.50,b|a| b ,x\n")
    assert row.day("day") == dt.date(2025, 7, 1)
    assert row.number("n") == Decimal("1.50")
    assert row.listed("many") == ("b", "a")
    assert row.one_of("kind", ["x", "y"]) == "x"
    assert not row.problems.found


def test_a_cell_that_cannot_be_read_is_named_and_read_as_nothing() -> None:
    (row,), _ = rows_of("day,n,kind,name\n1/7/2025,NaN,z,long\n")
    assert row.day("day") is None
    assert row.number("n") is None
    assert row.one_of("kind", ["x"]) == ""
    assert row.text("name", longest=3) == "lon"
    assert row.text("none", required=True) == ""
    assert [problem.refused.code for problem in row.problems.found] == [
        "source.not_a_day",
        "source.not_a_number",
        "source.not_one_of",
        "source.too_long",
        "source.missing",
    ]


def test_an_empty_file_has_no_rows() -> None:
    assert rows_of("") == ([], [])


def yaml_of(text: str) -> tuple[object, list[tuple[int, str]]]:
    problems = Problems()
    value = read_yaml(text.encode(), "x.yaml", problems)
    return value, [(problem.line, problem.refused.code) for problem in problems.found]


def test_words_days_and_leading_zeros_stay_text() -> None:
    value, _ = yaml_of("[no, 2025-07-01, 00123, 1_000, 12:30, 2025, 1.5, true, null]")
    assert value == ["no", "2025-07-01", "00123", "1_000", "12:30", 2025, 1.5, True, None]


def test_it_names_the_line_of_what_is_not_yaml() -> None:
    assert yaml_of("a: 1\nb: [1\nc: 2\n")[1] == [(3, "source.not_yaml")]
    assert yaml_of("a: 1\na: 2\n")[1] == [(2, "source.not_yaml")]
    assert yaml_of("a: !!python/name:os.system x\n")[1] == [(1, "source.not_yaml")]


def test_a_node_knows_the_line_of_each_key() -> None:
    problems = Problems()
    text = "code: x\nrank: two\ntitle: {fr: X}\nday: soon\nparts: [{a: 1}, 2]\nodd: 1\nlist: 3\nm: 4\n"
    node = node_of(read_yaml(text.encode(), "x.yaml", problems), "x.yaml", problems)
    assert node is not None
    node.whole("rank")
    node.texts("title")
    node.day("day")
    assert [part.whole("a") for part in node.nodes("parts")] == [1]
    node.words("list")
    node.mapping("m")
    node.text("gone", required=True)
    node.text("parts")
    node.only(("code", "rank", "title", "day", "parts", "list", "m"))
    assert [(problem.line, problem.refused.code) for problem in problems.found] == [
        (2, "source.not_whole"),
        (3, "source.no_such_language"),
        (4, "source.not_a_day"),
        (5, "source.not_a_mapping"),
        (7, "source.not_a_list"),
        (8, "source.not_a_mapping"),
        (1, "source.key_missing"),
        (5, "source.not_text"),
        (6, "source.unknown_key"),
    ]


def test_a_bare_text_stands_for_both_languages() -> None:
    problems = Problems()
    node = node_of(read_yaml(b"title: km\n", "x.yaml", problems), "x.yaml", problems)
    assert node is not None and node.texts("title") == {"vi": "km", "en": "km"}


def test_a_list_where_a_mapping_should_be_is_named_once() -> None:
    problems = Problems()
    assert node_of(read_yaml(b"- 1\n", "x.yaml", problems), "x.yaml", problems) is None
    assert nodes_of(read_yaml(b"a: 1\n", "y.yaml", problems), "y.yaml", problems) == []
    assert [problem.refused.code for problem in problems.found] == [
        "source.not_a_mapping",
        "source.not_a_list",
    ]


def test_problems_keep_what_was_refused_with_its_place() -> None:
    problems = Problems()
    with problems.at("x.yaml", 7):
        raise Refused("source.not_utf8")
    assert [(problem.file, problem.line) for problem in problems.found] == [("x.yaml", 7)]
