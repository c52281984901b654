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
