"""The version that phones send back."""

import pytest

from kheo.plan.forms.rules import Choice, Field, new_coded, read_form
from kheo.plan.forms.rules.coded import without_purpose
from kheo.plan.forms.rules.versions import hash_of, version_for, version_in, with_version


@pytest.mark.parametrize(
    ("own", "number", "taken", "called"),
    [
        ("2026-01", 1, (), "2026-01"),
        ("2026-01", 2, ("2026-01",), "2026-01-2"),
        ("2026-01", 3, ("2026-01", "2026-01-2"), "2026-01-3"),
        ("", 1, (), "1"),
        ("", 2, ("1",), "2"),
        ("", 2, ("2",), "2-2"),
        ("  7  ", 1, (), "7"),
    ],
)
def test_no_two_versions_are_called_the_same(
    own: str, number: int, taken: tuple[str, ...], called: str
) -> None:
    assert version_for(own, number, taken) == called


XFORM = '<h:html><model><instance><data id="a"><n/></data></instance><instance id="l"><root/></instance></model></h:html>'


@pytest.mark.parametrize("version", ["7", "2026-01-2", 'a "quoted" & <odd> one', "it's"])
def test_it_stands_in_the_root_and_nowhere_else(version: str) -> None:
    said = with_version(XFORM, version)
    assert version_in(said) == version
    assert said.count("version=") == 1
    assert with_version(with_version(XFORM, "1"), version) == said
    assert '<instance id="l"><root/>' in said


def test_it_takes_the_place_of_the_author_s_own() -> None:
    content = b"| survey |\n| | type | name | label |\n| | integer | n | N |\n| settings |\n| | version |\n| | 7 |\n"
    reading = read_form(content, "a.md")
    assert reading.version == "7"
    assert version_in(reading.xform) == "7"
    assert version_in(with_version(reading.xform, "7-2")) == "7-2"
    assert "xforms-version" in with_version(reading.xform, "7-2")


def test_what_has_no_instance_stays_as_it_is() -> None:
    assert with_version("", "1") == ""
    assert version_in("") == ""


def test_the_hash_is_of_the_bytes() -> None:
    assert hash_of(b"") == "md5:d41d8cd98f00b204e9800998ecf8427e"


def coded(name: str, *choices: str, file: str = "") -> Field:
    kind = "select_one_from_file" if file else "select_one"
    return Field(name, kind, {}, tuple(Choice(each, {}) for each in choices), file=file)


@pytest.mark.parametrize(
    ("now", "before", "new"),
    [
        ([coded("a", "x")], [], ["a"]),
        ([coded("a", "x", "y")], [coded("a", "x")], []),
        ([coded("a", "q")], [coded("a", "x")], ["a"]),
        ([coded("a", file="l.csv")], [coded("a", "x")], ["a"]),
        ([coded("a", file="m.csv")], [coded("a", file="l.csv")], ["a"]),
        ([coded("a", file="l.csv")], [coded("a", file="l.csv")], []),
        ([coded("a", "x")], [Field("a", "text", {})], ["a"]),
        ([Field("a", "text", {})], [], []),
        ([coded("a", file="kheo-places-commune.csv"), coded("b", file="kheo-units.csv")], [], []),
        ([coded("a", file="kheo-places.csv.csv")], [], ["a"]),
        ([coded("a", file="l.csv")], [coded("a", file="kheo-units.csv")], ["a"]),
    ],
)
def test_a_coded_field_is_new_when_its_name_or_all_its_answers_are(
    now: list[Field], before: list[Field], new: list[str]
) -> None:
    assert [one.name for one in new_coded(now, before)] == new


def test_a_purpose_of_a_word_is_none() -> None:
    assert without_purpose(
        [coded("a", "x"), coded("b", "x")], {"a": "stats", "b": "To add up roads by kind."}
    ) == ("a",)
