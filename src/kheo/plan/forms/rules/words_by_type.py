"""Words that are refused, or wanted, according to what kind of question they stand in. Data for ``by_type``.

They are written and found as those of ``words``: in full spelling, found without diacritics too, a star ends a stem.
"""

from kheo.plan.forms.rules.words import entries

# A paper or an illness of one person. Counted, it is work: "Số thẻ BHYT đã cấp", "Number of cases of dengue treated".
UNLESS_COUNTED: dict[str, tuple[str, ...]] = {
    "identity": entries("""
        thẻ bảo hiểm; thẻ bhyt; mã bhyt; số bhyt; sổ bhyt; bhyt số; bhyt của; mã số bhyt; thẻ y tế; thẻ khám; thẻ khám bệnh; thẻ khám chữa bệnh; sổ khám bệnh; số thẻ;
        mã thẻ; mã số thẻ; health insurance card*; insurance card*; health card*; medical card*; medicare number*;
        health insurance no; insurance code*; insurance book*; bhyt code*; sổ bhxh; số bhxh; mã bhxh; số gks; health insurance id*; bhyt card*; bhyt number*; bhyt no; card number*; card no; number of the
        card; căn cước; cccd; cmnd; cmtnd; chứng minh nhân dân; chứng minh thư; giấy tờ tùy thân; sổ hộ khẩu; giấy khai
        sinh số; national id*; id card*; identity card*; citizen id*; ration card*; voter card*; identity paper*;
        identity document*; id document*; thẻ cử tri; thẻ hộ nghèo; thẻ học sinh; thẻ thương binh; thẻ người khuyết tật
    """),
    "health": entries("""
        bệnh đang mắc; mắc bệnh; mắc các bệnh; đang bị bệnh; bị bệnh; bệnh tật; bệnh của thành viên; bệnh của người; bệnh của chủ hộ; mắc lao; bệnh nền;
        bệnh mãn tính; bệnh mạn tính; bệnh hiểm nghèo; bệnh lý; tình trạng bệnh; tình trạng bệnh tật; tình trạng sức
        khỏe; sức khỏe của; tiền sử bệnh; bệnh sử; bệnh án; chẩn đoán bệnh; kết quả chẩn đoán; nhiễm hiv; có hiv; bị hiv; hiv
        dương tính; tình trạng hiv; kết quả xét nghiệm hiv; kết quả xét nghiệm máu; nhóm máu; dạng khuyết tật; dạng tật;
        loại khuyết tật; mức độ khuyết tật; khuyết tật gì; đang mang thai; có mang thai; có thai không; bị nghiện; có nghiện; người nghiện;
        bệnh tâm thần; rối loạn tâm thần; thuốc đang dùng; thuốc đang uống; hiv status; hiv positive; hiv infected; hiv test
        result*; has hiv; with hiv; living with hiv; aids patient; disease the person; disease of the; disease*
        suffered; illness*; diagnosis; diagnosed; medical history; medical record*; medical condition*; health status;
        health condition*; state of health; chronic disease*; chronic condition*; underlying condition*; type of
        disability; disability type*; kind of disability; degree of disability; blood type; blood group; is pregnant; are pregnant; pregnancy status; suffers from; suffering from; mental disorder*; is addicted; drug addict*; drug user*; has a disease; has tuberculosis; positive for; hiv aids status; sick person*; diseases of family; disease of family; disease of a family; disease of the; person s disease; person s illness; person s condition; patient s condition; has the disease; current disease*; disease status; vaccination status of
    """),
}

# What makes a number a count of work: where a question for a number says one of these, and nobody of NOT_COUNTED.
COUNTED = entries("""
    số lượng; số người; số ca; số lượt; số hộ; số trường hợp; số bệnh nhân; số trẻ; số học sinh; số phụ nữ; số nam; số nữ;
    số bà mẹ; số thai phụ; số cụ; số cháu; số em; số cán bộ; số nhân khẩu; số buổi; số đợt; số lần; số xã; số thôn; số trạm;
    số suất; số gói; số thai nhi; số nạn nhân; số gia súc; số con; diện tích; số đối tượng được; số chủ; số thành viên; tổng số; bao nhiêu; tỷ lệ; tỉ lệ;
    kinh phí; số tiền; triệu đồng; nghìn đồng; vnđ; giá trị; đã cấp; được cấp; mới cấp; cấp mới; cấp lại; cấp đổi; đã phát; đã mở;
    được phát; đã tặng; được tặng; đã trao; được trao; gia hạn; hỗ trợ mua; đã mua; được mua; number of; numbers of; how many;
    total; count of; cases; people; persons; patients; women; children; households; pupils; students; workers; share of;
    percent; percentage; rate; cost; costs; amount; budget; cards; papers; number diagnosed; number treated; phát ra; đã trả; được trả; trả cho dân
""")
NOT_COUNTED = entries("""
    của người được; của người nhận; của người dân; của chủ hộ; của chủ nhà; của hộ; của gia đình; của bạn; của ông; của bà;
    của anh; của chị; của bệnh nhân; của học sinh; của công dân; của thành viên; trong hộ; trong gia đình; trong nhà; number
    of the card; number of the health; number of the id; number of the insurance; number of the identity; number of his;
    number of her; number of their; number of your; number of health insurance card; number of insurance card; number of id
    card; number of identity card; of the person; of the head; of the owner; of the patient; of the recipient; of the
    beneficiary; of the household; of the family; of this; in the household; in the family; in your; your; his; her
""")

# What a text, a picture or a scan would say of one person or household. A number says it of nobody.
UNLESS_NUMBER: dict[str, tuple[str, ...]] = {
    "identity": entries("""
        chủ nhà; chủ hộ; hộ ông; hộ bà; hộ anh; hộ chị; gia đình ông; gia đình bà; gia đình anh; gia đình chị; ông bà là; ông
        hoặc bà; người đứng tên; đứng tên; người ký; người ký tên; ký tên; người nhận ký; người làm đơn; người viết đơn; người khai; chữ ký; chủ căn nhà; chủ ngôi nhà; nhà ai; nhà của ai; của ai; ai ký; chủ tài khoản; người ủy quyền; người được ủy quyền; tên thường gọi; householder*; signee*; person signing; account holder*; landowner*; land owner*; owner or tenant; owner tenant; người sử dụng đất; chủ sử dụng đất; chủ đất; tên trên sổ; house belongs to; home belongs to; who owns; người thừa kế; người giám hộ; họ tên người; người làm chứng; người đại diện hộ; đại diện hộ; đại diện gia đình;
        house owner*; homeowner*; home owner*; owner of the house; owner of the home; owner of house; landlord*; head
        of household; head of the household; head of family; head of the family; household head*; family head*;
        household name*; household of mr; household of mrs; household of ms; family of mr; family of mrs; family of ms;
        house of mr; house of mrs; mr mrs; mr ms; mr or mrs; signed by; signatory; signatories; signer; signers;
        undersigned; who signed; who signs; in the name of; in whose name; registered owner*; next of kin; guardian of; applicant name*; name of applicant; name of the applicant; name of witness; name of the witness; representative of the household; representative of the family; breadwinner*
    """),
    "person": entries("""
        hoàn cảnh gia đình; hoàn cảnh của; hoàn cảnh hộ; hoàn cảnh sống; hoàn cảnh riêng; hoàn cảnh người; hoàn cảnh khó khăn của; khó khăn của hộ; khó khăn của gia đình; hoàn cảnh cụ thể; hoàn cảnh cá
        nhân; gia cảnh; tình hình gia đình; đời sống của hộ; đời sống gia đình; mô tả hộ; mô tả gia đình; mô tả về
        hộ; mô tả về gia đình; mô tả người được; đặc điểm của hộ; đặc điểm hộ; đặc điểm gia đình; câu chuyện gia đình; thông tin
        về hộ; thông tin hộ; thông tin gia đình; thông tin cá nhân; thông tin người được; thông tin người nhận; thông tin về người; giới thiệu về hộ; quan
        hệ với chủ hộ; quan hệ gia đình; family circumstance*; household circumstance*; personal circumstance*; family situation; household situation; household condition*; family condition*; circumstances of the beneficiary; circumstances of the beneficiaries; situation of the beneficiary; situation of the beneficiaries; personal situation; situation of the family; situation of the household;
        situation of the person; circumstances of family; circumstances of families; circumstances of household; family s circumstance*; household s circumstance*; family s situation; household s situation; ghi rõ hoàn cảnh; mô tả hoàn cảnh; circumstances of the family; circumstances of the household; circumstances of the person; living conditions of the family; living conditions of the household; describe the family; describe the
        household; describe the person; description of the family; description of the household; description of the
        person; family story; story of the family; life story; story of the household; story of the person; personal history; family history; household profile; family
        profile; personal detail*; household detail*; family detail*; personal information; personal data; details of
        the beneficiary; details of the recipient; details of the person; about the family; about the household;
        relationship to head; relationship to the head; marital status; tình trạng hôn nhân
    """),
}

# A place on the map, also as figures or a link. Such a question says of which public thing it asks: "Vị trí trường học".
COORDINATES = entries("""
    tọa độ; kinh độ; vĩ độ; kinh vĩ độ; gps; coordinate*; latitude*; longitude*; geolocation*; lat lon; lat long; plus code; what3words; google map*; link bản đồ; geopoint
""")
WHOLE_COORDINATES = entries("lat; lon; lng")
PUBLIC = entries("""
    trường; trường học; lớp học; cầu; đường; công trình; dự án; hạng mục; công trường; trạm; trạm y tế; bệnh viện; phòng
    khám; chợ; trụ sở; ủy ban; ubnd; nhà văn hóa; nhà sinh hoạt cộng đồng; nhà họp; nhà trẻ; nhà máy; nhà kho; nhà vệ sinh;
    nhà tránh bão; nhà tránh trú bão; nhà thi đấu; nhà hát; nhà ga; hội trường; sân; sân vận động; công viên; quảng trường;
    giếng; bể nước; hồ; hồ chứa; đập; đê; kè; kênh; mương; cống; suối; sông; bến; cảng; bến xe; bãi; bãi rác; rừng; vườn ươm;
    điểm cấp phát; điểm phát; điểm trường; điểm sơ tán; điểm tập kết; điểm tập trung; điểm sạt lở; điểm ngập; điểm tiếp
    nhận; điểm bán hàng; điểm giao dịch; điểm dừng; điểm họp; vị trí sạt lở; sạt lở; vùng ngập; chốt; kho; cột; cột điện; trụ điện; bia; bia tưởng niệm; bãi tập; đồn; đồn biên phòng; trại; doanh trại; điểm khám; cổng; cổng chào; ruộng mẫu; mô hình; tuyến; đường
    dây; trạm biến áp; mốc; biển báo; nghĩa trang; di tích; đài; tượng đài; bảo tàng; thư viện; bưu điện; cơ quan; đơn vị; văn
    phòng; trung tâm; xã; phường; thôn; làng; ấp; buôn; khu phố; tổ dân phố; đặc khu; huyện; tỉnh; khu tái định cư; khu
    công nghiệp; lò đốt; máy bơm; trạm bơm; hệ thống nước; nguồn nước; vòi nước; tháp; nhà thờ; chùa; đình; nơi hội họp; nơi
    họp; hội nghị; sự kiện; buổi; cuộc họp; hoạt động; school*; classroom*; bridge*; road*; street light*; works; work site*; site of the work; site; construction site*; project*; facility; facilities; structure*; station*; clinic*; hospital*; health
    post*; health centre*; health center*; market*; office*; headquarters; town hall*; hall; community house*; community
    hall*; community centre*; community center*; cultural house*; stadium*; sports ground*; park; square*; well; wells;
    borehole*; pump*; tank*; reservoir*; dam; dams; dike*; dyke*; embankment*; canal*; culvert*; drain*; stream*; river*;
    pier*; port*; border post*; camp*; gate*; barracks; playground*; training ground*; demonstration plot*; where the goods; where goods; harbour*; bus stop*; landfill*; forest*; nursery; nurseries; distribution point*; evacuation point*;
    assembly point*; collection point*; landslide*; flooded area*; warehouse*; store; stores; shelter*; pole*; power
    line*; transformer*; sign; signpost*; cemetery; monument*; museum*; library; post office*; agency; unit; centre*;
    center*; commune*; ward; village*; hamlet*; district*; province*; town; settlement*; incinerator*; water point*;
    water source*; water tap*; tower*; church*; pagoda*; temple*; mosque*; shrine*; meeting*; event*; activity;
    activities; field; plot of forest; kiosk*; shop*; latrine*; toilet*; farm cooperative*; cooperative*; hợp tác xã
""")

# What a barcode is on. It is never on a person's card.
GOODS = entries("""
    gói; gói hàng; kiện; kiện hàng; thùng; hàng; hàng hóa; hàng cứu trợ; lô; lô hàng; bao; pallet*; tài sản; thiết bị; vật tư;
    máy; dụng cụ; bộ; sách; thuốc; vắc xin; tem; nhãn; phiếu xuất; phiếu kho; vận đơn; niêm phong; công ten nơ; container*; xe;
    cột; công tơ; đồng hồ nước; cây giống; con giống; túi; chai; hộp; công trình; mẫu; package*; packet*; parcel*; box; boxes;
    carton*; crate*; goods; item; items; lot; batch*; bag; bags; sack*; kit; kits; asset*; equipment; device*; machine*;
    tool*; material*; supply; supplies; book; books; medicine*; drug pack*; vaccine*; label*; tag; seal; consignment*;
    shipment*; waybill*; delivery note*; truck*; pole*; meter; meters; seedling*; tent*; sample*; product*; bottle*;
    tarpaulin*; blanket*; cylinder*; voucher book*; stock*; shelf; works; facility
""")
CARDS = entries("""
    quét thẻ; mã thẻ; số thẻ; thẻ của; trên thẻ; thẻ căn cước; thẻ bảo hiểm; thẻ bhyt; thẻ hộ; thẻ học sinh; cccd; cmnd; căn cước; bhyt; bảo hiểm; hộ chiếu; giấy tờ; giấy phép lái xe; bằng lái; sổ hộ; sổ khám; định danh;
    vneid; người; người dân; người nhận; công dân; chủ hộ; chủ nhà; hộ; gia đình; học sinh; bệnh nhân; card*; id; ids; identity*;
    passport*; insurance*; licence*; license*; badge*; person*; people; citizen*; beneficiary; beneficiaries; recipient*;
    household*; family; families; patient*; student*; pupil*; wristband*; vòng đeo tay; phone*; sim; điện thoại
""")

# Refused where such a question says nothing else.
WHOLE_UNLESS_NUMBER: dict[str, tuple[str, ...]] = {
    "identity": entries("""
        bhyt; bảo hiểm y tế; health insurance; insurance; card; ông bà; ông; bà; owner; chủ; chủ sở hữu; head; recipient;
        beneficiary; người nhận; người thụ hưởng; người được giúp; signed; witness; applicant; nhân chứng; thẻ
    """),
    "health": entries("bệnh; disease; diseases; patient; khuyết tật; disability"),
    "person": entries("hoàn cảnh; circumstances"),
}
