"""The words a definition may use, each with its meaning in Vietnamese.

A definition can only name what the programme can carry out: the loader refuses any guard, effect,
field or permission that is not listed here for the definition's subject, and the application has a
test that it implements every one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

ROLES: dict[str, str] = {
    "specialist": "Chuyên viên nhập số liệu của đơn vị",
    "leader": "Lãnh đạo xác nhận số liệu của đơn vị",
    "appraiser": "Thành viên Tổ thẩm định của kỳ đánh giá",
    "council_member": "Ủy viên Hội đồng đánh giá",
    "council_chair": "Chủ tịch Hội đồng đánh giá",
    "council_secretary": "Thư ký Hội đồng đánh giá",
    "secretariat": "Văn thư: in, cấp số, phát hành văn bản",
    "standing_body": "Cơ quan thường trực điều hành kỳ đánh giá",
    "chairman": "Người ký quyết định công bố",
    "administrator": "Quản trị hệ thống, quản lý tài khoản",
    "auditor": "Thanh tra, kiểm tra: xem mọi hồ sơ, không sửa gì",
    "expert": "Chuyên gia độc lập cho điểm các tiêu chí lấy ý kiến chuyên gia",
    "system": "Chương trình tự thực hiện, không gắn với tài khoản nào",
}

SCOPES: dict[str, str] = {
    "unit": "trong một đơn vị",
    "round": "trong một kỳ đánh giá",
    "whole": "toàn hệ thống",
    "system": "chương trình",
}

STAGES: dict[str, str] = {
    "setup": "Chuẩn bị",
    "self": "Tự đánh giá",
    "appraisal": "Thẩm định",
    "council": "Hội đồng",
    "final": "Công bố",
    "drawing_up": "Soạn thảo",
    "signing": "Ký",
    "issuing": "Phát hành",
    "assigning": "Giao nhiệm vụ",
    "working": "Thực hiện",
    "ending": "Kết thúc",
}
"""The parts of a run. Those of an assessment from self to final are also names of its sheets of scores."""

STATES: dict[str, dict[str, str]] = {
    "assessment": {
        "drafting": "Chuyên viên của đơn vị đang nhập số liệu",
        "awaiting_confirmation": "Chờ lãnh đạo đơn vị xác nhận đúng nội dung đã trình",
        "appraising": "Đang được thẩm định",
        "explaining": "Đơn vị đang giải trình, kiến nghị về các tiêu chí được nêu",
        "awaiting_explanation_confirmation": "Chờ lãnh đạo đơn vị xác nhận nội dung giải trình",
        "appraised": "Đã thẩm định xong",
        "in_council": "Hội đồng đang xem xét",
        "settled": "Hội đồng đã thống nhất điểm",
        "published": "Kết quả đã công bố theo quyết định",
        "reviewing_complaint": "Hội đồng đang xem lại kết quả đã công bố theo kiến nghị của đơn vị",
        "corrected": "Hội đồng đã thống nhất điểm điều chỉnh, chờ quyết định điều chỉnh",
        "closed": "Đã khép lại, không còn nhận kiến nghị",
    },
    "round": {
        "preparing": "Đang chuẩn bị",
        "collecting": "Đang thu thập số liệu của các đơn vị",
        "appraising": "Đang thẩm định",
        "council": "Hội đồng đang xem xét",
        "concluded": "Hội đồng đã kết luận",
        "submitted": "Đã trình người ký quyết định",
        "decided": "Quyết định đã được duyệt, chờ cấp số, phát hành",
        "published": "Kết quả đã công bố theo quyết định",
        "correcting": "Đang điều chỉnh kết quả đã công bố",
        "correction_submitted": "Đã trình quyết định điều chỉnh",
        "correction_decided": "Quyết định điều chỉnh đã được duyệt, chờ cấp số, phát hành",
        "closed": "Đã khép lại, không còn nhận kiến nghị",
    },
    "document": {
        "draft": "Dự thảo",
        "awaiting_signature": "Đang trình ký",
        "signed": "Đã ký, chờ cấp số, phát hành",
        "issued": "Đã cấp số và phát hành",
        "recalled": "Đã bị thu hồi",
        "replaced": "Đã có văn bản thay thế",
    },
    "task": {
        "drafting": "Đang soạn nhiệm vụ, chưa giao",
        "assigned": "Đã giao, đơn vị chưa nhận việc",
        "in_progress": "Đơn vị đang thực hiện",
        "reported": "Đơn vị đã báo cáo kết quả, chờ cơ quan giao nhiệm vụ công nhận",
        "completed": "Kết quả đã được công nhận",
        "cancelled": "Nhiệm vụ đã thôi giao",
        "discarded": "Dự thảo đã bỏ, đơn vị chưa được giao",
    },
}
"""The states an item of each subject may be in; the database holds no other."""

SHEETS: dict[str, str] = {
    "self": "Phiếu điểm tự đánh giá",
    "appraisal": "Phiếu điểm thẩm định",
    "council": "Phiếu điểm Hội đồng",
    "final": "Phiếu điểm đạt được",
}

FIELDS: dict[str, str] = {
    "reason": "lý do",
    "sheet_hash": "mã đối chiếu của phiếu điểm đang xem",
    "dossier_hash": "mã đối chiếu của hồ sơ trình đang xem",
    "number": "số văn bản",
    "letter_number": "số văn bản làm căn cứ",
    "minutes": "số biên bản",
    "answer": "nội dung trả lời",
}


@dataclass(frozen=True)
class Words:
    """The guards, effects and permissions of one subject, each name with its meaning."""

    guards: Mapping[str, str]
    effects: Mapping[str, str]
    permissions: Mapping[str, str]


# A guard that compares a field with what is stored (sheet_unchanged, dossier_unchanged) passes when the
# field was not sent at all: the missing field has an answer of its own, given right after the guards.
_ASSESSMENT = Words(
    guards={
        "form_complete": "Mọi tiêu chí đã có số liệu, hoặc đã đánh dấu không có số liệu hay không áp dụng",
        "entry_open": "Đơn vị còn trong thời gian nhập số liệu, kể cả thời gian được gia hạn",
        "entry_closed": "Đã hết thời gian nhập số liệu của đơn vị, kể cả thời gian được gia hạn",
        "not_own_entries": "Người xác nhận không phải là người đã nhập số liệu",
        "sheet_unchanged": "Phiếu điểm đang lưu đúng là phiếu người xác nhận đã xem",
        "has_questions": "Đã ghi ít nhất một nội dung yêu cầu giải trình chưa gửi",
        "no_conflict": "Người thực hiện không thuộc đơn vị được đánh giá và không khai báo xung đột lợi ích",
        "explanation_complete": "Mọi nội dung yêu cầu giải trình đã được trả lời",
        "explanation_open": "Còn trong thời gian giải trình, kể cả thời gian được gia hạn",
        "explanation_closed": "Đã hết thời gian giải trình, kể cả thời gian được gia hạn",
        "criteria_appraised": "Mọi tiêu chí của đơn vị đã có kết quả thẩm định",
        "objections_answered": "Mọi kiến nghị của đơn vị về điểm thẩm định tạm thời đã được trả lời",
        "opinions_settled": "Mọi khác biệt giữa hai ý kiến thẩm định độc lập đã được thống nhất",
        "round_in_council": "Kỳ đánh giá đang ở giai đoạn Hội đồng xem xét",
        "points_decided": "Mọi vấn đề nêu ra về đơn vị đã được Hội đồng quyết định",
        "session_quorum": "Phiên họp Hội đồng đang mở và có đủ số thành viên theo quy định",
        "in_complaint_window": "Còn thời gian kiến nghị về kết quả đã công bố",
        "complaint_open": "Đơn vị có kiến nghị về kết quả đã công bố chưa được trả lời",
        "complaint_upheld": "Hội đồng đã chấp nhận ít nhất một nội dung kiến nghị, làm thay đổi điểm",
        "complaint_refused": "Hội đồng giữ nguyên điểm đối với mọi nội dung kiến nghị",
    },
    effects={
        "issue_self_assessment_form": "Lập Phiếu tự đánh giá của đơn vị",
        "issue_appraisal_minutes": "Lập Biên bản thẩm định",
        "send_questions": "Gửi các nội dung yêu cầu giải trình đến đơn vị, mở lại đúng các tiêu chí được nêu",
        "issue_explanation_request": "Lập Công văn yêu cầu giải trình",
        "send_provisional": "Gửi đơn vị điểm thẩm định tạm thời của chính đơn vị đó",
        "close_questions": "Khép lại đợt giải trình, khóa lại các tiêu chí đã mở",
        "tell_leader": "Báo cho lãnh đạo đơn vị",
        "tell_specialist": "Báo cho chuyên viên đơn vị",
        "tell_unit": "Báo cho chuyên viên và lãnh đạo đơn vị",
        "tell_appraisers": "Báo cho Tổ thẩm định",
        "tell_council": "Báo cho Hội đồng",
        "tell_standing_body": "Báo cho cơ quan thường trực",
    },
    permissions={
        "view": "Mở hồ sơ, xem số liệu và thuyết minh của đơn vị",
        "view_progress": "Xem hồ sơ đang ở bước nào và đã nhập đến đâu, không thấy số liệu",
        "view_evidence": "Xem và tải tài liệu kiểm chứng",
        "view_self_sheet": "Xem điểm tự đánh giá",
        "view_questions": "Xem các nội dung yêu cầu giải trình đã gửi và phần trả lời",
        "view_appraisal": "Xem điểm thẩm định và ý kiến thẩm định",
        "view_provisional": "Xem điểm thẩm định tạm thời của đơn vị mình",
        "view_council": "Xem điểm Hội đồng, các vấn đề nêu ra và kết luận",
        "view_votes": "Xem từng thành viên Hội đồng đã biểu quyết thế nào",
        "view_final": "Xem điểm đạt được",
        "view_steps": "Xem tiến trình hồ sơ: các bước và thời điểm",
        "view_history": "Xem toàn bộ lịch sử thay đổi, gồm lý do và người thực hiện",
        "view_self_documents": "Xem và tải Phiếu tự đánh giá đã lập",
        "view_appraisal_documents": "Xem và tải Biên bản thẩm định đã lập",
        "number_documents": "Cấp số văn bản của hồ sơ",
        "edit_figures": "Nhập, sửa số liệu và thuyết minh",
        "attach_evidence": "Thêm, gỡ tài liệu kiểm chứng",
        "edit_explained": "Trả lời giải trình, sửa số liệu và tài liệu của các tiêu chí được nêu",
        "assign_appraisers": "Phân công thành viên thẩm định",
        "declare_conflict": "Khai báo xung đột lợi ích của mình",
        "appraise": "Thẩm định từng tiêu chí",
        "ask": "Ghi nội dung yêu cầu giải trình",
        "raise_open_point": "Nêu vấn đề đưa ra Hội đồng",
        "vote": "Biểu quyết vấn đề nêu ra",
        "decide_point": "Ghi quyết định của Hội đồng về vấn đề nêu ra",
        "remind": "Đôn đốc người đang phải xử lý",
        "extend": "Gia hạn cho đơn vị theo văn bản đồng ý",
        "object": "Kiến nghị về điểm thẩm định tạm thời của đơn vị mình",
        "answer_objection": "Trả lời kiến nghị về điểm thẩm định tạm thời",
        "settle_opinions": "Thống nhất hai ý kiến thẩm định độc lập",
        "compare_sheets": "So sánh các phiếu điểm của đơn vị qua từng giai đoạn",
        "complain": "Kiến nghị về kết quả đã công bố của đơn vị mình",
        "answer_complaint": "Trả lời kiến nghị về kết quả đã công bố",
        "view_complaints": "Xem kiến nghị về kết quả đã công bố và trả lời",
    },
)

_ROUND = Words(
    guards={
        "groups_ready": "Mỗi nhóm đơn vị đã có bộ chỉ số và ít nhất một đơn vị",
        "accounts_ready": "Mỗi đơn vị đã có đúng một chuyên viên và một lãnh đạo",
        "people_ready": "Đã có Tổ thẩm định, Hội đồng, văn thư và người ký quyết định",
        "dates_in_order": "Các mốc thời gian đã đủ và theo đúng thứ tự",
        "all_received": "Mọi đơn vị đã xác nhận số liệu hoặc đã được tiếp nhận theo hiện trạng",
        "all_appraised": "Mọi đơn vị đã thẩm định xong",
        "all_settled": "Hội đồng đã thống nhất điểm của mọi đơn vị",
        "session_quorum": "Phiên họp Hội đồng đang mở và có đủ số thành viên theo quy định",
        "dossier_unchanged": "Hồ sơ trình đang lưu đúng là hồ sơ người ký đã xem",
        "complaint_accepted": "Có ít nhất một kiến nghị được chấp nhận và điểm điều chỉnh đã thống nhất",
        "corrections_settled": "Mọi đơn vị đang được xem lại kết quả đã có kết luận của Hội đồng",
        "nothing_to_correct": "Không còn đơn vị nào có điểm điều chỉnh đang chờ quyết định",
        "complaints_answered": "Đã hết thời gian kiến nghị, mọi kiến nghị và mọi điều chỉnh đã xong",
    },
    effects={
        "create_assessments": "Lập hồ sơ đánh giá cho từng đơn vị trong kỳ",
        "settle_groups": "Tính điểm các tiêu chí so sánh và quy định đặc biệt của từng nhóm đơn vị",
        "issue_council_minutes": "Lập Biên bản họp Hội đồng",
        "prepare_result": "Xếp hạng các nhóm và lập bản kết quả để trình",
        "withdraw_result": "Thu lại bản kết quả đã trình",
        "issue_submission": "Lập Tờ trình",
        "draft_decision": "Lập dự thảo Quyết định công bố",
        "issue_decision": "Lập Quyết định công bố có số, kèm phụ lục xếp hạng",
        "publish_assessments": "Công bố điểm đạt được của mọi đơn vị",
        "issue_correction_submission": "Lập Tờ trình điều chỉnh kết quả",
        "draft_correction_decision": "Lập dự thảo Quyết định điều chỉnh",
        "issue_correction_decision": "Lập Quyết định điều chỉnh có số, kèm phụ lục",
        "publish_corrections": "Công bố điểm điều chỉnh của các đơn vị được xem lại",
        "close_assessments": "Khép lại hồ sơ của mọi đơn vị",
        "tell_units": "Báo cho mọi đơn vị trong kỳ",
        "tell_appraisers": "Báo cho Tổ thẩm định",
        "tell_council": "Báo cho Hội đồng",
        "tell_standing_body": "Báo cho cơ quan thường trực",
        "tell_chairman": "Báo cho người ký quyết định",
        "tell_secretariat": "Báo cho văn thư",
    },
    permissions={
        "view": "Xem thông tin chung của kỳ đánh giá: đơn vị, bộ chỉ số, mốc thời gian",
        "configure": "Thiết lập kỳ đánh giá: nhóm, đơn vị, bộ chỉ số, mốc thời gian",
        "extend": "Lùi mốc thời gian của cả kỳ, gia hạn cho đơn vị",
        "manage_people": "Chỉ định Tổ thẩm định, Hội đồng và người làm thay",
        "view_people": "Xem danh sách người tham gia kỳ đánh giá",
        "manage_accounts": "Lập, khóa tài khoản và đặt lại mật khẩu",
        "view_board": "Xem bảng theo dõi đơn vị theo bước, không thấy điểm",
        "remind": "Đôn đốc đơn vị, Tổ thẩm định",
        "compare_units": "So sánh một tiêu chí giữa các đơn vị đã tiếp nhận",
        "manage_session": "Lập phiên họp Hội đồng, chương trình, điểm danh",
        "view_session": "Xem phiên họp Hội đồng và các vấn đề nêu ra",
        "view_ranking": "Xem bảng xếp hạng",
        "view_dossier": "Xem hồ sơ trình",
        "view_documents": "Xem danh sách và tải văn bản của kỳ đánh giá",
        "view_decision": "Xem Quyết định công bố",
        "number_documents": "Cấp số, phát hành văn bản",
        "verify": "Tính lại kết quả từ số liệu đã lưu và đối chiếu",
        "import_figures": "Nhập số liệu, điểm do nơi khác cung cấp (điều tra, công cụ, chuyên gia, bộ)",
        "mark": "Cho điểm với tư cách chuyên gia",
        "view_analysis": "Xem phân tích bên cạnh kết quả: Z-score, Min-Max, độ vững của thứ hạng",
        "withdraw_criteria": "Quyết định loại chỉ số thiếu số liệu khỏi xếp hạng của cả nhóm",
        "rank_units": "Quyết định đơn vị được đánh giá nhưng không xếp hạng",
        "view_history": "Xem toàn bộ lịch sử của kỳ đánh giá",
        "assign": "Phân công thẩm định theo đơn vị, theo tiêu chí",
        "declare_conflict": "Khai báo xung đột lợi ích của mình",
        "delegate": "Ủy quyền cho người làm thay trong một thời gian",
        "hand_over": "Bàn giao việc đang làm cho người khác",
        "view_worklists": "Xem danh sách việc của mình trong kỳ đánh giá",
        "run_bulk": "Thực hiện một bước cho nhiều đơn vị cùng lúc",
        "manage_complaints": "Theo dõi, xử lý kiến nghị về kết quả đã công bố",
        "view_statistics": "Xem thống kê tiến độ và thời gian xử lý, không thấy điểm",
        "manage_workflow": "Xem trước và chuyển hồ sơ sang phiên bản quy trình mới",
        "manage_tasks": "Soạn, giao và theo dõi nhiệm vụ cải thiện sau đánh giá",
    },
)

_DOCUMENT = Words(
    guards={
        "files_ready": "Tệp của văn bản đã được lập",
        "dossier_order": "Tờ trình kèm theo văn bản đã có số",
    },
    effects={
        "register_number": "Ghi số và ngày của văn bản vào sổ đăng ký văn bản đi",
        "replace_previous": "Đánh dấu văn bản trước đó đã có văn bản thay thế",
        "tell_secretariat": "Báo cho văn thư",
        "tell_standing_body": "Báo cho cơ quan thường trực",
    },
    permissions={
        "view": "Xem nội dung và tình trạng của văn bản",
        "edit": "Soạn, sửa văn bản",
        "submit": "Trình ký văn bản",
        "sign": "Ký văn bản",
        "number_documents": "Cấp số, phát hành văn bản",
        "recall": "Thu hồi văn bản đã phát hành",
        "download": "Tải tệp của văn bản",
    },
)

_TASK = Words(
    guards={
        "report_given": "Đơn vị đã ghi báo cáo kết quả thực hiện",
        "due_in_future": "Hạn hoàn thành còn ở phía trước",
    },
    effects={
        "tell_unit": "Báo cho chuyên viên và lãnh đạo đơn vị",
        "tell_standing_body": "Báo cho cơ quan thường trực",
    },
    permissions={
        "view": "Xem nhiệm vụ, hạn hoàn thành và kết quả",
        "edit": "Soạn, sửa nhiệm vụ",
        "report": "Ghi tiến độ và kết quả thực hiện",
        "accept": "Công nhận hoặc trả lại kết quả",
        "cancel": "Thôi giao nhiệm vụ",
        "view_history": "Xem toàn bộ lịch sử của nhiệm vụ",
    },
)

SUBJECTS: dict[str, Words] = {
    "assessment": _ASSESSMENT,
    "round": _ROUND,
    "document": _DOCUMENT,
    "task": _TASK,
}
"""What each kind of item understands."""

# A guard or effect that several subjects know means the same in all of them. A permission may differ in what
# it is about ("view"): here the meaning for a round wins, and SUBJECTS has the one for each subject.
_WORDS = (_TASK, _DOCUMENT, _ASSESSMENT, _ROUND)
GUARDS: dict[str, str] = {name: text for words in _WORDS for name, text in words.guards.items()}
EFFECTS: dict[str, str] = {name: text for words in _WORDS for name, text in words.effects.items()}
PERMISSIONS: dict[str, str] = {name: text for words in _WORDS for name, text in words.permissions.items()}

OPPOSITES: tuple[frozenset[str], ...] = (
    frozenset({"entry_open", "entry_closed"}),
    frozenset({"explanation_open", "explanation_closed"}),
    frozenset({"complaint_upheld", "complaint_refused"}),
)
"""Guards that can never pass together: a transition asking for both could not be fired by anybody."""

DEADLINES: dict[str, dict[str, str]] = {
    "assessment": {
        "entry": "Hạn nhập số liệu của kỳ, kể cả ngày châm chước và gia hạn của đơn vị",
        "explanation": "Hạn giải trình ghi trong yêu cầu, kể cả gia hạn của đơn vị",
        "appraisal": "Hạn thẩm định của kỳ",
        "publication": "Ngày phải công bố kết quả của kỳ",
    },
    "round": {
        "entry": "Hạn nhập số liệu của kỳ, kể cả ngày châm chước",
        "appraisal": "Hạn thẩm định của kỳ",
        "publication": "Ngày phải công bố kết quả của kỳ",
    },
    "document": {},
    "task": {"due": "Hạn hoàn thành ghi trong nhiệm vụ"},
}
"""The deadlines that have a date: a definition can give one of these its reminders, and no other."""

TIMED: frozenset[str] = frozenset({"assessment", "round"})
"""The items whose steps by time the programme takes."""

COMPARED: dict[str, str] = {"sheet_unchanged": "sheet_hash", "dossier_unchanged": "dossier_hash"}
"""Guards that hold what was sent against what is stored, with the field that must come: else they pass."""

IN_THE_STEP: frozenset[str] = frozenset(
    name for name in EFFECTS if not name.startswith(("issue_", "draft_", "tell_"))
)
"""Effects without which a step is half done: the operation behind a person's step carries them out. The
others wait for the commit, and whoever takes the step may bring them."""

BY_TIME: frozenset[str] = frozenset({"close_questions", "settle_groups"})
"""Effects in the step that the programme carries out itself when a deadline takes the step."""
