"""Sentences of a round's file and of what recomputing it finds."""

# --- a file that cannot be read ----------------------------------------------------------------------------

NOT_FOUND = "Không đọc được tệp {path}: {problem}."
NOT_ZIP = "Tệp này không phải hồ sơ kỳ đánh giá (không phải tệp .zip hoặc tệp bị hỏng)."
TOO_LARGE = "Tệp quá lớn để là hồ sơ một kỳ đánh giá: {found} byte, nhiều nhất {limit} byte."
TOO_MANY_PARTS = "Tệp có quá nhiều phần: {found}, nhiều nhất {limit}."
UNPACKS_TOO_LARGE = "Tệp giải nén ra quá lớn: {found} byte, nhiều nhất {limit} byte."
PART_TOO_LARGE = "Phần “{name}” quá lớn: {found} byte, nhiều nhất {limit} byte."
TWICE = "Tệp có hai phần cùng tên “{name}”."
STRANGE_PART = "Phần “{name}” không thuộc hồ sơ kỳ đánh giá."
PACKED_OTHERWISE = "Phần “{name}” được nén hoặc mã hóa theo cách chương trình không đọc."
DAMAGED = "Phần “{name}” bị hỏng, không giải nén được."
MISSING_PART = "Hồ sơ thiếu phần “{name}”."
UNLISTED_PART = "Phần “{name}” không có trong danh mục của hồ sơ (manifest.json)."
WRONG_HASH = (
    "Phần “{name}” đã bị thay đổi: mã băm ghi trong danh mục là {stored}, của phần này là {computed}."
)
NOT_JSON = "Phần “{name}” không phải JSON hợp lệ."
SHAPE = "Phần “{name}”: mục “{field}” thiếu hoặc sai kiểu."
FORMAT = (
    "Hồ sơ theo định dạng phiên bản {found}; chương trình này chỉ đọc phiên bản {known}. "
    "Hãy dùng bản chương trình đã xuất hồ sơ ({program})."
)
RULES_VERSION = (
    "Điểm trong hồ sơ tính theo quy tắc phiên bản {found}; chương trình này tính theo phiên bản {known}, nên "
    "không đối chiếu được. Hãy dùng bản chương trình đã xuất hồ sơ ({program})."
)

# --- places ------------------------------------------------------------------------------------------------

ROUND = "Kỳ đánh giá"
DECIDED_ON = "mã băm của kết quả được duyệt"
HISTORY_OF_ROUND = "Nhật ký của kỳ đánh giá"
HISTORY_OF = "Nhật ký của {unit}"
FRAMEWORK = "Bộ chỉ số {name}"
SHEET = "{unit}, {stage} số {number}"
UNIT_SHEETS = "{unit}, {stage}"
GROUP = "Nhóm “{title}”"
IMPORTS = "Số liệu do cơ quan khác cung cấp"
RESULT = "Toàn bộ kết quả"
RESULT_UNIT = "Kết quả của {unit}"
STAGES = {
    "self": "phiếu tự đánh giá",
    "appraisal": "phiếu thẩm định",
    "council": "phiếu của Hội đồng",
    "final": "phiếu điểm đạt được",
}

# --- differences -------------------------------------------------------------------------------------------

ABSENT = "(không có)"
DIFFERS = "{what}: hồ sơ ghi {stored}, tính lại được {computed}"
FRAMEWORK_HASH = "mã băm"
FRAMEWORK_NAME = "tên và phiên bản"
BREAKS = {
    "missing": "thiếu sự kiện số {sequence}",
    "edited": (
        "sự kiện số {sequence} không còn đúng như lúc ghi: mã băm ghi {stored}, tính lại được {computed}"
    ),
    "unlinked": (
        "sự kiện số {sequence} không nối với sự kiện liền trước: ghi mã băm {stored}, "
        "sự kiện trước có {computed}"
    ),
}
NO_HISTORY = "không có sự kiện nào"
STRANGE_HISTORY = "có nhật ký của {subject} không thuộc kỳ này"
EVENTS = "số sự kiện"
HEAD = "mã băm của sự kiện cuối cùng"
STEP_SOURCE = "sự kiện số {sequence}, trạng thái trước khi chuyển bước"
LAST_STATE = "trạng thái sau cùng"
NO_SHEET = "không có phiếu nào"
NUMBER_MISSING = "thiếu phiếu số {number}"
SHEET_OF_OTHER = "đây là phiếu của {other}: mã băm {found}, nhật ký của {unit} không ghi phiếu nào như vậy"
STAGE = "giai đoạn ghi trong phiếu"
SHEET_UNRECORDED = "mã băm của phiếu: nhật ký ghi {stored}, phiếu này có {computed}"
SHEETS_OUT_OF_ORDER = (
    "các phiếu không theo thứ tự chốt ghi trong nhật ký: phiếu số {number} có mã băm {computed}"
)
SHEET_LOST = "nhật ký ghi đã chốt phiếu có mã băm {stored}, hồ sơ không có phiếu này"
FINAL_DIFFERS = "phiếu điểm đạt được không giống phiếu của Hội đồng"
NO_BINDING = "thiếu thang so sánh giữa các đơn vị"
SCALE = "thang so sánh của chỉ số {code}, {name}"
SCALE_WHOLE = "thang so sánh của chỉ số {code}"
WITHDRAWN = "các chỉ số bị loại khỏi xếp hạng"
GRANT = "điểm theo quy định riêng của {unit}, chỉ số {code}"
SHEET_BINDING = "thang so sánh trong phiếu của Hội đồng của {unit}"
SHEET_GRANTS = "điểm theo quy định riêng trong phiếu của Hội đồng của {unit}"
WITHDRAWN_UNRECORDED = "nhật ký không ghi quyết định loại chỉ số {code} khỏi xếp hạng"
RANKED_UNRECORDED = "nhật ký ghi {unit} không được xếp hạng, hồ sơ ghi có xếp hạng"
WITHDRAWN_RESTORED = "nhật ký ghi chỉ số {code} đã được đưa trở lại xếp hạng"
WITHDRAWN_LEFT_OUT = "nhật ký ghi chỉ số {code} đã bị loại khỏi xếp hạng, hồ sơ không ghi"
WITHDRAWN_REASON = "lý do loại chỉ số {code} khỏi xếp hạng"
UNRANKED_REASON = "lý do không xếp hạng {unit}"
UNRANKED_UNRECORDED = "nhật ký không ghi việc {unit} được đánh giá nhưng không xếp hạng"
RECORDED = "{what}: hồ sơ ghi {stored}, nhật ký ghi {computed}"
IMPORT_UNKNOWN = "số liệu “{name}” của {unit} dẫn đến lần nhập số {number} không có trong hồ sơ"
IMPORT_NO_FIGURE = "số liệu “{name}” của {unit} không có trong phiếu của Hội đồng"
UNIT_LEFT_OUT = "có trong danh sách đơn vị nhưng không có trong kết quả"
UNIT_UNKNOWN = "có trong kết quả nhưng không có trong danh sách đơn vị"
GROUPS = "số nhóm đơn vị"
SOME = "(có)"
ORDER = "thứ tự các đơn vị của nhóm “{title}”"
CONTENT_HASH = "mã băm của kết quả"
TOO_LONG = "có số quá dài hoặc nội dung lồng quá sâu"
NOT_COMPUTED = "không tính lại được: {problem}"
RESULT_FIELDS = {
    "year": "năm",
    "decimals": "số chữ số thập phân",
    "title": "tên nhóm",
    "framework": "bộ chỉ số",
    "framework_version": "phiên bản bộ chỉ số",
    "framework_hash": "mã băm bộ chỉ số",
    "bands": "mức xếp loại",
    "tie_break": "thứ tự khi bằng điểm",
    "name": "tên đơn vị",
    "sheet": "mã băm phiếu của Hội đồng",
    "maximum": "điểm tối đa",
    "excluded": "điểm không đưa vào đánh giá",
    "self": "điểm tự đánh giá",
    "appraisal": "điểm Tổ thẩm định",
    "total": "điểm Hội đồng",
    "published": "điểm công bố",
    "rank": "xếp hạng",
    "ranked": "việc xếp hạng",
    "band": "xếp loại",
    "parts": "điểm theo nguồn cung cấp, theo trụ cột",
}

# --- the answer --------------------------------------------------------------------------------------------

AT = "{place}: {text}."
EQUAL = (
    "{title}: tính lại từ hồ sơ, {sheets} phiếu điểm, {events} sự kiện, điểm, xếp hạng và mã băm đều khớp.\n"
    "Mã băm của kết quả: {hash}\n"
    "Quyết định công bố: {decision}. Hãy đối chiếu mã băm này với mã băm trên trang kết quả đã công bố."
)
NO_DECISION = "không ghi số"
DATED = "số {number} ngày {date}"
USAGE = "Cách dùng: python -m dossier TỆP [--all]"
