"""Ninh Thuận 2021 (source 003, the plan of February 2021, Phụ lục IV): seven districts compared.

The plan lays down criteria for the province and makes every body and district answer for its own share of
them (IV, 4; some criteria say so: 1.2.1 "của đơn vị", 2.4.1 "của đơn vị, địa phương"). The only bodies that
have nearly all of what is asked, each for its own territory, are the districts; departments lead single
tasks of the plan and cannot be ranked on the whole. So the round compares the districts. What exists once in
the province (its Party committee's resolution, its architecture, its SOC, figures "cấp tỉnh") no district
has: they declare "không có số liệu", and the council leaves these criteria out for all by Decision 1726,
II.2.b.vi, which the plan rests on. People and figures are invented.
"""

from datetime import UTC, date, datetime

from app.demo.days import Calendar
from app.demo.people import Staff
from app.demo.phrases import Claim
from app.demo.presets.model import (
    AuthorityPlan,
    GroupPlan,
    LegalBasisPlan,
    Preset,
    UnitPlan,
    WithdrawalPlan,
    Words,
)
from app.demo.ranges import Ranges, Span, made, part, size, work

STANDING_BODY = "stttt"

DISTRICTS = (
    ("prtc", "thành phố Phan Rang - Tháp Chàm"),
    ("bacai", "huyện Bác Ái"),
    ("ninhhai", "huyện Ninh Hải"),
    ("ninhphuoc", "huyện Ninh Phước"),
    ("ninhson", "huyện Ninh Sơn"),
    ("thuanbac", "huyện Thuận Bắc"),
    ("thuannam", "huyện Thuận Nam"),
)
# Bodies that lead tasks of the plan: they appraise, judge and sign.
BODIES = (
    ("stttt", "STTTT", "Sở Thông tin và Truyền thông", "Giám đốc"),
    ("vpubnd", "VP", "Văn phòng UBND tỉnh", "Chánh Văn phòng"),
    ("snv", "SNV", "Sở Nội vụ", "Giám đốc"),
    ("stc", "STC", "Sở Tài chính", "Giám đốc"),
    ("skhdt", "SKHĐT", "Sở Kế hoạch và Đầu tư", "Giám đốc"),
    ("ttt", "TTT", "Thanh tra tỉnh", "Chánh Thanh tra"),
)

STAFF = (
    Staff("thuongtruc", "Phó Trưởng phòng Công nghệ thông tin", STANDING_BODY, "standing_body", False),
    Staff("quantri", "Quản trị hệ thống", STANDING_BODY, "administrator", False),
    Staff("thanhtra", "Thanh tra viên", "ttt", "auditor", False),
    Staff("vanthu", "Văn thư Văn phòng UBND tỉnh", "vpubnd", "secretariat", False),
    Staff("chutich", "Chủ tịch UBND tỉnh", None, "chairman", False),
    Staff("thamdinh1", "Trưởng phòng Công nghệ thông tin, Tổ trưởng", STANDING_BODY, "appraiser"),
    Staff("thamdinh2", "Chuyên viên Sở Nội vụ", "snv", "appraiser"),
    Staff("thamdinh3", "Chuyên viên Văn phòng UBND tỉnh", "vpubnd", "appraiser"),
    Staff("hoidong1", "Phó Chủ tịch UBND tỉnh", None, "council_chair"),
    Staff("hoidong2", "Giám đốc Sở Thông tin và Truyền thông", STANDING_BODY, "council_member"),
    Staff("hoidong3", "Phó Giám đốc Sở Nội vụ", "snv", "council_member"),
    Staff("hoidong4", "Phó Giám đốc Sở Tài chính", "stc", "council_member"),
    Staff("hoidong5", "Phó Giám đốc Sở Kế hoạch và Đầu tư", "skhdt", "council_member"),
    Staff("thuky", "Phó Trưởng phòng Công nghệ thông tin", STANDING_BODY, "council_secretary"),
)

# What source 003 rests on, and the plan itself; its number and day are blank in the source.
LEGAL_BASES = (
    LegalBasisPlan(
        "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một số điều của "
        "Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 tháng 11 năm 2019",
        date(2016, 1, 1),
        date(2025, 2, 28),
        "decision,submission",
    ),
    LegalBasisPlan(
        "Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ phê duyệt “Chương trình "
        "Chuyển đổi số quốc gia đến năm 2025, định hướng đến năm 2030”",
        date(2020, 6, 3),
    ),
    LegalBasisPlan(
        "Quyết định số 1726/QĐ-BTTTT ngày 12 tháng 10 năm 2020 của Bộ trưởng Bộ Thông tin và Truyền thông "
        "phê duyệt Đề án “Xác định Bộ chỉ số đánh giá chuyển đổi số của các bộ, cơ quan ngang bộ, cơ quan "
        "thuộc Chính phủ, các tỉnh, thành phố trực thuộc Trung ương và của quốc gia”",
        date(2020, 10, 12),
        date(2022, 5, 19),
        "decision,submission",
    ),
    LegalBasisPlan(
        "Kế hoạch số 4125/KH-UBND ngày 16 tháng 11 năm 2020 của Ủy ban nhân dân tỉnh về ứng dụng công nghệ "
        "thông tin trong hoạt động của cơ quan nhà nước, phát triển chính quyền số và bảo đảm an toàn thông "
        "tin mạng giai đoạn 2021-2025",
        date(2020, 11, 16),
    ),
    LegalBasisPlan(
        "Kế hoạch tháng 02 năm 2021 của Ủy ban nhân dân tỉnh về việc triển khai thực hiện nhiệm vụ nâng cao "
        "chỉ số chuyển đổi số",
        date(2021, 2, 1),
        None,
        "decision,submission",
    ),
)

# Criteria of what exists once in the province, and why no district has a figure.
_ONCE = "Nội dung của cấp tỉnh; huyện, thành phố không có số liệu."
PROVINCE_ONLY = (
    *("1.1.4", "1.2.2", "1.2.3", "1.3.1", "2.2.1", "2.2.4", "2.2.5", "2.3.1", "2.3.2", "2.3.3", "2.3.4"),
    *("3.1.1", "3.3.1", "3.5.1", "3.6.1", "4.2.2", "5.2.1", "5.5.1", "5.6.1", "5.10.1", "7.2.1", "7.2.2"),
)

# Each figure of its own district, whatever the plan counts for the whole province.
_DISTRICT: dict[str, Span] = {
    "cbccvc": size(230, 480),
    "cbcc": made("cbccvc", 0.72, 0.84),
    "cbcc_huyen": made("cbcc", 0.36, 0.46),
    "cbcc_xa": made("cbcc", 0.54, 0.6),
    "lanh_dao": made("cbccvc", 0.14, 0.2),
    "lanh_dao_so_huyen": made("lanh_dao", 0.07, 0.1),
    "lanh_dao_phong": made("lanh_dao", 0.5, 0.62),
    "cb_cntt": part("cbccvc", 0.012, 0.05),
    "cb_attt": part("cb_cntt", 0.2, 0.8),
    "cqnn": size(18, 30),
    "cqnn_tinh": size(0, 0),
    "ubnd_huyen": size(1, 1),
    "ubnd_xa": size(6, 16),
    "tai_lieu_tuyen_truyen": work(1, 14),
    "hoi_thao": work(0, 4),
    "lanh_dao_so_huyen_du": part("lanh_dao_so_huyen", 0.4, 1.1),
    "lanh_dao_phong_du": part("lanh_dao_phong", 0.25, 1),
    "van_ban_gan_muc_tieu": work(0, 5),
    "kq_con_hieu_luc": size(3_800, 29_000),
    "kq_da_so_hoa": part("kq_con_hieu_luc", 0.04, 0.7),
    "chi_ngan_sach": size(310_000, 980_000),
    "chi_cntt": part("chi_ngan_sach", 0.0015, 0.0105),
    "chi_atanm": part("chi_cntt", 0.02, 0.14),
    "cong_khai_phai_co": size(4, 6),
    "cong_khai_da_co": part("cong_khai_phai_co", 0.4, 1.1),
    "may_tinh_huyen": part("cbcc_huyen", 0.86, 1.1),
    "may_tinh_xa": part("cbcc_xa", 0.7, 1.05),
    "may_tinh_khong_mat": made("cbcc", 0.84, 0.95),
    "may_tinh_internet": part("may_tinh_khong_mat", 0.82, 1.02),
    "cqnn_wan": part("cqnn", 0.45, 1.05),
    "ubnd_huyen_tslcd": size(1, 1),
    "ubnd_xa_tslcd": part("ubnd_xa", 0.5, 1.06),
    "httt": size(3, 9),
    "httt_ipv6": part("httt", 0.1, 0.9),
    "httt_cqs": part("httt", 0.5, 0.95),
    "httt_soc": part("httt_cqs", 0.1, 1),
    "dvctt_thu_phi": made("dvc_tong", 0.25, 0.4),
    "dvctt_thanh_toan": part("dvctt_thu_phi", 0.15, 0.95),
    "dvctt_paygov": part("dvctt_thanh_toan", 0.2, 0.95),
    "csdl": size(5, 14),
    "csdl_van_hanh": part("csdl", 0.4, 1.05),
    "csdl_lgsp": part("csdl", 0.05, 0.6),
    "hang_muc_so_hoa": work(9, 64),
    "hang_muc_cap_nhat": part("hang_muc_so_hoa", 0.3, 0.95),
    "hang_muc_mo": part("hang_muc_so_hoa", 0.02, 0.4),
    "cqnn_khai_thac_lgsp": part("cqnn", 0.1, 0.8),
    "cqnn_du_lieu_lon": part("cqnn", 0.0, 0.2),
    "cbcc_thu_dien_tu": part("cbcc", 0.86, 1.02),
    "vb_di_huyen": size(2_900, 9_400),
    "vb_dien_tu_huyen": part("vb_di_huyen", 0.4, 0.92),
    "vb_song_song_huyen": made("vb_di_huyen", 0.5, 0.9, less="vb_dien_tu_huyen"),
    "vb_di_xa": size(4_200, 13_800),
    "vb_dien_tu_xa": part("vb_di_xa", 0.25, 0.85),
    "vb_song_song_xa": made("vb_di_xa", 0.4, 0.9, less="vb_dien_tu_xa"),
    "cqnn_cts": part("cqnn", 0.8, 1.05),
    "lanh_dao_cts": part("lanh_dao", 0.7, 1.05),
    "co_quan_qlnn": made("cqnn", 0.45, 0.6),
    "co_quan_kiem_tra_so": part("co_quan_qlnn", 0.05, 0.6),
    "dvc_tong": size(240, 318),
    "dvctt_muc_3": part("dvc_tong", 0.35, 0.9),
    "dvctt_muc_4": part("dvc_tong", 0.2, 0.9, less="dvctt_muc_3"),
    "dvctt_muc_3_hstt": part("dvctt_muc_3", 0.15, 0.85),
    "dvctt_muc_4_hstt": part("dvctt_muc_4", 0.15, 0.85),
    "ho_so_huyen": size(2_600, 14_500),
    "hstt_huyen": part("ho_so_huyen", 0.1, 0.75),
    "ho_so_xa": size(5_400, 34_000),
    "hstt_xa": part("ho_so_xa", 0.06, 0.65),
    "luot_danh_gia": size(180, 4_600),
    "luot_hai_long": part("luot_danh_gia", 0.74, 0.99),
    "tthc_bcci": made("dvc_tong", 0.5, 0.85),
    "tthc_bcci_co_ho_so": part("tthc_bcci", 0.1, 0.6),
    "kq_tthc_bcci": made("ho_so_huyen", 0.3, 0.6),
    "kq_tra_qua_bcci": part("kq_tthc_bcci", 0.03, 0.32),
    "cong_muc_phai_co": size(12, 12),
    "cong_muc_da_co": part("cong_muc_phai_co", 0.65, 1.06),
    "trang_muc_phai_co": size(10, 10),
    "trang_muc_da_co": part("trang_muc_phai_co", 0.6, 1.08),
    "dan_so": size(31_000, 168_000),
    "luot_truy_cap": part("dan_so", 0.3, 2.4),
    "httt_4_lop": part("httt_cqs", 0.1, 1),
    "httt_cap_do": part("httt", 0.2, 1.05),
    "httt_phuong_an": part("httt_cap_do", 0.3, 1.05),
    "httt_cap_3": part("httt_cap_do", 0.15, 0.4),
    "httt_iso": part("httt_cap_3", 0.0, 0.6),
    "httt_ma_doc": part("httt", 0.4, 1.05),
    "cb_cntt_dai_hoc": part("cb_cntt", 0.6, 1.1),
    "lanh_dao_dao_tao": part("lanh_dao", 0.2, 0.9),
    "luot_dao_tao_cntt": part("cb_cntt", 0.6, 3.2),
    "cbcc_ky_nang_so": part("cbcc", 0.3, 0.95),
    "cbcc_du_lieu": part("cbcc", 0.05, 0.4),
}

RANGES = Ranges(
    spans={"chinh_quyen_so": _DISTRICT},
    likely={
        "co_ke_hoach_giai_doan": 0.95,
        "co_ke_hoach_nam": 0.97,
        "co_ke_hoach_do_thi": 0.3,
        "co_phong_trao_thi_dua": 0.6,
        "co_ke_hoach_so_hoa": 0.7,
        "co_ke_hoach_ipv6": 0.5,
        "co_bau_cu_dien_tu": 0.05,
        "co_4_lop": 0.75,
        "du_ud_tai_chinh": 0.98,
    },
    maturity_shift={"prtc": 0.2, "ninhphuoc": 0.06, "bacai": -0.2, "thuanbac": -0.1},
    sizes={
        **{"prtc": 1.0, "ninhphuoc": 0.76, "ninhhai": 0.46, "ninhson": 0.38},
        **{"thuannam": 0.22, "thuanbac": 0.1, "bacai": 0.0},
    },
    often_unknown=frozenset(
        {"cbcc_du_lieu", "luot_dao_tao_cntt", "httt_ma_doc", "kq_tra_qua_bcci", "luot_truy_cap", "httt_ipv6"}
    ),
    claims=(
        Claim(
            frozenset({"bacai", "thuanbac"}),
            frozenset({"2.1.3"}),
            "Huyện không có đô thị thuộc diện lập quy hoạch, kế hoạch phát triển đô thị thông minh.",
            True,
            "Đúng với danh mục đô thị của tỉnh; không đưa tiêu chí này vào đánh giá đối với huyện.",
        ),
        Claim(
            frozenset({"ninhson"}),
            frozenset({"5.14.4"}),
            "Trang thông tin điện tử của huyện chưa có chuyên mục họp Hội đồng nhân dân nên không áp dụng.",
            False,
            "Chưa có chuyên mục thì kết quả là 0, không phải là không áp dụng.",
        ),
    ),
    absent=dict.fromkeys(PROVINCE_ONLY, _ONCE),
)

NINH_THUAN = Preset(
    name="ninh_thuan",
    workflow="ninh_thuan_assessment",
    authority=AuthorityPlan(
        code="ninh-thuan",
        name="Ủy ban nhân dân tỉnh Ninh Thuận",
        area_name="tỉnh Ninh Thuận",
        place_name="Ninh Thuận",
        symbol="UBND",
        head_title="Chủ tịch Ủy ban nhân dân tỉnh Ninh Thuận",
        standing_body=STANDING_BODY,
    ),
    groups=(
        GroupPlan(
            "huyen",
            "UBND các huyện, thành phố",
            "ninh_thuan_2021/chinh_quyen_so",
            tuple(
                UnitPlan(code, "UBND", f"UBND {name}", f"Chủ tịch UBND {name}") for code, name in DISTRICTS
            ),
        ),
    ),
    bodies=tuple(UnitPlan(*row) for row in BODIES),
    staff=STAFF,
    legal_bases=LEGAL_BASES,
    built=datetime(2021, 11, 8, 2, tzinfo=UTC),
    calendar=Calendar(
        year=2021,
        opens_on=date(2021, 12, 1),
        entry_deadline=date(2021, 12, 30),
        grace_days=3,
        appraisal_deadline=date(2022, 1, 28),
        council_on=date(2022, 2, 16),
        publish_before=date(2022, 3, 4),
    ),
    seed=2021,
    contacts=("tỉnh Ninh Thuận", "ninhthuan.gov.vn", "0259"),
    ranges=RANGES,
    withdrawn=(
        WithdrawalPlan(
            "huyen",
            "Nội dung chỉ có ở cấp tỉnh, dưới 50% số đơn vị có số liệu; không đưa vào xếp hạng theo Quyết "
            "định số 1726/QĐ-BTTTT (mục II.2.b)",
            PROVINCE_ONLY,
        ),
    ),
    words=Words(
        round_title="Đánh giá, xếp hạng chuyển đổi Chính quyền số các huyện, thành phố năm {year}",
        place="Phòng họp UBND tỉnh Ninh Thuận",
        extension_letter="6874/UBND-VXNV",
        extension_reason="Đơn vị tập trung phòng, chống dịch COVID-19, có văn bản đề nghị gia hạn.",
        numbers=("21", "24", "143"),
        conclusion=(
            "Hội đồng thống nhất kết quả thẩm định và kết quả xếp hạng của UBND các huyện, thành phố theo Bộ "
            "tiêu chí chuyển đổi Chính quyền số.\n"
            "Các tiêu chí chỉ có ở cấp tỉnh không đưa vào xếp hạng; Sở Thông tin và Truyền thông theo dõi, "
            "báo cáo chung cho toàn tỉnh.\n"
            "Giao Sở Thông tin và Truyền thông hoàn thiện hồ sơ, trình Chủ tịch UBND tỉnh công bố trước ngày "
            "{day}."
        ),
    ),
)
