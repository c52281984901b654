"""Sentences of `flask workflows`."""

HELP_GROUP = "Quy trình: xem, kiểm tra, vẽ sơ đồ, so sánh, công bố phiên bản, chuyển hồ sơ đang chạy."
WHICH = "MÃ[@PHIÊN_BẢN]|TỆP.yaml"
FILES = "[MÃ[@PHIÊN_BẢN]|TỆP.yaml]..."
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
HEAD_LIST = ("Mã", "Phiên bản", "Tên", "Đối tượng", "Trạng thái", "Mã băm", "Đang chạy", "Công bố")
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


# --- list: versions of the installation's own, and what runs ------------------------------------------

NO_DATABASE = "Chưa có cơ sở dữ liệu: chỉ nêu các quy trình đi kèm."
UNCOUNTED = "–"


def kept_by(name: str, at: str) -> str:
    """Who published a version of the installation's own, and when."""
    return f"của đơn vị vận hành, {name or 'chương trình'} công bố {at}"


def same_number(key: str) -> str:
    """A release brought a version under a number the installation had used."""
    return (
        f"{key} vừa là phiên bản đi kèm vừa là phiên bản đã công bố ở đây, nội dung khác nhau; "
        "hãy công bố lại nội dung của mình thành phiên bản kế tiếp rồi chuyển hồ sơ sang"
    )


def changed_kept(key: str) -> str:
    """The text in the database is not what was published."""
    return f"nội dung của {key} trong cơ sở dữ liệu không khớp mã băm lúc công bố"


# --- publish and move -----------------------------------------------------------------------------------

FILE = "TỆP.yaml"
ACCOUNT = "TÀI_KHOẢN"
NOTE = "LÝ_DO"
REASON = "LÝ_DO"
ROUND = "KỲ"
WHICH_ITEMS = "round|assessment"
VERSION = "PHIÊN_BẢN"
STATE_MAP = "CŨ=MỚI"
HELP_PUBLISHER = "Tên đăng nhập của quản trị hệ thống công bố phiên bản."
HELP_MOVER = "Tên đăng nhập của người chuyển."
HELP_NOTE = "Căn cứ hoặc lý do ban hành phiên bản."
HELP_REASON = "Lý do chuyển, ghi vào lịch sử của từng hồ sơ."
HELP_STATE_MAP = "Hồ sơ ở trạng thái CŨ chuyển sang trạng thái MỚI; ghi được nhiều lần."
HELP_YES = "Thực hiện; không có thì chỉ xem trước."
NOT_TEXT = "Tệp quy trình: không phải tệp chữ mã UTF-8."
DRY_PUBLISH = "Chưa ghi gì. Thêm --yes để công bố; phiên bản đã công bố không sửa được nữa."
DRY_PUBLISH_NOTE = DRY_PUBLISH + " Cần có --note."
DRY_MOVE = "Chưa ghi gì. Thêm --yes để chuyển."
DRY_MOVE_REASON = DRY_MOVE + " Cần có --reason."
CHANGED_RIGHTS = "Quyền và bước thay đổi:"


def no_account(username: str, *, closed: bool) -> str:
    """The person named cannot act."""
    why = "đang bị khóa" if closed else "không có"
    return f"Tài khoản “{username}” {why}."


def brand_new(key: str, title: str) -> str:
    """A workflow that was not here before."""
    return f"{key}: quy trình mới «{title}»."


def following(key: str, previous: str) -> str:
    """A new version, compared with the one before it."""
    return f"{key} khác {previous}:"


def published(key: str, content_hash: str) -> str:
    """A version was published."""
    return f"Đã công bố {key}, mã băm {content_hash}."


def bad_state_map(text: str) -> str:
    """An option that is no pair of states, or names one twice."""
    return f"“{text}” phải có dạng CŨ=MỚI, mỗi trạng thái cũ một lần."


def which_round(wanted: int, found: list[int]) -> str:
    """A number that no round has, or a year that several have."""
    if not found:
        return f"Không có kỳ đánh giá nào có số hoặc năm {wanted}."
    return f"Năm {wanted} có nhiều kỳ đánh giá; hãy ghi số của kỳ: {', '.join(map(str, found))}."


def would_move(title: str, old: str, new: str, total: int) -> str:
    """The heading of a dry run."""
    return f"{title}: {old} → {new}, {total} hồ sơ"


def moving(count: int, before: str, after: str) -> str:
    """How many items of one state go where."""
    return f"{count} hồ sơ: {before}" + (" (giữ nguyên)" if before == after else f" → {after}")


def moved(total: int, key: str) -> str:
    """Items were moved."""
    return f"Đã chuyển {total} hồ sơ sang {key}."
