"""Sentences about workflow versions: publishing one's own, moving running items."""

from collections.abc import Sequence

from workflows.messages import join

NOTE_NEEDED = "Lý do ban hành: xin ghi căn cứ hoặc lý do của phiên bản này."
REASON_NEEDED = "Lý do: xin ghi lý do chuyển sang phiên bản quy trình khác."
ONLY_ADMINISTRATOR = "Chỉ quản trị hệ thống công bố được phiên bản quy trình."
CONTENT_NEEDED = "Tệp quy trình: xin chọn một tệp .yaml."
NOT_TEXT = "Tệp quy trình: không phải tệp chữ mã UTF-8."
CHOOSE_VERSION = "Phiên bản mới: xin chọn một phiên bản trong danh sách."
CHOOSE = "– chọn –"
YES = "có"
SUBJECTS = {
    "assessment": "Hồ sơ đánh giá của đơn vị",
    "round": "Kỳ đánh giá",
    "document": "Văn bản",
    "task": "Nhiệm vụ cải thiện",
}
PARTS = {
    "definition": "Thông tin chung",
    "role": "Vai trò",
    "group": "Nhóm người",
    "variable": "Biến",
    "deadline": "Thời hạn",
    "permission": "Quyền",
    "state": "Trạng thái",
    "transition": "Bước chuyển",
    "worklist": "Danh sách việc",
}
CHANGES = {"added": ("Thêm", "green"), "removed": ("Bỏ", "red"), "changed": ("Sửa", "amber")}


def wrong_version(workflow: str, version: int, expected: int) -> str:
    """A version that does not follow the newest one."""
    return (
        f"Phiên bản: quy trình «{workflow}» phải là phiên bản {expected}, tệp ghi {version}. "
        "Phiên bản đã công bố không sửa được, chỉ công bố được phiên bản kế tiếp."
    )


def other_subject(workflow: str, before: str, now: str) -> str:
    """A new version that is about another kind of item than the versions before it."""
    return (
        f"Đối tượng (subject): quy trình «{workflow}» là của «{before}», tệp ghi «{now}». "
        "Mọi phiên bản của một quy trình nói về cùng một đối tượng."
    )


def just_published(key: str) -> str:
    """Somebody else published the same version at the same time."""
    return f"Phiên bản: {key} vừa được người khác công bố. Xin xem lại phiên bản đó trước khi công bố tiếp."


def same_version(key: str) -> str:
    """Nothing to move."""
    return f"Phiên bản: hồ sơ đang theo chính phiên bản {key}."


def who_may_move(roles: Sequence[str]) -> str:
    """Who may move running items."""
    who = join(roles, "hoặc") or "không ai ở bước này"
    return f"Chuyển hồ sơ sang phiên bản quy trình khác dành cho: {who}."


def published(key: str) -> str:
    """A version was published."""
    return f"Đã công bố quy trình {key}."


def moved(total: int, key: str) -> str:
    """Items were moved."""
    return f"Đã chuyển {total} hồ sơ sang phiên bản {key}."
