"""The workbook of a framework: its sheets and headings, its page of help, and what is wrong in one."""

from app.messages.suppliers import TITLES

# ---------------------------------------------------------------- sheets
HEAD = "Thông tin"
INPUTS = "Số liệu"
NODES = "Chỉ số"
CASES = "Ví dụ"
VIEWS = "Nhóm, trụ cột"
BANDS = "Xếp loại"
SPECIAL = "Quy định đặc biệt"
HELP = "Hướng dẫn"

# ---------------------------------------------------------------- headings, by the key in a framework file
HEADINGS: dict[str, dict[str, str]] = {
    HEAD: {"label": "Mục", "key": "Khóa", "value": "Nội dung"},
    INPUTS: {
        "name": "Tên (mã) số liệu",
        "title": "Tiêu đề",
        "type": "Kiểu",
        "unit": "Đơn vị tính",
        "definition": "Định nghĩa",
        "guidance": "Hướng dẫn",
        "at_most": "Không lớn hơn",
        "min": "Nhỏ nhất",
        "max": "Lớn nhất",
        "choices": "Các mức lựa chọn",
        "general": "Mục thông tin chung",
    },
    NODES: {
        "code": "Mã",
        "parent": "Mã cha",
        "level": "Cấp",
        "title": "Tên",
        "max": "Điểm tối đa",
        "printed_max": "Điểm in trong quyết định",
        "printed": "Chữ in thay cho điểm",
        "rule": "Quy tắc",
        "parameters": "Tham số của quy tắc",
        "basis_kind": "Loại căn cứ",
        "basis": "Căn cứ",
        "evidence": "Tài liệu kiểm chứng",
        "guidance": "Hướng dẫn",
        "supplier": "Bên cung cấp",
        "note": "Ghi chú",
        "joint_with": "Tính chung với",
        "label": "Số in ở bảng",
        "effect": "Cộng hay trừ",
    },
    CASES: {
        "code": "Mã chỉ số",
        "figures": "Số liệu",
        "points": "Điểm phải được",
        "note": "Ghi chú",
        "others": "Số liệu các đơn vị khác",
    },
    VIEWS: {"code": "Mã", "kind": "Loại", "title": "Tên", "mains": "Các chỉ số chính", "max": "Điểm tối đa"},
    BANDS: {"from": "Từ", "title": "Xếp loại"},
    SPECIAL: {
        "id": "Mã",
        "title": "Tên",
        "treatment": "Cách cho điểm",
        "input": "Số liệu",
        "is": "Bằng",
        "leaves": "Các tiêu chí",
        "basis_kind": "Loại căn cứ",
        "basis": "Căn cứ",
    },
}

HEAD_LABELS: dict[str, str] = {
    "id": "Mã bộ chỉ số",
    "version": "Phiên bản",
    "title": "Tên bộ chỉ số",
    "decision.body": "Cơ quan ban hành",
    "decision.number": "Số quyết định",
    "decision.date": "Ngày quyết định",
    "decision.year": "Năm",
    "decision.annex": "Phụ lục",
    "decision.title": "Tên quyết định",
    "decision.note": "Ghi chú về quyết định",
    "max": "Tổng điểm tối đa",
    "not_applicable.treatment": "Tiêu chí không áp dụng",
    "not_applicable.basis": "Căn cứ về tiêu chí không áp dụng",
    "default_zero.basis": "Căn cứ về việc không có số liệu",
    "bonus_capped": "Điểm thưởng không vượt điểm tối đa (yes)",
    "bands.by": "Xếp loại theo (percent, points)",
    "bands.boundary": "Đúng ranh giới (inclusive: được mức trên)",
    "bands.basis": "Căn cứ về xếp loại",
}
NOTHING_WRITTEN = "(trống)"

# ---------------------------------------------------------------- words of closed sets
LEVELS = {
    "pillar": "Trụ cột",
    "main": "Chỉ số chính",
    "component": "Chỉ số thành phần",
    "criterion": "Tiêu chí",
    "subcriterion": "Tiêu chí con",
}
TYPES = {
    "count": "Số nguyên",
    "number": "Số",
    "money": "Số tiền",
    "percent": "Phần trăm",
    "boolean": "Có hoặc Không",
    "choice": "Chọn một mức",
    "text": "Chữ",
}
BASIS_KINDS = {"source": "Theo quyết định", "adopted": "Lấy từ bộ chỉ số khác", "proposed": "Đề xuất"}
SUPPLIERS = TITLES
EFFECTS = {"counted": "Tính vào tổng", "bonus": "Điểm thưởng", "penalty": "Điểm trừ"}
VIEW_KINDS = {"group": "Nhóm", "pillar": "Trụ cột"}
TREATMENTS = {
    "highest_points": "Bằng điểm cao nhất",
    "highest_figure": "Bằng số liệu cao nhất",
    "maximum": "Điểm tối đa",
}

# ---------------------------------------------------------------- what is wrong
NO_SHEET = "Thiếu trang tính này. Tải lại mẫu từ trang của bộ chỉ số."
UNKNOWN_SHEET = "Trang tính không thuộc mẫu của bộ chỉ số. Xóa trang này rồi gửi lại."
NO_HEADING = "Thiếu cột “{heading}” ở dòng tiêu đề (dòng đầu có nội dung của trang)."
UNKNOWN_HEADING = "Không hiểu tiêu đề cột “{text}”; các cột được dùng: {known}."
SAME_HEADING = "Tiêu đề cột “{text}” viết hai lần."
NO_TITLE = "Có nội dung ở cột không có tiêu đề."
UNKNOWN_KEY = "Không hiểu khóa “{key}”; các khóa được dùng: {known}."
SAME_KEY = "Khóa “{key}” đã có ở {other}."
KEY_NEEDED = "Có nội dung nhưng chưa ghi “{heading}”."
SAME_CODE = "Mã “{code}” đã dùng ở {other}."
CODE_IS_NUMBER = (
    "Ô đang chứa số, nên 1.10 và 1.1 không phân biệt được. Đổi định dạng ô thành Văn bản (Text) rồi gõ lại."
)
UNKNOWN_PARENT = "Không có chỉ số mã “{code}” trong trang này."
PARENT_CYCLE = "Mã cha thành vòng: {codes}."
PARENT_OF_JOINT = "Dòng tính chung với chỉ số khác phải có mã cha."
UNREADABLE_CELL = "Không đọc được “{text}”: {problem}"
NOT_PARAMETERS = "Tham số viết mỗi dòng một cặp “tên: giá trị”, ví dụ “of: dvc_muc_3”."
PARAMETERS_ALONE = "Có tham số nhưng chưa ghi quy tắc."
NOT_PAIRS = "Viết mỗi dòng một cặp “tên: giá trị”."
NOT_LIST = "Viết danh sách trong ngoặc vuông, mỗi đơn vị một cặp ngoặc nhọn: [{so_lieu: 5}, …]."
BASIS_ALONE = "Có nội dung căn cứ nhưng chưa chọn loại căn cứ."
ELSEWHERE = "Bộ chỉ số, {place}"
WRONG_FRAMEWORK = (
    "Tệp là của bộ chỉ số “{found}”, phiên bản {version}; trang này sửa “{expected}”, phiên bản {own}."
)

# ---------------------------------------------------------------- the page of help
HELP_TITLE = "{title}: cách ghi tệp này"
HELP_LINES = (
    "Sửa các trang rồi tải tệp lên trang của bản dự thảo. Tệp có một lỗi thì không phần nào được nhận; "
    "mọi lỗi được nêu cùng lúc, theo trang và ô.",
    "Không gộp ô, không ẩn dòng hay cột, không dùng công thức. Mã và ngày tháng ghi ở ô kiểu Văn bản (Text).",
    "Số viết như 5, 0,25, 1/4 hoặc 25%.",
    "Trang “Chỉ số”: mỗi dòng một chỉ số, theo thứ tự in; “Mã cha” là mã của chỉ số nằm ngay trên nó.",
    "Chỉ số có chỉ số con thì không ghi quy tắc và căn cứ; điểm tối đa bằng tổng các chỉ số con.",
    "“Tham số của quy tắc”: mỗi dòng một cặp “tên: giá trị”. Danh sách viết trong [ ], nhóm viết trong { }.",
    "Số liệu cộng với nhau: of: [a, b]. Một số cố định: to: {const: 12}.",
    "Căn cứ “Lấy từ bộ chỉ số khác” ghi ba dòng: framework: …, code: …, note: ….",
    "Trang “Ví dụ”: số liệu mỗi dòng một cặp “tên: giá trị”; true là Có, false là Không.",
    "“(trống)” ở trang “Thông tin” là nội dung mà quyết định để trống.",
)
HELP_HEADINGS = ("Quy tắc", "Ý nghĩa", "Ví dụ tham số")
HELP_RULES = (
    ("boolean", "Có thì được điểm tối đa, không thì 0 điểm", "if: so_lieu_co_khong"),
    ("choice", "Điểm của mức được chọn", "of: so_lieu_chon\nlevels: {cao: {share: 1}, thap: {share: 1/2}}"),
    (
        "checklist",
        "Cộng điểm các mục đạt được; các phần cộng lại bằng 1",
        "parts: [{if: muc_a, share: 1/2}, {if: muc_b, share: 1/2}]",
    ),
    ("ratio", "Tỷ lệ × điểm tối đa", "of: dat\nto: tong"),
    ("ratio_target", "Đạt mục tiêu thì tối đa, thấp hơn thì theo tỷ lệ", "of: dat\nto: tong\ntarget: 80%"),
    ("complete_else_ratio", "Đầy đủ thì tối đa, chưa đủ thì theo tỷ lệ", "of: dat\nto: tong"),
    ("gated_ratio", "Có điều kiện thì tính tỷ lệ, không thì 0", "if: dieu_kien\nof: dat\nto: tong"),
    ("threshold", "Đạt ngưỡng thì tối đa, không thì 0", "of: dat\nto: tong\nat_least: 50%"),
    ("tiers", "Điểm theo bậc", "of: dat\nto: tong\nsteps: [{from: 90%, share: 1}, {from: 50%, share: 1/2}]"),
    ("lower_is_better", "Càng thấp càng tốt", "of: so_ngay\nbest: 1\nworst: 10"),
    (
        "count_capped",
        "Mỗi đơn vị đếm được số điểm này, không quá mức trần",
        "of: so_luong\neach: 0.5\ncap: 5",
    ),
    ("two_ratio_half_full", "Một phần tính nửa điểm, một phần tính đủ", "half: muc_3\nfull: muc_4\nto: tong"),
    (
        "gated_two_ratio",
        "Phần tính đủ đạt ngưỡng thì tối đa",
        "half: muc_3\nfull: muc_4\nto: tong\nat_least: 50%",
    ),
    (
        "composite_sum",
        "Cộng các phần, mỗi phần một quy tắc",
        "parts: [{share: 1/2, rule: {boolean: {if: a}}}, {share: 1/2, rule: {ratio: {of: b, to: c}}}]",
    ),
    ("either", "Lấy cách tính cao nhất", "parts: [{boolean: {if: a}}, {ratio: {of: b, to: c}}]"),
    (
        "gated",
        "Có điều kiện thì tính theo quy tắc khác, không thì 0",
        "if: dieu_kien\nrule: {ratio: {of: b, to: c}}",
    ),
    ("min_max", "So trong nhóm: thấp nhất 0 điểm, cao nhất điểm tối đa", "of: dat\nto: tong"),
    ("proportional_to_best", "So trong nhóm: theo tỷ lệ với đơn vị cao nhất", "of: dat\nto: tong"),
    ("z_score", "So trong nhóm: theo điểm Z, từ low đến high", "of: dat\nto: tong\nlow: -3\nhigh: 3"),
    ("imported", "Điểm (hoặc phần trăm) do bên khác chuyển đến", "of: diem_khao_sat"),
    ("manual", "Cho điểm trực tiếp khi thẩm định", ""),
)
HELP_OPTIONS_TITLE = "Tham số thêm của các quy tắc có mẫu số"
HELP_OPTIONS = (
    ("zero_denominator", "Mẫu số bằng 0: zero (0 điểm), full (điểm tối đa), not_applicable (không áp dụng)"),
    ("above_one", "Tỷ lệ trên 100 %: cap (báo), expected (không báo)"),
    ("boundary", "Đúng ranh giới: inclusive (được), exclusive (chưa được)"),
    ("direction", "Chiều: higher (cao tốt), lower (thấp tốt)"),
    ("all_equal", "Cả nhóm bằng nhau: full_if_positive, full, zero"),
    ("deviation", "Độ lệch chuẩn: population, sample"),
)


def file_name(framework_id: str, version: int) -> str:
    """The name of a framework's workbook."""
    return f"bo-chi-so-{framework_id.replace('/', '-').replace('_', '-')}-{version}.xlsx"
