"""An Giang 2024 (source 004, Decision 1407/QĐ-UBND): 20 departments on 420 points, 11 districts on 700.

The round is that of November 2024 (Điều 6, 2); the decision names no last day for the publication, the one
here leaves the council its time before Tết. Every provision of Điều 7 has its unit: two bodies without
subordinate ones (khoản 2), one without online public services (khoản 3), criteria that are none of a body's
business (khoản 4). People and figures are invented.
"""

from datetime import UTC, date, datetime

from app.demo import provisions
from app.demo.days import Calendar
from app.demo.people import Staff
from app.demo.phrases import Claim
from app.demo.presets.model import AuthorityPlan, GroupPlan, LegalBasisPlan, Preset, UnitPlan, Words
from app.demo.ranges import Ranges, Span, made, part, size, work

STANDING_BODY = "stttt"

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
    ("bqlkkt", "BQLKKT", "Ban Quản lý Khu kinh tế", "Trưởng ban"),
)
DISTRICTS = (
    ("longxuyen", "thành phố Long Xuyên"),
    ("chaudoc", "thành phố Châu Đốc"),
    ("tanchau", "thị xã Tân Châu"),
    ("tinhbien", "thị xã Tịnh Biên"),
    ("anphu", "huyện An Phú"),
    ("chauphu", "huyện Châu Phú"),
    ("chauthanh", "huyện Châu Thành"),
    ("chomoi", "huyện Chợ Mới"),
    ("phutan", "huyện Phú Tân"),
    ("thoaison", "huyện Thoại Sơn"),
    ("triton", "huyện Tri Tôn"),
)

STAFF = (
    Staff("thuongtruc", "Phó Trưởng phòng Công nghệ thông tin", STANDING_BODY, "standing_body", False),
    Staff("quantri", "Quản trị hệ thống", STANDING_BODY, "administrator", False),
    Staff("thanhtra", "Thanh tra viên", "ttt", "auditor", False),
    Staff("vanthu", "Văn thư Văn phòng UBND tỉnh", "vpubnd", "secretariat", False),
    Staff("chutich", "Chủ tịch UBND tỉnh", None, "chairman", False),
    Staff("thamdinh1", "Trưởng phòng Công nghệ thông tin, Tổ trưởng", STANDING_BODY, "appraiser"),
    Staff("thamdinh2", "Chuyên viên Sở Nội vụ", "snv", "appraiser"),
    Staff("thamdinh3", "Chuyên viên Sở Kế hoạch và Đầu tư", "skhdt", "appraiser"),
    Staff("thamdinh4", "Chuyên viên Văn phòng UBND tỉnh", "vpubnd", "appraiser"),
    Staff("hoidong1", "Phó Chủ tịch UBND tỉnh", None, "council_chair"),
    Staff("hoidong2", "Giám đốc Sở Thông tin và Truyền thông", STANDING_BODY, "council_member"),
    Staff("hoidong3", "Phó Giám đốc Sở Nội vụ", "snv", "council_member"),
    Staff("hoidong4", "Phó Giám đốc Sở Kế hoạch và Đầu tư", "skhdt", "council_member"),
    Staff("hoidong5", "Phó Chánh Văn phòng UBND tỉnh", "vpubnd", "council_member"),
    Staff("thuky", "Phó Trưởng phòng Công nghệ thông tin", STANDING_BODY, "council_secretary"),
    # records what concerns the first secretary's own body
    Staff("thuky2", "Chuyên viên Văn phòng UBND tỉnh", "vpubnd", "council_secretary"),
)

# The laws that source 004 cites, its programme, and the decision itself.
LEGAL_BASES = (
    LegalBasisPlan(
        "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một số điều của "
        "Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 tháng 11 năm 2019",
        date(2016, 1, 1),
        date(2025, 2, 28),
        "decision,submission",
    ),
    LegalBasisPlan(
        "Quyết định số 922/QĐ-BTTTT ngày 20 tháng 5 năm 2022 của Bộ trưởng Bộ Thông tin và Truyền thông phê "
        "duyệt Đề án “Xác định Bộ chỉ số đánh giá chuyển đổi số của các bộ, cơ quan ngang bộ, cơ quan thuộc "
        "Chính phủ, các tỉnh, thành phố trực thuộc Trung ương và của quốc gia”",
        date(2022, 5, 20),
    ),
    LegalBasisPlan(
        "Chương trình số 553/CTr-UBND ngày 09 tháng 9 năm 2021 của Ủy ban nhân dân tỉnh An Giang về chuyển "
        "đổi số",
        date(2021, 9, 9),
    ),
    LegalBasisPlan(
        "Quyết định số 1407/QĐ-UBND ngày 13 tháng 9 năm 2024 của Chủ tịch Ủy ban nhân dân tỉnh An Giang ban "
        "hành Bộ chỉ số đánh giá mức độ Chuyển đổi số của các cơ quan nhà nước trên địa bàn tỉnh An Giang",
        date(2024, 9, 13),
        None,
        "decision,submission",
    ),
)

_BOTH: dict[str, Span] = {
    "chi_attt": part("chi_cds", 0.02, 0.14),
    "vb_chi_dao": work(2, 14),
    "vb_chi_dao_ky": part("vb_chi_dao", 0.4, 1.02),
    "tin_chuyen_muc": work(4, 64),
    "may_chu": size(1, 7),
    "may_chu_soc": part("may_chu", 0.3, 1.1),
    "may_tinh": part("cong_chuc", 1.05, 1.75),
    "may_tinh_soc": part("may_tinh", 0.35, 1.02),
    "httt": size(2, 8),
    "httt_cap_do": part("httt", 0.3, 1.1),
    "httt_phuong_an": part("httt_cap_do", 0.3, 1.1),
    "httt_soc": part("httt", 0.15, 1.05),
    "httt_kiem_tra": part("httt", 0.15, 1),
    "ccvc_tap_huan": part("cong_chuc", 0.35, 1.12),
    "dvc_du_dieu_kien": made("tthc", 0.35, 0.7),
    "dvctt_toan_trinh": part("dvc_du_dieu_kien", 0.78, 1.06),
    "dvctt_co_ho_so": made("tthc", 0.4, 0.75),
    "dvctt_co_hstt": part("dvctt_co_ho_so", 0.35, 0.98),
    "ho_so_truc_tuyen": part("ho_so", 0.25, 0.98),
    "nguoi_lao_dong": size(4, 36),
    "nguoi_dinh_danh": part("cong_chuc", 0.82, 1.16),
    "ccvc_thu_dien_tu": part("cong_chuc", 0.86, 1.15),
    "bao_cao": size(18, 64),
    "bao_cao_lris": part("bao_cao", 0.3, 1.02),
    "vb_xu_ly_mang": part("vb_dien_tu", 0.68, 0.995),
    "kq_tthc": made("ho_so", 0.86, 0.98),
    "kq_so_hoa": part("kq_tthc", 0.15, 0.95),
}
_DEPARTMENT: dict[str, Span] = {
    "don_vi_truc_thuoc": size(1, 11),
    "cong_chuc": size(30, 210),
    "vien_chuc": made("cong_chuc", 0.16, 0.6),
    "chi_ngan_sach": size(9_000, 185_000),
    "chi_cds": part("chi_ngan_sach", 0.004, 0.021),
    "chi_cqs": part("chi_ngan_sach", 0.002, 0.0125),
    "tthc": size(14, 165),
    "ho_so": size(320, 23_000),
    "vb_dien_tu": size(2_600, 19_500),
}
_DISTRICT: dict[str, Span] = {
    "dan_so": size(99_000, 308_000),
    "dan_so_lao_dong": made("dan_so", 0.56, 0.62),
    "dan_so_truong_thanh": made("dan_so", 0.66, 0.71),
    "dan_so_15": made("dan_so", 0.74, 0.79),
    "ho_gia_dinh": made("dan_so", 0.26, 0.285),
    "so_huyen": size(1, 1),
    "so_xa": size(7, 18),
    "so_ap": made("so_xa", 5.5, 8),
    "co_quan_truc_thuoc": size(12, 13),
    "cong_chuc": size(88, 142),
    "vien_chuc": made("cong_chuc", 0.2, 0.6),
    "doanh_nghiep": size(190, 2_700),
    "dnnvv": made("doanh_nghiep", 0.94, 0.985),
    "diem_buu_chinh": size(9, 30),
    "chi_ngan_sach": size(640_000, 2_250_000),
    "chi_cds": part("chi_ngan_sach", 0.0012, 0.0075),
    "chi_cqs": part("chi_ngan_sach", 0.0015, 0.0105),
    "chi_dau_tu_kts": part("chi_ngan_sach", 0.0003, 0.0036),
    "chi_thuong_xuyen_kts": part("chi_ngan_sach", 0.0003, 0.0036),
    "chi_dau_tu_xhs": part("chi_ngan_sach", 0.0003, 0.0036),
    "chi_thuong_xuyen_xhs": part("chi_ngan_sach", 0.0003, 0.0036),
    "tthc": size(232, 312),
    "so_lan_phat_song": work(6, 150),
    "nguoi_smartphone": part("dan_so_truong_thanh", 0.6, 0.95),
    "ho_smartphone": part("ho_gia_dinh", 0.75, 1),
    "ho_cap_quang": part("ho_gia_dinh", 0.42, 0.95),
    "ubnd_xa_tslcd": part("so_xa", 0.7, 1.06),
    "nld_tap_huan": part("dan_so_lao_dong", 0.02, 0.3),
    "co_so_gdnn": size(1, 5),
    "co_so_gdnn_cds": part("co_so_gdnn", 0.2, 1.05),
    "truong_hoc": size(26, 66),
    "truong_hoc_cds": part("truong_hoc", 0.2, 0.95),
    "ho_so": size(12_500, 66_000),
    "vb_dien_tu": size(7_400, 24_000),
    "dn_cong_nghe_so": part("doanh_nghiep", 0.002, 0.016),
    "dn_nen_tang_so": part("doanh_nghiep", 0.001, 0.009),
    "dnnvv_smedx": part("dnnvv", 0.02, 0.4),
    "dnnvv_nen_tang": part("dnnvv", 0.08, 0.7),
    "dn_hop_dong": part("doanh_nghiep", 0.12, 0.8),
    "dn_thue": part("doanh_nghiep", 0.93, 1.02),
    "diem_buu_chinh_internet": part("diem_buu_chinh", 0.6, 1.05),
    "buu_gui": part("dan_so", 0.4, 4.2),
    "giao_dich_tmdt": part("dan_so", 0.01, 0.22),
    "dan_dinh_danh": part("dan_so", 0.45, 0.82),
    "dan_tai_khoan": part("dan_so_15", 0.5, 0.93),
    "dan_chu_ky_so": part("dan_so_truong_thanh", 0.02, 0.32),
    "ho_dia_chi_so": part("ho_gia_dinh", 0.3, 0.98),
    "dan_ky_nang": part("dan_so_lao_dong", 0.3, 0.82),
    "phan_anh": size(24, 430),
    "phan_anh_dung_han": part("phan_anh", 0.6, 1.03),
}

# A body that takes no applications from people; what follows from it is nought.
_NO_SERVICES = {"cung_cap_dvctt": False, "tthc": 0, "ho_so": 0, "kenh_dvctt": False}
# Small bodies without subordinate ones, whose own figures would give few points.
_ALONE = {
    **{"don_vi_truc_thuoc": 0, "vien_chuc": 0, "may_chu": 0, "may_tinh": 28, "may_tinh_soc": 9},
    **{"ccvc_tap_huan": 11, "nguoi_dinh_danh": 19, "ccvc_thu_dien_tu": 21},
}

RANGES = Ranges(
    spans={"so": {**_BOTH, **_DEPARTMENT}, "huyen": {**_BOTH, **_DISTRICT}},
    likely={
        "co_ke_hoach_giai_doan": 0.9,
        "co_ke_hoach_nam": 0.97,
        "co_cb_cds": 0.95,
        "co_cb_attt": 0.85,
        "co_to_cnsct_xa": 1.1,
        "co_to_cnsct_ap": 0.9,
        "ttdt_chuc_nang": 0.85,
        "ttdt_ipv6": 0.6,
        "co_du_lieu_mo": 0.6,
        "dang_du_lieu_mo": 0.7,
        "kenh_dvctt": 0.5,
        "cung_cap_dvctt": 2.0,
        "co_nghi_quyet": 0.8,
    },
    only_after={"dang_du_lieu_mo": "co_du_lieu_mo"},
    maturity_shift={
        **{"stttt": 0.26, "vpubnd": 0.12, "stnmt": 0.08, "sngv": -0.06, "bdt": -0.1},
        **{"longxuyen": 0.2, "chaudoc": 0.14, "tanchau": 0.06, "thoaison": 0.05},
        **{"anphu": -0.1, "tinhbien": -0.08, "triton": -0.16},
    },
    sizes={
        **{"snnptnt": 1.0, "sldtbxh": 0.6, "syt": 0.8, "sgtvt": 0.55, "stnmt": 0.85},
        **{"sngv": 0.03, "bdt": 0.02, "ttt": 0.1, "bqlkkt": 0.12},
        **{"longxuyen": 0.85, "chaudoc": 0.02, "tanchau": 0.2, "tinhbien": 0.04, "anphu": 0.24},
        **{"chauphu": 0.5, "chauthanh": 0.25, "chomoi": 1.0, "phutan": 0.42, "thoaison": 0.31, "triton": 0.1},
    },
    often_unknown=frozenset(
        {
            *("ccvc_tap_huan", "httt_kiem_tra", "bao_cao_lris", "kq_so_hoa", "nguoi_dinh_danh"),
            *("dn_nen_tang_so", "dn_hop_dong", "dan_chu_ky_so", "nld_tap_huan", "giao_dich_tmdt"),
            *("dan_ky_nang", "dnnvv_smedx", "ho_smartphone"),
        }
    ),
    claims=(
        Claim(
            frozenset({"vpubnd"}),
            frozenset({"2.5", "6.13"}),
            "Văn phòng UBND tỉnh không tiếp nhận, giải quyết thủ tục hành chính của người dân, doanh nghiệp.",
            True,
            "Đúng với chức năng, nhiệm vụ và danh mục thủ tục hành chính đã công bố; tính điểm tối đa theo "
            "khoản 4 Điều 7 Quyết định số 1407/QĐ-UBND.",
        ),
        Claim(
            frozenset({"sngv"}),
            frozenset({"6.2"}),
            "Dữ liệu của ngành ngoại vụ không thuộc loại cung cấp để khai thác, sử dụng tự do.",
            True,
            "Thống nhất: không liên quan đến chức năng, nhiệm vụ của Sở; tính điểm tối đa.",
        ),
        Claim(
            frozenset({"sxd", "snv"}),
            frozenset({"6.4"}),
            "Đơn vị không có nhu cầu mở kênh tương tác ngoài Cổng thông tin điện tử.",
            False,
            "Không có nhu cầu không phải là không liên quan đến chức năng, nhiệm vụ; tiêu chí vẫn áp dụng.",
        ),
        Claim(
            frozenset({"triton"}),
            frozenset({"4.7"}),
            "Trên địa bàn huyện không có cơ sở giáo dục nghề nghiệp.",
            True,
            "Đúng với danh sách cơ sở giáo dục nghề nghiệp của tỉnh; tính điểm tối đa theo khoản 4 Điều 7.",
        ),
    ),
    given={"vpubnd": _NO_SERVICES, "ttt": _ALONE, "bdt": _ALONE},
)

AN_GIANG = Preset(
    name="an_giang",
    workflow="an_giang_assessment",
    authority=AuthorityPlan(
        code="an-giang",
        name="Ủy ban nhân dân tỉnh An Giang",
        area_name="tỉnh An Giang",
        place_name="An Giang",
        symbol="UBND",
        head_title="Chủ tịch Ủy ban nhân dân tỉnh An Giang",
        standing_body=STANDING_BODY,
    ),
    groups=(
        GroupPlan(
            "so",
            "Các sở, ban, ngành tỉnh",
            "an_giang_2024/so",
            tuple(UnitPlan(*row) for row in DEPARTMENTS),
        ),
        GroupPlan(
            "huyen",
            "UBND các huyện, thị xã, thành phố",
            "an_giang_2024/huyen",
            tuple(
                UnitPlan(code, "UBND", f"UBND {name}", f"Chủ tịch UBND {name}") for code, name in DISTRICTS
            ),
        ),
    ),
    staff=STAFF,
    legal_bases=LEGAL_BASES,
    built=datetime(2024, 10, 7, 2, tzinfo=UTC),
    calendar=Calendar(
        year=2024,
        opens_on=date(2024, 11, 1),
        entry_deadline=date(2024, 11, 30),
        grace_days=3,
        appraisal_deadline=date(2024, 12, 27),
        council_on=date(2025, 1, 9),
        publish_before=date(2025, 1, 24),
    ),
    seed=2024,
    kept=("vpubnd", "ttt"),
    contacts=("tỉnh An Giang", "angiang.gov.vn", "0296"),
    ranges=RANGES,
    sections=(provisions.special, provisions.pillars),
    after=(provisions.write,),
    words=Words(
        place="Phòng họp UBND tỉnh An Giang",
        team="Tổ giúp việc",
        extension_letter="1682/UBND-KGVX",
        extension_reason="Đơn vị di dời trụ sở, hệ thống mạng nội bộ gián đoạn, có văn bản đề nghị gia hạn.",
        numbers=("12", "15", "118"),
        conclusion=(
            "Hội đồng thống nhất kết quả thẩm định và kết quả xếp hạng theo 02 nhóm: các sở, ban, ngành tỉnh "
            "và UBND các huyện, thị xã, thành phố.\n"
            "Thống nhất cách tính điểm theo Điều 7 Quyết định số 1407/QĐ-UBND cho cơ quan không có đơn vị "
            "trực thuộc, không cung cấp dịch vụ công trực tuyến và các tiêu chí không liên quan chức năng, "
            "nhiệm vụ.\n"
            "Giao Sở Thông tin và Truyền thông hoàn thiện hồ sơ, trình Chủ tịch UBND tỉnh công bố trước ngày "
            "{day}."
        ),
    ),
)
