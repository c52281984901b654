"""Sentences of `flask demo` and `flask seed`."""

from collections.abc import Sequence

HELP_OUT = "Thư mục nhận kết quả."
HELP_SEED = "Số gốc của bộ sinh số liệu; cùng số gốc cho cùng kết quả (mặc định: của kỳ mẫu)."
HELP_PRESET = "Kỳ đánh giá mẫu: của tỉnh nào, theo bộ chỉ số nào."
HELP_UNITS = "Chỉ lấy chừng này đơn vị đầu tiên của mỗi nhóm (ít nhất 3)."
HELP_DOCUMENTS = (
    "main: quyết định, tờ trình, biên bản họp Hội đồng và văn bản của ba đơn vị; all: văn bản của mọi đơn vị."
)
HELP_IF_EMPTY = "Chỉ dựng khi cơ sở dữ liệu chưa có gì; nếu có rồi thì thôi, không báo lỗi."

NOT_EMPTY = "Cơ sở dữ liệu đã có dữ liệu. Lệnh này chỉ chạy trên cơ sở dữ liệu trống (đặt DATA_DIR khác)."
SEEDING_ROUND = "Dựng kỳ đánh giá đã công bố"
SEEDING_NOW = "Dựng kỳ đánh giá đang diễn ra"
PLAYING = "Diễn lại kỳ đánh giá"
RENDERING = "Kết xuất văn bản"
BEGUN_AGAIN = "Lần dựng dữ liệu mẫu trước bị ngắt giữa chừng; xóa phần dở dang và dựng lại từ đầu."

RANKING_FILE = "xep-hang-{group}.csv"
SCORES_FILE = "diem-{group}.csv"
SUMMARY_FILE = "tom-tat.md"
DOCUMENTS_FOLDER = "van-ban"
DOCUMENT_NAMES = {
    "self_assessment_form": "phieu-tu-danh-gia",
    "appraisal_minutes": "bien-ban-tham-dinh",
    "council_invitation": "giay-moi-hop-hoi-dong",
    "council_minutes": "bien-ban-hop-hoi-dong",
    "submission": "to-trinh",
    "decision": "quyet-dinh",
    "explanation_request": "cong-van-yeu-cau-giai-trinh",
    "correction_submission": "to-trinh-dieu-chinh",
    "correction_decision": "quyet-dinh-dieu-chinh",
}
LATER_MEETING = "-phien-{number}"
CSV_RANKING = (
    "Xếp hạng",
    "Mã đơn vị",
    "Đơn vị",
    "Điểm tối đa",
    "Điểm không đưa vào đánh giá",
    "Điểm tự đánh giá",
    "Điểm thẩm định",
    "Điểm đạt được",
    "Mã băm phiếu điểm",
)
CSV_SCORES = (
    "Mã đơn vị",
    "Tiêu chí",
    "Điểm tối đa",
    "Trạng thái",
    "Điểm tự đánh giá",
    "Điểm thẩm định",
    "Điểm đạt được",
)
NO_RANK = "–"  # assessed but not ranked
TABLE = ("Hạng", "Đơn vị", "Tự đánh giá", "Thẩm định", "Đạt được")
SOURCES = {"cyberspace": "Không gian mạng", "experts": "Chuyên gia"}


def table_with_sources(authority: str, apart: Sequence[str]) -> tuple[str, ...]:
    """The same heads with a column for everyone who gave points, in the place of the appraisal."""
    first, unit, own, _, total = TABLE
    return (first, unit, own, f"{authority} đánh giá", *(SOURCES[one] for one in apart), total)


CASES = {
    "late": "Gia hạn có văn bản",
    "grace": "Nộp sau hạn, trong thời gian gia hạn chung (trễ hạn)",
    "taken_over": "Quá hạn, cơ quan thường trực tiếp nhận theo hiện trạng",
    "returned": "Lãnh đạo trả lại chuyên viên, sửa rồi trình lại",
    "recalled": "Chuyên viên rút lại để sửa",
    "acted_for": "Người làm thay lãnh đạo đơn vị theo giấy ủy quyền",
    "conflict_declared": "Thành viên Tổ thẩm định khai báo xung đột lợi ích, đơn vị được giao cho người khác",
    "na_accepted": "Đề nghị “không áp dụng” được chấp nhận",
    "na_refused": "Đề nghị “không áp dụng” không được chấp nhận",
    "explained": "Yêu cầu giải trình, đã giải trình và xác nhận",
    "objected": "Đơn vị kiến nghị về điểm thẩm định tạm thời, Tổ thẩm định trả lời",
    "explanation_returned": "Lãnh đạo trả lại nội dung giải trình",
    "explanation_closed": "Quá hạn giải trình, kết thúc theo hiện trạng",
    "voted_up": "Hội đồng biểu quyết điều chỉnh",
    "voted_down": "Hội đồng biểu quyết hạ điểm",
    "casting_vote": "Số phiếu ngang nhau, theo ý kiến của Chủ tịch Hội đồng",
    "kept": "Hội đồng giữ điểm thẩm định",
    "member_stands_aside": "Ủy viên thuộc đơn vị không biểu quyết",
    "carried_over": "Vấn đề chưa quyết định, chuyển sang phiên họp thứ hai và biểu quyết lại",
    "stepped_out": "Ủy viên tự khai lý do, không tham gia một vấn đề",
    "dossier_returned": "Chủ tịch UBND trả lại hồ sơ một lần",
    "tie": "Đồng hạng",
    "improved": "Nhiệm vụ cải thiện sau công bố",
}
CASES_OF_GROUPS = {
    "unranked": "Được đánh giá, không xếp hạng",
    "withdrawn": "Hội đồng loại khỏi xếp hạng của cả nhóm (số đơn vị có số liệu/số đơn vị)",
}
IN_FULL = "Tiêu chí không liên quan đến chức năng, nhiệm vụ, tính điểm tối đa"
SPECIAL_TITLE = "Quy định đặc biệt đã áp dụng"
SPECIAL_NOTE = "Điểm theo số liệu của chính đơn vị, và điểm được tính theo quy định (trên phiếu đã công bố)."
SPECIAL_TABLE = ("Đơn vị", "Tiêu chí", "Theo số liệu của đơn vị", "Được tính", "Tối đa")
SPECIAL_FILE = "quy-dinh-dac-biet-{group}.csv"
UNIT_HEAD = "Đơn vị"
CSV_UNIT = ("Mã đơn vị", UNIT_HEAD)
CSV_SPECIAL = (*CSV_UNIT, "Tiêu chí", "Quy định", "Điểm theo số liệu", "Điểm được tính", "Điểm tối đa")
VIEWS_TITLE = "Điểm theo nhóm chỉ số và trụ cột"
VIEWS_FILE = "tru-cot-{group}.csv"
COUNTS = {
    "units": "Đơn vị",
    "figures": "Số liệu đã nhập",
    "no_data": "Tiêu chí khai “không có số liệu”",
    "blank": "Tiêu chí để trống",
    "na_claimed": "Tiêu chí đề nghị “không áp dụng”",
    "adjusted": "Tiêu chí Tổ thẩm định điều chỉnh",
    "files": "Tài liệu kiểm chứng",
    "open_points": "Vấn đề Hội đồng biểu quyết",
    "documents": "Văn bản đã lập",
    "events": "Sự kiện trong nhật ký",
}


def summary_title(round_title: str, seed: int) -> str:
    """The heading of the summary."""
    return f"# {round_title}\n\nSố gốc của bộ sinh số liệu: {seed}."


def published_by(number: str, day: str) -> str:
    """By which decision the results were published."""
    return f"Công bố theo Quyết định số {number} ngày {day}."


def tied(rank: int, points: str, units: Sequence[str]) -> str:
    """Units with the same published total."""
    return f"{', '.join(units)}: cùng {points} điểm, cùng hạng {rank}"


def views_shared(mains: Sequence[str]) -> str:
    """Pillars that count the same main indexes."""
    return f"Các trụ cột cùng tính các chỉ số {', '.join(mains)}, nên không cộng thành tổng điểm."


def written(folder: str) -> str:
    """Where everything was left."""
    return f"Kết quả nằm trong {folder}"


def seeded(year: int, now: int) -> str:
    """What the database now holds."""
    return f"Đã dựng tỉnh mẫu: kỳ đánh giá năm {year} đã công bố, kỳ năm {now} đang diễn ra."
