"""Sentences of the assignment of appraisers, of conflicts of interest and of double appraisal."""

from collections.abc import Sequence

UNKNOWN_UNIT = "Kỳ đánh giá không có đơn vị này."
UNKNOWN_PERSON = "Tổ thẩm định không có người này."
UNKNOWN_LANE = "Lượt thẩm định chỉ là 1 hoặc 2."
NOT_IN_TEAM = "Không còn là thành viên Tổ thẩm định của kỳ."
CONFLICT_MEMBER = "Xung đột lợi ích: thuộc đơn vị này."
CONFLICT_DECLARED = "Xung đột lợi ích: đã khai báo với đơn vị này."
ALREADY_ASSIGNED = "Đã được phân công phần này."
OTHER_LANE = "Đã thẩm định đơn vị này ở lượt kia; hai ý kiến độc lập phải của hai người."
NOBODY_FREE = "Không còn ai trong những người đã chọn nhận được đơn vị này."
NOTHING_CHOSEN = "Xin chọn ít nhất một người và một đơn vị."
NOBODY_CHOSEN = "Xin chọn những người nhận việc."
NOTHING_TO_SHARE = "Mọi đơn vị được chọn đã có người thẩm định."
NOTHING_GIVEN = "Không có phân công nào thực hiện được."
CHANGED_MEANWHILE = "Phân công đã thay đổi sau khi anh/chị xem trước. Xin xem lại rồi xác nhận."
REASON_NEEDED = "Xin ghi lý do thôi phân công."
NOTHING_TO_END = "Xin chọn phân công cần thôi."
ONLY_BEFORE_APPRAISAL = "Cách thẩm định chỉ đổi được khi kỳ đang chuẩn bị hoặc đang thu thập số liệu."
APPRAISAL_BEGUN = "Đã có ý kiến thẩm định nên không đổi được thẩm định kép."
DOUBLE_NEEDS_ASSIGNED = "Thẩm định kép cần thẩm định theo phân công: mỗi đơn vị có hai người được giao."
MODE_SAVED = "Đã lưu cách thẩm định của kỳ."
FILE_NEEDED = "Xin chọn tệp."
FILE_EMPTY = "Tệp không phân công ai: cột “{column}” để trống ở mọi dòng."

SHEET, SHEET_PEOPLE, SHEET_CODES = "Phân công", "Tổ thẩm định", "Nhóm tiêu chí"
FILE_NAME = "phan-cong-tham-dinh-{year}.xlsx"
HEADINGS = ("Mã đơn vị", "Tên đơn vị", "Nhóm", "Tên đăng nhập người thẩm định", "Mã nhóm tiêu chí", "Lượt")
REMARKS = (
    "giữ nguyên",
    "để dễ đọc",
    "để dễ đọc",
    "xem trang “Tổ thẩm định”; nhiều người thì thêm dòng",
    "để trống: mọi tiêu chí",
    "1 hoặc 2, chỉ dùng khi thẩm định kép",
)
PEOPLE_HEADINGS = ("Tên đăng nhập", "Họ và tên", "Cơ quan", "Số tiêu chí đang có")
CODES_HEADINGS = ("Nhóm đơn vị", "Mã", "Tên", "Số tiêu chí")

# --- handing over
CHOOSE_PERSON = "Xin chọn một người trong danh sách."
SAME_TWO = "Người nhận: phải khác người bàn giao."
NEW_CLOSED = "Người nhận: tài khoản đang bị khóa."
NEW_IS_JUDGED = "Người nhận: người giữ tài khoản của một đơn vị được đánh giá không thẩm định."
NOTHING_TO_HAND = "Người này không có phân công, vai trò hay câu hỏi nào trong kỳ để bàn giao."
HANDING_REASON_NEEDED = "Lý do: xin ghi lý do bàn giao; nội dung này được ghi vào lịch sử."
LEFT_UNKNOWN = "Phần không bàn giao được: xin chọn giữ lại hoặc để trống."
HANDED_TITLE = "Bàn giao công việc của kỳ đánh giá"
LEFT_TITLES = (
    ("keep", "Giữ lại cho người bàn giao"),
    ("unassign", "Thôi phân công, để trống chờ giao người khác"),
)


def handed(given: int, refused: int) -> str:
    """What handing over came to."""
    left = f" {refused} phần người nhận không được thẩm định." if refused else ""
    return f"Đã bàn giao {given} phần được phân công và các vai trò của kỳ.{left}"


def handed_to_you(name: str, parts: int) -> str:
    """To whom takes over."""
    return f"Anh/chị nhận bàn giao từ {name}: {parts} phần được phân công cùng vai trò của kỳ."


def handed_from_you(name: str, parts: int) -> str:
    """To whom hands over."""
    return f"Công việc của anh/chị trong kỳ đã bàn giao cho {name}: {parts} phần được phân công."


# --- conflicts of interest
UNIT_NEEDED = "Xin chọn đơn vị."
CONFLICT_REASON_NEEDED = "Xin ghi lý do xung đột lợi ích."
OWN_UNIT = "Anh/chị thuộc đơn vị này nên đã không được thẩm định, biểu quyết về đơn vị; không cần khai báo."
ALREADY_DECLARED = "Anh/chị đã khai báo xung đột lợi ích với đơn vị này."
DECLARED = (
    "Đã ghi khai báo xung đột lợi ích với {unit}. Anh/chị không thẩm định, không biểu quyết về đơn vị này."
)
WITHDRAWN = "Đã bỏ khai báo xung đột lợi ích của {person} với {unit}."
WITHDRAW_REASON_NEEDED = "Xin ghi lý do bỏ khai báo."
ENDED_BY_CONFLICT = "Người được phân công khai báo xung đột lợi ích: {reason}"

# --- two independent opinions
NO_LANE = "Anh/chị không được phân công thẩm định phần này."
BOTH_GIVEN = (
    "Tiêu chí này đã đủ hai ý kiến độc lập nên không sửa được nữa; khác biệt do người thứ ba thống nhất."
)
SAME_PERSON = "Anh/chị đã cho ý kiến ở lượt kia; hai ý kiến độc lập phải của hai người."
NOT_BOTH = "Tiêu chí này chưa đủ hai ý kiến độc lập nên chưa thống nhất được."
ALREADY_SETTLED = "Hai ý kiến về tiêu chí này đã thống nhất."
NOT_THIRD = "Anh/chị đã cho một trong hai ý kiến; người thứ ba mới thống nhất được."
SETTLE_REASON_NEEDED = "Xin ghi lý do chọn điểm thống nhất."
SETTLED = "Đã ghi điểm thống nhất tiêu chí {label} của {unit}."
OPINION_SAVED = "Đã ghi ý kiến độc lập của anh/chị về tiêu chí {label}."
LANE_WORDS = {1: "Ý kiến thứ nhất", 2: "Ý kiến thứ hai"}


def unknown_code(code: str) -> str:
    """A node that the unit's framework has not."""
    return f"Bộ chỉ số của đơn vị không có mục “{code}”."


def unknown_unit(code: str) -> str:
    """A unit's code in a file."""
    return f"Kỳ đánh giá không có đơn vị mã “{code}”."


def unknown_user(name: str) -> str:
    """A user name in a file."""
    return f"Tổ thẩm định không có người có tên đăng nhập “{name}”."


def wrong_lane(text: str) -> str:
    """A lane in a file."""
    return f"Lượt “{text}” không đúng: chỉ ghi 1 hoặc 2."


def wrong_heading(heading: str) -> str:
    """A file that is not the template filled in."""
    return f"Thiếu cột “{heading}”. Xin tải tệp mẫu và điền vào đó."


def lane_taken(lane: int, name: str) -> str:
    """In a double appraisal each criterion has one person for each opinion."""
    return f"Lượt {lane} đã có {name}."


def not_double_ready(names: Sequence[str]) -> str:
    """Units on which what is assigned does not fit a double appraisal."""
    shown = ", ".join(names[:6]) + ("…" if len(names) > 6 else ".")
    return f"{len(names)} đơn vị đang có nhiều người cùng một lượt, xin thôi bớt trước: {shown}"


ASSIGNED_TITLE = "Phân công thẩm định"


def assigned_to_you(units: int) -> str:
    """What a person reads who was assigned something."""
    return f"Anh/chị được phân công thẩm định {units} đơn vị."


def assigned(number: int, refused: int) -> str:
    """How much was assigned in one go."""
    told = f"Đã phân công {number} việc."
    return f"{told} {refused} việc không thực hiện, lý do như đã xem trước." if refused else told


def ended(number: int) -> str:
    """How much was ended in one go."""
    return f"Đã thôi {number} phân công; ý kiến đã ghi vẫn giữ."


def not_yours(names: Sequence[str]) -> str:
    """A criterion that others appraise."""
    who = ", ".join(names)
    return "Anh/chị không được phân công thẩm định tiêu chí này. " + (
        f"Người được phân công: {who}." if who else "Chưa có ai được phân công."
    )


def opinions_differ(codes: Sequence[str]) -> str:
    """Criteria whose two opinions wait to be settled."""
    listed = ", ".join(codes[:10]) + (" …" if len(codes) > 10 else "")
    return f"Còn {len(codes)} tiêu chí có hai ý kiến khác nhau chưa thống nhất ({listed})."
