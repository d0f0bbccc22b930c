"""The mapping file: what it may say, and what it is told when it says something else."""

import pytest

from kheo.capture.submissions.rules.mapping import read_mapping
from kheo.capture.submissions.rules.mapping_file import read_mapping_file
from kheo.kit.refusals import Refused
from kheo.plan.forms.rules import Choice, Field

FIELDS = (
    Field("commune", "text", {"vi": "Xã", "en": "Commune"}, role="place"),
    Field("work", "select_one", {"en": "Work"}, choices=(Choice("house", {}), Choice("road", {}))),
    Field("households", "integer", {"en": "Households"}),
    Field("total", "calculate", {"en": "Total"}, calculation="1 + 1"),
)


def read(text: str, **more: str):  # type: ignore[no-untyped-def]
    return read_mapping(read_mapping_file(text, "m.yaml"), FIELDS, **more)


def test_without_a_mapping_columns_bear_names_or_labels() -> None:
    mapping = read("")
    assert mapping.columns["commune"].wanted.names == ("commune", "Xã", "Commune")
    assert "total" not in mapping.columns
    assert mapping.sha256 == ""


def test_it_reads_everything_that_the_guide_promises() -> None:
    mapping = read("""
        sheet: Data
        header_row: [4, 5]
        encoding: cp1258
        delimiter: ";"
        decimal: ","
        dates: mdy
        language: en
        key: [commune, work]
        repeats: keep
        ignore: [No.]
        skip: {Commune: [Total, Tổng cộng]}
        columns:
          commune: {column: Place, alternatives: [Village, Làng], code: name}
          work: {position: 3, values: {New houses: house}, default: road}
          households: No. of HH
        place: {level: commune, within: [{column: District, level: district}]}
        agency: {create: true, by: name}
        """)
    assert (mapping.reading.sheet, mapping.reading.encoding, mapping.reading.delimiter) == (
        "Data",
        "cp1258",
        ";",
    )
    assert mapping.header_rows == (4, 5)
    assert mapping.columns["commune"].wanted.names == ("Place", "Village", "Làng")
    assert mapping.columns["work"].wanted.position == 3
    assert mapping.columns["work"].values == {"new houses": "house"}
    assert mapping.columns["households"].decimal == ","
    assert mapping.columns["households"].explicit
    assert (mapping.key, mapping.keep_repeats, mapping.language) == (("commune", "work"), True, "en")
    assert mapping.place.by == ("name",)
    assert mapping.place.around[0][0].names == ("District",)
    assert mapping.agency.create
    assert mapping.skip[0][1] == {"total", "tong cong"}


def test_words_stay_words() -> None:
    mapping = read(
        "constants: {commune: 00004, work: 2015-12-31}\ncolumns: {work: {values: {Yes: house, 1: road}}}"
    )
    assert mapping.constants == {"commune": "00004", "work": "2015-12-31"}
    assert mapping.columns["work"].values == {"yes": "house", "1": "road"}


def test_its_digest_is_of_what_it_says() -> None:
    one = read("columns:\n  commune: Place   # a remark\ndecimal: ','\n")
    other = read("decimal: ','\ncolumns: {commune: Place}\n")
    assert one.sha256 == other.sha256 != read("columns: {commune: Village}").sha256
    assert read("", sheet="Data").sha256 == read("sheet: Data").sha256


@pytest.mark.parametrize(
    ("text", "code", "particular"),
    [
        ("colums: {}", "capture.mapping_key", "columns"),
        ("columns: {commune: {colum: x}}", "capture.mapping_key", "column"),
        ("columns: {comune: x}", "capture.mapping_field", "commune"),
        ("constants: {nothing: x}", "capture.mapping_field", "commune, work, households, total"),
        ("key: [nothing]", "capture.mapping_field", "commune, work, households, total"),
        ("columns: [commune]", "capture.mapping_shape", None),
        ("columns: {commune: [a]}", "capture.mapping_shape", None),
        ("constants: {commune: {a: b}}", "capture.mapping_shape", None),
        ("decimal: x", "capture.mapping_value", "x"),
        ("dates: dym", "capture.mapping_value", "dym"),
        ("repeats: drop", "capture.mapping_value", "drop"),
        ("header_row: first", "capture.mapping_value", "first"),
        ("header_row: 0", "capture.mapping_value", "0"),
        ("language: fr", "capture.mapping_value", "fr"),
        ("agency: {create: perhaps}", "capture.mapping_value", "perhaps"),
        ("unit: {create: true}", "capture.mapping_value", "true"),
        ("place: {by: colour}", "capture.mapping_value", "colour"),
        ("place: {within: [{level: district}]}", "capture.mapping_shape", None),
        ("a: [", "capture.mapping_yaml", None),
        ("- a", "capture.mapping_yaml", None),
        ("a: &x 1\nb: *x", "capture.mapping_yaml", None),
        ("columns: {}\ncolumns: {}", "capture.mapping_yaml", None),
    ],
)
def test_it_names_what_is_wrong(text: str, code: str, particular: str | None) -> None:
    with pytest.raises(Refused) as caught:
        read(text)
    assert caught.value.code == code
    if particular:
        assert particular in (caught.value.particulars.get("known"), caught.value.particulars.get("value"))


def test_deep_nesting_is_refused_and_no_fault() -> None:
    with pytest.raises(Refused, match=r"capture\.mapping_yaml"):
        read("[" * 3000)
