"""A made-up review: a small country, figures of every kind, and text as an editor types it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from kheo.consolidate.figures.rules.question import Answer, Cell, Qualifier, Question, Status
from kheo.review.reviews.rules.asked import Asked
from kheo.review.reviews.rules.breakdown import of_answer
from kheo.review.reviews.rules.document import Letterhead
from kheo.review.reviews.rules.material import MapChoice, Material, Subject, Trend
from kheo.review.reviews.rules.placeholders import Placeholder, placeholders_in
from kheo.review.reviews.rules.template import look_of
from kheo.review.reviews.states import Finding, Layout

MADE_AT = dt.datetime(2026, 1, 5, 2, 30, tzinfo=dt.UTC)
MAP_DATE = dt.date(2025, 7, 1)
FIRST, LAST = dt.date(2024, 12, 15), dt.date(2025, 12, 14)
PROVINCES = ("Đồng Nai", "An Giang", "Ất Tỵ", "Huế", "Đắk Lắk", "Ủy Sơn")
AGENCIES = ("Bộ Quốc phòng", "Mặt trận Tổ quốc", "Ủy ban nhân dân các cấp")
MONTHS = tuple(f"2025-{month:02d}" for month in range(1, 13))

_COUNTRY = {
    "HOU-01": (Status.VALUE, 12480, Qualifier.EXACT),
    "HOU-02": (Status.VALUE, 5310, Qualifier.UNDER),
    "EDU-02": (Status.VALUE, Decimal("93.46"), Qualifier.EXACT),
    "WRK-01": (Status.RANGE, None, Qualifier.EXACT),
    "HEA-01": (Status.MISSING, None, Qualifier.EXACT),
    "FBK-01": (Status.VALUE, 0, Qualifier.EXACT),
}
_STATUSES = (Status.MISSING, Status.RANGE, Status.NOT_APPLICABLE, Status.SUPPRESSED, Status.NOT_ATTRIBUTABLE)


def subject(code: str, title: str, unit: str, objective: str, **more: object) -> Subject:
    words = (f"Lấy các báo cáo của {code}.", "Cộng lại.")
    return Subject(code, 2, title, unit, objective, words, "Ban Chỉ đạo", "2026-11", **more)  # type: ignore[arg-type]


SUBJECTS = (
    subject("HOU-01", "Nhà xây mới cho hộ nghèo, gia đình chính sách", "căn", "house"),
    subject("HOU-02", "Nhà được sửa chữa", "căn", "house"),
    subject("WRK-01", "Ngày công giúp dân", "ngày công", "house"),
    subject("EDU-02", "Học sinh trở lại trường còn theo học", "%", "school", percentage=True),
    subject("HEA-01", "Lượt người được khám bệnh miễn phí", "lượt", "school"),
    subject("FBK-01", "Phản ánh đã tiếp nhận", "vụ việc", ""),
)


def cell(
    code: str, keys: tuple[str | int | None, ...], passport: str, status: Status, value: object = None
) -> Cell:
    number = None if value is None else Decimal(str(value))
    low, high = number, number
    if status is Status.RANGE:
        number, low, high = None, Decimal(1240), Decimal(1310)
    return Cell(
        code, 2, keys, status, number, low, high, facts=9, expected=480, received=412, passport=passport
    )


def country(answer_id: str, period: str, factor: Decimal = Decimal(1)) -> Asked:
    cells = []
    for at, (code, (status, value, qualifier)) in enumerate(_COUNTRY.items()):
        known = None if value is None else Decimal(value) * factor
        cells.append(replace(cell(code, (), f"{answer_id}-{at}", status, known), qualifier=qualifier))
    question = Question(tuple(_COUNTRY), period=period, boundaries=MAP_DATE)
    return Asked(Answer(question, 77, tuple(cells), answer_id), {}, FIRST, LAST, "Lịch báo cáo nhà nước")


def broken_down(answer_id: str, by: str, names: dict[int | str, str], label: str) -> Asked:
    """Each indicator by each key; the second indicator shows every way of having no single number."""
    cells = []
    for code in _COUNTRY:
        for at, key in enumerate(names):
            status, value = Status.VALUE, 1000 + 37 * at + len(cells)
            if code == "HOU-02" and at < len(_STATUSES):
                status, value = _STATUSES[at], None  # type: ignore[assignment]
            if code == "HEA-01":
                status, value = Status.MISSING, None  # type: ignore[assignment]
            cells.append(cell(code, (key,), f"{answer_id}-{len(cells)}", status, value))
    question = Question(tuple(_COUNTRY), by=(by,), period="2025", boundaries=MAP_DATE)
    labels = {(by, key): name for key, name in names.items()}
    return Asked(
        Answer(question, 77, tuple(cells), answer_id),
        labels,
        FIRST,
        LAST,
        "Lịch báo cáo nhà nước",
        by=(label,),
    )


LETTERHEAD = Letterhead(
    superior="Trung ương Mặt trận Tổ quốc",
    body="Ban Chỉ đạo phối hợp",
    number="Số:      /BC-BCĐ",
    dated="Hà Nội, ngày     tháng     năm 2026",
    city="Hà Nội",
    authority=("TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN"),
    signer="Nguyễn Thị Hoài Ưu",
    recipients=("- Như trên;", "- Các thành viên Ban Chỉ đạo;", "- Lưu: VT, DV."),
)
TYPED = {
    Finding.RESULT: (
        "Năm 2025 các cơ quan đã xây mới {HOU-01} căn nhà, sửa chữa {HOU-02} căn; riêng Huế xây {HOU-01|province=Huế} căn.",
        "Ngày công giúp dân ước {WRK-01}; khám bệnh: {HEA-01}.",
    ),
    Finding.LIMITATION: ("Một số đơn vị báo cáo chậm; <b>chưa</b> & #đủ *số liệu*.",),
    Finding.CAUSE: ("Biểu mẫu đổi hai lần trong năm.", "Địa bàn vừa sắp xếp lại."),
    Finding.LESSON: ("Đếm một lần, ghi công cho từng cơ quan.",),
    Finding.DIRECTION: (),
}


def material(layout: Layout = Layout.STATE, language: str = "vi", **changes: object) -> Material:
    names = dict(enumerate(PROVINCES, start=100))
    by_place = broken_down("plc", "province", names, "tỉnh")
    by_agency = broken_down("agy", "agency", dict(enumerate(AGENCIES, start=500)), "cơ quan")
    now = country("now", "2025")
    months = broken_down("mon", "month", {label: label for label in MONTHS}, "tháng")
    made = Material(
        name="vn-2025",
        language=language,
        layout=layout,
        look=look_of(layout, MADE_AT.date()),
        letterhead=LETTERHEAD,
        title="Kết quả phối hợp hỗ trợ cộng đồng năm 2025",
        programme="Phối hợp hỗ trợ cộng đồng 2021–2025",
        notice="Số liệu minh họa, không phải số liệu thật",
        source_note="",
        period="2025",
        compared="2024",
        first=FIRST,
        last=LAST,
        objectives=(("house", "Nhà ở và đời sống"), ("school", "Giáo dục, y tế")),
        subjects=SUBJECTS,
        targets={"HOU-01": Decimal(12000), "HOU-02": Decimal(6000), "EDU-02": Decimal(95)},
        now=now,
        before=country("old", "2024", Decimal("0.9")),
        by_place=of_answer(by_place, dict(names)),
        by_agency=of_answer(by_agency, {}),
        trends=(Trend(tuple(_COUNTRY), "month", MONTHS, months),),
        level="tỉnh",
        place_codes=tuple(_COUNTRY),
        agency_codes=("HOU-01", "HOU-02"),
        key_codes=("HOU-01", "HOU-02"),
        typed=TYPED,
        spoken=spoken(now, by_place),
        points={number: (105 + at * 0.7, 9 + at * 2.1) for at, number in enumerate(names)},
        ground=tuple((104 + at * 0.05, 9 + (at * 7 % 120) * 0.1) for at in range(120)),
        map=MapChoice("HOU-01", "HOU-01"),
        position=77,
        made_at=MADE_AT,
        boundaries=MAP_DATE,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def spoken(now: Asked, by_place: Asked) -> dict[Placeholder, tuple[Asked, Cell | None]]:
    numbers = {name: key for (_, key), name in by_place.names.items()}
    found: dict[Placeholder, tuple[Asked, Cell | None]] = {}
    for one in placeholders_in(text for texts in TYPED.values() for text in texts):
        place = dict(one.keys).get("province")
        asked = by_place if place else now
        found[one] = (asked, asked.cell(one.code, numbers[place]) if place else asked.cell(one.code))
    return found
