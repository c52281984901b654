"""Sentences of the documents' room, and the set phrases which data alone cannot give."""

from datetime import date

TITLES = {
    "self_assessment_form": "Phiếu tự đánh giá",
    "appraisal_minutes": "Biên bản thẩm định",
    "council_minutes": "Biên bản họp Hội đồng",
    "submission": "Tờ trình công bố kết quả",
    "decision": "Quyết định công bố kết quả",
}
STATES = {"draft": "Dự thảo", "signed": "Đã ký", "issued": "Đã phát hành", "replaced": "Đã thay thế"}

TEAM = "TỔ THẨM ĐỊNH"
TEAM_LETTERS = "TTĐ"
COUNCIL = "HỘI ĐỒNG ĐÁNH GIÁ\nCHUYỂN ĐỔI SỐ"
COUNCIL_LETTERS = "HĐĐG"
TEAM_LEADER = "TỔ TRƯỞNG"
SECRETARY = "THƯ KÝ"
CHAIR = "CHỦ TỌA"
SPECIALIST = "CHUYÊN VIÊN LẬP PHIẾU"
ON_BEHALF_OF_TEAM = "TM. TỔ THẨM ĐỊNH"
MEMBER_ROLES = {"council_chair": "Chủ tịch Hội đồng", "council_member": "Ủy viên"}
KEPT = "Giữ điểm thẩm định"
ADJUSTED = "Điều chỉnh theo đề xuất"
EXECUTORS = (
    "Chánh Văn phòng UBND tỉnh, Giám đốc các sở, Trưởng các ban, ngành cấp tỉnh; Chủ tịch UBND các huyện, "
    "thị xã, thành phố và Thủ trưởng các đơn vị có liên quan"
)
YES, NO = "Có", "Không"

NOT_DECIDED = "Chủ tịch UBND tỉnh chưa duyệt quyết định nên chưa cấp số được."
NOT_DRAFT = "Văn bản này không còn là dự thảo."
NO_SERIES = "Phiếu này không lấy số văn bản."
USE_DECISION_PAGE = "Quyết định công bố được cấp số cùng lúc với việc công bố, tại trang phát hành quyết định."
FUTURE_DAY = "Ngày ban hành không được sau ngày hôm nay."
NOT_READY = "Tệp đang được tạo, xin thử lại sau ít giây."


def number_taken(next_number: int) -> str:
    """A number that is not after the last one of the series."""
    return f"Số phải từ {next_number:02d} trở đi: các số trước đã cấp trong sổ đăng ký văn bản."


def not_a_number(text: str) -> str:
    """Something that is no document number."""
    return f"“{text}” không phải là số văn bản. Xin nhập số nguyên dương, hoặc để trống để lấy số kế tiếp."


def day_before_last(day: date) -> str:
    """A day before the day of the number before it."""
    return f"Ngày ban hành không được trước ngày {day:%d/%m/%Y} của số liền trước."


def lapsed(citation: str) -> str:
    """A legal basis not in force on the document's day."""
    return f"Căn cứ không có hiệu lực tại ngày văn bản: {citation}."


def framework_title(title: str, body: str, year: int | None, maximum: str) -> str:
    """How a form names its framework."""
    return f"{title}, ban hành kèm theo Quyết định của {body} năm {year} (thang điểm {maximum})"


def meeting(area: str, year: int) -> str:
    """The summary line of the council's minutes."""
    return (
        "Họp Hội đồng đánh giá, xếp hạng mức độ chuyển đổi số\n"
        f"của các cơ quan, đơn vị, địa phương {area} năm {year}"
    )


def founded_by(head: str, year: int) -> str:
    """The decision that founded the council; its number is filled in by hand."""
    return f"Quyết định của {head} năm {year}"


def submission_basis(head: str, number: str, day: str, area: str, year: int) -> str:
    """The last basis of the decision: the submission."""
    return (
        f"Theo đề nghị của {head} tại Tờ trình số {number} {day} về việc công bố kết quả đánh giá, xếp hạng "
        f"mức độ chuyển đổi số của các cơ quan, đơn vị, địa phương {area} năm {year}"
    )


def minutes_basis(number: str, day: str, area: str) -> str:
    """The last basis of the submission: the council's minutes."""
    return f"Căn cứ Biên bản số {number} {day} của Hội đồng đánh giá mức độ chuyển đổi số {area}"


OUTCOMES = {
    "accepted": "Công nhận điểm tự đánh giá",
    "adjusted": "Điều chỉnh điểm",
    "na_accepted": "Chấp nhận không áp dụng",
    "na_refused": "Không chấp nhận đề nghị không áp dụng",
}


def outcome(decision: str, reason: str | None) -> str:
    """What came of an explanation, in the minutes."""
    return f"{OUTCOMES[decision]}: {reason}" if reason else OUTCOMES[decision]

COUNCIL_SECRETARY = "Thư ký Hội đồng"
DRAFT_DECISION = "Dự thảo Quyết định công bố kết quả"
MINUTES_ATTACHED = "Biên bản họp Hội đồng"


def council_name(area: str) -> str:
    """The council's full name."""
    return f"Hội đồng đánh giá mức độ chuyển đổi số {area}"
