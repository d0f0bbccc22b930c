"""What Kheo will not do, continued: words that describe a person in one kind of question and count work in another.

A card, an illness, a house owner: a text that asks for them describes somebody, a number of them is work. A point on
the map and a scan name the public thing or the goods that they are of.
"""

from __future__ import annotations

import pytest
from django.utils import translation

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules import check_columns, check_form
from kheo.web.refusals import sentence
from tests.forms import CHOICES, QUESTIONS, SURVEY, form

IN_A_TEXT = {
    "identity": [
        "Thẻ BHYT", "the bhyt", "Số thẻ BHYT", "so the bhyt", "BHYT", "bhyt", "Mã BHYT", "Thẻ bảo hiểm y tế",
        "the bao hiem y te", "Mã số thẻ bảo hiểm", "Health insurance card", "Health card number", "Insurance card no.",
        "Bảo hiểm y tế", "Number of the card", "Số thẻ", "Thẻ căn cước", "Citizen ID card", "Ration card", "Health insurance cards of the people helped", "Voter card",
        "Giấy tờ tùy thân", "giay to tuy than", "Thẻ hộ nghèo", "Thẻ cử tri",
        "Chủ nhà", "chu nha", "Chủ hộ", "chu ho", "House owner", "Owner of the house", "Homeowner", "Head of household name",
        "Head of household", "Head of the family", "Household name", "Landlord", "Hộ ông (bà)", "ho ong (ba)", "Hộ ông/bà",
        "Gia đình ông", "gia dinh ong", "Household of Mr/Mrs", "Family of Mrs", "Mr/Mrs", "Người đứng tên", "nguoi dung ten",
        "Người ký", "nguoi ky", "Người ký nhận", "Người làm đơn", "Signed by", "Name of signatory", "Signatory",
        "In whose name", "Registered owner", "Next of kin", "Đại diện hộ", "dai dien ho", "Recipient", "Người nhận",
        "Household head (if known)", "houseOwner", "chu_ho", "signed_by",
        "Số sê-ri thẻ bảo hiểm", "so the bao hiem y te", "Tên người đứng tên sổ đỏ", "Ten nguoi ky",
        "Người ký biên bản", "Chữ ký người đại diện", "Ho ten chu nha", "Chủ căn nhà", "Owner of house", "Owner name",
        "House belongs to", "Tên ông (bà)", "Ông/Bà", "Household: Mr/Mrs", "Nhà ai", "Nhà của ai", "Của ai",
        "Chủ tài khoản", "Thẻ", "The BHYT so", "Mã thẻ BHYT", "BHYT code", "Health insurance", "Health insurance code",
        "Social insurance book", "Sổ BHXH", "Số BHXH", "Ghi số thẻ", "Seri CCCD", "Số GKS", "Người ủy quyền",
        "Người được uỷ quyền", "Who signed?", "Ai ký?", "ai ky nhan", "Who owns the house?", "Ai là chủ nhà",
        "Who lives here?", "Witness", "Con ông bà nào", "Tên thường gọi", "Householder",
        "Số thẻ bảo hiểm y tế (15 ký tự)", "Health insurance no.", "Mã thẻ bảo hiểm", "Thẻ khám chữa bệnh",
        "the kham benh", "Householder's signature", "Signature of the owner", "Tên và chữ ký", "Người ký tên",
        "Ký và ghi rõ họ tên", "ky ten", "Signatory (full)", "Signee", "Person signing", "House owner (Mr/Ms)",
        "Name: Mr/Ms", "Tên hộ ông bà", "Hộ ông Nguyễn Văn A", "Owner/tenant", "Chủ sử dụng đất",
        "Người sử dụng đất", "Land owner", "Landowner", "Tên trên sổ đỏ", "Sổ đỏ đứng tên ai",
        "Certificate in the name of", "Account holder",
    ],
    "health": [
        "Bệnh đang mắc", "benh dang mac", "Mắc bệnh gì?", "mac benh gi", "Tình trạng HIV", "tinh trang hiv", "Nhiễm HIV",
        "HIV status", "HIV positive", "HIV", "hiv_status", "Disease the person has", "Illness", "Diagnosis",
        "Medical history", "Health status", "Bệnh nền", "benh nen", "Tiền sử bệnh", "Tình trạng sức khoẻ",
        "tinh trang suc khoe", "Nhóm máu", "Blood type", "Dạng khuyết tật", "dang khuyet tat", "Type of disability",
        "Chronic disease", "People diagnosed, with their diagnosis", "Underlying conditions", "Bệnh án", "Is pregnant", "Người nghiện", "Suffers from",
        "Tình trạng bệnh tật của chủ hộ", "Person's disease", "Is the person HIV positive?", "Person's illness",
        "Người bệnh mắc bệnh gì", "Bệnh tật", "Patient's condition", "Disabled person's condition", "Disease", "Bệnh",
        "HIV/AIDS status", "Tình trạng nhiễm HIV", "Có bị HIV không", "Bệnh hiểm nghèo", "Bị bệnh gì",
        "Benh hiem ngheo", "Serious illness", "Disease of the head", "Diseases of family members", "Sick person",
        "Patient", "Tên thuốc đang dùng", "Bệnh của thành viên", "Mắc lao", "Mắc bệnh lao", "mac lao",
        "Has tuberculosis", "Positive for HIV", "Mental health condition", "Mental illness", "Khuyết tật",
        "Disability",
    ],
    "person": [
        "Hoàn cảnh gia đình", "hoan canh gia dinh", "Gia cảnh", "gia canh", "Hoàn cảnh của hộ", "Family circumstances",
        "Household circumstances", "Family situation", "Describe the family", "Life story", "Mô tả hộ", "Thông tin cá nhân",
        "thong tin ca nhan", "Thông tin hộ", "Personal details", "Marital status", "Tình trạng hôn nhân",
        "Quan hệ gia đình", "Household profile", "family_circumstances", "hoan_canh_gia_dinh",
        "Tình hình gia đình", "Hoàn cảnh", "Ghi rõ hoàn cảnh", "Mô tả hoàn cảnh", "Circumstances of family",
        "Describe family's circumstances", "Describe the household's situation",
        "Hoàn cảnh hộ gia đình", "Hoàn cảnh người được giúp", "Hoàn cảnh khó khăn của gia đình",
        "Lý do khó khăn của hộ", "Family circumstance", "Circumstances of the beneficiaries",
        "Situation of the beneficiary", "Household condition",
    ],
    "position": [
        "Toạ độ", "Tọa độ", "toa do", "Coordinates", "GPS", "Kinh độ", "kinh do", "Vĩ độ", "Latitude", "longitude",
        "Link bản đồ", "Plus code", "Toạ độ điểm đến",
    ],
}  # fmt: skip

IN_A_TEXT_FINE = [
    "Ai là đơn vị chủ trì?", "ai la don vi chu tri", "Which unit leads?", "Ai là nhà thầu?", "Who is the contractor?",
    "Who is the lead agency?", "Tên cơ sở tôn giáo được tu sửa", "Religious building repaired", "Dịch bệnh", "Tên dịch bệnh",
    "Bệnh cây trồng", "Phòng, chống HIV/AIDS", "HIV prevention talk", "Toạ độ trường học", "Coordinates of the bridge",
    "toa do cau", "Toạ độ trụ sở uỷ ban xã", "GPS of the water point", "Nội dung hỗ trợ bảo hiểm y tế", "Ngày ký",
    "Chủ đầu tư", "Chủ đề tuyên truyền", "Chủ trương", "Agreement signed on", "Story of the village", "Nhà ba tầng",
    "Thông tin chủ yếu", "Circumstances of the damage", "Hoàn cảnh xảy ra sạt lở", "Landmark", "Ghi chú về công trình",
    "Kết quả xét nghiệm nước", "Health sector", "Y tế cộng đồng", "Trạm y tế", "Card game evening", "Thể thao",
    "Máy chẩn đoán hình ảnh", "Head office", "Owner of the project", "Signal station", "Cơ quan ký kết", "Hộp thư góp ý",
    "Cơ quan ký thỏa thuận", "Đơn vị ký biên bản", "Chủ trì", "Đơn vị chủ trì", "Chủ đầu tư", "Chủ tịch hội",
    "Hộ kinh doanh", "Hộ nghèo: hỗ trợ gì", "Bệnh viện", "Bệnh xá", "Phòng bệnh", "Dụng cụ y tế", "Tập huấn sơ cứu",
    "Thẻ kho", "Card readers handed over", "Insurance of the works", "Bảo hiểm công trình", "Ban quản lý", "Hồ chứa",
    "Hoàn cảnh thiên tai", "Kết quả xét nghiệm nguồn nước", "Latest news", "Platform", "Late", "Length",
    "Longest bridge", "Lon sữa", "Số lon sữa", "Lat road", "Location of the works", "Vị trí công trình",
    "Signed agreement", "Signature day of the agreement", "Ký kết", "Headline", "Head of the agency meeting",
    "Owner agency", "Cases of goods", "Mã số công trình", "Tên trường", "Tên bệnh viện", "Trang thiết bị khám bệnh",
    "Thuốc chữa bệnh", "Mô tả công trình", "Mô tả hoạt động", "Story of the bridge", "Nội dung tuyên truyền về HIV",
    "Nội dung khám bệnh", "Thôn, bản", "Lý do", "Khó khăn", "Đề xuất", "Kiến nghị", "Hướng dẫn người dân phòng bệnh",
    "Health post supplied", "Khám, chữa bệnh", "Kết quả", "Cách làm", "Ca trực", "People reached",
    "GPS devices handed over",
    "Tên dự án", "Cơ quan chủ quản", "Chủ nhiệm đề tài", "Chủ quản", "Ai là cơ quan đầu mối?",
    "Ai là đơn vị thực hiện?", "Who is the implementing agency?", "Mô tả thiệt hại", "Nguyên nhân", "Ký hiệu bản vẽ",
    "Số hiệu công trình", "Tình hình dịch bệnh", "Disease outbreak", "Outbreak of dengue", "Health activity",
    "Bệnh trên cây trồng", "Vật nuôi bị dịch", "Remarks on the works", "Nhà thầu", "Đơn vị nhận", "Receiving agency",
    "Cơ quan nhận", "Bên giao", "Nội dung bàn giao", "Các cơ quan ký biên bản", "Điều kiện thi công",
    "Hoàn cảnh thi công", "Owner of the works", "Mã công trình", "Kế hoạch", "Mặt hàng", "Goods given",
]  # fmt: skip

AS_A_NUMBER = {
    "identity": [
        "Số thẻ BHYT", "Health insurance card number", "Số CCCD", "so cccd", "Số thẻ BHYT đã cấp của chủ hộ",
        "Number of the ID card", "Số BHYT cấp", "Số thẻ bảo hiểm y tế", "Thẻ BHYT (thẻ)", "Số thẻ BHYT hỗ trợ",
        "Number of health insurance card", "Số thẻ", "Mã BHYT",
    ],
    "health": [
        "Bệnh đang mắc (mã)", "HIV status", "Nhiễm HIV (1 có, 0 không)", "HIV", "Mã bệnh án",
        "Số người trong hộ mắc bệnh hiểm nghèo", "Number of people in the household with HIV", "Disability type",
    ],
    "belief": [
        "Số cơ sở tôn giáo", "so co so ton giao", "Religion of the household", "Tôn giáo của hộ", "Places of worship", "Number of places of worship",
        "Số tín đồ của cơ sở tôn giáo được tu sửa", "Number of believers of the shrine repaired", "Số người theo đạo",
        "Tôn giáo của hộ được sửa nhà", "Religion of households whose house was repaired",
    ],
    "ethnicity": ["Số hộ dân tộc thiểu số", "Number of ethnic minority people"],
    "position": ["Vĩ độ", "Longitude", "lat", "Toạ độ X"],
}  # fmt: skip

AS_A_NUMBER_FINE = [
    "Số người mắc sốt xuất huyết", "so nguoi mac sot xuat huyet", "Số ca mắc bệnh sởi", "so ca mac benh soi",
    "Number of cases of dengue treated in the commune", "Số thẻ BHYT đã cấp", "so the bhyt da cap",
    "Số thẻ bảo hiểm y tế được cấp mới", "Number of health insurance cards issued", "Health insurance cards issued",
    "Số lượng CCCD đã cấp", "Số người được cấp căn cước", "Number of ID cards issued", "Số người nhiễm HIV được tư vấn",
    "Number of people living with HIV reached", "Số phụ nữ đang mang thai được khám", "Số bệnh nhân tâm thần được khám",
    "How many people with chronic diseases were examined", "Có bao nhiêu người bị bệnh được khám?",
    "Tỷ lệ người dân có thẻ BHYT (%)", "Hỗ trợ mua thẻ BHYT (triệu đồng)", "Kinh phí mua thẻ bảo hiểm y tế",
    "Cost of health insurance cards", "Số gia súc mắc bệnh", "Diện tích lúa mắc bệnh (ha)",
    "Số cơ sở tôn giáo được tu sửa", "so co so ton giao duoc tu sua", "Number of shrines repaired",
    "Number of pagodas repaired", "Number of churches repaired", "Places of worship damaged", "Số công trình tôn giáo bị hư hại",
    "Religious buildings restored", "Số di tích tín ngưỡng được trùng tu", "Số chủ hộ được tập huấn", "Số chủ nhà góp công",
    "Household heads trained", "Chủ nhà đóng góp (ngày công)", "Số hộ có hoàn cảnh gia đình khó khăn",
    "Number of families in difficult family circumstances", "Agreements signed by both agencies", "Số máy GPS: số lượng",
    "Số thai phụ được khám", "Số trường hợp tai nạn", "Số nhà sập",
    "Số người mù", "Số người khuyết tật", "Số người khám bệnh", "Số người bệnh", "Số lượt khám bệnh",
    "Số người được cấp thuốc", "Số thẻ BHYT phát ra", "Số giấy khai sinh đã cấp", "Số bệnh nhân",
    "Số người nghèo được cấp thẻ BHYT", "Health insurance cards", "People given health insurance cards",
    "Number of persons with disabilities", "Số ca bệnh", "Bệnh nhân khám", "Ca mắc mới", "Tỷ lệ tiêm chủng",
    "Số trẻ mắc bệnh", "Số ca nhiễm HIV mới", "Cases of HIV", "New HIV infections", "Diagnosed cases",
    "Number diagnosed", "Số hộ có người mắc bệnh hiểm nghèo được giúp",
    "Households with a person with a chronic disease helped", "Patients with mental disorders treated",
    "Số gia đình chính sách", "Number of beneficiaries", "Vĩ độ trường", "Number of landlords",
    "Number of religious sites repaired", "Số chùa được sửa", "Số nhà thờ được sửa", "So nguoi mac benh lao",
    "Total number of ID cards", "Citizen ID cards issued", "Số thẻ căn cước công dân cấp mới",
    "Số thẻ CCCD gắn chíp đã trả", "Number of health insurance cards handed out",
    "Number of the poor given insurance cards",
    "Số người được khám bệnh, cấp thuốc", "Số người khuyết tật nặng được trợ cấp", "Số thẻ hội viên đã phát",
    "Số thẻ ATM chính sách đã mở", "Số hộ chủ động di dời", "Số chủ rừng ký cam kết", "Số hộ ký cam kết",
    "Households that signed the pledge", "Số buổi tư vấn HIV", "Số ca sinh", "Số ca mắc COVID-19", "COVID-19 cases",
    "Dengue cases treated", "Cases of malaria", "Patients treated", "Malaria patients", "Sick people treated",
    "Beneficiaries with disabilities", "People with chronic illness visited",
    "Số người cao tuổi mắc bệnh mạn tính được thăm", "Number of house owners trained", "Landowners compensated",
    "Số chủ đất được đền bù", "Số đền chùa được trùng tu", "Mosques repaired", "Religious site repairs",
    "Places of worship rebuilt after the flood", "Nơi thờ tự bị thiệt hại", "Số bệnh viện", "Số giường bệnh",
    "Hospital beds", "Số máy định vị", "Số nhà có chủ",
]  # fmt: skip

POINTS = [
    "Toạ độ",
    "toa do",
    "Coordinates",
    "Vị trí",
    "Location",
    "Ở đâu",
    "Where",
    "GPS",
    "Điểm hỗ trợ",
    "Where it was",
    "Toạ độ nơi",
    "Vị trí nơi hỗ trợ",
    "Your location",
    "Current location",
    "Vị trí hiện tại",
    "vi tri hien tai",
    "Điểm GPS",
    "GPS point",
    "Where are you?",
    "Tọa độ (bấm để lấy)",
    "Map",
    "Bản đồ",
    "Ghim vị trí",
    "Pin",
    "Place",
    "Vị trí của bạn",
]
POINTS_FINE = [
    "Vị trí cầu", "vi tri cau", "Vị trí trường học", "Position of the school", "Toạ độ trụ sở uỷ ban xã", "Location of the works",
    "Vị trí công trình", "Water point", "Vị trí giếng", "Commune office", "Điểm cấp phát", "Distribution point",
    "Vị trí nhà văn hoá thôn", "Điểm sạt lở", "Landslide", "Where the road begins",
    "Vị trí nhà sinh hoạt cộng đồng", "Where the well is", "Vị trí trụ điện", "Vị trí đập",
    "Location of the health post", "Vị trí điểm phát quà", "Where the goods were handed out", "Toạ độ mốc",
    "Vị trí sạt lở", "Vị trí hội trường", "Vị trí trung tâm xã", "Đầu đường", "Start of the road",
    "Vị trí bia tưởng niệm", "Vị trí cống", "Vị trí bãi tập", "Training ground", "Vị trí đồn biên phòng",
    "Border post", "Camp", "Trại", "Điểm khám bệnh", "Where the clinic was held", "Playground", "Sân chơi",
    "Cổng chào", "Gate", "Tuyến đường", "Ruộng mẫu", "Demonstration plot",
]  # fmt: skip
SCANS = [
    "Quét thẻ", "quet the", "Scan card", "Quét CCCD", "Scan the ID", "Mã", "Code", "Barcode", "Quét mã QR", "Quét thẻ BHYT",
    "Scan the insurance card", "Quét mã hộ", "Scan the beneficiary's wristband", "Quét thẻ trên thùng hàng",
    "ID card on the box", "Mã học sinh nhận sách", "Passport",
    "Quét", "Scan", "Scan code", "Mã vạch", "QR", "Mã số", "Mã người nhận", "Scan the QR on the card", "VNeID",
    "Quét sổ hộ khẩu", "Scan passport", "The", "ID",
]  # fmt: skip
SCANS_FINE = [
    "Mã trên thùng hàng", "ma tren thung hang", "Code on the box", "Scan the kit", "Quét mã gói hàng cứu trợ",
    "Mã tài sản", "Asset code", "Barcode of the parcel", "Số lô vắc xin", "Batch of the medicine", "Tem thiết bị",
    "Mã thiết bị", "Mã vạch trên hàng", "QR on the crate", "Code of the tent", "Mã bao gạo", "Mã lô thuốc",
]  # fmt: skip


def kinds(*question: object, **more: object) -> set[str]:
    found = check_form(form([*QUESTIONS[1:], question], **more), "attempt.xlsx").errors  # type: ignore[arg-type]
    return {one.refused.code.removeprefix("plan.asks_") for one in found if "plan.asks_" in one.refused.code}


@pytest.mark.parametrize(
    ("kind", "label"), [(k, label) for k, labels in IN_A_TEXT.items() for label in labels]
)
def test_no_text_describes_a_person(kind: str, label: str) -> None:
    assert kind in kinds("text", "q", label, "Q")


@pytest.mark.parametrize("label", IN_A_TEXT_FINE)
def test_a_text_may_describe_work(label: str) -> None:
    assert kinds("text", "q", label, "Q") == set()


@pytest.mark.parametrize(
    ("kind", "label"), [(k, label) for k, labels in AS_A_NUMBER.items() for label in labels]
)
def test_no_number_is_somebodys(kind: str, label: str) -> None:
    assert kind in kinds("integer", "q", label, "Q")


@pytest.mark.parametrize("label", AS_A_NUMBER_FINE)
@pytest.mark.parametrize("kind", ["integer", "decimal"])
def test_work_may_be_counted(kind: str, label: str) -> None:
    assert kinds(kind, "q", label, "Q") == set()
    assert kinds(kind, "q", "Q", label) == set()


@pytest.mark.parametrize("kind", ["geopoint", "geotrace", "geoshape"])
@pytest.mark.parametrize("label", POINTS)
def test_no_point_is_of_nothing(kind: str, label: str) -> None:
    assert kinds(kind, "q", label, "Q") == {"position"}


@pytest.mark.parametrize("label", POINTS_FINE)
def test_a_point_is_of_a_public_thing(label: str) -> None:
    assert kinds("geopoint", "q", label, "Q") == set()


def test_the_group_may_name_the_thing() -> None:
    rows = [
        *QUESTIONS[1:],
        ("begin group", "g", "Cây cầu", "The bridge"),
        ("geopoint", "q", "Vị trí", "Q"),
        ("end group",),
    ]
    assert check_form(form(rows), "attempt.xlsx").errors == ()


@pytest.mark.parametrize("label", SCANS)
def test_no_scan_is_of_a_card_or_of_nothing(label: str) -> None:
    assert "scan" in kinds("barcode", "q", label, "Q")


@pytest.mark.parametrize("label", SCANS_FINE)
def test_goods_may_be_scanned(label: str) -> None:
    assert kinds("barcode", "q", label, "Q") == set()


@pytest.mark.parametrize(
    ("name", "kind"), [("chu_nha", "identity"), ("the_bhyt", "identity"), ("hivStatus", "health"), ("giaCanh", "person")]
)  # fmt: skip
def test_no_field_is_named_so(name: str, kind: str) -> None:
    assert kind in kinds("text", name, "Ghi chú", "Remark")


@pytest.mark.parametrize(
    ("hint", "kind"),
    [("ghi số thẻ BHYT", "identity"), ("tên chủ nhà", "identity"), ("HIV status", "health"), ("hoàn cảnh gia đình", "person")],
)  # fmt: skip
def test_no_hint_asks_for_it(hint: str, kind: str) -> None:
    row = ("text", "q", "Ghi chú", "Remark", None, None, None, hint, hint)
    assert kind in kinds(*row, columns=(*SURVEY, "hint::Tiếng Việt (vi)", "hint::English (en)"))


def test_the_hint_of_a_count_may_say_whom_to_count() -> None:
    columns = (*SURVEY, "hint::Tiếng Việt (vi)", "hint::English (en)")
    said = ("Chỉ đếm người mắc bệnh được khám", "Only those diagnosed with dengue")
    assert (
        kinds("integer", "hiv_cases", "Số ca", "Cases treated", None, None, None, *said, columns=columns)
        == set()
    )


def test_a_choice_asks_of_a_person_and_of_goods() -> None:
    """A card among the kinds of support is support; an illness among answers sorts people."""
    support = [
        *CHOICES,
        ("help", "card", "Thẻ BHYT", "Health insurance card"),
        ("help", "rice", "Gạo", "Rice"),
    ]
    assert kinds("select_one help", "q", "Hỗ trợ", "Support", choices=support) == set()
    ill = [*CHOICES, ("ill", "a", "Nhiễm HIV", "HIV positive"), ("ill", "b", "Không", "No")]
    assert kinds("select_one ill", "q", "Nhóm", "Group", choices=ill) == {"health"}
    assert kinds("select_one work", "q", "Tình trạng HIV", "HIV status") == {"health"}


def test_an_organisation_may_sign() -> None:
    assert kinds("text", "q", "Signed by", "Q", None, None, "partner") == set()


@pytest.mark.parametrize("heading", ["Số thẻ BHYT", "Bệnh đang mắc", "so cccd", "HIV status", "Tôn giáo"])
def test_no_column_of_a_table_asks_for_it(heading: str) -> None:
    with pytest.raises(Refused):
        check_columns([("A", heading)])


@pytest.mark.parametrize(
    "heading", ["Số thẻ BHYT đã cấp", "Số ca mắc bệnh", "Number of ID cards issued", "Xã"]
)
def test_columns_may_count(heading: str) -> None:
    check_columns([("A", heading)])


@pytest.mark.parametrize(
    ("row", "how"),
    [
        (
            ("geopoint", "q", "Toạ độ", "Coordinates"),
            {"en": "Position of the school", "vi": "Vị trí trường học"},
        ),
        (("barcode", "q", "Quét thẻ", "Scan card"), {"en": "Code on the box", "vi": "Mã trên thùng hàng"}),
        (("text", "q", "Bệnh đang mắc", "Q"), {"en": "Number of cases treated", "vi": "Số ca được điều trị"}),
        (("text", "q", "Hoàn cảnh gia đình", "Q"), {"en": "ask what was done", "vi": "hỏi đã làm việc gì"}),
    ],
)
def test_the_reason_says_how_to_mend_it_and_where(row: tuple[str, ...], how: dict[str, str]) -> None:
    (found,) = check_form(form([*QUESTIONS[1:], row]), "attempt.xlsx").errors
    for language, mended in how.items():
        with translation.override(language):
            assert mended in sentence(found.refused)
    assert (found.spot.sheet, found.spot.row, found.spot.column) == ("survey", 6, "label::Tiếng Việt (vi)")
