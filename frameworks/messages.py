"""Every Vietnamese sentence of the scoring core, as templates for ``str.format``.

Sections: values people type; figures against each other; warnings; rules in words; one computation
in words; lines of a sheet; mistakes in a framework file; recomputing a stored sheet.
"""

# ---------------------------------------------------------------- values people type
EMPTY_VALUE = "“{title}”: chưa nhập giá trị."
NOT_BOOLEAN = "“{title}”: chỉ chọn Có hoặc Không."
NOT_CHOICE = "“{title}”: chọn một trong các mức đã cho."
NOT_A_NUMBER_FIELD = "“{title}”: phải nhập một số, ví dụ 1234 hoặc 1.234,5."
NOT_NUMBER = "“{text}” không phải là số viết đúng dạng chuẩn."
NOT_WHOLE = "“{title}”: phải là số nguyên, không có phần thập phân."
BELOW_MINIMUM = "“{title}”: không được nhỏ hơn {limit}."
ABOVE_MAXIMUM = "“{title}”: không được lớn hơn {limit}."
NO_PERCENT_SIGN = "“{title}”: chỉ nhập số, không nhập dấu %."
NUMBER_TOO_LONG = "“{title}”: số quá dài, đề nghị kiểm tra lại."
COMMA_IN_COUNT = (
    "“{title}”: “{text}” là {plain} phải không? Nếu đúng, nhập {plain} không có dấu phẩy "
    "(dấu phẩy chỉ dùng cho phần thập phân)."
)
COMMA_THOUSANDS = (
    "“{title}”: “{text}” viết chưa rõ. Dấu phẩy chỉ dùng một lần, cho phần thập phân; "
    "hàng nghìn viết dấu chấm, ví dụ 1.234,5."
)
POINT_DECIMAL = "“{title}”: “{text}” là {comma} phải không? Phần thập phân viết sau dấu phẩy."

# ---------------------------------------------------------------- figures against each other
AT_MOST = "“{title}” ({value}) không được lớn hơn “{other}” ({limit})."
SUM_AT_MOST = "“{title}” cộng “{second}” ({value}) không được lớn hơn “{other}” ({limit})."

# ---------------------------------------------------------------- warnings of a computation
WARN_ZERO_DENOMINATOR = "Mẫu số bằng 0 nên không tính được tỷ lệ: tính 0 điểm."
WARN_ZERO_DENOMINATOR_FULL = "Mẫu số bằng 0: theo quy định của tiêu chí này, tính điểm tối đa."
WARN_NOT_APPLICABLE = "Mẫu số bằng 0: theo quy định của tiêu chí này, coi là không áp dụng."
WARN_ABOVE_ONE = "Tử số lớn hơn mẫu số: tỷ lệ chỉ tính đến 100 %. Đề nghị kiểm tra lại số liệu."
WARN_COHORT_PENDING = "Tạm tính 0 điểm: tiêu chí so sánh các đơn vị, chờ số liệu của cả nhóm."
WARN_ALL_EQUAL = "Mọi đơn vị trong nhóm có cùng giá trị: không phân biệt được mức độ."
WARN_OVERLAP = "Hai số liệu thành phần cộng lại lớn hơn tổng số: có thể đã tính trùng."

# ---------------------------------------------------------------- rules in words
YES = "Có"
NO = "Không"
POINTS = "{number} điểm"
DESCRIBE_BOOLEAN = "{title}: có thì được {points}, không thì 0 điểm"
DESCRIBE_CHOICE = "{title}: {levels}"
DESCRIBE_LEVEL = "{label}: {points}"
DESCRIBE_CHECKLIST = "Cộng điểm các mục đạt được: {parts}"
DESCRIBE_RATIO = "Tỷ lệ = {quotient}; điểm = tỷ lệ × điểm tối đa ({maximum})"
DESCRIBE_RATIO_TARGET = (
    "Tỷ lệ = {quotient}; đạt {target} trở lên thì được điểm tối đa ({maximum}), "
    "thấp hơn thì điểm = tỷ lệ / {target} × điểm tối đa"
)
DESCRIBE_AVERAGE_TARGET = (
    "Số bình quân = {quotient}; đạt {target} trở lên thì được điểm tối đa ({maximum}), "
    "thấp hơn thì điểm = số bình quân / {target} × điểm tối đa"
)
DESCRIBE_COMPLETE = (
    "Tỷ lệ = {quotient}; đầy đủ thì được điểm tối đa ({maximum}), chưa đầy đủ thì điểm = tỷ lệ × điểm tối đa"
)
DESCRIBE_GATED = "Nếu “{gate}”: tỷ lệ = {quotient}; điểm = tỷ lệ × điểm tối đa ({maximum}). Nếu không: 0 điểm"
DESCRIBE_TWO_RATIO = (
    "Điểm = {half} / {to} × 1/2 điểm tối đa + {full} / {to} × điểm tối đa; điểm tối đa {maximum}"
)
DESCRIBE_GATED_TWO_RATIO = (
    "Nếu {full} / {to} đạt {at_least} trở lên: điểm tối đa ({maximum}). Nếu chưa đạt: {rest}"
)
DESCRIBE_TIERS = "{quotient}: {steps}; thấp hơn: 0 điểm"
DESCRIBE_TIERS_ABOVE = "{quotient}: {steps}; còn lại: 0 điểm"
DESCRIBE_STEP = "từ {bound} trở lên được {points}"
DESCRIBE_THRESHOLD = "{quotient} đạt {at_least} trở lên thì được {points}, chưa đạt thì 0 điểm"
DESCRIBE_STEP_ABOVE = "trên {bound} được {points}"
DESCRIBE_THRESHOLD_ABOVE = "{quotient} trên {at_least} thì được {points}, chưa trên thì 0 điểm"
DESCRIBE_COUNT = "{of}: mỗi {unit} được {each} điểm, tổng không quá {cap} điểm"
COUNT_UNIT = "đơn vị đếm"
DESCRIBE_LOWER = (
    "{quotient}: càng thấp càng tốt; từ {best} trở xuống được {maximum} điểm, "
    "từ {worst} trở lên được 0 điểm, ở giữa giảm dần đều"
)
DESCRIBE_COMPOSITE = "Tổng các phần, không quá {maximum} điểm: {parts}"
DESCRIBE_EITHER = "Lấy mức cao nhất trong các cách tính: {parts}"
DESCRIBE_PART = "({position}) {part}"
DESCRIBE_GATE = "Nếu không “{gate}” thì 0 điểm. Nếu có: {rule}"
DESCRIBE_IMPORTED = "Điểm do {supplier} chuyển đến, từ 0 đến {maximum}"
DESCRIBE_IMPORTED_PERCENT = "{title} × điểm tối đa ({maximum}); số liệu do {supplier} chuyển đến"
IMPORTED_FROM = "đơn vị được giao (điều tra, công cụ, chuyên gia, bộ)"
DESCRIBE_MIN_MAX = (
    "{quotient}, so với cả nhóm đơn vị: điểm = (giá trị − thấp nhất) / (cao nhất − thấp nhất) × {maximum}"
)
DESCRIBE_MIN_MAX_LOWER = (
    "{quotient}, so với cả nhóm đơn vị, càng thấp càng tốt: "
    "điểm = (cao nhất − giá trị) / (cao nhất − thấp nhất) × {maximum}"
)
DESCRIBE_BEST = "{quotient}, so với đơn vị cao nhất của nhóm: điểm = giá trị / cao nhất × {maximum}"
DESCRIBE_Z = (
    "{quotient}, so với cả nhóm đơn vị: z = (giá trị − trung bình) / độ lệch chuẩn ({deviation}); "
    "z từ {low} trở xuống 0 điểm, từ {high} trở lên {maximum} điểm, ở giữa tăng đều"
)
DESCRIBE_Z_LOWER = "; càng thấp càng tốt nên z đổi dấu"
DEVIATIONS = {"population": "tổng thể, chia n", "sample": "mẫu, chia n − 1"}
DESCRIBE_EQUAL = {
    "full_if_positive": "; mọi đơn vị bằng nhau thì được điểm tối đa nếu giá trị lớn hơn 0",
    "full": "; mọi đơn vị bằng nhau thì được điểm tối đa",
    "zero": "; mọi đơn vị bằng nhau thì 0 điểm",
}
DESCRIBE_MANUAL = "Cho điểm trực tiếp từ 0 đến {maximum}, có nêu lý do"
DESCRIBE_SUM = "Tổng điểm các chỉ số con: {codes}; điểm tối đa {maximum}"
DESCRIBE_ZERO_FULL = "; mẫu số bằng 0 thì được điểm tối đa"
DESCRIBE_ZERO_NOT_APPLICABLE = "; mẫu số bằng 0 thì coi là không áp dụng"

# ---------------------------------------------------------------- one computation in words
WORK_MISSING = "Chưa có số liệu: {titles}"
WORK_ANSWER = "{title}: {answer}"
WORK_ZERO_DENOMINATOR = "{shown}: mẫu số bằng 0"
WORK_NOT_APPLICABLE = " → không áp dụng"
WORK_CAPPED = ", lấy 100 %"
WORK_TARGET_MET = ", đạt mức {target}"
WORK_TARGET_NOT_MET = ", mức phải đạt {target}"
WORK_STEP = ", thuộc mức từ {bound} trở lên"
WORK_NO_STEP = ", dưới mức thấp nhất"
WORK_NO_STEP_ABOVE = ", chưa trên mức thấp nhất"
WORK_STEP_ABOVE = ", thuộc mức trên {bound}"
WORK_THRESHOLD_ABOVE = ", trên mức {at_least}"
WORK_THRESHOLD_NOT_ABOVE = ", chưa trên mức {at_least}"
WORK_THRESHOLD_MET = ", đạt mức {at_least}"
WORK_THRESHOLD_NOT_MET = ", chưa đạt mức {at_least}"
WORK_LIMITED = "{sum}, không quá {limit}"
WORK_NOT_BELOW = "{sum}, không dưới {limit}"
WORK_BEST = "{shown}, không quá mức tốt nhất {best}"
WORK_WORST = "{shown}, từ mức kém nhất {worst} trở lên"
WORK_TOTAL = "cộng: {terms}"
WORK_EITHER = "lấy mức cao nhất"
WORK_PENDING = "{valued}: chờ số liệu của cả nhóm đơn vị, tạm tính"
WORK_MIN_MAX = "{valued}; nhóm: thấp nhất {low}, cao nhất {high} → ({top}) / ({high} − {low}) × {maximum}"
WORK_BEST_OF = "{valued}; cao nhất nhóm {high} → {value} / {high} × {maximum}"
WORK_ALL_EQUAL = "{valued}; mọi đơn vị trong nhóm bằng nhau"
WORK_NONE_ABOVE_ZERO = "{valued}; không đơn vị nào trong nhóm lớn hơn 0"
WORK_Z = (
    "{valued}; nhóm: trung bình {mean}, độ lệch chuẩn {deviation} → z {z} "
    "→ (z − ({low})) / ({high} − ({low})) × {maximum}"
)
WORK_MANUAL = "Cho điểm trực tiếp, chưa có điểm"

# ---------------------------------------------------------------- lines of a sheet
LINE_NO_DATA = "Đơn vị khai không có số liệu"
LINE_EXCLUDED = "Không áp dụng, đã được chấp nhận: không tính điểm, bớt {maximum} điểm tối đa khi quy đổi"
LINE_EXCLUDED_BY_RULE = "{work}: không tính điểm, bớt {maximum} điểm tối đa khi quy đổi"
LINE_FULL = "Không áp dụng, đã được chấp nhận: tính điểm tối đa"
LINE_FULL_BY_RULE = "{work}: tính điểm tối đa"
LINE_WITHDRAWN = (
    "Chỉ số bị loại khỏi xếp hạng kỳ này: không tính điểm, bớt {maximum} điểm tối đa của mọi đơn vị"
)
LINE_GRANTED = "Theo quy định “{title}”{points}"
LINE_OVERRIDE = "Điểm được xác định khi thẩm định (tính từ số liệu: {computed})"
OVERRIDE_OUT_OF_RANGE = "Điểm của chỉ số {code} phải từ 0 đến {maximum}."
SCALES_DIFFER = "Thang so sánh của chỉ số {code} không khớp với quy tắc của chỉ số."
GRANT_UNFOUNDED = (
    "Điểm theo quy định riêng của chỉ số {code} không khớp với bộ chỉ số hoặc số liệu của đơn vị."
)
OVERRIDE_NOT_LEAF = "Chỉ số {code} không phải là chỉ số được cho điểm."
STATUS_UNKNOWN = "Trạng thái “{status}” của chỉ số {code} không có trong danh mục."
UNKNOWN_FIGURES = "Số liệu không thuộc bộ chỉ số: {names}."

# ---------------------------------------------------------------- mistakes in a framework file
PLACE_STEP = " › "
PLACE_FILE = "tệp {name}"
PLACE_LINE = "dòng {line}"
PLACE_HEAD = "phần đầu"
PLACE_INPUT = "số liệu {name}"
PLACE_NODE = "chỉ số {code}"
PLACE_NODE_AT = "{parent}, chỉ số con thứ {position}"
PLACE_TREE = "cây chỉ số"
PLACE_RULE = "quy tắc"
PLACE_BASIS = "căn cứ"
PLACE_CASE = "ví dụ thứ {position}"
PLACE_VIEW = "nhóm, trụ cột thứ {position}"
PLACE_SPECIAL = "quy định đặc biệt thứ {position}"
PLACE_BAND = "mức xếp loại thứ {position}"
VIEW_MAIN = "Không có chỉ số chính “{code}”."
CODE_REPEATED = "“{name}” nêu {code} hai lần."
BANDS_ORDER = "Các mức xếp loại phải giảm dần, không trùng nhau và mức cuối phải từ 0."
BANDS_TITLES = "Hai mức xếp loại trùng tên."
SUPPLIER = "Nguồn cung cấp “{supplier}” không có; các nguồn: {known}."
TWO_SUPPLIERS = "Do hai nguồn cung cấp: {suppliers}. Một số liệu chỉ có một nguồn."
EFFECT_INSIDE = "“effect” chỉ đặt ở chỉ số cao nhất của cây."
JOINT_UNKNOWN = (
    "Chỉ số {code} tính chung với {other}, nhưng {other} không phải chỉ số được cho điểm ngay cạnh nó."
)
JOINT_CYCLE = "Các chỉ số tính chung thành vòng: {codes}."
TEXT_NOT_GENERAL = "Kiểu text chỉ dùng cho thông tin chung (“general”)."
TEXT_TOO_LONG = "“{title}”: không quá {limit} ký tự."
LIMITS_LOW_HIGH = "“low” phải nhỏ hơn “high”."
IMPORTED_RANGE = "Số liệu “{name}” phải là phần trăm, hoặc là số từ 0 đến điểm tối đa ({maximum})."
BAD_YAML = "Không đọc được YAML: {problem}."
DUPLICATE_KEY = "Khóa “{key}” viết hai lần."
UNREADABLE_FILE = "Không đọc được tệp: {problem}."
NOT_MAPPING = "Phải là một khối gồm các khóa và giá trị."
MAPPING_NEEDED = "“{name}” phải là một khối gồm các khóa và giá trị."
LIST_NEEDED = "“{name}” phải là một danh sách có ít nhất một mục."
UNKNOWN_KEY = "Không hiểu khóa “{name}”; các khóa được dùng: {known}."
KEY_MISSING = "Thiếu “{name}”."
TEXT_NEEDED = "“{name}” phải là một đoạn chữ."
BAD_NUMBER = "“{name}”: “{text}” không phải là số (viết như 5, 0.25, 1/4 hoặc 25%)."
BAD_WHOLE = "“{name}”: “{text}” không phải là số nguyên dương."
NOT_POSITIVE = "“{name}” phải lớn hơn 0."
BAD_NAME = "Tên “{name}” chỉ gồm chữ thường không dấu, chữ số và gạch dưới, bắt đầu bằng chữ."
BAD_TYPE = "Kiểu “{type}” không có; các kiểu: {known}."
CHOICES_NEEDED = "Số liệu kiểu lựa chọn phải có ít nhất hai mức trong “choices”."
CHOICES_NOT_WANTED = "Chỉ số liệu kiểu lựa chọn mới có “choices”."
LIMITS_NOT_WANTED = "Chỉ số liệu là số mới có “at_most”, “min”, “max”."
LIMITS_CROSSED = "“min” lớn hơn “max”."
MINIMUM_BELOW_ZERO = "Số liệu kiểu {type} không thể có “min” nhỏ hơn 0."
PERCENT_LIMIT = "Số liệu kiểu percent phải nằm trong 0 đến 100."
AT_MOST_UNKNOWN = "“at_most” nêu số liệu “{name}” chưa khai báo hoặc không phải là số."
AT_MOST_CYCLE = "“at_most” thành vòng: {names}."
INPUT_UNUSED = "Đã khai báo nhưng không quy tắc nào dùng."
DUPLICATE_CODE = "Mã {code} dùng hai lần."
ORPHAN_CODE = "Mã {code} không nằm dưới mã của chỉ số cha {parent}."
BAD_LEVEL = "Cấp “{level}” không có; các cấp: {known}."
LEVEL_ORDER = "Cấp {level} không thể nằm dưới cấp {parent}."
SUM_DIFFERS = "Điểm tối đa là {maximum} nhưng các chỉ số con cộng lại là {sum}."
RULE_MISSING = "Chỉ số được cho điểm phải có quy tắc (“rule”)."
BASIS_MISSING = "Chỉ số được cho điểm phải có căn cứ (“basis”)."
RULE_NOT_WANTED = "Chỉ số có chỉ số con thì không có “{name}”: điểm là tổng điểm các chỉ số con."
BASIS_KIND = "Phải có đúng một trong: source, adopted, proposed."
ADOPTED_NEEDS = "“adopted” phải nêu “framework” và “code”."
TREATMENT = "“treatment” phải là exclude_and_rescale hoặc full_points."
DUPLICATE_FRAMEWORK = "Mã bộ chỉ số “{id}” đã dùng ở {other}."
ONE_RULE = "Quy tắc phải nêu đúng một tên, ví dụ {{ratio: {{of: …, to: …}}}}."
UNKNOWN_RULE = "Không có quy tắc “{name}”; các quy tắc: {known}."
BARE_MIN_MAX = (
    "“{name}” có hai cách hiểu, phải nói rõ: min_max (đơn vị thấp nhất được 0 điểm) "
    "hay proportional_to_best (tính theo tỷ lệ so với đơn vị cao nhất)."
)
UNKNOWN_PARAMETER = "Không hiểu tham số “{name}”; các tham số: {known}."
PARAMETER_MISSING = "Thiếu tham số “{name}”."
UNDECLARED_INPUT = "Dùng số liệu “{name}” chưa khai báo trong “inputs”."
WRONG_INPUT_TYPE = "Số liệu “{name}” có kiểu {type}; ở đây cần kiểu: {types}."
BAD_QUANTITY = "“{name}” phải là tên số liệu, danh sách tên, hoặc {{const: số}}."
REPEATED_INPUT = "“{name}” nêu một số liệu hai lần."
MIXED_PERCENT = "“{name}” cộng lẫn số phần trăm với số khác."
NEGATIVE_DENOMINATOR = "Mẫu số “{name}” có thể âm; đặt “min” từ 0 trở lên."
SHARE_OR_POINTS = "{where}: phải có đúng một trong share, points."
AWARD_OUT_OF_RANGE = "{where}: điểm phải từ 0 đến điểm tối đa ({maximum})."
BAD_OPTION = "“{name}”: “{text}” không có; các lựa chọn: {known}."
NOT_APPLICABLE_INSIDE = (
    "zero_denominator: not_applicable chỉ dùng cho quy tắc của cả chỉ số, không dùng trong một phần."
)
LEVEL_UNKNOWN = "Mức “{key}” không có trong “choices” của số liệu “{name}”."
LEVEL_MISSING = "Mức “{key}” của số liệu “{name}” chưa có điểm."
NO_FULL_LEVEL = "Không mức nào đạt điểm tối đa ({maximum})."
CHECKLIST_SUM = "Các phần của checklist cộng lại bằng {sum}, phải bằng 1."
REPEATED_CONDITION = "Điều kiện “{name}” nêu hai lần."
STEP_REPEATED = "Mức từ {bound} nêu hai lần."
STEPS_NOT_RISING = "Mức từ {bound} được nhiều điểm hơn hoặc bằng một mức cao hơn."
BOUND_ABOVE_ONE = "“{name}” lớn hơn 100 % trong khi số liệu là phần trăm."
CAP_ABOVE_MAXIMUM = "“cap” lớn hơn điểm tối đa ({maximum})."
BEST_WORST = "“best” phải nhỏ hơn “worst”."
PARTS_TOO_SMALL = "Các phần cộng lại chỉ được {sum} điểm, không thể đạt điểm tối đa {maximum}."
PARTS_TWO = "Phải có ít nhất hai phần."
MANUAL_INSIDE = "manual chỉ dùng cho quy tắc của cả chỉ số, không dùng trong một phần."
CASE_CODE = "Mã “{code}” không phải là chỉ số được cho điểm."
CASE_INPUT = "Số liệu “{name}” chưa khai báo."
CASE_VALUE = "Số liệu “{name}”: {problem}"
CASE_DIFFERS = "Chỉ số {code}: tính được {computed} điểm, ví dụ ghi {expected} điểm."

# ---------------------------------------------------------------- recomputing a stored sheet
SHEET_NOT_JSON = "Bảng điểm không phải là JSON hợp lệ."
SHEET_SHAPE = "Bảng điểm thiếu hoặc sai phần “{name}”."
DIFFERS = "{what}: bảng lưu ghi {stored}, tính lại được {computed}."
DIFFERS_FRAMEWORK_ID = "Mã bộ chỉ số"
DIFFERS_FRAMEWORK_VERSION = "Phiên bản bộ chỉ số"
DIFFERS_FRAMEWORK_HASH = "Mã băm bộ chỉ số"
DIFFERS_RULES_VERSION = "Phiên bản quy tắc tính điểm"
DIFFERS_LINE = "Chỉ số {code}, {field}"
DIFFERS_NODE = "Tổng điểm chỉ số {code}"
FIELD_NAMES = {
    "points": "điểm",
    "computed": "điểm tính từ số liệu",
    "maximum": "điểm tối đa",
    "excluded": "loại trừ",
    "special": "quy định riêng",
    "status": "trạng thái",
    "warnings": "cảnh báo",
    "override": "điểm thẩm định",
    "total": "Tổng điểm",
    "counted_maximum": "Tổng điểm tối đa được tính",
    "rescaled_total": "Tổng điểm sau quy đổi",
}
ABSENT = "(không có)"
NOT_CANONICAL = "Các số bằng nhau nhưng văn bản không ở dạng chuẩn."
EXTRA_FIGURE = "Bảng điểm có số liệu “{name}” không thuộc bộ chỉ số hoặc sai dạng."

# ---------------------------------------------------------------- writing frameworks
NO_SUCH_NODE = "Không có chỉ số mã {code}."
NO_SUCH_INPUT = "Không có số liệu tên {name}."
NO_SUCH_CASE = "Không có ví dụ thứ {position}."
