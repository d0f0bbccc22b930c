"""What Kheo will not do: each of these is an attempt, and each must fail.

Kheo counts work, not people's beliefs. Nobody can publish a form, a choice list or an indicator about belief,
ethnicity, opinion, loyalty or origin of persons, or one that says who a person is or where a home stands: in
Vietnamese with and without diacritics, in English, in field names, labels, hints, groups and answers.
"""

import pytest
from django.utils import timezone

from kheo.kit.nodes import Node, read_yaml
from kheo.kit.problems import Problems
from kheo.kit.refusals import Refused
from kheo.plan.forms.actions import publish_form
from kheo.plan.forms.models import Form
from kheo.plan.forms.rules import offences_in_form, offences_in_texts, read_form
from kheo.plan.programmes.rules.indicators import read_indicator
from kheo.web.refusals import sentence

ATTEMPTS = {
    "belief": [
        "Nhà thờ gần nhất của gia đình",
        "Nearest church of the family",
        "Tôn giáo",
        "ton giao",
        "TÔN GIÁO",
        "ton_giao",
        "TonGiao",
        "matongiao",
        "t.ô.n g.i.á.o",
        "tôn\u200b giáo",
        "to\u0302n gia\u0301o",
        "Bạn theo đạo nào?",
        "theo dao gi",
        "Số tín đồ",
        "số chức sắc",
        "Số giáo dân trong xã",
        "religion",
        "Religious affiliation",
        "householdReligion",
        "r e l i g i o n",
        "religiоn",  # a Cyrillic о
        "Followers of a faith",
        "Number of Christians",
        "parish",
    ],
    "ethnicity": [
        "Có phải người Mông không",
        "Is this person Hmong",
        "Dân tộc",
        "dan_toc",
        "Bạn dân tộc gì?",
        "ban dan toc gi",
        "Số hộ dân tộc thiểu số",
        "ethnicity",
        "Ethnic group",
        "caste",
        "race",
        "Số người thiểu số",
        "mother tongue",
    ],
    "opinion": [
        "Quan điểm chính trị",
        "du luan",
        "Dư luận trong Nhân dân",
        "Tâm tư, nguyện vọng",
        "Số đảng viên",
        "political_opinion",
        "Public opinion",
        "Party membership",
        "Trust in government",
    ],
    "loyalty": [
        "Lòng trung thành",
        "Số phần tử xấu",
        "phan tu xau",
        "doi tuong xau",
        "Người có uy tín",
        "Số hộ không di cư tự do",
        "loyalty score",
        "Bad elements",
        "watchlist",
        "Prestigious persons contacted",
        "Households persuaded not to migrate",
        "Điểm nóng về an ninh",
    ],
    "origin": ["Quê quán", "nguyen_quan", "Nơi sinh", "Place of birth", "Nationality", "Lý lịch"],
    "identity": [
        "Người được giúp là ai?",
        "Who was helped?",
        "Ai nhận nhà?",
        "ai nhan nha",
        "Who received the house?",
        "Chủ nhà tên gì",
        "What is the owner called",
        "Ông bà nào được tặng quà",
        "Which person got the gift",
        "ĐT chủ hộ",
        "Head phone",
        "Số sổ hộ nghèo",
        "Poor household book number",
        "Họ và tên",
        "ho_va_ten",
        "HoTen",
        "hoten",
        "Tên chủ hộ",
        "ten nguoi nhan",
        "Số CCCD",
        "so_cccd",
        "Căn cước công dân",
        "chung minh nhan dan",
        "Số điện thoại",
        "so dien thoai",
        "SĐT",
        "Ngày sinh",
        "Địa chỉ nhà",
        "Full name",
        "beneficiary_full_name",
        "Name of the household head",
        "Name of beneficiary",
        "National ID",
        "passport number",
        "phone number",
        "Date of birth",
        "bank account",
        "Fingerprint",
        "phone",
        "email",
    ],
    "home": [
        "Tọa độ nhà dân",
        "Toạ độ nhà dân",
        "toa do ho gia dinh",
        "GPS of the house",
        "household_latitude",
        "Vị trí hộ gia đình",
    ],
}

INNOCENT = [
    "Agency",
    "Cơ quan",
    "Ban Dân tộc",
    "Bộ Dân tộc và Tôn giáo",
    "Uỷ ban Dân tộc",
    "Ngày hội Đại đoàn kết toàn dân tộc",
    "Trường phổ thông dân tộc nội trú",
    "Vùng đồng bào dân tộc thiểu số và miền núi",
    "Số liệu theo đảo",
    "Đạo đức công vụ",
    "Xã Trung Thành",
    "Số nhà xây mới",
    "Số hộ được hỗ trợ",
    "Số ý kiến được trả lời",
    "Tỷ lệ hài lòng về dịch vụ",
    "Số lượt người dự",
    "Vị trí nhà văn hóa thôn",
    "Nội dung (không ghi tên người)",
    "Số cuộc gọi điện thoại",
    "Tên công trình",
    "Name of the site",
    "Sector",
    "Section",
    "Technical staff",
    "Usage",
    "Percentage",
    "Platform",
    "Households reached",
    "Households who received the kit",
    "Number of people who got clean water",
    "Hours in which people attended",
    "Khu vực được hỗ trợ",
    "Hai nhà đã xong",
    "Houses built",
    "Ministry of Home Affairs",
    "Audit opinion",
    "Boat race",
    "Passport",
]


def form(label: str = "Số lượng", name: str = "amount", kind: str = "text", extra: str = "") -> bytes:
    return (
        "| survey |\n| | type | name | label | hint |\n"
        f"| | {kind} | {name} | {label} | |\n{extra}"
        "| choices |\n| | list_name | name | label |\n| | list | a | A |\n"
    ).encode()


def kinds(content: bytes) -> set[str]:
    return {offence.kind for offence in offences_in_form(read_form(content, "attempt.md"))}


@pytest.mark.parametrize(
    ("kind", "label"), [(kind, label) for kind, labels in ATTEMPTS.items() for label in labels]
)
def test_no_form_asks(kind: str, label: str) -> None:
    """The words of a question decide, in either language and however they are spelt."""
    assert kind in kinds(form(label=label))


@pytest.mark.parametrize("label", INNOCENT)
def test_work_may_be_counted(label: str) -> None:
    """Offices, sayings and works whose names hold such a word are no questions about people."""
    assert kinds(form(label=label)) == set()


@pytest.mark.parametrize(
    "name", ["religion", "ton_giao", "dan_toc", "full_name", "phone", "cccd", "matongiao"]
)
def test_no_field_is_named_so(name: str) -> None:
    """A harmless label does not hide what the field's name says."""
    assert kinds(form(name=name)) != set()


def test_no_hint_asks() -> None:
    content = "| survey |\n| | type | name | label | hint |\n| | text | note1 | Ghi chú | ghi rõ tôn giáo của hộ |\n"
    assert kinds(content.encode()) == {"belief"}


def test_no_group_asks() -> None:
    lines = "| | begin_group | belief_group | Tôn giáo | |\n| | text | x | X | |\n| | end_group | | | |\n"
    assert "belief" in kinds(form(extra=lines))


@pytest.mark.parametrize(
    ("choices", "kind"),
    [
        (["Phật giáo", "Công giáo", "Không"], "belief"),
        (["Kinh", "Tày", "Nùng", "Khác"], "ethnicity"),
        (["Brahmin", "Chhetri", "Magar"], "ethnicity"),
        (["Loyal", "Neutral", "Hostile"], "loyalty"),
    ],
)
def test_no_list_of_answers_sorts_people(choices: list[str], kind: str) -> None:
    """A question that asks nothing bad may offer answers that do."""
    rows = "".join(f"| | list | c{i} | {choice} |\n" for i, choice in enumerate(choices))
    content = (
        "| survey |\n| | type | name | label |\n| | select_one list | group_of | Nhóm |\n"
        f"| choices |\n| | list_name | name | label |\n{rows}"
    )
    assert kind in kinds(content.encode())


def test_organisations_bear_their_own_names() -> None:
    """Christian Aid may deliver tents. A list of partners that says "Christian" is no list of partners."""
    survey = (
        "| survey |\n| | type | name | label | bind::kheo:role |\n| | select_one list | with_whom | Partner | partner |\n"
        '| settings |\n| | namespaces |\n| | kheo="https://kheo.org/xforms" |\n| choices |\n| | list_name | name | label |\n'
    )
    assert kinds(f"{survey}| | list | ca | Christian Aid |\n".encode()) == set()
    assert kinds(f"{survey}| | list | ca | Christian |\n".encode()) == {"belief"}


@pytest.mark.parametrize("kind", ["phonenumber", "email", "deviceid", "username", "start-geopoint"])
def test_no_phone_tells_on_its_owner(kind: str) -> None:
    assert kinds(form(extra=f"| | {kind} | told | | |\n")) != set()


def test_no_map_question_finds_a_home() -> None:
    """Where a bridge stands may be asked; where a family lives may not, even when only the group says so."""
    assert kinds(form(kind="geopoint", label="Vị trí cầu", name="site_point")) == set()
    assert kinds(form(kind="geopoint", label="Vị trí nhà được hỗ trợ", name="site_point")) == {"home"}
    lines = "| | begin_group | g | Thông tin hộ gia đình | |\n| | geopoint | here | Điểm | |\n| | end_group | | | |\n"
    assert "home" in kinds(form(extra=lines))


@pytest.mark.django_db
def test_the_publisher_refuses_and_keeps_nothing() -> None:
    with pytest.raises(Refused) as refused:
        publish_form(
            code="attempt", filename="attempt.md", content=form(label="Tôn giáo"), by="x", now=timezone.now()
        )
    assert refused.value.code == "plan.asks_belief"
    assert "Tôn giáo" in sentence(refused.value)
    assert not Form.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "code: X\ntitle: {en: Followers of a religion, vi: Số tín đồ}\n",
        "code: TON-GIAO\ntitle: {en: Meetings, vi: Số cuộc họp}\n",
        "code: X\ntitle: {en: Meetings, vi: Số cuộc họp}\nsources: [{form: f, where: \"kind = 'tôn giáo'\"}]\n",
        "code: X\ntitle: {en: Meetings, vi: Số cuộc họp}\nsteps: [{sum: value, per: [ethnicity]}]\n",
    ],
)
def test_no_indicator_counts_people_so(text: str) -> None:
    problems = Problems()
    node = Node(read_yaml(text.encode(), "x.yaml", problems), "x.yaml", problems)
    read_indicator(node, text, units={"u"}, objectives=set(), forms={})
    reasons = [problem.refused.particulars.get("reason") for problem in problems.found]
    assert any(isinstance(reason, Refused) and reason.code.startswith("plan.asks_") for reason in reasons)


def test_a_note_may_say_what_is_not_asked() -> None:
    text = "code: X\nnote: {en: Nobody's religion is asked., vi: Không hỏi tôn giáo của ai.}\n"
    problems = Problems()
    node = Node(read_yaml(text.encode(), "x.yaml", problems), "x.yaml", problems)
    read_indicator(node, text, units={"u"}, objectives=set(), forms={})
    reasons = [problem.refused.particulars.get("reason") for problem in problems.found]
    assert not any(isinstance(reason, Refused) and reason.code.startswith("plan.asks_") for reason in reasons)


def test_no_column_of_a_table_is_taken_in() -> None:
    """The same words guard the columns of a table that somebody wants to import."""
    columns = ["Xã", "Số hộ", "Tôn giáo", "Ho ten chu ho"]
    assert [offence.kind for offence in offences_in_texts([(c, c) for c in columns])] == [
        "belief",
        "identity",
    ]
