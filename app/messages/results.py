"""Sentences of the dossier and the results."""

from fractions import Fraction

from frameworks.numbers import format_vi

DOSSIER_CHANGED = (
    "Hồ sơ trình đã thay đổi sau khi anh/chị mở, nên chưa duyệt. Xin tải lại trang, xem lại bảng xếp hạng "
    "rồi duyệt lại."
)
NOT_PUBLISHED = "Kết quả của kỳ đánh giá này chưa được công bố."

# What a ranking is called by the state of the round.
STANDING = {
    "concluded": "Tạm tính",
    "submitted": "Đã trình, chờ quyết định",
    "decided": "Đã duyệt, chờ phát hành",
}
OFFICIAL, ADJUSTED = "Chính thức", "Đã được điều chỉnh"
CSV_RANKING = (
    "Nhóm",
    "Xếp hạng",
    "Đơn vị",
    "Điểm tối đa",
    "Điểm tự đánh giá",
    "Điểm Tổ thẩm định",
    "Điểm Hội đồng",
    "Điểm không đưa vào đánh giá",
)

EXPORT_UNPUBLISHED = (
    "Kỳ đánh giá chưa công bố nên chưa xuất hồ sơ được: hồ sơ để kiểm tra chỉ lập từ kết quả đã công bố."
)
NO_ROUND = "Không có kỳ đánh giá nào có số hoặc năm này."
HELP_VERSION = "Số của bản kết quả đã công bố; không ghi thì lấy bản đang có hiệu lực."
HELP_OUTPUT = "Tên tệp hồ sơ; không ghi thì đặt tên theo kỳ trong thư mục hiện tại."

BAND, NOTE, UNRANKED = "Xếp loại", "Ghi chú", "Không xếp hạng"
# Points by who handed in their figures, in printed order.
SUPPLIERS = {
    "unit": "Điểm theo số liệu của đơn vị",
    "body": "Điểm theo số liệu của cơ quan khác",
    "ministry": "Điểm do bộ đánh giá",
    "survey": "Điểm điều tra xã hội",
    "cyberspace": "Điểm đo trên không gian mạng",
    "experts": "Điểm chuyên gia",
    "import": "Điểm theo số liệu nhập từ hệ thống khác",
}

# --- checking a published round -----------------------------------------------------------------------------

HELP_GROUP = "Kết quả của các kỳ đánh giá."
HELP_ALL = "Kể mọi chỗ khác, không dừng ở chỗ đầu tiên."
NOTHING_TO_VERIFY = "Không có kỳ đánh giá nào đã công bố để kiểm tra."
SHEET_MISSING = "không có phiếu điểm đã chốt"
HASH_DIFFERS = "nội dung phiếu không khớp với mã băm đã lưu"
NOT_COMPUTED = "không tính lại được"
SHEET_USED = "phiếu điểm đang dùng"
TABLES_DIFFER = "dữ liệu đã lưu không còn như phiếu đã chốt"
GROUP_DIFFERS = "thang so sánh giữa các đơn vị tính lại từ số liệu không như đã lưu"
NOT_RANKED = "có trong kết quả nhưng không có trong bảng tính lại"
NOT_IN_RESULT = "có trong bảng tính lại nhưng không có trong kết quả"
WHOLE_RESULT = "Toàn bộ kết quả"
RESULT_HASH_DIFFERS = "mã băm tính lại không khớp với mã băm đã được duyệt"
TOTAL = "tổng điểm"
EXCLUDED = "điểm không đưa vào đánh giá"
FIGURE = "số liệu"
CRITERION = "tiêu chí"
STAGES = {
    "self": "phiếu tự đánh giá",
    "appraisal": "phiếu thẩm định",
    "council": "phiếu của Hội đồng",
    "final": "phiếu điểm đạt được",
}
ROW_FIELDS = {
    "council_sheet_id": "phiếu của Hội đồng được dùng",
    "maximum": "điểm tối đa",
    "excluded": EXCLUDED,
    "self_total": "điểm tự đánh giá",
    "appraisal_total": "điểm Tổ thẩm định",
    "total": "điểm Hội đồng",
    "published": "điểm công bố",
    "rank": "xếp hạng",
    "position": "thứ tự trong bảng",
    "ranked": "việc xếp hạng",
    "band": "xếp loại",
    "parts": "điểm theo nguồn cung cấp, theo trụ cột",
}


def in_version(number: int, place: str) -> str:
    """A place in one of several published versions."""
    return f"bản kết quả {number}, {place}"


def ranking_file(year: int, version: int | None = None) -> str:
    """The name of a ranking as a file; of one of its versions where that is named."""
    return f"xep-hang-{year}{f'-ban-{version}' if version else ''}.csv"


def dossier_file(year: int, round_id: int, version: int | None = None) -> str:
    """The name of a round's file; of one of its versions where that is named."""
    return f"ho-so-ky-{year}-{round_id}{f'-ban-{version}' if version else ''}.zip"


def complaint_upheld(number: str) -> str:
    """The answer to a complaint that the council accepted."""
    return f"Hội đồng chấp nhận kiến nghị; kết quả được điều chỉnh theo Quyết định số {number}."


def exported(title: str, path: str, content_hash: str) -> str:
    """A round written to a file."""
    return f"{title}: đã xuất hồ sơ ra {path}. Mã băm của kết quả: {content_hash}"


def not_a_file(text: str) -> str:
    """What was given to be verified is neither a round's number nor a file."""
    return f"Không có tệp “{text}”; hãy ghi tên tệp hồ sơ, hoặc số của kỳ hay năm đánh giá."


def export_which(numbers: list[int]) -> str:
    """Several rounds of one year."""
    return f"Năm này có nhiều kỳ đã công bố, hãy ghi số của kỳ: {', '.join(map(str, numbers))}."


def not_writable(path: str, problem: str) -> str:
    """The file cannot be written."""
    return f"Không ghi được tệp {path}: {problem}."


def framework_differs(framework_id: str) -> str:
    """The framework of a group is not the one of this program."""
    return f"bộ chỉ số “{framework_id}” của chương trình không đúng phiên bản đã dùng khi chấm điểm"


def sheet_place(unit: str, stage: str) -> str:
    """A sheet of a unit."""
    return f"{unit}, {STAGES[stage]}"


def differs(what: str, stored: object, computed: object) -> str:
    """Something that does not come out the same."""
    return f"{what} đã lưu là {stored}, tính lại là {computed}"


def tables_differ(what: str, name: str, frozen: object, now: object) -> str:
    """A figure or a criterion that was changed after the sheet was frozen."""
    return f"{what} “{name}” trong phiếu đã chốt là {_shown(frozen)}, dữ liệu hiện nay là {_shown(now)}"


def line(points: str, status: str) -> str:
    """Points and state of a criterion."""
    return f"{points} điểm ({status})"


def _shown(value: object) -> object:
    return "(không có)" if value is None else value


def verified(title: str) -> str:
    """A round that comes out the same."""
    return f"{title}: tính lại từ số liệu đã lưu, mọi phiếu điểm, xếp hạng và mã băm đều khớp."


# --- from year to year --------------------------------------------------------------------------------------


def share(value: Fraction | None) -> str:
    """A share of the maximum, with one decimal; of a criterion left out, that it was."""
    return "không tính" if value is None else f"{format_vi(value * 100, 1)} %"


def change(value: Fraction | None) -> str:
    """How many percentage points a share rose or fell."""
    if value is None:
        return ""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{format_vi(abs(value) * 100, 1)}"
