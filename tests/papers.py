"""A form with every kind of question, for the tests of what is printed and keyed."""

RELIEF = """
| survey |
|  | type | name | label::Tiếng Việt (vi) | label::English (en) | hint::Tiếng Việt (vi) | hint::English (en) | required | relevant | constraint | constraint_message::Tiếng Việt (vi) | constraint_message::English (en) | calculation | bind::kheo:role |
|  | today | today | | | | | | | | | | | |
|  | begin_group | who | Ai báo cáo | Who reports | | | | | | | | | |
|  | select_one_from_file kheo-units.csv | reporting_unit | Đơn vị báo cáo | Reporting unit | | | yes | | | | | | unit |
|  | select_one_from_file kheo-places-commune.csv | locality | Xã, phường, đặc khu nơi làm việc này | Commune where this was done | Ghi tên xã như trong danh mục hiện hành | The name as in the list in force | yes | | | | | | place |
|  | date | first_day | Ngày bắt đầu | First day | | | | | | | | | start |
|  | date | last_day | Ngày kết thúc | Last day | | | yes | | . >= ${first_day} | Không trước ngày bắt đầu | Not before the first day | | end |
|  | end_group | | | | | | | | | | | | |
|  | begin_group | what | Việc đã làm | What was done | | | | | | | | | |
|  | select_one work | work | Loại việc | Kind of work | | | yes | | | | | | |
|  | integer | built | Số nhà xây mới hoàn thành, bàn giao có biên bản nghiệm thu của chủ hộ trong kỳ báo cáo | Houses newly built and handed over in the period with the householder's signature | | | yes | ${work} = 'build' | . >= 0 and . <= 500 | Từ 0 đến 500 | From 0 to 500 | | |
|  | decimal | money | Số tiền (triệu đồng) | Money (million đồng) | | | | | | | | | |
|  | calculate | each | | | | | | | | | | ${money} div ${built} | |
|  | select_multiple partner | partners | Làm cùng ai? | Together with whom? | | | | | | | | | |
|  | rank need | needs | Thứ tự nhu cầu của bản | Order of the village's needs | | | | | | | | | |
|  | time | hour | Giờ bắt đầu | Hour of beginning | | | | | | | | | |
|  | dateTime | moment | Lúc bàn giao | Handed over at | | | | | | | | | |
|  | geopoint | spot | Tọa độ công trình | Coordinates of the work | | | | | | | | | |
|  | image | photo | Ảnh công trình | Picture of the work | | | | | | | | | |
|  | text | remark | Khó khăn, đề nghị | Difficulties, proposals | | | | | | | | | |
|  | acknowledge | sure | Đã soát lại số liệu | The figures were looked through again | | | | | | | | | |
|  | end_group | | | | | | | | | | | | |
|  | begin_group | goods | Hàng cứu trợ | Relief goods | | | | ${work} = 'relief' | | | | | |
|  | note | goods_note | Số nhà đã ghi ở trên: ${built}. Ghi **mỗi mặt hàng** một dòng. | Houses named above: ${built}. Write **each item** in a line. | | | | | | | | | |
|  | begin_repeat | item | Mặt hàng | Items | | | | | | | | | |
|  | select_one kind | kind | Loại hàng | Kind | | | yes | | | | | | |
|  | integer | amount | Số lượng | Amount | | | yes | | | | | | |
|  | date | given | Ngày phát | Given on | | | | | | | | | |
|  | text | village | Thôn, bản | Village | | | | | | | | | |
|  | begin_repeat | sack | Kiện hàng | Packages | | | | | | | | | |
|  | integer | weight | Số ki-lô-gam | Kilograms | | | | | | | | | |
|  | end_repeat | | | | | | | | | | | | |
|  | end_repeat | | | | | | | | | | | | |
|  | end_group | | | | | | | | | | | | |
|  | hidden | source | | | | | | | | | | | |

| choices |
|  | list_name | name | label::Tiếng Việt (vi) | label::English (en) |
|  | work | build | Xây nhà mới cho hộ nghèo, gia đình chính sách | New houses for poor and policy households |
|  | work | repair | Sửa nhà dột nát | Leaking houses mended |
|  | work | relief | Phát hàng cứu trợ | Relief goods given out |
|  | partner | army | Quân đội | Army |
|  | partner | police | Công an | Public security |
|  | partner | front | Mặt trận Tổ quốc | Fatherland Front |
|  | partner | none | Không có ai | Nobody |
|  | need | water | Nước sạch | Clean water |
|  | need | road | Đường đi | A road |
|  | need | school | Lớp học | A classroom |
|  | kind | rice | Gạo | Rice |
|  | kind | salt | Muối | Salt |
|  | kind | cloth | Quần áo | Clothes |

| settings |
|  | form_title | title_vi | title_en | form_id | version | default_language | namespaces |
|  | Phiếu ghi việc giúp dân | Phiếu ghi việc giúp dân | Record of help to communities | relief | 2025.1 | Tiếng Việt (vi) | kheo="https://kheo.org/xforms" |
""".strip().encode()
