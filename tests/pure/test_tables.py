"""Files as lines: encodings, delimiters, quotation marks, workbooks, Parquet, and what is refused."""

import datetime as dt
import gc
import struct
import unicodedata
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kheo.capture.submissions.rules.tables import Reading, Sheet, sheets_of
from kheo.kit.refusals import Refused


def sheets(path: Path, content: bytes | None = None, **reading: str) -> list[Sheet]:
    if content is not None:
        path.write_bytes(content)
    return list(sheets_of(path, path.name, Reading(**reading)))


def lines(path: Path, content: bytes | None = None, **reading: str) -> list[tuple[int, list[Any]]]:
    if content is not None:
        path.write_bytes(content)
    # A sheet's lines are read before the next sheet.
    return list(next(sheets_of(path, path.name, Reading(**reading))).lines)


def code(path: Path, content: bytes | None = None, **reading: str) -> str:
    with pytest.raises(Refused) as caught:
        lines(path, content, **reading)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_it_finds_the_encoding(tmp_path: Path, encoding: str) -> None:
    text = "xã,số hộ\nĐắk Lắk,12\n" * 40
    assert lines(tmp_path / "a.csv", text.encode(encoding))[1] == (2, ["Đắk Lắk", "12"])


def test_it_finds_vietnamese_windows(tmp_path: Path) -> None:
    # CP1258 has letters and marks: tones are written after the vowel.
    decomposed = "đ\u01b0\u01a1\u0300ng".replace("ơ\u0300", "\u01a1\u0300")
    text = f"x\n{decomposed} đồ".replace("ồ", "ô\u0300") + "\n"
    found = lines(tmp_path / "a.csv", text.encode("cp1258"))
    assert unicodedata.normalize("NFC", found[1][1][0]) == "đường đồ"


def test_it_takes_the_encoding_that_it_is_told(tmp_path: Path) -> None:
    assert lines(tmp_path / "a.csv", "é\n".encode("cp1252"), encoding="cp1252") == [(1, ["é"])]
    assert code(tmp_path / "a.csv", b"a\n", encoding="klingon") == "capture.no_such_encoding"
    assert code(tmp_path / "a.csv", "a\né\n".encode("cp1252"), encoding="utf-8") == "capture.encoding_line"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_it_finds_the_delimiter(tmp_path: Path, sign: str) -> None:
    text = f"A report of work, and more\na{sign}b{sign}c\n1,5{sign}2{sign}3\n2{sign}3,5{sign}4\n"
    if sign == ",":
        text = text.replace("1,5", "1").replace("3,5", "3")
    assert lines(tmp_path / "a.csv", text.encode())[-1][1][-1] == "4"


def test_it_takes_the_delimiter_that_the_file_or_the_sender_names(tmp_path: Path) -> None:
    assert lines(tmp_path / "a.csv", b"sep=;\r\na;b,c\r\n") == [(2, ["a", "b,c"])]
    assert lines(tmp_path / "a.csv", b"a;b,c\n", delimiter=";") == [(1, ["a", "b,c"])]
    assert code(tmp_path / "a.csv", b"a\n", delimiter="x") == "capture.no_such_delimiter"


def test_lines_have_the_numbers_that_an_editor_shows(tmp_path: Path) -> None:
    text = 'a,b\n\n1,"two\nlines"\n,,\n2,x\n'
    assert lines(tmp_path / "a.csv", text.encode()) == [
        (1, ["a", "b"]),
        (3, ["1", "two\nlines"]),
        (6, ["2", "x"]),
    ]


@pytest.mark.parametrize(
    "text", ['a,b\n1,"x\n2,y\n3,z\n', 'a,b\n1,"x', 'a,b\n1,"x\n', 'a,b\n"1,x\n2,"y\n3,"z\n']
)
def test_a_quotation_mark_that_never_closes_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    assert code(tmp_path / "a.csv", text.encode()) == "capture.quotes"


def test_a_quotation_mark_inside_a_text_is_a_letter(tmp_path: Path) -> None:
    assert lines(tmp_path / "a.csv", b'a,b\n5" pipe,"say ""yes"""\n')[1][1] == ['5" pipe', 'say "yes"']


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (b"", "capture.file_empty"),
        (b"%PDF-1.7 ...", "capture.file_is_pdf"),
        (b"\x89PNG\r\n", "capture.file_is_image"),
        (b"PK\x03\x04 not a zip", "capture.file_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not a workbook", "capture.file_damaged"),
        (b"PAR1 not a table", "capture.file_damaged"),
    ],
)
def test_it_refuses_what_is_no_table(tmp_path: Path, content: bytes, refused: str) -> None:
    assert code(tmp_path / "a.xlsx", content) == refused


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    sheet["C3"] = "title"
    sheet["C5"], sheet["D5"] = "xã", "số"
    sheet["C6"], sheet["D6"] = "00004", 1299
    sheet["C7"], sheet["D7"], sheet["E7"] = dt.date(2025, 7, 1), 2.5, True
    hidden = book.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    book.create_sheet("Notes")["A1"] = "a note"
    book.save(path)
    return path


def test_a_workbook_counts_lines_and_columns_as_it_shows_them(tmp_path: Path) -> None:
    found = lines(workbook(tmp_path / "a.xlsx"))
    assert [number for number, _ in found] == [3, 5, 6, 7]
    assert found[1][1][:4] == [None, None, "xã", "số"]
    assert found[2][1][2:4] == ["00004", 1299.0]
    assert found[3][1][2:5] == [dt.date(2025, 7, 1), 2.5, True]


def test_a_workbook_gives_its_visible_sheets_or_the_one_asked_for(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    assert [sheet.name for sheet in sheets(path)] == ["Data", "Notes"]
    assert [sheet.name for sheet in sheets(path, sheet="Hidden")] == ["Hidden"]
    assert code(path, sheet="Data 2") == "capture.no_such_sheet"


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
    assert code(path) == "capture.unpacks_to_too_much"


def test_a_workbook_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lie.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 1_000_000)
    content = bytearray(path.read_bytes())
    size = (1_000_000).to_bytes(4, "little")
    at = content.index(size)
    while at >= 0:
        content[at : at + 4] = (10).to_bytes(4, "little")
        at = content.find(size)
    assert code(path, bytes(content)) == "capture.file_damaged"


def ods(path: Path, cells: str) -> Path:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", kind, zipfile.ZIP_STORED)
        packed.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
        packed.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
            f'<table:table table:name="Tờ 1">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def test_it_reads_open_documents(tmp_path: Path) -> None:
    def row(*texts: str) -> str:
        cells = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
            for text in texts
        )
        return f"<table:table-row>{cells}</table:table-row>"

    number = '<table:table-cell office:value-type="float" office:value="12.5"><text:p>12,5</text:p></table:table-cell>'
    path = ods(tmp_path / "a.ods", row("xã", "số") + f"<table:table-row>{number}</table:table-row>")
    assert lines(path)[0] == (1, ["xã", "số"])
    assert lines(path)[1][1][0] == 12.5


def test_a_cell_that_holds_an_error_is_not_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    cover, sheet = book.active, book.create_sheet("Data")
    assert cover is not None
    cover["A1"] = "a cover"
    sheet["C2"], sheet["D2"] = "xã", "số"
    for cell, error in (("D3", "#REF!"), ("C5", "#N/A"), ("D5", "#DIV/0!")):
        sheet[cell] = error
        sheet[cell].data_type = "e"
    sheet["C4"] = "t='e'"
    book.save(path)
    found = {number: cells[2:] for number, cells in lines(path, sheet="Data")}
    assert found == {2: ["xã", "số"], 3: ["", "#REF!"], 4: ["t='e'", ""], 5: ["#N/A", "#DIV/0!"]}
    assert lines(path)[0] == (1, ["a cover"])


def test_so_it_is_in_cells_that_do_not_say_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["x", 1, 2])
    book.save(path)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row><c t="str"><v>x</v></c><c t="e"><v>#NUM!</v></c></row>'
        b"<row><c t='e'><f>A9</f><v></v></c><c><v>2</v></c></row></sheetData></worksheet>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    assert lines(path) == [(1, ["x", "#NUM!"]), (2, ["#ERROR!", 2.0])]


def test_so_it_is_in_open_documents(tmp_path: Path) -> None:
    def cell(text: str, more: str = "") -> str:
        return (
            f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'
        )

    wrong = ' table:formula="of:=1/0" office:string-value=""'
    rows = (
        f"<table:table-row>{cell('xã')}{cell('a')}{cell('b')}{cell('c')}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="2">{cell("#DIV/0!", wrong)}'
        f"{cell('Err:502', wrong + ' table:number-columns-repeated=' + chr(34) + '2' + chr(34))}{cell('x')}"
        f"</table:table-row><table:table-row>{cell('x')}{cell('')}{cell('')}{cell('')}</table:table-row>"
    )
    found = lines(ods(tmp_path / "a.ods", rows))
    assert found[1:] == [
        (2, ["#DIV/0!", "Err:502", "Err:502", "x"]),
        (3, ["#DIV/0!", "Err:502", "Err:502", "x"]),
        (4, ["x", "", "", ""]),
    ]


def test_it_reads_parquet_in_batches_with_its_types(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    columns = {
        "place": ["00004", None],
        "households": pa.array([5, None], pa.int32()),
        "cost": pa.array([Decimal("1.50"), None], pa.decimal128(10, 2)),
        "day": pa.array([dt.date(2025, 7, 1), None]),
    }
    pq.write_table(pa.table(columns), path)
    sheet = sheets(path)[0]
    assert (sheet.headed, sheet.total) == (True, 2)
    assert list(sheet.lines) == [
        (0, ["place", "households", "cost", "day"]),
        (1, ["00004", 5, Decimal("1.50"), dt.date(2025, 7, 1)]),
        (2, [None, None, None, None]),
    ]
    pq.write_table(pa.table({"a": [[1, 2]]}), path)
    assert code(path) == "capture.nested_columns"


def test_a_workbook_is_read_to_its_end_when_nobody_holds_its_other_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    for name in ("One", "Two"):
        sheet = book.create_sheet(name)
        for at in range(5_000):
            sheet.append([name, at, "x" * 100])
    book.save(tmp_path / "a.xlsx")
    first = next(sheets_of(tmp_path / "a.xlsx", "a.xlsx", Reading())).lines
    gc.collect()
    assert sum(1 for _ in first) == 5_000
    passed_over = [(sheet.name, sheet.total) for sheet in sheets_of(tmp_path / "a.xlsx", "a.xlsx", Reading())]
    assert passed_over == [("One", 5_000), ("Two", 5_000)]


def test_cells_at_far_corners_are_told_and_do_not_end_kheo(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["XFD1048576"] = "a", 1
    book.save(tmp_path / "far.xlsx")
    assert code(tmp_path / "far.xlsx") == "capture.sheet_too_large"


def test_a_reader_that_dies_halfway_is_no_end_of_a_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("One")
    for at in range(20_000):
        sheet.append([at, "x" * 100])
    book.save(tmp_path / "a.xlsx")
    sheets = sheets_of(tmp_path / "a.xlsx", "a.xlsx", Reading())
    found = next(sheets).lines
    next(found)
    sheets.gi_frame.f_locals["reader"].process.kill()  # type: ignore[attr-defined]
    with pytest.raises(Refused, match=r"capture\.sheet_too_large"):
        list(found)


def xlsb(path: Path, rows: list[list[str | float | bytes]]) -> Path:
    """A binary workbook with one sheet, written record by record."""

    def record(kind: int, content: bytes = b"") -> bytes:
        head = bytearray([kind] if kind < 128 else [kind & 0x7F | 0x80, kind >> 7])
        size = len(content)
        while size > 127:
            head.append(size & 0x7F | 0x80)
            size >>= 7
        return bytes([*head, size]) + content

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    cells = b""
    for at, row in enumerate(rows):
        cells += record(0, struct.pack("<I", at) + b"\0" * 21)
        for column, cell in enumerate(row):
            place = struct.pack("<2I", column, 0)
            if isinstance(cell, bytes):
                # An error, alone (3) or of a formula (11).
                cells += record(3 if at % 2 else 11, place + cell)
            elif isinstance(cell, str):
                cells += record(6, place + wide(cell))
            else:
                cells += record(5, place + struct.pack("<d", cell))
    size = record(148, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1))
    name = record(156, struct.pack("<2I", 0, 1) + wide("rId1") + wide("Data"))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    names = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.bin", record(131) + record(143) + name + record(144) + record(132))
        packed.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{names}">'
            f'<Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        packed.writestr(
            "xl/worksheets/sheet1.bin", record(129) + size + record(145) + cells + record(146) + record(130)
        )
    return path


def test_it_reads_binary_workbooks(tmp_path: Path) -> None:
    path = xlsb(tmp_path / "a.xlsb", [["xã", "số"], ["00004", 1299.0]])
    assert lines(path) == [(1, ["xã", "số"]), (2, ["00004", 1299.0])]


def test_errors_in_binary_workbooks_are_not_empty_either(tmp_path: Path) -> None:
    formula = b"\x17" + b"\0" * 10
    path = xlsb(tmp_path / "a.xlsb", [["xã", "số"], ["00004", b"\x2a"], [formula, 2.0]])
    assert lines(path) == [
        (1, ["xã", "số"]), (2, ["00004", "#N/A"]), (3, ["#REF!", 2.0])
    ]  # fmt: skip


def test_an_open_document_that_repeats_a_cell_for_ever_is_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    path = ods(
        tmp_path / "a.ods", f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    )
    assert code(path) in ("capture.sheet_too_large", "capture.file_damaged")


CELLS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\ufeff"), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_any_table_that_a_program_wrote_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], sign: str
) -> None:
    import csv
    import io

    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign).writerows(rows)
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    try:
        found = [cells for _, cells in lines(path, out.getvalue().encode("utf-8-sig"), delimiter=sign)]
    except Refused as refused:
        assert refused.code == "capture.file_empty"
        return
    assert found == [row for row in rows if any(row)][: len(found)]
    assert len(found) == sum(1 for row in rows if any(row)) or "sep=" in out.getvalue().lower()
