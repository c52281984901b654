"""What the pages of framework keeping say: refusals, confirmations, words of states and fields."""

ONLY_STANDING_BODY = "Chỉ cơ quan thường trực được lập, sửa và công bố bộ chỉ số."
STATES = {"shipped": "Có sẵn", "draft": "Dự thảo", "published": "Đã công bố", "retired": "Thôi dùng"}
STATE_TONES = {"shipped": "blue", "draft": "amber", "published": "green", "retired": "neutral"}

# ---------------------------------------------------------------- done
COPIED = "Đã lập bản dự thảo."
SAVED = "Đã lưu."
IMPORTED = "Đã nhận toàn bộ nội dung của tệp."
PUBLISHED = "Đã công bố phiên bản này. Từ nay nội dung không thay đổi được nữa."
RETIRED = "Đã thôi dùng phiên bản này cho kỳ mới."
DELETED = "Đã xóa bản dự thảo."
MAPPED = "Đã ghi {count} cặp tiêu chí."
UNMAPPED = "Đã bỏ cặp tiêu chí."

# ---------------------------------------------------------------- refused
DRAFT_ONLY = "Chỉ sửa được bản dự thảo. Phiên bản đã công bố không thay đổi; muốn sửa thì lập phiên bản mới."
DRAFT_EXISTS = "Bộ chỉ số này đã có một bản dự thảo. Sửa tiếp bản đó, hoặc xóa đi trước khi lập bản khác."
ID_WRITING = (
    "Mã chỉ gồm chữ thường không dấu, chữ số, gạch dưới, và một gạch chéo nếu cần, ví dụ tinh_2026/xa."
)
ID_TAKEN = "Mã “{key}” đã dùng cho một bộ chỉ số khác."
TITLE_NEEDED = "Chưa ghi tên bộ chỉ số."
TOO_LONG = "Nội dung bộ chỉ số quá dài."
NOT_READY = "Chưa công bố được. Sửa các nội dung sau rồi thực hiện lại."
SAME_AS = "Nội dung giống hệt “{title}”, phiên bản {version}: không có gì mới để công bố."
NUMBER_NEEDED = "Chưa ghi số quyết định."
NUMBER_LONG = "Số quyết định dài quá 60 ký tự."
DATE_NEEDED = "Chưa ghi ngày quyết định."
VALIDITY_ORDER = "Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi."
NOT_PUBLISHED = "Chỉ phiên bản đã công bố mới thôi dùng được."
SOURCE_NEEDED = "Chọn phiên bản để lập từ đó."
FILE_NEEDED = "Chưa chọn tệp."
FILE_REFUSED = "Tệp chưa được nhận, bản dự thảo giữ nguyên. Sửa các chỗ sau trong tệp rồi gửi lại."
OTHER_FRAMEWORK = "tệp là của bộ chỉ số “{found}”, bản dự thảo này là “{expected}”."
NO_PAIRS = "Chưa chọn cặp tiêu chí nào."
UNKNOWN_CODE = "Phiên bản này không có chỉ số mã “{code}”."
PAIR_TAKEN = "Cặp {left} → {right} đã có."
SAME_VERSION = "Chọn hai phiên bản khác nhau."
KIND_NEEDED = "Chọn quy tắc."
NAME_WRITING = "Tên chỉ gồm chữ thường không dấu, chữ số và gạch dưới, bắt đầu bằng chữ."
NAME_TAKEN = "Số liệu “{name}” đã có."
PAIR_LINE = "“{text}”: mỗi dòng viết một cặp “tên: giá trị”."

# ---------------------------------------------------------------- words
LEVELS = {
    "pillar": "Trụ cột",
    "main": "Chỉ số chính",
    "component": "Chỉ số thành phần",
    "criterion": "Tiêu chí",
    "subcriterion": "Tiêu chí con",
}
RULE_TITLES = {
    "boolean": "Có hoặc không",
    "choice": "Chọn một mức",
    "checklist": "Cộng các mục đạt được",
    "ratio": "Tỷ lệ × điểm tối đa",
    "ratio_target": "Tỷ lệ so với mục tiêu",
    "complete_else_ratio": "Đầy đủ thì tối đa, chưa đủ theo tỷ lệ",
    "gated_ratio": "Có điều kiện thì tính tỷ lệ",
    "threshold": "Đạt ngưỡng",
    "tiers": "Theo bậc",
    "lower_is_better": "Càng thấp càng tốt",
    "count_capped": "Đếm, có mức trần",
    "two_ratio_half_full": "Hai tỷ lệ: nửa điểm và đủ điểm",
    "gated_two_ratio": "Hai tỷ lệ, đạt ngưỡng thì tối đa",
    "composite_sum": "Cộng nhiều phần, mỗi phần một quy tắc",
    "either": "Lấy cách tính cao nhất",
    "gated": "Có điều kiện thì theo quy tắc khác",
    "min_max": "So trong nhóm: thấp nhất – cao nhất",
    "proportional_to_best": "So trong nhóm: theo đơn vị cao nhất",
    "z_score": "So trong nhóm: điểm Z",
    "imported": "Điểm do bên khác chuyển đến",
    "manual": "Cho điểm khi thẩm định",
}
PARAMETERS = {
    "if": "Điều kiện (số liệu Có/Không)",
    "of": "Số liệu tính (tử số)",
    "to": "Chia cho (mẫu số)",
    "half": "Số được nửa điểm",
    "full": "Số được đủ điểm",
    "target": "Mục tiêu",
    "at_least": "Ngưỡng",
    "best": "Mức tốt nhất (điểm tối đa)",
    "worst": "Mức kém nhất (0 điểm)",
    "each": "Điểm cho mỗi đơn vị đếm",
    "cap": "Điểm nhiều nhất",
    "low": "Điểm Z được 0 điểm",
    "high": "Điểm Z được điểm tối đa",
    "levels": "Điểm của từng mức",
    "steps": "Các bậc",
    "parts": "Các phần",
    "rule": "Quy tắc",
    "zero_denominator": "Khi mẫu số bằng 0",
    "above_one": "Khi tỷ lệ trên 100 %",
    "boundary": "Đúng ranh giới",
    "direction": "Chiều",
    "all_equal": "Khi cả nhóm bằng nhau",
    "deviation": "Độ lệch chuẩn",
}
OPTIONS = {
    "zero": "0 điểm",
    "full": "Điểm tối đa",
    "not_applicable": "Không áp dụng",
    "cap": "Tính 100 % và nhắc kiểm tra",
    "expected": "Tính 100 %, không nhắc",
    "inclusive": "Được tính là đạt",
    "exclusive": "Chưa đạt",
    "higher": "Càng cao càng tốt",
    "lower": "Càng thấp càng tốt",
    "full_if_positive": "Tối đa nếu lớn hơn 0",
    "population": "Của cả nhóm",
    "sample": "Của mẫu (n − 1)",
}
BY_DEFAULT = "{title} (mặc định)"
CONSTANT = "cộng thêm số cố định"
STEP_FROM = "Từ"
STEP_AWARD = "Được"
PART_AWARD = "Phần này được (để trống: cả điểm tối đa)"
FIELDS = {
    "code": "Mã",
    "title": "Tên",
    "maximum": "Điểm tối đa",
    "rule": "Cách tính điểm",
    "guidance": "Hướng dẫn",
}
PAIR_STATES = {"added": "Thêm mới", "removed": "Bỏ", "changed": "Thay đổi", "same": "Giữ nguyên"}
REASONS = {"same": "cùng mã và tên", "title": "cùng tên", "similar": "tên gần giống ({percent} %)"}

# ---------------------------------------------------------------- what the history says was edited
EDITED_HEAD = "Thông tin chung"
EDITED_NODE = "Sửa chỉ số"
ADDED_NODE = "Thêm chỉ số"
REMOVED_NODE = "Xóa chỉ số"
MOVED_NODE = "Chuyển vị trí chỉ số"
EDITED_RULE = "Sửa cách tính điểm"
EDITED_INPUT = "Sửa số liệu"
REMOVED_INPUT = "Xóa số liệu"
EDITED_CASE = "Sửa ví dụ"
REMOVED_CASE = "Xóa ví dụ"
IMPORTED_FILE = "Nhận tệp"


def version_choice(key: str, version: int, title: str) -> str:
    """A version in a list to choose from; what tells versions apart comes first."""
    return f"{key}, phiên bản {version}: {title}"


def reason(kind: str, percent: int) -> str:
    """Why two criteria are offered as one."""
    return REASONS[kind].format(percent=percent)


def at(place: str, message: str) -> str:
    """A mistake with its place."""
    return f"{place}: {message}"


CASES_WAIT = "Chưa chạy được: bộ chỉ số còn lỗi."

# ---------------------------------------------------------------- forms
NEEDED = "Chưa ghi “{label}”."
NOT_NUMBER = "“{text}” không phải là số (viết như 5; 0,25; 1/4 hoặc 25%)."
TEXT_LONG = "Nội dung dài quá {most} ký tự."
NOT_DAY = "“{text}” không phải là một ngày; viết như 30/11/2026."
CODE_WRITING = "Mã không có dấu cách và không quá 30 ký tự."
OTHERS_WRITING = "Mỗi dòng một đơn vị, ví dụ: dat: 5, tong: 8"
LABELS = {
    "title": "Tên",
    "total": "Tổng điểm tối đa",
    "decision.body": "Cơ quan ban hành",
    "code": "Mã",
    "level": "Cấp",
    "max": "Điểm tối đa",
    "name": "Tên (mã) số liệu",
    "type": "Kiểu",
    "case_code": "Mã chỉ số",
    "points": "Điểm phải được",
}
SAVED_WITH_PROBLEMS = "Đã lưu. Bản dự thảo còn {count} chỗ phải sửa trước khi công bố."
INPUT_TYPES = {
    "count": "Số nguyên",
    "number": "Số",
    "money": "Số tiền",
    "percent": "Phần trăm",
    "boolean": "Có hoặc Không",
    "choice": "Chọn một mức",
    "text": "Chữ (chỉ cho thông tin chung)",
}
TREATMENTS = {
    "exclude_and_rescale": "Loại khỏi tổng rồi quy đổi về thang điểm",
    "full_points": "Tính điểm tối đa",
}
BASIS_KINDS = {
    "source": "Theo chính quyết định này",
    "adopted": "Vận dụng quyết định khác",
    "proposed": "Đề xuất, chưa ban hành",
}
SUPPLIERS = {
    "unit": "Đơn vị",
    "body": "Cơ quan khác",
    "ministry": "Bộ",
    "survey": "Khảo sát",
    "cyberspace": "Đo trên không gian mạng",
    "experts": "Chuyên gia",
    "import": "Nhập từ hệ thống khác",
}
