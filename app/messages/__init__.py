"""Vietnamese sentences the program says from Python. A room's own sentences are in its module here."""

from collections.abc import Iterable
from datetime import datetime

from workflows.vocabulary import PERMISSIONS

SYSTEM = "Hệ thống"  # who acts where no person does
NOT_FOUND = "Không tìm thấy nội dung này. Có thể địa chỉ sai, hoặc anh/chị không được phân quyền xem."


def forbidden(permission: str, roles: Iterable[str]) -> str:
    """Why an action on a visible item is refused, and who may do it."""
    what = PERMISSIONS[permission]
    who = ", ".join(roles)
    return f"Anh/chị không có quyền “{what}” ở giai đoạn này. " + (
        f"Người được thực hiện: {who}." if who else "Ở giai đoạn này không ai được thực hiện."
    )


def text_too_long(length: int, most: int) -> str:
    """A text longer than is kept; nothing of it is cut off unseen."""
    return (
        f"Nội dung dài {length} ký tự, quá mức {most} ký tự. "
        "Xin rút gọn, phần chi tiết để ở tài liệu kèm theo."
    )


def by_whom(name: str, moment: datetime) -> str:
    """A person and a local moment: "Nguyễn Văn A lúc 10:32 ngày 12/11/2021"."""
    return f"{name} lúc {moment:%H:%M} ngày {moment:%d/%m/%Y}"


def clock_and_day(moment: datetime) -> str:
    """A local moment: "14:05 ngày 12/11/2024"."""
    return f"{moment:%H:%M} ngày {moment:%d/%m/%Y}"


def stale(last_change: str) -> str:
    """The page is older than the item."""
    who = f" bởi {last_change}" if last_change else ""
    return (
        f"Nội dung đã được thay đổi{who} sau khi anh/chị mở trang. "
        "Xin xem nội dung mới nhất rồi thực hiện lại nếu vẫn cần."
    )


def no_such_step(workflow: str) -> str:
    """A step that other versions have, and the item's own workflow does not."""
    return f"Quy trình «{workflow}» mà hồ sơ này đang theo không có bước đó."


def with_last_change(sentence: str, last_change: str) -> str:
    """A refusal, and who acted last on the item."""
    return f"{sentence} Người thực hiện gần nhất: {last_change}." if last_change else sentence
