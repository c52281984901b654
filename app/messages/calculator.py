"""Sentences of the calculator: its pages, and `flask frameworks`."""

NOT_OFFICIAL = "Kết quả tính thử, không phải kết quả chính thức."
BASIS_KINDS = {"source": "Nguồn", "adopted": "Vận dụng", "proposed": "Đề xuất, chưa ban hành"}
STATUSES = {
    "blank": "Chưa có số liệu",
    "filled": "Đã có số liệu",
    "no_data": "Không có số liệu",
    "na_claimed": "Đề nghị không áp dụng",
    "na_accepted": "Không áp dụng",
    "na_refused": "Không chấp nhận “không áp dụng”",
}

# ---------------------------------------------------------------- the command line
HELP_GROUP = "Bộ chỉ số: xem, kiểm tra, tính điểm từ tệp số liệu."
UNKNOWN_FRAMEWORK = "không có bộ chỉ số “{name}”. Có: {known}."
BROKEN_FRAMEWORK = "tệp bộ chỉ số có lỗi:\n{problems}"
UNKNOWN_CODE = "bộ chỉ số {framework} không có mã {code}."
NO_FILE = "không đọc được tệp: {problem}."
ALL_WELL = "{count} bộ chỉ số đều đúng."
REFUSED = "Không tính điểm: {count} lỗi trong tệp {name}, không số liệu nào được dùng."
WRITTEN = "Đã ghi {path}."
HEAD_LIST = ("Mã", "Phiên bản", "Tên", "Quyết định", "Điểm", "Tiêu chí", "Nguồn", "Vận dụng", "Đề xuất")
HEAD_RANKING = ("Hạng", "Đơn vị", "Điểm", "Điểm tối đa")
BAND = "Xếp loại"
HEAD_DETAILS = ("Mã", "Chỉ số, tiêu chí", "Điểm", "Tối đa", "Cách tính")
HEAD_CSV = ("Xếp hạng", "Đơn vị", "Điểm", "Điểm chưa quy đổi", "Điểm tối đa được tính", "Điểm tối đa")
HEAD_CSV_DETAILS = (
    "Xếp hạng",
    "Đơn vị",
    "Mã",
    "Chỉ số, tiêu chí",
    "Điểm",
    "Điểm tối đa",
    "Trạng thái",
    "Cách tính",
    "Cảnh báo",
)
TOTAL = "Tổng điểm"
MAXIMUM = "tối đa {maximum} điểm"
RULE = "Cách tính"
BASIS = "Căn cứ"
INPUT = "Số liệu"
EVIDENCE = "Tài liệu kiểm chứng"
GUIDANCE = "Hướng dẫn"
NOTE = "Ghi chú"
EFFECTS = {"bonus": "điểm thưởng", "penalty": "điểm trừ"}
VERSION = "phiên bản {version}"
GENERAL = "thông tin chung {number}"


def decision(body: str, number: str | None, year: str | None, annex: str | None) -> str:
    """The decision that issued a framework, in short."""
    head = f"Quyết định số {number}" if number else f"Quyết định năm {year}" if year else "Quyết định"
    return ", ".join(part for part in (f"{head} của {body}", annex) if part)


# ---------------------------------------------------------------- pages
UNKNOWN_PAGE = "Không có bộ chỉ số này."
GENERAL_SECTION = "Thông tin chung"
OTHER_SECTION = "Chỉ số khác"
SHARED = "Số liệu “{title}” đã nhập ở tiêu chí {label}"
SHARED_GENERAL = "Số liệu “{title}” nhập ở phần Thông tin chung"
ALSO_USED = "Dùng chung cho các tiêu chí {labels}"
OTHERS_LABEL = "“{title}” của các đơn vị khác trong nhóm"
OTHERS_HINT = "Mỗi đơn vị một giá trị, cách nhau bằng dấu chấm phẩy, ví dụ 12; 7,5; 30."
MOST_OTHERS = 200
TOO_MANY_OTHERS = "Số liệu của các đơn vị khác: tối đa {most} giá trị."
OTHERS_WRONG = "Số liệu của các đơn vị khác, giá trị thứ {position}: {problem}"
POINTS_ABOVE = "Tiêu chí {label}: điểm không được lớn hơn {maximum}."
POINTS_WRONG = "Tiêu chí {label}: {problem}"
YES = "Có"
NO = "Không"
STATUS_LABEL = "Tình trạng"
POINTS_UNIT = "điểm"
POINTS_LABEL = "Điểm do người đánh giá cho"
TOO_LONG = "“{title}”: nội dung quá dài."
NO_FILE_CHOSEN = "Chưa chọn tệp số liệu."
FILE_REFUSED = "Không tính điểm: tệp {name} có lỗi, không số liệu nào được dùng."
FILE_TOO_LARGE = "Tệp quá lớn: máy tính điểm nhận tệp đến {megabytes} MB."
BUSY = "Máy tính điểm đang xử lý nhiều tệp. Xin thử lại sau ít giây."
YOUR_UNIT = "Đơn vị tính thử"


def result_file(framework_id: str) -> str:
    """The name of a result as a file."""
    return f"tinh-thu-{framework_id.replace('/', '-').replace('_', '-')}.csv"


# ---------------------------------------------------------------- Cà Mau 2022
COMPARED_TITLE = "Đối chiếu: Cà Mau 2022"
COMPARED_HEAD = (
    "Cấp",
    "Mã",
    "Chỉ số",
    "Điểm tối đa",
    "Điểm tính theo quy tắc",
    "Điểm in của thành phần",
    "Điểm công bố",
    "Chênh lệch",
    "Giải thích",
    "Ghi chú",
)
COMPARED_TABLE = ("Chỉ số", "Theo quy tắc", "Tổng thành phần đã in", "Công bố", "Chênh lệch", "Giải thích")
COMPARED_NOTE = (
    "Điểm tính lại từ số liệu, đặt cạnh điểm in và điểm công bố trong Kế hoạch số 213/KH-UBND của UBND tỉnh "
    "Cà Mau. Phần lớn số liệu và hai đơn vị so sánh được suy ra từ điểm in. Từng thành phần: `{file}`."
)
COMPARED_COMPONENTS = "Thành phần, tiêu chí tính ra đúng điểm in: {equal}/{all}."
COMPARED_MAIN, COMPARED_TOTAL, COMPARED_COMPONENT = "Chỉ số chính", "Tổng điểm", "Thành phần"
DIFFERENCES = {"equal": "Khớp", "rounding": "Do làm tròn", "unexplained": "Công bố khác tổng thành phần"}
BY_RULE = {"exact": "Đúng điểm in", "rounded": "Làm tròn ra điểm in", "": "Cộng từ thành phần"}
