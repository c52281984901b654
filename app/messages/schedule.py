"""Sentences about time: reminders, escalations, days off, and the page of a round's deadlines."""

from collections.abc import Sequence
from datetime import date

DEADLINES = {
    "entry": "nhập số liệu",
    "explanation": "giải trình",
    "appraisal": "thẩm định",
    "publication": "công bố kết quả",
}
NAMES_SHOWN = 10
HELP_AT = "Coi thời điểm này là bây giờ, ví dụ 2024-11-21T08:00 (giờ Việt Nam)."
BAD_MOMENT = "Không đọc được thời điểm: ghi như 2024-11-21T08:00."


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def deadline_title(name: str) -> str:
    """A deadline as the beginning of a line."""
    return f"Hạn {DEADLINES[name]}"


# --- notices ------------------------------------------------------------------------------------------------


def names(units: Sequence[str]) -> str:
    """Units by name, the first ones and how many more."""
    shown = ", ".join(units[:NAMES_SHOWN])
    more = len(units) - NAMES_SHOWN
    return f"{shown} và {more} đơn vị khác" if more > 0 else shown


def tasks(titles: Sequence[str]) -> str:
    """Tasks by title, the first ones and how many more."""
    shown = "; ".join(titles[:NAMES_SHOWN])
    more = len(titles) - NAMES_SHOWN
    return f"{shown} và {more} nhiệm vụ khác" if more > 0 else shown


def working_days(days: int) -> str:
    """So many working days are left."""
    return f"còn {days} ngày làm việc" if days > 0 else "hết hạn hôm nay"


def unit_reminder(name: str, unit: str, limit: date, left: int) -> tuple[str, str]:
    """To those of a unit for whom the work waits, before the deadline."""
    return (
        f"{unit}: {working_days(left)} để {DEADLINES[name]}",
        f"Hạn {DEADLINES[name]} của đơn vị là hết ngày {_day(limit)}. Đề nghị hoàn thành phần việc đang chờ.",
    )


def unit_late(name: str, unit: str, limit: date, closes_on: date) -> tuple[str, str]:
    """To those of a unit that is late and may still act."""
    return (
        f"{unit}: đã quá hạn {DEADLINES[name]}",
        f"Hạn {DEADLINES[name]} đã hết ngày {_day(limit)}. Hệ thống còn nhận đến hết ngày {_day(closes_on)} "
        "và ghi là trễ hạn. Đề nghị hoàn thành ngay.",
    )


def leader_told(name: str, unit: str, limit: date, closes_on: date, closed: bool) -> tuple[str, str]:
    """To the leader of a unit that is late."""
    still = (
        "Hệ thống đã khóa; nếu có lý do, xin gửi văn bản đề nghị cơ quan thường trực gia hạn."
        if closed
        else f"Hệ thống còn nhận đến hết ngày {_day(closes_on)}. Đề nghị lãnh đạo chỉ đạo hoàn thành ngay."
    )
    return (
        f"{unit} trễ hạn {DEADLINES[name]}",
        f"Đến hết ngày {_day(limit)} đơn vị chưa hoàn thành việc {DEADLINES[name]}. {still}",
    )


def many_reminder(name: str, units: Sequence[str], limit: date, left: int) -> tuple[str, str]:
    """To people who work on many units, before the deadline."""
    return (
        f"Hạn {DEADLINES[name]} {_day(limit)}: {working_days(left)}, {len(units)} đơn vị chưa xong",
        f"Chưa xong: {names(units)}.",
    )


def many_late(name: str, units: Sequence[str], limit: date) -> tuple[str, str]:
    """To those above, after the deadline: one notice, with a list."""
    return (
        f"{len(units)} đơn vị quá hạn {DEADLINES[name]} {_day(limit)}",
        f"Chưa hoàn thành: {names(units)}.",
    )


def round_reminder(name: str, round_title: str, limit: date, left: int, units: int) -> tuple[str, str]:
    """To those who lead a round, before its deadline."""
    text = f"Còn {units} đơn vị chưa hoàn thành." if units else "Đề nghị hoàn thành đúng hạn."
    return f"{round_title}: {working_days(left)} đến hạn {DEADLINES[name]} {_day(limit)}", text


def round_late(name: str, round_title: str, limit: date, units: int) -> tuple[str, str]:
    """To those who lead a round, or stand above them, after its deadline."""
    text = f"Còn {units} đơn vị chưa hoàn thành." if units else "Việc này chưa hoàn thành."
    return f"{round_title}: đã quá hạn {DEADLINES[name]} {_day(limit)}", text


def ticked(reminders: int, notices: int, steps: int, failed: int) -> str:
    """What one run of the schedule did."""
    text = f"Đã ghi {reminders} lượt nhắc trong {notices} thông báo; thực hiện {steps} bước do hết hạn."
    return text + (f" Không thực hiện được {failed} bước (xem nhật ký máy chủ)." if failed else "")


# --- days off -----------------------------------------------------------------------------------------------

WORKED = "làm bù"
ONLY_STANDING_BODY = "Chỉ cơ quan thường trực được sửa ngày nghỉ của cơ quan."
TITLE_NEEDED = "Xin ghi tên ngày nghỉ hoặc lý do, không quá 200 ký tự."
DAY_NEEDED = "Xin ghi ngày, ví dụ 24/11/2026."
LINE_SHAPE = "mỗi dòng ghi “ngày; tên”, thêm “; làm bù” nếu là ngày làm bù."
NO_LINES = "Chưa có dòng nào. Mỗi dòng ghi “24/11/2026; Ngày truyền thống”."


def line_fault(number: int, fault: str) -> str:
    """A line of an import that cannot be read."""
    return f"Dòng {number}: {fault.rstrip('.')}."


def line_twice(day: date) -> str:
    """A day that an import names twice."""
    return f"Ngày {_day(day)} được ghi hai lần."


def too_many_lines(most: int) -> str:
    """An import that is longer than a calendar can be."""
    return f"Mỗi lần nhập không quá {most} dòng."


def days_there(days: Sequence[date]) -> str:
    """Days that the calendar has already."""
    return f"Đã có ngày {', '.join(_day(day) for day in days)}: xin bỏ ngày cũ trước khi ghi lại."


def days_added(count: int) -> str:
    """Days were put into the calendar."""
    return f"Đã thêm {count} ngày vào lịch của cơ quan."


def day_removed(day: date) -> str:
    """A day was taken out of the calendar."""
    return f"Đã bỏ ngày {_day(day)} khỏi lịch của cơ quan."


# --- the page of a round's deadlines ------------------------------------------------------------------------

NOTHING_CHOSEN = "Xin chọn ít nhất một đơn vị để đôn đốc."
KINDS = {
    "remind": "Nhắc người đang có việc",
    "escalate_leader": "Báo lãnh đạo đơn vị",
    "escalate_standing_body": "Báo cấp theo dõi",
}


def kind_title(kind: str, days: int) -> str:
    """What is sent, and when by its rule."""
    if kind == "remind" and days:
        return f"{KINDS[kind]}, trước hạn {days} ngày làm việc"
    if kind == "remind":
        return f"{KINDS[kind]}, ngay sau khi quá hạn"
    return f"{KINDS[kind]}, sau hạn {days} ngày làm việc"


def left(days: int) -> str:
    """Working days until a limit, or since it."""
    if days > 0:
        return f"Còn {days} ngày làm việc"
    return "Hết hạn hôm nay" if days == 0 else f"Đã qua {-days} ngày làm việc"


def reminded(done: int) -> str:
    """Units were reminded by hand."""
    return f"Đã đôn đốc {done} đơn vị."


def not_reminded(count: int, reason: str) -> str:
    """Units that could not be reminded."""
    return f"{count} đơn vị không đôn đốc được: {reason}"


NOT_DUE = "Bước theo thời hạn của kỳ chưa đến hạn hoặc kỳ đã sang bước khác."
