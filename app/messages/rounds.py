"""Sentences of the round's set-up."""

from collections.abc import Sequence
from datetime import date

NO_GROUPS = "Kỳ đánh giá chưa có nhóm đơn vị nào."
DATES_OUT_OF_ORDER = (
    "Các mốc thời gian phải theo thứ tự: ngày mở, hạn nhập số liệu, hạn thẩm định, ngày họp Hội đồng, "
    "hạn công bố."
)
UNKNOWN_WORKFLOW = "Quy trình đánh giá: không có quy trình này."
TITLE_NEEDED = "Xin ghi tên kỳ đánh giá."
ROUND_RUNNING = "Đang có một kỳ đánh giá chưa công bố. Mỗi thời điểm chỉ thực hiện một kỳ."
ONLY_STANDING_BODY = "Chỉ cơ quan thường trực lập được kỳ đánh giá."
UNKNOWN_FRAMEWORK = "Không có bộ chỉ số này."
UNKNOWN_GROUP = "Không có nhóm đơn vị này."
GROUP_TAKEN = "Nhóm đơn vị này đã có trong kỳ đánh giá."
UNKNOWN_ACCOUNT = "Không có tài khoản này."
UNKNOWN_ROLE = "Vai trò này không giao theo kỳ đánh giá."
ALREADY_MEMBER = "Người này đã giữ vai trò đó trong kỳ."
UNIT_ACCOUNT = (
    "Tài khoản chuyên viên, lãnh đạo của đơn vị không đồng thời tham gia Tổ thẩm định hoặc Hội đồng."
)
REASON_NEEDED = "Xin ghi lý do thay đổi mốc thời gian."
DEADLINE_EARLIER = "Khi kỳ đã mở, chỉ được lùi hạn, không rút ngắn."
FIXED_ONCE_OPEN = "Khi kỳ đã mở, ngày mở, số chữ số thập phân và quyền biểu quyết của chủ tọa không đổi được."
CHOOSE = "Chọn…"
ACCOUNT_NEEDED = "Xin chọn người."
ROLE_NEEDED = "Xin chọn vai trò."

QUORUM_RANGE = "Tỷ lệ thành viên Hội đồng có mặt phải từ 50 đến 99 phần trăm."
QUORUM_FIXED = "Hội đồng đang xem xét kết quả nên không đổi được tỷ lệ thành viên phải có mặt."
CREATED = "Đã lập kỳ đánh giá. Tiếp theo: chọn nhóm đơn vị, bộ chỉ số và những người tham gia."
PLAN_SAVED = "Đã lưu tên, mốc thời gian và quy định của kỳ đánh giá."
GROUP_ADDED = "Đã đưa nhóm đơn vị vào kỳ đánh giá."
GROUP_REMOVED = "Đã đưa nhóm đơn vị ra khỏi kỳ đánh giá."
MEMBER_ADDED = "Đã giao vai trò."
MEMBER_ENDED = "Đã thôi giao vai trò; những việc đã làm vẫn giữ trong nhật ký."

LABELS = {
    "year": "Năm đánh giá",
    "title": "Tên kỳ đánh giá",
    "assessed_by": "Quy trình đánh giá",
    "opens_on": "Ngày mở",
    "entry_deadline": "Hạn nhập số liệu",
    "grace_days": "Số ngày gia hạn chung",
    "appraisal_deadline": "Hạn thẩm định",
    "explanation_days": "Số ngày giải trình",
    "council_on": "Ngày họp Hội đồng",
    "publish_before": "Hạn công bố kết quả",
    "decimals": "Số chữ số thập phân khi công bố",
    "casting_vote": "Khi số phiếu ngang nhau, ý kiến của chủ tọa là quyết định",
    "quorum_percent": "Hội đồng họp khi có mặt trên",
    "reason": "Lý do thay đổi",
    "unit_group_id": "Nhóm đơn vị",
    "framework_id": "Bộ chỉ số",
    "account_id": "Người được giao",
    "role": "Vai trò",
}

ROLE_GAPS = {
    "appraiser": "thành viên Tổ thẩm định",
    "council_chair": "Chủ tịch Hội đồng",
    "council_member": "ủy viên Hội đồng",
    "council_secretary": "thư ký Hội đồng",
    "secretariat": "văn thư",
    "chairman": "người ký quyết định",
}
ROLE_TITLES = {
    "appraiser": "Thành viên Tổ thẩm định",
    "council_chair": "Chủ tịch Hội đồng",
    "council_member": "Ủy viên Hội đồng",
    "council_secretary": "Thư ký Hội đồng",
    "secretariat": "Văn thư",
    "chairman": "Người ký quyết định công bố",
    "expert": "Chuyên gia độc lập",
}
# The bodies of a round, as people speak of them, and the roles in each.
BODIES = (
    ("Tổ thẩm định", ("appraiser",)),
    ("Hội đồng đánh giá", ("council_chair", "council_member", "council_secretary")),
    ("Văn thư", ("secretariat",)),
    ("Người ký quyết định", ("chairman",)),
    ("Chuyên gia", ("expert",)),
)

BASIS_KINDS = {"source": "Nguồn", "adopted": "Vận dụng", "proposed": "Đề xuất, chưa ban hành"}
_FRAMEWORK_NAMES = {
    "ninhthuan_cqs": "Ninh Thuận (Kế hoạch, 2021)",
    "qd922_tinh_camau": "Cà Mau 213/KH-UBND (QĐ 922/QĐ-BTTTT)",
    "qd1726_tinh": "Quyết định 1726/QĐ-BTTTT, bộ chỉ số cấp tỉnh",
    "qd1726_bo": "Quyết định 1726/QĐ-BTTTT, bộ chỉ số cấp bộ",
    "thanhhoa_so": "Thanh Hóa (2021), sở, ban, ngành",
    "thanhhoa_huyen": "Thanh Hóa (2021), cấp huyện",
    "angiang_so": "An Giang 1407/QĐ-UBND, sở, ban, ngành",
    "angiang_huyen": "An Giang 1407/QĐ-UBND, cấp huyện",
}


def groups_without_units(titles: Sequence[str]) -> str:
    """Groups in which no unit is in force."""
    return f"Nhóm chưa có đơn vị nào: {', '.join(titles)}."


def accounts_missing(names: Sequence[str]) -> str:
    """Units without both of their accounts."""
    shown = ", ".join(names[:6]) + ("…" if len(names) > 6 else "")
    return f"Còn {len(names)} đơn vị chưa đủ 02 tài khoản (chuyên viên, lãnh đạo): {shown}."


def people_missing(roles: Sequence[str]) -> str:
    """Roles of the round that nobody holds."""
    return f"Chưa có: {', '.join(ROLE_GAPS[role] for role in roles)}."


def needed(label: str) -> str:
    """A field that was left empty."""
    return f"Xin nhập “{label}”."


def day_writing(text: str) -> str:
    """Text that is no day; of a long one its beginning."""
    text = text if len(text) <= 30 else text[:30] + "…"
    return f"“{text}” chưa phải là ngày. Xin ghi theo dạng ngày/tháng/năm, ví dụ 30/11/2024."


def no_such_day(text: str) -> str:
    """A day that no calendar has."""
    return f"Không có ngày “{text}” trong lịch. Xin kiểm tra lại ngày và tháng."


def day_before(later: str, day: date, earlier: str, earlier_day: date) -> str:
    """Two days of a round that are the wrong way round."""
    return (
        f"“{later}” ({day:%d/%m/%Y}) đang trước “{earlier}” ({earlier_day:%d/%m/%Y}). "
        f"“{later}” phải từ ngày {earlier_day:%d/%m/%Y} trở đi."
    )


def whole_between(label: str, least: int, most: int) -> str:
    """A number that is not whole, or outside its limits."""
    return f"“{label}” phải là số nguyên từ {least} đến {most}."


def framework_choice(title: str, maximum: str, criteria: int, version: int = 1) -> str:
    """A framework in the list to choose from; versions after the first are told apart by their number."""
    told = f"{title} – {maximum} điểm, {criteria} tiêu chí"
    return f"{told}, phiên bản {version}" if version > 1 else told


def adopted(framework: str, code: str) -> str:
    """The decision from which a rule is taken over."""
    return f"{_FRAMEWORK_NAMES.get(framework, framework)}, mục {code}"


_TREATMENTS = {
    "highest_points": "được tính bằng số điểm cao nhất của các đơn vị khác trong nhóm",
    "highest_figure": "được tính theo số liệu cao nhất của các đơn vị khác trong nhóm",
    "maximum": "được tính điểm tối đa",
}


def special_rule(title: str, value: str, labels: Sequence[str], treatment: str) -> str:
    """A special rule as a sentence."""
    listed = ", ".join(labels)
    return f"Đơn vị có “{title}” là {value}: chỉ số {listed} {_TREATMENTS[treatment]}."


def band_bound(bound: str, percent: bool, inclusive: bool) -> str:
    """From where on a band begins."""
    what = "điểm tối đa" if percent else "điểm"
    return f"từ {bound} {what} trở lên" if inclusive else f"trên {bound} {what}"
