"""Words that show that a question is about a person's belief, origin, opinion or identity. Data for ``protection``.

A word stands in its full spelling; it is also found without diacritics, with underscores, in camelCase and run
together. A star ends a stem. ``INNOCENT`` phrases are taken out of a text before it is read: offices, programmes and
sayings whose names hold such a word without asking it of anybody. They count in their full spelling only, because
"ban dan toc" may be *Ban Dân tộc* (an office) or *bạn dân tộc gì?* (a question), unless they stand in
``INNOCENT_PLAIN``.
"""


def entries(text: str) -> tuple[str, ...]:
    return tuple(" ".join(entry.split()) for entry in text.split(";"))


WORDS: dict[str, tuple[str, ...]] = {
    "belief": entries("""
        tôn giáo; tín ngưỡng; tín đồ; theo đạo; có đạo; đạo gì; đạo nào; bỏ đạo; truyền đạo; đồng bào có
        đạo; phật giáo; phật tử; công giáo; thiên chúa giáo; tin lành; hồi giáo; đạo cao đài; cao đài giáo;
        phật giáo hòa hảo; giáo dân; giáo xứ; giáo họ; giáo phận; linh mục; mục sư; tăng ni; nhà sư; chức
        sắc; tà đạo; religio*; belief*; believer*; faith; faiths; sect; sects; worship*; clergy*; priest*;
        imam*; parish*; denomination*; proselyt*; atheis*; buddhis*; christian*; catholic*; protestant*;
        muslim*; islam*; hindu*; jewish; sikh*; thờ cúng; thờ phụng; đi lễ; đi chùa; cầu nguyện; hành lễ; ăn chay;
        rửa tội; quy y; sinh hoạt đạo; nơi sinh hoạt đạo; tên thánh; pháp danh; thánh lễ; nhà nguyện; nhà thờ nào;
        chùa nào; go to church; goes to church; attend church; attends church; church attendance; which church;
        attends mass; attend mass; mosque attendance; which temple; which mosque; prayer*; pray; prays; baptis*;
        baptiz*; ramadan; vegetarian for; dietary observance; congregation*; spiritual affiliation; nhà thờ gần nhất; chùa gần nhất; đền
        gần nhất; nhà thờ của; nearest church; nearest temple; nearest mosque; nearest pagoda; your church; their church
    """),
    "ethnicity": entries("""
        dân tộc; thiểu số; sắc tộc; chủng tộc; tộc người; bộ tộc; màu da; tiếng mẹ đẻ; ethnic*; race;
        racial*; tribe; tribes; tribal*; caste*; dalit*; janajati*; madhesi*; indigenous; minority;
        minorities; skin colour; skin color; mother tongue; ngôn ngữ ở nhà; ngôn ngữ nói ở nhà; tiếng nói ở nhà;
        nói tiếng gì ở nhà; ngôn ngữ mẹ đẻ; trang phục truyền thống của hộ; language spoken at home;
        home language; first language; native language; language at home; clan; clans; ancestral group; người mông;
        người hmông; người h mông; người tày; người nùng; người khmer; người ê đê; người ba na; người gia rai; người
        chăm; người mường; người xơ đăng; hmong; person khmer; is khmer
    """),
    "opinion": entries("""
        chính kiến; quan điểm chính trị; thái độ chính trị; tư tưởng chính trị; diễn biến tư tưởng; tình
        hình tư tưởng; xu hướng chính trị; bản lĩnh chính trị; dư luận; tâm tư nguyện vọng; tâm trạng nhân
        dân; lòng tin của nhân dân; niềm tin của nhân dân; đảng viên; đảng phái; bỏ phiếu cho ai;
        political*; opinion*; ideolog*; party member*; party membership; party affiliation; voting
        intention*; voted for; trust in government; trust score*; attitude toward*; đi bầu cho ai; bầu cho ai; bỏ
        phiếu thế nào; mạng xã hội của người dân; quan điểm trên mạng; thái độ của người dân; mức độ ủng hộ chủ
        trương; mức độ tin tưởng; niềm tin vào đảng; supports the party; support for the party;
        support for the government; stance; facebook posts; posts on social media
    """),
    "loyalty": entries("""
        lòng trung thành; mức độ trung thành; trung thành với; phản động; chống đối; bất mãn; phần tử xấu;
        phần tử cực đoan; phần tử; đối tượng xấu; đối tượng cầm đầu; thế lực thù địch; cơ hội chính trị;
        người có uy tín; chống phá; cơ sở bí mật; cộng tác viên bí mật; điểm nóng an ninh; điểm nóng về an
        ninh; điểm nóng tôn giáo; di cư tự do; loyal*; disloyal*; dissident*; reactionar*; subversive*;
        extremis*; hostile*; bad element*; informant*; informer*; watch list*; watchlist*; blacklist*;
        troublemaker*; prestigious person*; prestigious people; free migration; persuaded not to migrate;
        security hot spot*
    """),
    "origin": entries("""
        quê quán; nguyên quán; nơi sinh; quốc tịch; gốc gác; thành phần gia đình; thành phần xuất thân;
        nguồn gốc xuất thân; lý lịch; place of birth; birthplace; country of origin; national origin;
        nationality; nationalities; citizenship; ancestry; family background; class background; bloodline; nguyên
        xứ; nơi sinh ra; quê gốc; quê ở đâu; tổ tiên; nhân thân; home town; hometown; native place; where were you
        born; place of origin
    """),
    "identity": entries("""
        họ và tên; họ tên; tên chủ hộ; tên người; tên công dân; tên nạn nhân; tên bệnh nhân; tên học sinh; tên trẻ em; tên hộ; tên thành viên; danh sách hộ; danh sách người; số định danh; mã định danh cá nhân; số hộ
        chiếu; số hộ khẩu;  số điện thoại; sđt; thư điện tử cá nhân; ngày sinh; ngày tháng năm
        sinh; năm sinh; địa chỉ nhà; địa chỉ nơi ở; địa chỉ thường trú; địa chỉ tạm trú; nơi thường trú; số bảo hiểm; mã số thuế cá nhân; số tài khoản; vân tay; chữ ký người nhận; ảnh chân dung;
        full name*; first name*; last name*; family name*; given name*; surname*; maiden name*; nickname*;
        beneficiary name*; recipient name*; respondent name*; patient name*; victim name*; student name*;
        pupil name*; child name*; head name*; person name*; name of the head; name of head; name of
        household; name of the household; name of beneficiary; name of the beneficiary; names of
        beneficiaries; name of recipient; name of the recipient; name of person; name of the person; name of
        respondent; name of the respondent; name of patient; name of victim; name of the victim; id number*; id no; identity number*; identification number*; personal id*; passport number*; passport no; citizenship number*; driving licence*; driver
        license*; social security number*; insurance number*; phone number*; telephone number*; mobile
        number*; contact number*; email address*; date of birth; birth date*; birthdate*; birthday*; year of
        birth; home address*; street address*; house number*; postal address*; bank account*; account
        number*; fingerprint*; biometric*; face photo*; iris scan*; mã học sinh; mã bệnh nhân; mã bệnh án; mã số
        bảo hiểm; biển số xe; tên cha; tên mẹ; tên vợ; tên chồng; tên bố; tên đối tượng; tên chủ nhà; tên
        người đại diện hộ; người đứng đơn; tên của bạn; tên anh chị; tên ông bà; số zalo; tài khoản zalo; tài khoản
        facebook; nick zalo; ảnh khuôn mặt; ảnh chủ hộ; ảnh người nhận; ảnh thẻ; ghi âm lời; chữ ký của;
        your name; name of respondent; name of father; father name*; father s name; mother name*; mother s name;
        husband name*; wife name*; name of wife; name of husband; name of child; name of student; name of pupil;
        owner name*; farmer name*; name of farmer; name of owner; name of the owner; owner s name; head s name;
        householder name*; tenant name*; names of persons; names of people; list of persons; list of people; list of
        names; contact person*; contact phone*; cell phone*; cellphone number*; whatsapp number*; zalo id;
        facebook account*; student id; patient id; household id; household ids; licence plate*; license plate*; tax id; nid
        number*; signature of; photo of the person; photo of the beneficiary; photo of the recipient; photo of the
        respondent; selfie*; recording of the interview; được giúp là ai; người nhận là ai; nhận quà là ai; người nào được; ông bà nào; hộ nào được; chủ nhà tên;
        chủ hộ tên; đt chủ hộ; điện thoại chủ hộ; điện thoại người nhận; sđt chủ hộ; số sổ hộ nghèo; sổ hộ nghèo số; mã hộ
        nghèo; owner called; head called; head phone; head s phone; recipient phone; beneficiary phone;
        household book number; poor household book; poor household number
    """),
}

# Refused where they are all that a field's name or label says. "Phone" among the channels of a choice list is fine.
WHOLE: dict[str, tuple[str, ...]] = {
    "identity": entries("""
        phone; telephone; tel; mobile; email; e mail; dob; ssn; nid; signature; điện thoại; di động; địa
        chỉ; address; chữ ký; tên gì; zalo; facebook; whatsapp; whats app; viber; họ tên; tuổi của bạn; số nhà
        của bạn; nơi ở; nơi cư trú; where do you live; residence
    """),
    "belief": entries("""
        đạo
    """),
    "health": entries("""
        hiv; hiv aids
    """),
}

# Refused where a text begins so: "Who received the kit?" asks for persons, "households who received the kit" counts.
BEGINNING: dict[str, tuple[str, ...]] = {
    "identity": entries("""
        who is; who are; who was; who were; who received; who receives; who got; who gets; who benefited; who lives; which
        person; which persons; which people; whose; ai là; ai nhận; ai được; ai đã; ai đang; ai sống
    """),
}
# … but not where it goes on so: that asks for an organisation.
BEGINNING_INNOCENT = entries("""
    ai là đơn vị; ai là cơ quan; ai là tổ chức; ai là nhà thầu; ai là nhà tài trợ; ai là nhà cung cấp; ai là chủ đầu tư; ai là
    bên; ai là doanh nghiệp; ai là đối tác; who is the unit; who is the lead unit; who is the leading unit; who is the agency;
    who is the lead agency; who is the leading agency; who is the responsible agency; who is the responsible unit; who is the
    contractor; who is the supplier; who is the donor; who is the implementing; who is the lead organisation; who is the
    lead organization; who are the partners; who are the partner agencies; who are the partner organisations; who are the
    contractors; who are the donors; who was the contractor
""")


# Types that record who fills in the form or where that person stands. Kheo knows the sender from the sign-in.
TYPES: dict[str, str] = {
    "phonenumber": "identity",
    "email": "identity",
    "username": "identity",
    "deviceid": "identity",
    "subscriberid": "identity",
    "simserial": "identity",
    "start-geopoint": "home",
    "background-geopoint": "home",
    "audit-with-location": "home",
    "background-audio": "identity",
}

# A position is refused where both kinds of word meet, or where a map question names a home.
POSITION = entries("""
    tọa độ; kinh độ; vĩ độ; gps; định vị; vị trí; coordinate*; latitude*; longitude*; geolocation*; location of;
    lat; lon; lng; plus code; what3words; bản đồ nhà; google map*; link bản đồ
""")
HOME = entries("""
    nhà; hộ; hộ gia đình; gia đình; nơi ở; chỗ ở; người dân; công dân; nạn nhân; người thụ hưởng; người nhận;
    house; houses; home; homes; household*; dwelling*; residence*; family; families; citizen*; beneficiary;
    beneficiaries; recipient*; victim*; respondent*
""")

INNOCENT = entries("""
    bộ dân tộc và tôn giáo; sở dân tộc và tôn giáo; phòng dân tộc và tôn giáo; ban dân tộc; phòng dân tộc; ủy
    ban dân tộc; hội đồng dân tộc; học viện dân tộc; ban tôn giáo chính phủ; ban tôn giáo; dân tộc nội trú; dân
    tộc bán trú; đại đoàn kết toàn dân tộc; đại đoàn kết dân tộc; khối đại đoàn kết toàn dân tộc; bản sắc văn
    hóa dân tộc; bản sắc dân tộc; anh hùng dân tộc; vùng đồng bào dân tộc thiểu số và miền núi; vùng dân tộc
    thiểu số và miền núi; nhà văn hóa; nhà trẻ; nhà trường; nhà máy; nhà kho; nhà nước; nhà sinh hoạt cộng đồng;
    nhà họp; nhà vệ sinh; nhà tránh bão; nhà tránh trú bão; nhà thi đấu; nhà hát; nhà ga; nhà cung cấp; nhà
    thầu; nhà tài trợ; hội chữ thập đỏ; boat race; running race; race track; audit opinion; legal opinion;
    expert opinion; in good faith; minority of; religious building; religious buildings; ministry of ethnic
    minorities and religions; committee for ethnic minority affairs; committee for ethnic affairs; government
    committee for religious affairs; political department; general department of politics; political commissar;
    socio political; health post; house of culture; home guard; home affairs; ministry of home affairs; nursing
    home; children s home; không ghi tên người; không ghi họ tên; không ghi họ và tên; không nêu tên người;
    không ghi tên; không ghi số điện thoại; không hỏi tên; do not write names; without names of persons; no
    names of persons; đi lễ hội; tên mẹ việt nam anh hùng; máy gps; thiết bị gps; gps device; gps devices; gps receivers; gps units
""")
INNOCENT_PLAIN = entries("""
    bo dan toc va ton giao; so dan toc va ton giao; uy ban dan toc; dan toc noi tru; dai doan ket toan dan toc;
    dai doan ket dan toc; vung dong bao dan toc thieu so va mien nui
""")

# Buildings where something was repaired or damaged: counting these is counting work, and watches nobody's belief.
BUILDINGS = entries("""
    cơ sở tôn giáo; cơ sở tín ngưỡng; cơ sở thờ tự; cơ sở tôn giáo tín ngưỡng; cơ sở tín ngưỡng tôn giáo; công trình tôn giáo;
    công trình tín ngưỡng; di tích tôn giáo; di tích tín ngưỡng; nơi thờ tự; nơi thờ cúng; place of worship; places of worship;
    house of worship; houses of worship; worship place*; religious site*; religious facility; religious facilities;
    religious establishment*; religious structure*; religious monument*; religious place*; parish hall*; parish church*
""")
REPAIRED = entries("""
    tu sửa; sửa chữa; sửa; trùng tu; tu bổ; tôn tạo; xây lại; xây dựng lại; dựng lại; khôi phục; phục hồi; khắc phục; gia cố; hư
    hại; hư hỏng; thiệt hại; bị sập; tốc mái; bị ngập; bị cháy; repair*; restor*; rebuil*; renovat*; refurbish*;
    reconstruct*; damage*; destroyed; flooded; reinforced; mended
""")

# How the name of a Vietnamese begins, and the words that mostly follow. Three such answers are a list of persons.
SURNAMES = entries("""
    nguyễn; trần; lê; phạm; hoàng; huỳnh; phan; vũ; võ; đặng; bùi; đỗ; hồ; ngô; dương; lý; đinh; đoàn; trịnh; trương;
    lương; mai; tô; tạ; hà; cao; lâm; châu; vương; đào; chu; quách; thạch; sơn; kim; y; h; lò; quàng; lường; cầm; vàng;
    giàng; sùng; mùa; hờ; triệu; bàn; đàm; nông; hoàng; tẩn; chảo; điểu; rơ; siu; kpă; ksor; rah
""")
MIDDLE_NAMES = entries(
    "thị; văn; đình; hữu; đức; xuân; quang; công; viết; thanh; minh; ngọc; bá; duy; tiến; thế"
)

# Three of these as whole answers make a list of peoples. One alone is often a place or a common word.
PEOPLES = entries("""
    kinh; tày; thái; mường; khmer; khơ me; hoa; nùng; mông; h mông; dao; gia rai; ê đê; ba na; xơ đăng; sán
    chay; cơ ho; chăm; sán dìu; hrê; ra glai; mnông; xtiêng; bru vân kiều; thổ; giáy; cơ tu; giẻ triêng; mạ; khơ
    mú; co; tà ôi; chơ ro; kháng; xinh mun; hà nhì; chu ru; lào; la chí; la ha; phù lá; la hủ; lự; lô lô; chứt;
    mảng; pà thẻn; cơ lao; cống; bố y; si la; pu péo; brâu; ơ đu; rơ măm; brahmin; chhetri; magar; tharu;
    tamang; newar; rai; gurung; limbu; sherpa; kami; damai; sarki; yadav; musahar
""")
