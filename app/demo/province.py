"""The bodies, laws and offices of Thanh Hóa as source 002 (2021) speaks of them."""

from datetime import date

from app.demo.people import Deputy, Staff

AUTHORITY = "thanh-hoa"
STANDING_BODY = "stttt"

# code, symbol, name, head
DEPARTMENTS = (
    ("vpubnd", "VP", "Văn phòng UBND tỉnh", "Chánh Văn phòng"),
    ("snv", "SNV", "Sở Nội vụ", "Giám đốc"),
    ("stp", "STP", "Sở Tư pháp", "Giám đốc"),
    ("skhdt", "SKHĐT", "Sở Kế hoạch và Đầu tư", "Giám đốc"),
    ("stc", "STC", "Sở Tài chính", "Giám đốc"),
    ("sct", "SCT", "Sở Công Thương", "Giám đốc"),
    ("snnptnt", "SNN&PTNT", "Sở Nông nghiệp và Phát triển nông thôn", "Giám đốc"),
    ("sgtvt", "SGTVT", "Sở Giao thông vận tải", "Giám đốc"),
    ("sxd", "SXD", "Sở Xây dựng", "Giám đốc"),
    ("stnmt", "STNMT", "Sở Tài nguyên và Môi trường", "Giám đốc"),
    ("stttt", "STTTT", "Sở Thông tin và Truyền thông", "Giám đốc"),
    ("sldtbxh", "SLĐTBXH", "Sở Lao động - Thương binh và Xã hội", "Giám đốc"),
    ("svhttdl", "SVHTTDL", "Sở Văn hóa, Thể thao và Du lịch", "Giám đốc"),
    ("skhcn", "SKHCN", "Sở Khoa học và Công nghệ", "Giám đốc"),
    ("sgddt", "SGDĐT", "Sở Giáo dục và Đào tạo", "Giám đốc"),
    ("syt", "SYT", "Sở Y tế", "Giám đốc"),
    ("ttt", "TTT", "Thanh tra tỉnh", "Chánh Thanh tra"),
    ("sngv", "SNgV", "Sở Ngoại vụ", "Giám đốc"),
    ("bdt", "BDT", "Ban Dân tộc", "Trưởng ban"),
    (
        "bqlkktns",
        "BQLKKTNS&KCN",
        "Ban Quản lý Khu kinh tế Nghi Sơn và các khu công nghiệp",
        "Trưởng ban",
    ),
)

# code, name; huyện unless the name says otherwise
CITIES_AND_TOWNS = (
    ("tpth", "thành phố Thanh Hóa"),
    ("tpss", "thành phố Sầm Sơn"),
    ("txbs", "thị xã Bỉm Sơn"),
    ("txns", "thị xã Nghi Sơn"),
)
RURAL_DISTRICTS = (
    ("bathuoc", "Bá Thước"),
    ("camthuy", "Cẩm Thủy"),
    ("dongson", "Đông Sơn"),
    ("hatrung", "Hà Trung"),
    ("hauloc", "Hậu Lộc"),
    ("hoanghoa", "Hoằng Hóa"),
    ("langchanh", "Lang Chánh"),
    ("muonglat", "Mường Lát"),
    ("ngason", "Nga Sơn"),
    ("ngoclac", "Ngọc Lặc"),
    ("nhuthanh", "Như Thanh"),
    ("nhuxuan", "Như Xuân"),
    ("nongcong", "Nông Cống"),
    ("quanhoa", "Quan Hóa"),
    ("quanson", "Quan Sơn"),
    ("quangxuong", "Quảng Xương"),
    ("thachthanh", "Thạch Thành"),
    ("thieuhoa", "Thiệu Hóa"),
    ("thoxuan", "Thọ Xuân"),
    ("thuongxuan", "Thường Xuân"),
    ("trieuson", "Triệu Sơn"),
    ("vinhloc", "Vĩnh Lộc"),
    ("yendinh", "Yên Định"),
)

# citation, in force from, to; the laws that source 002 cites, and its own decision
LEGAL_BASES: tuple[tuple[str, date | None, date | None], ...] = (
    (
        "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một số điều của "
        "Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 tháng 11 năm 2019",
        date(2016, 1, 1),
        date(2025, 2, 28),
    ),
    ("Luật Công nghệ thông tin ngày 29 tháng 6 năm 2006", date(2007, 1, 1), date(2026, 6, 30)),
    (
        "Nghị định số 64/2007/NĐ-CP ngày 10 tháng 4 năm 2007 của Chính phủ về ứng dụng công nghệ thông tin "
        "trong hoạt động của cơ quan nhà nước",
        date(2007, 5, 1),
        date(2026, 6, 30),
    ),
    (
        "Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ phê duyệt “Chương trình "
        "Chuyển đổi số quốc gia đến năm 2025, định hướng đến năm 2030”",
        date(2020, 6, 3),
        None,
    ),
    (
        "Quyết định số 1726/QĐ-BTTTT ngày 12 tháng 10 năm 2020 của Bộ trưởng Bộ Thông tin và Truyền thông "
        "phê duyệt Đề án “Xác định Bộ chỉ số đánh giá chuyển đổi số của các bộ, cơ quan ngang bộ, cơ quan "
        "thuộc Chính phủ, các tỉnh, thành phố trực thuộc Trung ương và của quốc gia”",
        date(2020, 10, 12),
        date(2022, 5, 19),
    ),
    (
        "Quyết định số 4216/QĐ-UBND ngày 06 tháng 10 năm 2020 của Ủy ban nhân dân tỉnh về việc ban hành Kế "
        "hoạch Chuyển đổi số trên địa bàn tỉnh Thanh Hóa đến năm 2025, định hướng đến năm 2030",
        date(2020, 10, 6),
        None,
    ),
    (
        "Quyết định của Chủ tịch Ủy ban nhân dân tỉnh năm 2021 về việc ban hành Bộ chỉ số đánh giá "
        "Chuyển đổi số tỉnh Thanh Hóa",
        date(2021, 1, 1),
        None,
    ),
)
# The submission cites the law on local government and the decisions the round carries out.
ALSO_IN_SUBMISSION = (
    "Luật Tổ chức chính quyền địa phương",
    "Quyết định số 749/QĐ-TTg",
    "Quyết định của Chủ tịch Ủy ban nhân dân tỉnh",
)

STAFF = (
    Staff("thuongtruc", "Phó Trưởng phòng Công nghệ thông tin", STANDING_BODY, "standing_body", False),
    Staff("quantri", "Quản trị hệ thống", STANDING_BODY, "administrator", False),
    Staff("thanhtra", "Thanh tra viên", "ttt", "auditor", False),
    Staff("vanthu", "Văn thư Văn phòng UBND tỉnh", "vpubnd", "secretariat", False),
    Staff("chutich", "Chủ tịch UBND tỉnh", None, "chairman", False),
    Staff("thamdinh1", "Trưởng phòng Công nghệ thông tin, Tổ trưởng", STANDING_BODY, "appraiser"),
    Staff("thamdinh2", "Chuyên viên Sở Nội vụ", "snv", "appraiser"),
    Staff("thamdinh3", "Chuyên viên Sở Tài chính", "stc", "appraiser"),
    Staff("thamdinh4", "Chuyên viên Văn phòng UBND tỉnh", "vpubnd", "appraiser"),
    Staff("hoidong1", "Phó Chủ tịch UBND tỉnh", None, "council_chair"),
    Staff("hoidong2", "Giám đốc Sở Thông tin và Truyền thông", STANDING_BODY, "council_member"),
    Staff("hoidong3", "Phó Giám đốc Sở Nội vụ", "snv", "council_member"),
    Staff("hoidong4", "Phó Giám đốc Sở Tài chính", "stc", "council_member"),
    Staff("hoidong5", "Phó Chánh Văn phòng UBND tỉnh", "vpubnd", "council_member"),
    Staff(
        "thuky", "Phó Trưởng phòng Công nghệ thông tin, Thư ký Hội đồng", STANDING_BODY, "council_secretary"
    ),
    # records what concerns the first secretary's own body
    Staff("thuky2", "Chuyên viên Văn phòng UBND tỉnh, Thư ký Hội đồng", "vpubnd", "council_secretary"),
)

DEPUTIES = (Deputy("pgd.snv", "Phó Giám đốc", "snv", "15/GUQ-SNV"),)
