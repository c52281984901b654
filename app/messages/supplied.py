"""Sentences of figures that others hand in: imports, their mistakes, and the experts' marks."""

from collections.abc import Mapping
from datetime import date

from app.messages.suppliers import TITLES

# Those whose figures are handed in, by file or by form.
SUPPLIERS: Mapping[str, str] = {
    name: TITLES[name] for name in ("ministry", "survey", "cyberspace", "experts", "import")
}
LABELS = {
    "file": "Tệp số liệu (.xlsx hoặc .csv)",
    "provider": "Cơ quan cung cấp",
    "letter_number": "Số, ký hiệu văn bản gửi số liệu",
    "letter_date": "Ngày văn bản",
}
FILE_NEEDED = "Xin chọn tệp số liệu."
PROVIDER_NEEDED = "Xin ghi cơ quan cung cấp số liệu."
LETTER_NEEDED = "Xin ghi số, ký hiệu của văn bản gửi số liệu."
LETTER_IN_FUTURE = "Ngày văn bản không được sau hôm nay."
TOO_LONG = "Không dài quá {most} ký tự."
ONLY_TABLES = "Số liệu nhập từ tệp .xlsx hoặc .csv; điền vào tệp mẫu tải ở trang này."
NOTHING_CHANGES = "Tệp này không làm thay đổi số liệu nào: mọi giá trị đã có sẵn đúng như vậy."
CHANGED_MEANWHILE = (
    "Số liệu đã thay đổi sau khi anh/chị xem trước, nên chưa nhập. Xin xem lại các thay đổi rồi xác nhận."
)
FILE_LOST = "Không còn tệp đã xem trước. Xin tải tệp lên lại."
FILE_WRONG = "Tệp có lỗi nên chưa nhập số liệu nào."

# ---------------------------------------------------------------- mistakes of a file
UNIT_HEADING = "Đơn vị"
CRITERION_HEADING = "Tiêu chí"
REMARK_TITLE = "# Tiêu đề"
REMARK_RANGE = "# Cách ghi"
SHEET = "Số liệu"
NO_TABLE = "Không thấy bảng số liệu: dòng đầu phải có cột “Đơn vị” rồi đến mã các tiêu chí như tệp mẫu."
TWO_TABLES = "Tệp có nhiều trang tính có cột “Đơn vị”: {sheets}. Chỉ để một trang tính."
NO_ROWS = "Bảng không có dòng số liệu nào dưới dòng tiêu đề."
HEADING_NUMBER = "mã tiêu chí “{text}” đang ở dạng số; đổi định dạng ô thành Văn bản (Text) rồi ghi lại mã."
HEADING_UNKNOWN = "bộ chỉ số của nhóm không có tiêu chí hay số liệu nào là “{text}”."
HEADING_OTHER = "“{text}” không do nguồn này cung cấp (do {supplier} cung cấp)."
HEADING_TWICE = "“{text}” đã có ở {other}."
HEADING_MANY = "tiêu chí “{text}” đọc nhiều số liệu; dùng tên số liệu: {names}."
UNIT_MISSING = "có số liệu nhưng chưa ghi tên đơn vị."
UNIT_UNKNOWN = "không có đơn vị “{text}” trong nhóm này của kỳ đánh giá."
UNIT_TWICE = "đơn vị “{text}” đã có ở dòng {row}."
OUTSIDE = "có nội dung ở cột không có tiêu đề."
UNIT_CLOSED = (
    "đơn vị “{unit}” đã thẩm định xong nên không nhập được nữa; cơ quan thường trực mở lại thẩm định trước."
)
MARKED_HERE = "chuyên gia đã cho điểm tiêu chí này trên hệ thống, không nhập đè bằng tệp."
UP_TO = "từ {least} đến {most}"
UNITS_OF_SUPPLIERS = {"unit": "đơn vị", "body": "cơ quan khác qua đơn vị"}

# ---------------------------------------------------------------- experts' marks
IMPORTED_ALREADY = "Điểm tiêu chí này đã nhập theo văn bản, không cho điểm trên hệ thống."
NO_SUCH_MARK = "Đơn vị hoặc tiêu chí này không lấy ý kiến chuyên gia trong kỳ."
CONFLICT = "Chuyên gia không cho điểm đơn vị mình công tác."
CLOSED = "Đơn vị đã thẩm định xong nên không cho điểm được nữa."
MARK_NEEDED = "Đã ghi nhận xét nhưng chưa cho điểm."
COMMENT_LONG = "Nhận xét không dài quá {most} ký tự."
MARK_CHANGED = "Điểm này vừa được sửa thành {mark} ở một trang khác của anh/chị; xin kiểm tra rồi lưu lại."
NO_MARK = "chưa có điểm"
NO_SUCH_SUPPLIER = "Nhóm này không có số liệu do nguồn đó cung cấp."


def marks_saved(saved: int, refused: int) -> str:
    """What became of a page of marks."""
    if refused:
        return f"Đã lưu {saved} điểm; còn {refused} điểm chưa lưu được, xem lý do ở từng ô."
    return f"Đã lưu {saved} điểm." if saved else "Không có điểm nào thay đổi."


def imported(changed: int, units: int) -> str:
    """An import has been confirmed."""
    return f"Đã nhập {changed} số liệu của {units} đơn vị."


def provenance(provider: str, number: str, day: date) -> str:
    """Where a figure came from."""
    return f"{provider} cung cấp theo văn bản số {number}, ngày {day:%d/%m/%Y}"


def mean_of(experts: int) -> str:
    """Where a figure of experts came from."""
    return f"trung bình điểm của {experts} chuyên gia"


def counts(rows: int, accepted: int, changed: int, refused: int) -> str:
    """What reading a file gave."""
    return (
        f"Đã đọc {rows} dòng: nhận {accepted} giá trị, trong đó {changed} làm thay đổi số liệu hiện có; "
        f"từ chối {refused} giá trị."
    )


def template_name(framework_id: str, supplier: str) -> str:
    """The name of the empty file of one supplier."""
    return f"mau-{framework_id.replace('/', '-').replace('_', '-')}-{supplier}.xlsx"
