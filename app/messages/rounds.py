"""Sentences of the round's set-up."""

from collections.abc import Sequence

NO_GROUPS = "Kỳ đánh giá chưa có nhóm đơn vị nào."
DATES_OUT_OF_ORDER = (
    "Các mốc thời gian phải theo thứ tự: ngày mở, hạn nhập số liệu, hạn thẩm định, ngày họp Hội đồng, "
    "hạn công bố."
)
TITLE_NEEDED = "Xin ghi tên kỳ đánh giá."
ROUND_RUNNING = "Đang có một kỳ đánh giá chưa công bố. Mỗi thời điểm chỉ thực hiện một kỳ."
UNKNOWN_FRAMEWORK = "Không có bộ chỉ số này."
UNKNOWN_GROUP = "Không có nhóm đơn vị này."
GROUP_TAKEN = "Nhóm đơn vị này đã có trong kỳ đánh giá."
UNKNOWN_ACCOUNT = "Không có tài khoản này."
UNKNOWN_ROLE = "Vai trò này không giao theo kỳ đánh giá."
ALREADY_MEMBER = "Người này đã giữ vai trò đó trong kỳ."
UNIT_ACCOUNT = "Tài khoản chuyên viên, lãnh đạo của đơn vị không đồng thời tham gia Tổ thẩm định hoặc Hội đồng."
REASON_NEEDED = "Xin ghi lý do thay đổi mốc thời gian."
DEADLINE_EARLIER = "Khi kỳ đã mở, chỉ được lùi hạn, không rút ngắn."
FIXED_ONCE_OPEN = "Khi kỳ đã mở, ngày mở, số chữ số thập phân và quyền biểu quyết của chủ tọa không đổi được."

ROLE_GAPS = {
    "appraiser": "thành viên Tổ thẩm định",
    "council_chair": "Chủ tịch Hội đồng",
    "council_member": "ủy viên Hội đồng",
    "council_secretary": "thư ký Hội đồng",
    "secretariat": "văn thư",
    "chairman": "người ký quyết định",
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
