"""The national round of 2020 under Decision 1726/QĐ-BTTTT: 24 ministries on 500 points, 63 provinces on 1000.

The ministry that assesses takes part like the others. People are invented; so are the figures.
"""

from datetime import UTC, date, datetime

from app.demo.country import MINISTRIES, PROVINCES
from app.demo.country_ranges import COUNTRY
from app.demo.days import Calendar
from app.demo.people import Staff
from app.demo.presets.model import (
    AuthorityPlan,
    GroupPlan,
    LegalBasisPlan,
    Preset,
    SuppliedPlan,
    UnitPlan,
    WithdrawalPlan,
    Words,
)

STANDING_BODY = "cth"
MINISTRY = "Bộ Thông tin và Truyền thông"
MINISTER = "Bộ trưởng Bộ Thông tin và Truyền thông"

STAFF = (
    Staff("thuongtruc", "Trưởng phòng Đánh giá chuyển đổi số", STANDING_BODY, "standing_body", False),
    Staff("quantri", "Quản trị hệ thống", STANDING_BODY, "administrator", False),
    Staff("thanhtra", "Thanh tra viên", "ttb", "auditor", False),
    Staff("vanthu", "Văn thư Văn phòng Bộ", "vpb", "secretariat", False),
    Staff("botruong", MINISTER, None, "chairman", False),
    Staff("thamdinh1", "Phó Trưởng phòng Đánh giá chuyển đổi số, Tổ trưởng", STANDING_BODY, "appraiser"),
    Staff("thamdinh2", "Chuyên viên chính Cục An toàn thông tin", "catttt", "appraiser"),
    Staff("thamdinh3", "Chuyên viên Vụ Kế hoạch - Tài chính", "vkhtc", "appraiser"),
    Staff("thamdinh4", "Chuyên viên Cục Tin học hóa", STANDING_BODY, "appraiser"),
    Staff("hoidong1", "Thứ trưởng Bộ Thông tin và Truyền thông", None, "council_chair"),
    Staff("hoidong2", "Phó Cục trưởng Cục Tin học hóa", STANDING_BODY, "council_member"),
    Staff("hoidong3", "Phó Cục trưởng Cục An toàn thông tin", "catttt", "council_member"),
    Staff("hoidong4", "Phó Vụ trưởng Vụ Kế hoạch - Tài chính", "vkhtc", "council_member"),
    Staff("hoidong5", "Phó Chánh Văn phòng Bộ", "vpb", "council_member"),
    Staff("thuky", "Chuyên viên chính Cục Tin học hóa", STANDING_BODY, "council_secretary"),
    Staff("thuky2", "Chuyên viên Văn phòng Bộ", "vpb", "council_secretary"),
    Staff("chuyengia1", "Chuyên gia độc lập về chính phủ số", None, "expert"),
    Staff("chuyengia2", "Chuyên gia độc lập về kinh tế số", None, "expert"),
    Staff("chuyengia3", "Chuyên gia độc lập về an toàn thông tin mạng", None, "expert"),
)

QUOC_GIA = Preset(
    name="quoc_gia",
    workflow="national_assessment",
    authority=AuthorityPlan(
        code="bo-tttt",
        name=MINISTRY,
        area_name=MINISTRY,
        place_name="Hà Nội",
        symbol="BTTTT",
        head_title=MINISTER,
        standing_body=STANDING_BODY,
    ),
    groups=(
        GroupPlan(
            "bo",
            "Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ",
            "qd_1726_2020/bo",
            tuple(UnitPlan(*row) for row in MINISTRIES),
        ),
        GroupPlan(
            "tinh",
            "UBND các tỉnh, thành phố trực thuộc Trung ương",
            "qd_1726_2020/tinh",
            tuple(
                UnitPlan(code, "UBND", f"UBND {name}", f"Chủ tịch UBND {name}") for code, name, _ in PROVINCES
            ),
        ),
    ),
    bodies=(
        UnitPlan(STANDING_BODY, "THH", "Cục Tin học hóa", "Cục trưởng"),
        UnitPlan("catttt", "CATTT", "Cục An toàn thông tin", "Cục trưởng"),
        UnitPlan("vkhtc", "KHTC", "Vụ Kế hoạch - Tài chính", "Vụ trưởng"),
        UnitPlan("vpb", "VP", "Văn phòng Bộ", "Chánh Văn phòng"),
        UnitPlan("ttb", "TTB", "Thanh tra Bộ", "Chánh Thanh tra"),
    ),
    staff=STAFF,
    legal_bases=(
        LegalBasisPlan(
            "Nghị định số 17/2017/NĐ-CP ngày 17 tháng 02 năm 2017 của Chính phủ quy định chức năng, nhiệm "
            "vụ, quyền hạn và cơ cấu tổ chức của Bộ Thông tin và Truyền thông",
            date(2017, 2, 17),
            date(2022, 9, 11),
        ),
        LegalBasisPlan(
            "Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ phê duyệt “Chương "
            "trình Chuyển đổi số quốc gia đến năm 2025, định hướng đến năm 2030”",
            date(2020, 6, 3),
            None,
            "decision,submission",
        ),
        LegalBasisPlan(
            "Quyết định số 1726/QĐ-BTTTT ngày 12 tháng 10 năm 2020 của Bộ trưởng Bộ Thông tin và Truyền "
            "thông phê duyệt Đề án “Xác định Bộ chỉ số đánh giá chuyển đổi số của các bộ, cơ quan ngang bộ, "
            "cơ quan thuộc Chính phủ, các tỉnh, thành phố trực thuộc Trung ương và của quốc gia”",
            date(2020, 10, 12),
            date(2022, 5, 19),
            "decision,submission",
        ),
    ),
    built=datetime(2020, 11, 2, 2, tzinfo=UTC),
    calendar=Calendar(
        year=2020,
        opens_on=date(2020, 12, 7),
        entry_deadline=date(2021, 1, 6),
        grace_days=3,
        appraisal_deadline=date(2021, 2, 5),
        council_on=date(2021, 3, 10),
        publish_before=date(2021, 5, 1),
    ),
    seed=2020,
    ranges=COUNTRY,
    supplied=(
        SuppliedPlan("survey", "Cục Tin học hóa", "904/THH-CPS", 6),
        SuppliedPlan("cyberspace", "Cục An toàn thông tin", "672/CATTT-TTGS", 7),
        SuppliedPlan("experts", "Cục Tin học hóa", "911/THH-CPS", 7, group="bo"),
    ),
    withdrawn=(
        WithdrawalPlan(
            "tinh",
            "Số tỉnh có số liệu ít hơn 50% số tỉnh trong phạm vi đánh giá; loại trừ theo điểm b khoản 2 mục "
            "II Quyết định số 1726/QĐ-BTTTT.",
            ("CQS.4.3.2",),
        ),
    ),
    contacts=("Hà Nội", "gov.vn", "024"),
    words=Words(
        round_title="Đánh giá, xếp hạng mức độ chuyển đổi số cấp bộ, cấp tỉnh năm {year}",
        place="Phòng họp 201, trụ sở Bộ Thông tin và Truyền thông",
        conclusion=(
            "Hội đồng thống nhất kết quả thẩm định và kết quả xếp hạng của các bộ, cơ quan ngang bộ, cơ quan "
            "thuộc Chính phủ và UBND các tỉnh, thành phố trực thuộc Trung ương.\n"
            "Giao Cục Tin học hóa hoàn thiện hồ sơ, trình Bộ trưởng công bố trước ngày {day}.\n"
            "Các đơn vị đồng điểm được xếp cùng hạng, hạng tiếp theo bỏ trống."
        ),
        extension_letter="4871/BTTTT-THH",
        extension_reason="Đơn vị khắc phục sự cố trung tâm dữ liệu do mưa lũ, có văn bản đề nghị gia hạn.",
        numbers=("31", "38", "412"),
        cases={
            "taken_over": "Quá hạn, Cục Tin học hóa tiếp nhận theo hiện trạng",
            "dossier_returned": "Bộ trưởng trả lại hồ sơ một lần",
        },
    ),
)
