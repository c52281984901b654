"""Sentences of the council's room."""

from collections.abc import Sequence

COUNCIL = "Hội đồng đánh giá"
UNKNOWN_CRITERION = "Bộ chỉ số của đơn vị không có tiêu chí này."
QUESTION_NEEDED = "Xin ghi vấn đề cần Hội đồng xem xét."
ALREADY_OPEN = "Tiêu chí này của đơn vị đã có một vấn đề đang chờ Hội đồng quyết định."
NO_SESSION = "Chưa có phiên họp Hội đồng nào đang mở."
SESSION_OPEN = "Đang có một phiên họp chưa kết thúc."
SESSION_CLOSED = "Phiên họp đã kết thúc."
PLACE_NEEDED = "Xin ghi địa điểm họp."
CHAIR_IS_SECRETARY = "Chủ tọa và thư ký phải là hai người khác nhau."
NOT_A_SECRETARY = "Người này không phải Thư ký Hội đồng của kỳ đánh giá."
UNKNOWN_POINT = "Kỳ đánh giá không có vấn đề này."
PROPOSED = "Điểm đề xuất"
NOT_A_MEMBER = "Người này không thuộc Hội đồng của kỳ đánh giá."
NOT_PRESENT = "Chỉ thành viên có mặt tại phiên họp mới biểu quyết."
CONFLICT = "Thành viên thuộc đơn vị được xem xét hoặc xin không tham gia nên không biểu quyết vấn đề này."
BELONGS = "thuộc đơn vị được xem xét"
ALREADY_ASIDE = "Thành viên này đã được ghi là không tham gia vấn đề này."
STEP_OUT_REASON_NEEDED = "Xin ghi lý do không tham gia để đưa vào biên bản."
STEPPED_OUT = "Đã ghi không tham gia vấn đề này."
NOT_ASIDE = "Thành viên này không được ghi là không tham gia vấn đề này."
CONFLICT_STANDS = (
    "Thành viên thuộc đơn vị được xem xét hoặc đã khai có lợi ích liên quan đến đơn vị nên không tham gia "
    "lại được. Nếu bản khai không đúng, xin rút bản khai trước."
)
STEP_IN_REASON_NEEDED = "Xin ghi lý do tham gia lại để đưa vào nhật ký."
STEPPED_IN = "Đã ghi tham gia lại. Phiếu trước đó (nếu có) không còn hiệu lực, xin biểu quyết lại."
AGENDA_TITLE_NEEDED = "Xin ghi nội dung của mục chương trình."
AGENDA_BEGUN = (
    "Chương trình đã có mục thực hiện xong nên không lập lại được; xin thêm, bỏ hoặc đổi thứ tự từng mục."
)
INVITED = "Đã gửi thông báo mời họp tới các thành viên Hội đồng."
ALREADY_STARTED = "Phiên họp đã bắt đầu nên không sửa được thời gian, địa điểm, chủ tọa và thư ký."
SESSION_CHANGED = "Đã sửa phiên họp."
BAD_TIME = "Xin ghi giờ họp dạng 08:30."
STARTS_AT = "Giờ họp"
NAMES_SHOWN = "Chiếu tên từng thành viên cùng phiếu biểu quyết trên màn chiếu"
SHOW_NOT_YOURS = "Chỉ chủ tọa, thư ký phiên họp và cơ quan thường trực chọn nội dung trình chiếu."
UNKNOWN_VIEW = "Màn chiếu không có nội dung này."
SHOWN_TITLES = {"agenda": "Chương trình", "attendance": "Điểm danh", "totals": "Bảng điểm chung"}
SPEAKER_NEEDED = "Xin ghi người phát biểu."
CONTENT_NEEDED = "Xin ghi nội dung ý kiến."
NOTE_SAVED = "Đã ghi ý kiến thảo luận."
NOTE_REMOVED = "Đã bỏ ý kiến thảo luận."
SOURCE_TITLES = {
    "team": "Tổ thẩm định",
    "difference": "chênh lệch điểm",
    "question": "câu hỏi chưa được trả lời",
    "objection": "ý kiến không đồng ý của đơn vị",
    "complaint": "kiến nghị sau công bố",
    "member": "Hội đồng",
}
AGENDA_TEAM = "Tổ thẩm định"
AGENDA_BEFORE = (
    ("Khai mạc, công bố thành phần, điểm danh và kiểm tra điều kiện họp", "Thư ký Hội đồng"),
    ("Báo cáo kết quả tự đánh giá, kết quả thẩm định và các nội dung còn ý kiến khác nhau", AGENDA_TEAM),
)
AGENDA_AFTER = (
    ("Thống nhất điểm của các đơn vị", "Thư ký Hội đồng"),
    ("Kết luận", "Chủ tọa"),
)
AGENDA_PROPOSED = "Đã lập chương trình từ các vấn đề chờ quyết định."
AGENDA_SAVED = "Đã ghi chương trình phiên họp."
UNKNOWN_CHOICE = "Xin chọn “Tán thành”, “Không tán thành” hoặc “Không có ý kiến”."
POINT_DECIDED = "Vấn đề này đã được quyết định."
POINT_ELSEWHERE = "Đơn vị của vấn đề này chưa được đưa ra Hội đồng."
REASON_NEEDED = "Xin ghi lý do của quyết định để đưa vào biên bản."
CONCLUSION_NEEDED = "Xin ghi kết luận của chủ tọa."
ROUND_NOT_IN_COUNCIL = "Kỳ đánh giá chưa chuyển sang Hội đồng."


def absence_needs_reason(name: str) -> str:
    """A member noted as absent without a reason."""
    return f"{name}: xin ghi lý do vắng mặt."


def absent(reason: str) -> str:
    """A member who is not there, with the reason as far as one was typed."""
    return f"vắng: {reason}" if reason else "vắng"


def votes_changed(outcome: str) -> str:
    """Somebody voted after the page with the outcome was opened."""
    now = "điều chỉnh điểm" if outcome == "adjust" else "giữ nguyên điểm thẩm định"
    return f"Kết quả biểu quyết vừa thay đổi, hiện là: {now}. Xin xem lại rồi ghi quyết định."


def quorum_rule(percent: int) -> str:
    """How many must be there, in words."""
    return "quá nửa" if percent == 50 else f"trên {percent}%"


def no_quorum(present: int, members: int, percent: int) -> str:
    """Too few of the members are there."""
    return (
        f"Phiên họp có mặt {present}/{members} thành viên, chưa {quorum_rule(percent)} nên chưa đủ điều kiện."
    )


def no_quorum_at_point(present: int, members: int, percent: int, aside: int) -> str:
    """Too few are left when those with a conflict have stepped out."""
    return (
        f"{aside} thành viên không tham gia vấn đề này; trong các thành viên còn lại có mặt "
        f"{present}/{members}, chưa {quorum_rule(percent)} nên chưa biểu quyết, quyết định được."
    )


def declared(reason: str) -> str:
    """A member declared a conflict of interest."""
    return f"xin không tham gia: {reason.strip()}"


def invitation(number: int, day: str, time: str | None, place: str) -> str:
    """What a member reads in the notice that calls a meeting."""
    when = f"{time} ngày {day}" if time else f"ngày {day}"
    return f"Phiên {number} họp lúc {when} tại {place}. Xin xem chương trình và các vấn đề cần quyết định."


def invitation_title(number: int) -> str:
    """The heading of that notice."""
    return f"Mời họp Hội đồng, phiên {number}"


def agenda_point(unit: str, label: str, title: str) -> str:
    """An item of the agenda about an open point."""
    return f"Xem xét {unit}, tiêu chí {label}: {title}"


def question_of_difference(label: str, entered: str, appraised: str, reason: str) -> str:
    """A question made of a difference between unit and team."""
    why = f" Ý kiến thẩm định: {reason.strip().rstrip('.')}." if reason.strip() else ""
    return (
        f"Tiêu chí {label}: đơn vị tự đánh giá {entered} điểm, Tổ thẩm định cho {appraised} điểm.{why} "
        f"Hội đồng có điều chỉnh thành {entered} điểm không?"
    )


def question_of_objection(label: str, argument: str) -> str:
    """A question made of an objection that the team kept its points against, or did not answer."""
    return f"Tiêu chí {label}: đơn vị không đồng ý với điểm thẩm định. Ý kiến của đơn vị: {argument.strip()}"


def question_of_question(label: str, question: str) -> str:
    """A question made of one the unit did not answer."""
    return f"Tiêu chí {label}: đơn vị chưa trả lời câu hỏi của Tổ thẩm định: {question.strip()}"


def unit_and_criterion(unit: str, label: str) -> str:
    """Where a question belongs."""
    return f"{unit}, tiêu chí {label}"


def votes_missing(names: Sequence[str]) -> str:
    """Members present who have not voted."""
    return f"Còn {len(names)} thành viên có mặt chưa biểu quyết: {', '.join(names)}."


def total_changed(total: str) -> str:
    """A unit's total is not the one that was shown before confirming."""
    return f"Điểm Hội đồng của đơn vị vừa thay đổi, hiện là {total}. Xin xem lại rồi ghi."


def points_open(labels: Sequence[str]) -> str:
    """Open points of a unit."""
    return f"Còn {len(labels)} vấn đề của đơn vị chưa quyết định: {', '.join(labels)}."


def units_not_settled(names: Sequence[str]) -> str:
    """Units on which the council has not concluded."""
    shown = ", ".join(names[:6]) + ("…" if len(names) > 6 else ".")
    return f"Còn {len(names)} đơn vị chưa được Hội đồng thống nhất điểm: {shown}"


HELD_ON = "Ngày họp"
HELD_ON_NEEDED = "Xin chọn ngày họp."
PLACE = "Địa điểm"
CHAIR = "Chủ tọa"
SECRETARY = "Thư ký"
CHOOSE_PERSON = "Xin chọn một người trong danh sách."
CHOICE_TITLES = {"for": "Tán thành", "against": "Không tán thành", "abstain": "Không có ý kiến"}
OUTCOME_TITLES = {"adjust": "Điều chỉnh theo đề xuất", "keep": "Giữ nguyên điểm thẩm định"}
PLANNED = "Đã lập phiên họp."
STARTED = "Phiên họp đã bắt đầu."
ATTENDANCE_SAVED = "Đã ghi điểm danh."
SESSION_ENDED = "Phiên họp đã kết thúc."
VOTED = "Đã ghi phiếu: {choice}."
HANDS_SAVED = "Đã ghi kết quả biểu quyết."
DECIDED = "Đã ghi quyết định: {outcome}."
RAISED = "Đã đưa tiêu chí {label} ra Hội đồng."
BROUGHT = "Đã đưa {unit} ra Hội đồng."
SETTLED = "Đã ghi nhận Hội đồng thống nhất điểm của {unit}."
REOPENED = "Đã đưa {unit} trở lại Hội đồng."
CONCLUDED = "Hội đồng đã kết luận. Biên bản họp đang được lập."
NOT_WRITTEN = {
    "start": "Phiên họp chưa bắt đầu",
    "attendance": "Điểm danh chưa được ghi",
    "note": "Ý kiến chưa được ghi",
    "close": "Phiên họp chưa kết thúc",
    "vote": "Phiếu chưa được ghi",
    "hands": "Biểu quyết chưa được ghi",
    "decide": "Quyết định chưa được ghi",
    "step_out": "Việc không tham gia chưa được ghi",
    "step_in": "Việc tham gia lại chưa được ghi",
}
MEMBER = "Thành viên"
PRESENT = "có mặt"
COUNCIL_REOPENED = "Đã đưa kết quả trở lại Hội đồng."
BRING_REPORT = "Đưa các đơn vị ra Hội đồng"
FITS_NO_LONGER = "Nội dung này không còn thuộc điều kiện đã chọn."
NOT_YOURS_TO_RAISE = "Anh/chị không nêu được vấn đề của đơn vị này ở bước hiện tại."
NO_POINTS_CHOSEN = "Chưa chọn nội dung nào. Xin đánh dấu các nội dung ở danh sách."
BAD_THRESHOLD = "Mức chênh lệch phải là một số không âm, ví dụ 1 hoặc 0,5."
RAISE_REPORT = "Đưa các nội dung ra Hội đồng"
RAISE_SOURCES = {
    "difference": "Chênh lệch giữa tự đánh giá và thẩm định",
    "objection": "Ý kiến không đồng ý chưa được trả lời hoặc bị giữ nguyên điểm",
    "question": "Câu hỏi giải trình chưa được trả lời",
}
NOTHING_CHOSEN = "Chưa chọn đơn vị nào. Xin đánh dấu các đơn vị ở danh sách."
NOT_BEFORE_COUNCIL = "Đơn vị chưa được đưa ra Hội đồng."
SETTLE_REPORT = "Ghi kết quả Hội đồng thống nhất"


def step_out(unit: str) -> str:
    """What a member from an assessed unit reads."""
    return (
        f"Anh/chị thuộc {unit} nên không tham gia, không xem nội dung và không biểu quyết khi Hội đồng "
        "xem xét đơn vị này."
    )


def meeting_state(opened: bool, closed: bool) -> str:
    """How far a meeting has come."""
    return "Đã kết thúc" if closed else ("Đang họp" if opened else "Đã lập, chưa họp")
