"""Sentences on what concerns a whole group: criteria withdrawn, units not ranked, views beside the result."""

from collections.abc import Sequence

# --- criteria without enough data -----------------------------------------------------------------------

WITHDRAW_CODES_NEEDED = "Xin chọn ít nhất một chỉ số để loại khỏi xếp hạng."
WITHDRAW_REASON_NEEDED = "Xin ghi lý do, căn cứ của quyết định loại chỉ số khỏi xếp hạng."
RESTORE_REASON_NEEDED = "Xin ghi lý do đưa chỉ số trở lại xếp hạng."
WITHDRAW_ALL = "Không loại được: nhóm sẽ không còn chỉ số nào để xếp hạng."
UNKNOWN_GROUP = "Kỳ đánh giá không có nhóm đơn vị này."
WITHDRAWN = "bị loại khỏi xếp hạng"
WITHDRAWN_DONE = "Đã ghi quyết định loại chỉ số khỏi xếp hạng. Điểm tối đa của cả nhóm giảm theo."
RESTORED_DONE = "Đã đưa chỉ số trở lại xếp hạng."


def not_a_criterion(code: str) -> str:
    """A code that is no criterion of the group."""
    return f"Bộ chỉ số của nhóm không có tiêu chí “{code}”."


def enough_data(label: str, with_data: int, units: int) -> str:
    """A criterion that may not be withdrawn: at least one half of the units have data."""
    return (
        f"Không loại được {label}: {with_data}/{units} đơn vị có số liệu, không dưới 50 %. "
        "Chỉ loại chỉ số có dưới 50 % đơn vị có số liệu (Quyết định 1726/QĐ-BTTTT, mục II.2.b.vi)."
    )


def already_withdrawn(label: str) -> str:
    """A criterion that stands outside the ranking already."""
    return f"{label} đã bị loại khỏi xếp hạng của nhóm."


def not_withdrawn(label: str) -> str:
    """A criterion to be taken back that was never taken out."""
    return f"{label} đang được tính trong xếp hạng của nhóm."


# --- units assessed but not ranked ----------------------------------------------------------------------

UNRANKED = "Không xếp hạng"
UNRANKED_REASON_NEEDED = "Xin ghi lý do đơn vị được đánh giá nhưng không xếp hạng."
RANKED_REASON_NEEDED = "Xin ghi lý do đưa đơn vị trở lại xếp hạng."
CHOOSE_UNIT = "Xin chọn đơn vị."
ALREADY_UNRANKED = "Đơn vị này đã được ghi là không xếp hạng."
ALREADY_RANKED = "Đơn vị này đang được xếp hạng."
LAST_RANKED = "Nhóm phải còn ít nhất một đơn vị được xếp hạng."


def unranked_done(unit: str) -> str:
    """A unit that stands outside the ranking from now on."""
    return f"{unit} được đánh giá nhưng không xếp hạng."


def ranked_done(unit: str) -> str:
    """A unit that is ranked again."""
    return f"Đã đưa {unit} trở lại xếp hạng."


# --- views beside the result ------------------------------------------------------------------------------

SECTIONS = {
    "tong-diem": "Tổng điểm chuẩn hóa",
    "phan-tan": "Độ phân tán",
    "bo-chi-so": "Bỏ từng chỉ số chính",
    "trong-so": "Thay đổi trọng số",
    "nam-truoc": "So với năm trước",
    "trung-nhau": "Số liệu, tệp trùng nhau",
}
KINDS = {
    "rose": "tăng",
    "fell": "giảm",
    "from_zero": "từ 0",
    "to_zero": "về 0",
    "disappeared": "không còn số liệu",
}
WHOLE_FORM = "Toàn bộ số liệu đơn vị nhập"
SHARED_FILE = "Tệp minh chứng"
SAME_FIGURES = "Số liệu"

CSV_TOTALS = (
    "Đơn vị",
    "Điểm chính thức",
    "Hạng chính thức",
    "Trung bình Z-score",
    "Hạng theo Z-score",
    "Điểm Min-Max",
    "Hạng theo Min-Max",
)
CSV_SPREAD = (
    "Mã",
    "Tiêu chí",
    "Điểm tối đa",
    "Số đơn vị có số liệu",
    "Trung bình",
    "Trung vị",
    "Độ lệch chuẩn",
    "Thấp nhất",
    "Cao nhất",
    "Đơn vị cách xa trung bình",
)
CSV_DROPPED = ("Đơn vị", "Hạng chính thức")
CSV_WEIGHTS = ("Đơn vị", "Hạng chính thức", "Hạng tốt nhất", "Hạng trung vị", "Hạng thấp nhất")
CSV_JUMPS = ("Đơn vị", "Số liệu", "Đơn vị tính", "Năm trước", "Năm nay", "Gấp (lần)", "Thay đổi")
CSV_SAME = ("Loại", "Tiêu chí", "Các đơn vị", "Nội dung trùng")


def without_main(label: str) -> str:
    """The rank when one main index is left out."""
    return f"Hạng khi bỏ {label}"


def analysis_file(section: str, year: int, group: int) -> str:
    """The name of a table of the analysis as a file."""
    return f"phan-tich-{section}-{year}-nhom-{group}.csv"


def far_units(units: Sequence[tuple[str, str]]) -> str:
    """ "Sở Y tế (+2,3); Sở Tư pháp (−2,1)"."""
    return "; ".join(f"{name} ({score})" for name, score in units)


PARAMETERS = {"muc-thay-doi": "Mức thay đổi (%)", "so-lan": "Số lần thử", "hat-giong": "Hạt giống"}


def not_between(name: str, typed: str, least: int, most: int) -> str:
    """A number chosen for the analysis that cannot be."""
    return f"“{PARAMETERS[name]}” phải là số nguyên từ {least} đến {most}; đã ghi “{typed}”."
