"""Sentences of `flask workflows`."""

HELP_GROUP = "Quy trình: xem, kiểm tra, vẽ sơ đồ, so sánh các phiên bản."
WHICH = "MÃ[@PHIÊN_BẢN]|TỆP.yaml"
FILES = "[TỆP.yaml]..."
STATE = "TRẠNG_THÁI"
OLD = "CŨ"
NEW = "MỚI"
HELP_FORM = "Dạng sơ đồ."
HELP_CURRENT = "Trạng thái được tô sáng."
HELP_OUTPUT = "Tệp sẽ ghi (mặc định in ra màn hình)."
UNKNOWN = "không có quy trình “{name}”. Có: {known}."
UNKNOWN_STATE = "quy trình {key} không có trạng thái “{name}”. Có: {known}."
BROKEN = "{problems}"
NO_FILE = "không ghi được tệp: {problem}."
WRITTEN = "Đã ghi {path}."
ALL_WELL = "{count} phiên bản quy trình đều đúng."
FAULT = "{name}: {problem}"
HEAD_LIST = ("Mã", "Phiên bản", "Tên", "Đối tượng", "Trạng thái", "Mã băm", "Công bố")
PUBLISHED = {True: "đã công bố", False: "chưa công bố"}
SUBJECTS = {
    "assessment": "hồ sơ đánh giá",
    "round": "kỳ đánh giá",
    "document": "văn bản",
    "task": "nhiệm vụ cải thiện",
}

# --- show -------------------------------------------------------------------------------------------
HEAD_STATES = ("Trạng thái", "Tên", "Giai đoạn", "Hạn", "Ghi chú")
FIRST = "bắt đầu"
LAST = "kết thúc"
LIKE = "quyền như «{state}»"
STATES = "TRẠNG THÁI"
STEPS = "BƯỚC CHUYỂN"
PERMISSIONS = "QUYỀN THEO TRẠNG THÁI"
GROUPS = "NHÓM"
VARIABLES = "BIẾN"
NOBODY = "không ai"
ONLY_BY_ITSELF = "chương trình, {when}"
STAY = "giữ nguyên"
LABELS = {
    "basis": "Căn cứ",
    "subject": "Đối tượng",
    "parent": "Quy trình cha",
    "hash": "Mã băm",
    "way": "từ",
    "by": "do",
    "groups": "nhóm",
    "permission": "cần quyền",
    "when": "điều kiện",
    "needs": "phải có",
    "sets": "đặt biến",
    "freezes": "chốt",
    "then": "sau đó",
}


def line(label: str, text: str) -> str:
    """One labelled line."""
    return f"{LABELS[label]}: {text}"


def kept(title: str, kind: str, initial: str) -> str:
    """A variable: its title, type and what it begins with."""
    return f"{title} ({kind}, ban đầu: {initial})"
