"""Sentences of the explanation: provisional points, objections, answers, and what is counted of them."""

UNKNOWN_CRITERION = "Bộ chỉ số của đơn vị không có tiêu chí này."
ARGUMENT_NEEDED = "Xin nêu căn cứ của kiến nghị."
ANSWER_NEEDED = "Xin ghi lý do trả lời kiến nghị."
OUTCOME_NEEDED = "Xin chọn chấp nhận kiến nghị hoặc giữ nguyên điểm."
NOTHING_SENT = "Đơn vị chưa được gửi điểm thẩm định tạm thời nên chưa có điểm để kiến nghị."
CONFLICT = "Anh/chị thuộc đơn vị này nên không trả lời kiến nghị của đơn vị."
NOT_ASSIGNED = "Tiêu chí này được phân công cho thành viên khác của Tổ thẩm định."
NOT_COMPUTED = "chưa tính"
NOT_COUNTED = "không tính"
BY_OTHERS = "do nơi khác cung cấp"
OBJECTED = "Đã ghi kiến nghị về tiêu chí {label}."
WITHDRAWN = "Đã rút kiến nghị về tiêu chí {label}."
ANSWER_SAVED = "Đã trả lời kiến nghị về tiêu chí {label}."
UPHELD_SAVED = "Đã chấp nhận kiến nghị về tiêu chí {label}; tiêu chí chờ ý kiến thẩm định mới."
NOTHING_CHOSEN = "Chưa chọn đơn vị nào để gửi điểm tạm thời."
OUTCOMES = {"upheld": "Chấp nhận kiến nghị", "kept": "Giữ nguyên điểm"}
NO_ANSWER = "Chưa trả lời"
CSV_HEADS = (
    "Bảng",
    "Tên",
    "Đơn vị được yêu cầu",
    "Tiêu chí được yêu cầu",
    "Đơn vị trả lời đúng hạn",
    "Đơn vị trả lời quá hạn",
    "Đơn vị đang giải trình",
    "Kiến nghị được chấp nhận",
    "Kiến nghị giữ nguyên điểm",
    "Kiến nghị chưa trả lời",
    "Tiêu chí đổi điểm",
    "Tổng điểm thay đổi",
)
ALL, GROUP, MAIN, CRITERION, APPRAISER = (
    "Toàn kỳ",
    "Nhóm đơn vị",
    "Chỉ số chính",
    "Tiêu chí",
    "Thành viên Tổ thẩm định",
)


def sent(number: int) -> str:
    """How many units were sent their points."""
    return f"Đã gửi điểm thẩm định tạm thời đến {number} đơn vị."
