"""Sentences about requests themselves: sessions, pages, forms, sizes."""

from collections.abc import Iterable

from app.messages import accounts
from workflows.vocabulary import FIELDS

PROGRAM_NAME = "Đánh giá chuyển đổi số"
SIGN_IN_FIRST = "Xin đăng nhập để thực hiện việc này."
SESSION_OVER = "Phiên làm việc đã kết thúc. Xin đăng nhập lại; số liệu đã lưu vẫn còn nguyên."
PASSWORD_FIRST = "Xin đổi mật khẩu lần đầu trước khi làm việc tiếp."
CONFLICT = (
    "Có người vừa ghi cùng nội dung này trước anh/chị, nên lần ghi này bị từ chối. "
    "Xin tải lại trang, xem nội dung mới rồi thực hiện lại nếu vẫn cần."
)
FORM_EXPIRED = (
    "Trang đã mở quá lâu hoặc đã đăng nhập lại ở cửa sổ khác, nên nội dung vừa gửi chưa được ghi. "
    "Xin mở lại trang rồi gửi lại."
)
WRONG_METHOD = "Địa chỉ này không nhận cách gửi vừa dùng. Xin mở lại trang từ thực đơn."
UNREADABLE = "Máy chủ không đọc được nội dung vừa gửi. Xin mở lại trang rồi thực hiện lại."

_LABELS = {
    "username": "Tên đăng nhập",
    "full_name": "Họ và tên",
    "position_title": "Chức vụ",
    "email": "Thư điện tử",
    "comment": "Ý kiến",
    "note": "Thuyết minh",
    "value": "Giá trị",
    "name": "Chỉ tiêu",
    "title": "Tên",
    "text": "Nội dung",
    "answer": "Nội dung giải trình",
    "question": "Nội dung yêu cầu giải trình",
    "points": "Điểm",
    "letter_number": "Số văn bản đồng ý gia hạn",
    "speaker": "Người phát biểu",
    "content": "Nội dung",
    "argument": "Căn cứ kiến nghị",
    "days": "Số ngày giải trình",
}


def field_label(name: str) -> str:
    """What people call a posted field."""
    if name in FIELDS:
        return FIELDS[name].capitalize()
    return _LABELS.get(name, name)


def page_for(roles: Iterable[str]) -> str:
    """Why a page does not open, and for whom it is."""
    return f"Trang này dành cho: {', '.join(accounts.role_titles(roles))}."


def too_large(megabytes: int, files: int) -> str:
    """The limits of one upload."""
    return (
        f"Nội dung gửi lên vượt quá giới hạn: mỗi tệp không quá {megabytes} MB, "
        f"mỗi lần không quá {files} tệp. Xin giảm dung lượng hoặc chia thành nhiều lần gửi."
    )


def fault(reference: str) -> str:
    """Something broke; the number finds it in the log."""
    return (
        f"Hệ thống gặp lỗi, việc vừa làm chưa được ghi. Xin thử lại; nếu vẫn lỗi, báo mã tra cứu {reference}."
    )
