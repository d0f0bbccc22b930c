"""What Kheo will not do, continued: roundabout attempts, each of which must fail.

A question about a person may hide in what stands for it (a proxy), in a column that no answer shows, in a list beside
the form, in what a phone tells of its owner, or behind a harmless name.
"""

from __future__ import annotations

from typing import Any

import pytest

from kheo.flow.check_draft import take_in_draft
from kheo.kit.refusals import Refused
from kheo.plan.forms import actions
from kheo.plan.forms.models import Form
from kheo.plan.forms.rules import check_form
from kheo.plan.forms.rules.beyond import Validated
from kheo.web.refusals import sentence
from tests.forms import CHOICES, QUESTIONS, SURVEY, form
from tests.sent import NOW

PROXIES = {
    "belief": [
        "Hộ có đi lễ nhà thờ không?", "di le nha tho", "Đi chùa ngày nào?", "Gia đình thờ cúng ở đâu", "tho cung",
        "Có ăn chay không", "Tên thánh", "phap danh", "Does the family go to church?", "Mosque attendance",
        "Times of prayer", "Keeps Ramadan", "Which temple do you visit", "Baptised in", "congregation",
    ],
    "ethnicity": [
        "Ngôn ngữ nói ở nhà", "ngon ngu noi o nha", "Language spoken at home", "home language", "Native language",
        "Which clan", "native_language",
    ],
    "opinion": [
        "Mức độ tin tưởng", "muc do tin tuong", "Bầu cho ai", "Thái độ của người dân", "Support for the government",
        "posts on social media",
    ],
    "origin": ["Quê ở đâu", "que goc", "Where were you born", "Home town", "nhan than"],
    "identity": [
        "Mã học sinh", "ma benh nhan", "Biển số xe", "bien so xe", "Người đứng đơn", "Tên chủ nhà", "Số Zalo",
        "Tài khoản Facebook", "Ảnh chủ hộ", "anh khuon mat", "What is your name?", "Farmer name", "Owner's name",
        "Mother's name", "Contact person", "Licence plate", "Student ID", "list of names", "Selfie", "WhatsApp",
        "Cell phone", "Photo of the beneficiary",
    ],
    "home": ["Link bản đồ nhà dân", "Plus code of the house", "what3words of the home", "link ban do nha dan"],
}  # fmt: skip

INNOCENT = [
    "Số người đi lễ hội", "Gia đình học tập, dòng họ học tập", "Tên con đường được sửa", "Nhà thờ bị hư hại",
    "Trường dạy tiếng mẹ", "Quy mô y tế xã", "Which party delivers the goods", "Assistance given",
    "Prices of rice", "Số nhà bị tốc mái", "Ảnh công trình", "Photo of the bridge",
    "Kênh phản ánh (Zalo, điện thoại)", "Biển báo giao thông",
]  # fmt: skip


def kinds(content: bytes, **media: bytes) -> set[str]:
    given = {name.replace("__", "."): each for name, each in media.items()}
    found = check_form(content, "attempt.xlsx", media=given).errors
    return {one.refused.code.removeprefix("plan.asks_") for one in found if "plan.asks_" in one.refused.code}


def asking(*question: Any, columns: tuple[str, ...] = SURVEY, **more: Any) -> bytes:
    return form([*QUESTIONS[1:], question], columns=columns, **more)


@pytest.mark.parametrize(
    ("kind", "label"), [(kind, label) for kind, labels in PROXIES.items() for label in labels]
)
def test_no_form_asks_by_a_proxy(kind: str, label: str) -> None:
    assert kind in kinds(asking("text", "q", label, "Q"))


@pytest.mark.parametrize("label", INNOCENT)
def test_work_is_no_proxy(label: str) -> None:
    assert kinds(asking("text", "q", label, "Q")) == set()


@pytest.mark.parametrize(
    "kind",
    [
        "deviceid", "device id", "imei", "get device id", "uri:deviceid", "uri:username", "email", "uri:email",
        "phone number", "get phone number", "uri:phonenumber", "simserial", "sim id", "subscriber id",
        "start-geopoint", "background-audio",
    ],
)  # fmt: skip
def test_no_phone_tells_on_its_owner_by_another_word(kind: str) -> None:
    assert kinds(asking(kind, "told", "Q", "Q")) != set()


def test_no_text_is_filled_in_by_the_phone() -> None:
    columns = (*SURVEY, "bind::jr:preload", "bind::jr:preloadParams")
    row = ("text", "q", "Ghi chú", "Remark", None, None, None, "property", "username")
    assert kinds(asking(*row, columns=columns)) == {"identity"}


def test_no_audit_follows_who_fills_in() -> None:
    """How a form was filled in may be kept; where its phone went may not."""
    columns = (*SURVEY, "parameters")
    row = ("audit", "audit", None, None, None, None, None)
    followed = "location-priority=balanced location-min-interval=60 location-max-age=120"
    assert kinds(asking(*row, followed, columns=columns)) == {"home"}
    assert kinds(asking(*row, None, columns=columns)) == set()


@pytest.mark.parametrize("kind", ["gps", "location", "geotrace", "geoshape", "q geopoint"])
def test_no_map_question_finds_a_home_by_another_word(kind: str) -> None:
    assert kinds(asking(kind, "q", "Vị trí nhà được hỗ trợ", "Point")) == {"home"}


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("guidance_hint::English (en)", "Ask for the religion of the family"),
        ("required_message::English (en)", "Their ethnicity is needed"),
        ("constraint_message::Tiếng Việt (vi)", "Phải ghi tôn giáo của hộ"),
        ("default", "Phật giáo"),
        ("calculation", "if(${work} = 'road', 'Công giáo', 'Tin lành')"),
        ("appearance", "search('followers', 'matches', 'religion', ${work})"),
        ("choice_filter", "ethnicity = ${work}"),
        ("media::image::English (en)", "religion_symbols.png"),
        ("body::kheo:note", "ton_giao"),
    ],
)
def test_no_column_of_a_question_carries_it(column: str, text: str) -> None:
    row = ("text", "q", "Ghi chú", "Remark", None, None, None, text)
    assert kinds(asking(*row, columns=(*SURVEY, column))) != set()


def test_no_list_is_called_so() -> None:
    choices = [*CHOICES, ("ton_giao", "a", "A", "A"), ("ton_giao", "b", "B", "B")]
    assert kinds(asking("select_one ton_giao", "q", "Nhóm", "Group", choices=choices)) == {"belief"}


def test_no_hidden_column_of_a_list_carries_it() -> None:
    """A column that no answer shows still travels with every answer."""
    choices = [(*CHOICES[0], "religion"), *((*row, "x") for row in CHOICES[1:])]
    assert kinds(asking("text", "q", "Q", "Q", choices=choices)) == {"belief"}
    choices = [(*CHOICES[0], "group"), *((*row, "Phật giáo") for row in CHOICES[1:])]
    assert kinds(asking("text", "q", "Q", "Q", choices=choices)) == {"belief"}


@pytest.mark.parametrize(
    "people",
    [
        ["Nguyễn Văn An", "Trần Thị Bình", "Lê Đình Cường"],
        ["nguyen van an", "tran thi binh", "le dinh cuong"],
        ["0912345678", "0387654321", "+84 977 123 456"],
        ["001085012345", "031190006789", "079201004321"],
        ["an@xa.gov.vn", "binh@xa.gov.vn", "cuong@xa.gov.vn"],
    ],
)
def test_no_list_is_a_list_of_persons(people: list[str]) -> None:
    """Not among the answers of the form, and not in a list beside it."""
    choices = [*CHOICES, *(("who", f"p{at}", person, person) for at, person in enumerate(people))]
    assert kinds(asking("select_one who", "q", "Nhóm", "Group", choices=choices)) == {"identity"}
    rows = "".join(f"p{at},{person}\n" for at, person in enumerate(people))
    beside = asking("select_one_from_file who.csv", "q", "Nhóm", "Group")
    assert kinds(beside, who__csv=f"name,label\n{rows}".encode()) == {"identity"}


def test_a_list_of_places_named_after_persons_is_none() -> None:
    rows = "a,Phường Lê Lợi\nb,Phường Trần Hưng Đạo\nc,Phường Nguyễn Du\nd,Phường Lê Văn Duyệt\n"
    beside = asking("select_one_from_file wards.csv", "q", "Phường", "Ward")
    assert kinds(beside, wards__csv=f"name,label\n{rows}".encode()) == set()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("name,label,ton_giao\na,A,1\n", "belief"),
        ("name,label,Dân tộc\na,A,1\n", "ethnicity"),
        ("name,label,ho_ten\na,A,1\n", "identity"),
        ("name,label\na,Phật giáo\n", "belief"),
        ("name,label,note\na,A,so ho khong di cu tu do\n", "loyalty"),
        ("name,label,toa_do_nha\na,A,1\n", "home"),
        ("name,label,phone\na,A,1\n", "identity"),
    ],
)
def test_no_list_beside_a_form_carries_it(content: str, kind: str) -> None:
    """In headings and rows, with the cell where it stands."""
    beside = asking("select_one_from_file l.csv", "q", "Nhóm", "Group")
    assert kinds(beside, l__csv=content.encode()) == {kind}
    found = check_form(beside, "attempt.xlsx", media={"l.csv": content.encode()}).errors
    assert {one.spot.sheet for one in found} == {"l.csv"}
    assert all(one.spot.row in (1, 2) and one.spot.column for one in found)


def test_no_map_layer_beside_a_form_carries_it() -> None:
    layer = b'{"features": [{"properties": {"id": "a", "title": "A", "religion": "x"}}]}'
    assert kinds(asking("select_one_from_file l.geojson", "q", "Nhóm", "Group"), l__geojson=layer) == {
        "belief"
    }
    tree = "<root><item><name>a</name><label>Phật giáo</label></item></root>".encode()
    assert kinds(asking("select_one_from_file l.xml", "q", "Nhóm", "Group"), l__xml=tree) == {"belief"}


LAN: dict[str, Any] = {"by": "lan", "now": NOW}


@pytest.mark.django_db
def test_nobody_publishes_it_by_way_of_a_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither with the findings taken out, nor with an approval."""
    monkeypatch.setattr("kheo.flow.check_draft.validate", lambda xform: Validated(checked=True))
    draft = take_in_draft(content=asking("text", "q", "Tôn giáo", "Q"), filename="a.xlsx", media={}, **LAN)
    draft.findings = []
    draft.save()
    actions.set_purposes(draft=draft.pk, purposes={"work": "To add up works by kind."}, **LAN)
    actions.ask_for_approval(draft=draft.pk, **LAN)
    actions.approve_draft(draft=draft.pk, by="minh", now=NOW)
    with pytest.raises(Refused) as refused:
        actions.publish_draft(draft=draft.pk, levels=(), **LAN)
    assert refused.value.code == "plan.draft_has_errors"
    assert "cannot be published" in sentence(refused.value) or "chưa thể ban hành" in sentence(refused.value)
    assert not Form.objects.exists()
