"""Sentences about files of figures: where a cell is, why a file or a figure is not taken."""

# ---------------------------------------------------------------- places
SHEET = "Trang tính “{sheet}”"
CELL = "ô {cell}"
ROW = "dòng {row}"
ROWS = "dòng {first} đến {last}"
COLUMN = "cột {letters}"
FILE = "Tệp"
UNIT_HEADING = "Đơn vị"
JSON_KEY = "mục “{key}”"
JSON_UNIT = "đơn vị “{unit}”"
JSON_POSITION = "bản ghi thứ {position}"
AND_MORE = "… và {count} lỗi khác."

# ---------------------------------------------------------------- the file as a whole
EMPTY = "Tệp trống, không có dữ liệu."
UNKNOWN_KIND = "Chỉ đọc được tệp .xlsx, .csv và .json; “{name}” không thuộc loại nào trong số này."
TOO_LARGE = "Tệp quá lớn: tối đa {megabytes} MB sau khi giải nén."
LEGACY_XLS = (
    "Đây là tệp Excel cũ (.xls). Mở bằng Excel, chọn Lưu thành (Save As) › Excel Workbook (.xlsx), "
    "rồi gửi lại."
)
ENCRYPTED = "Tệp đặt mật khẩu nên không đọc được. Bỏ mật khẩu trong Excel, lưu lại rồi gửi lại."
OPEN_DOCUMENT = "Đây là tệp OpenDocument (.ods). Lưu lại thành .xlsx rồi gửi lại."
NUMBERS = "Đây là tệp Numbers của Apple. Xuất thành Excel (.xlsx) rồi gửi lại."
BINARY_WORKBOOK = "Đây là tệp Excel nhị phân (.xlsb). Lưu lại thành .xlsx rồi gửi lại."
MACROS = "Tệp có macro. Lưu lại thành Excel Workbook (.xlsx) không có macro rồi gửi lại."
NOT_WORKBOOK = "Nội dung không phải là tệp Excel (.xlsx)."
NOT_ZIP = "Tên tệp có đuôi .xlsx nhưng nội dung không phải là tệp Excel. Đổi đuôi không đổi được loại tệp."
IS_WORKBOOK = "Nội dung là tệp Excel nhưng tên có đuôi {extension}. Sửa đuôi tên tệp rồi gửi lại."
DAMAGED = "Tệp Excel bị hỏng hoặc viết sai chuẩn, không đọc được. Mở bằng Excel, lưu lại rồi gửi lại."
TOO_MANY_PARTS = "Tệp Excel có quá nhiều phần bên trong, không đọc."
NOT_UTF8 = "Tệp không viết bằng mã UTF-8 (dòng {row}). Trong Excel chọn Lưu thành › CSV UTF-8 rồi gửi lại."
UTF16 = "Tệp viết bằng mã UTF-16. Trong Excel chọn Lưu thành › CSV UTF-8 rồi gửi lại."
CSV_BROKEN = "Dòng {row}: dấu nháy kép không khép hoặc đặt sai chỗ."
NOT_JSON = "Không phải JSON hợp lệ: dòng {row}, cột {column}."
JSON_TOO_DEEP = "JSON lồng quá nhiều tầng."
JSON_DUPLICATE = "Khóa “{key}” viết hai lần."
JSON_SHAPE = (
    'JSON phải là {"tên số liệu": giá trị}, hoặc {"units": {"tên đơn vị": {…}}}, '
    "hoặc một danh sách các bản ghi."
)
JSON_RECORD = "phải là một nhóm “tên: giá trị”."
JSON_VALUE = "giá trị phải là số, chữ, true, false hoặc null."
JSON_NUMBER = "“{text}” không đọc được: số quá dài, quá lớn hoặc vô hạn."

# ---------------------------------------------------------------- sheets
HIDDEN_SHEET = "trang tính bị ẩn. Cho hiện lại (Unhide) hoặc xóa đi."
HIDDEN_ROW = (
    "bị ẩn (hoặc bị lọc). Cho hiện lại hoặc xóa đi, để không số liệu nào được đọc mà không ai nhìn thấy."
)
MERGED = "ô gộp. Bỏ gộp (Unmerge) để mỗi số liệu nằm ở một ô riêng."
MERGED_RANGE = "vùng {range}"
FORMULA = "ô chứa công thức. Dán lại thành giá trị (Paste Special › Values)."
ERROR_VALUE = "ô báo lỗi {error}."
DATE = "ô có định dạng ngày tháng. Đổi định dạng ô thành Số (Number) hoặc Văn bản (Text) rồi nhập lại."
CONTROL = "ô có ký tự điều khiển không nhìn thấy được. Nhập lại nội dung của ô."
LONG_NUMBER = "số quá dài."
LONG_TEXT = "nội dung dài quá {most} ký tự."
TOO_MANY_ROWS = "có nhiều hơn {most} dòng. Chia thành nhiều tệp."
TOO_MANY_COLUMNS = "có nhiều hơn {most} cột."
TOO_MANY_CELLS = "Tệp có nhiều hơn {most} ô dữ liệu. Chia thành nhiều tệp."

# ---------------------------------------------------------------- figures of units
UNIT_HEADINGS = frozenset({"đơn vị", "don vi", "tên đơn vị", "cơ quan, đơn vị", "unit"})
NAME_HEADINGS = frozenset({"số liệu", "so lieu", "tên số liệu", "figure"})
VALUE_HEADINGS = frozenset({"giá trị", "gia tri", "value"})
NO_DATA_WORDS = frozenset({"không có số liệu", "no_data"})
NOT_APPLICABLE_WORDS = frozenset({"không áp dụng", "na_accepted", "na"})
ONE_UNIT = "Đơn vị"  # of a file that names none
IN_UNIT = "đơn vị “{unit}”, {place}"
NO_FIGURES = (
    "Không thấy bảng số liệu. Dòng đầu phải có cột “Đơn vị” rồi tên hoặc tiêu đề các số liệu "
    "(mẫu trống tải ở trang máy tính điểm), hoặc ba cột Đơn vị, Số liệu, Giá trị."
)
TWO_TABLES = "Tệp có nhiều trang tính số liệu: {sheets}. Chỉ để một trang tính có cột “Đơn vị”."
NO_ROWS = "Bảng không có dòng số liệu nào dưới dòng tiêu đề."
UNKNOWN_HEADING = "bộ chỉ số không có số liệu hay chỉ số nào tên “{text}”."
UNKNOWN_NEAR = "bộ chỉ số không có số liệu hay chỉ số nào tên “{text}”; có phải là “{near}”?"
AMBIGUOUS_HEADING = "“{text}” là tiêu đề của nhiều số liệu; dùng tên: {names}."
SAME_HEADING = "“{text}” đã có ở {other}."
NO_UNIT_NAME = "có số liệu nhưng chưa ghi tên đơn vị."
SAME_UNIT = "đơn vị “{unit}” đã có ở dòng {row}."
SAME_FIGURE = "“{name}” đã có giá trị ở {other}."
OUTSIDE_COLUMNS = "có nội dung ở cột không có tiêu đề."
LONG_UNIT_NAME = "tên đơn vị dài quá {most} ký tự."
NAME_MISSING = "có giá trị nhưng chưa ghi tên số liệu."
STATUS_OR_POINTS = "chỉ số {label}: ghi điểm từ 0 đến {maximum}, “không có số liệu” hoặc “không áp dụng”."
STATUS_ONLY = (
    "chỉ số {label} tính từ số liệu: cột này chỉ ghi “không có số liệu” hoặc “không áp dụng”, hoặc để trống."
)
COUNTS = (
    "Đã đọc {rows} dòng của {units} đơn vị, {values} giá trị: "
    "nhận {accepted_units} đơn vị ({accepted_values} giá trị), từ chối {refused_units} đơn vị."
)

# ---------------------------------------------------------------- the empty file to fill in
SHEET_FIGURES = "Số liệu"
SHEET_HELP = "Hướng dẫn"
SHEET_CHOICES = "Lựa chọn"
REMARK_TITLE = "# Tiêu đề"
REMARK_UNIT = "# Cách ghi"
HELP_HEADINGS = (
    "Tên số liệu",
    "Tiêu đề",
    "Cách ghi",
    "Định nghĩa",
    "Hướng dẫn",
    "Dùng cho tiêu chí",
    "Bên cung cấp",
)
HELP_LINES = (
    "{title}",
    "Mỗi đơn vị ghi một dòng ở trang “Số liệu”, bắt đầu từ dòng 4; cột đầu ghi tên đơn vị.",
    "Ô để trống là chưa có số liệu (0 điểm), khác với số 0.",
    "Không gộp ô, không ẩn dòng hay cột, không dùng công thức: tệp có những thứ này bị từ chối cả tệp.",
    "Phần thập phân viết sau dấu phẩy (1.234,5). Dòng bắt đầu bằng dấu # là ghi chú, không được đọc.",
    "Muốn khai “không có số liệu” hoặc “không áp dụng” cho một tiêu chí: thêm cột có tiêu đề là mã tiêu chí.",
)
TYPE_WORDS = {
    "count": "số nguyên",
    "number": "số",
    "money": "số tiền",
    "percent": "phần trăm, từ 0 đến 100",
    "boolean": "Có hoặc Không",
    "choice": "chọn một mức",
    "text": "chữ",
}
WITH_UNIT = "{type} ({unit})"
POINTS_UP_TO = "điểm, từ 0 đến {maximum}"
YES = "Có"
NO = "Không"
CHOICE_INVALID = "Chọn một trong các mức đã cho."


def template_file(framework_id: str) -> str:
    """The name of the empty file of a framework."""
    return f"so-lieu-{framework_id.replace('/', '-').replace('_', '-')}.xlsx"
