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
