"""What the journal says: kinds of events, fields, words for stored values, and what a check found."""

from collections.abc import Mapping
from datetime import datetime

from app import messages
from app.messages import accounts

KINDS: dict[str, str] = {
    **accounts.EVENT_TITLES,
    "transition": "Chuyển bước",
    "workflow_migrated": "Chuyển sang phiên bản quy trình khác",
    "workflow_published": "Công bố quy trình",
    "figure": "Nhập số liệu",
    "entry": "Khai báo tiêu chí",
    "evidence_added": "Thêm tài liệu kiểm chứng",
    "evidence_removed": "Gỡ tài liệu kiểm chứng",
    "review": "Thẩm định tiêu chí",
    "question": "Ghi nội dung yêu cầu giải trình",
    "answer": "Trả lời giải trình",
    "objection": "Kiến nghị về điểm tạm thời",
    "objection_answer": "Trả lời kiến nghị của đơn vị",
    "point_raised": "Nêu vấn đề ra Hội đồng",
    "vote": "Biểu quyết",
    "point_decided": "Hội đồng quyết định vấn đề",
    "session_planned": "Lập phiên họp Hội đồng",
    "session_opened": "Mở phiên họp Hội đồng",
    "attendance": "Điểm danh phiên họp",
    "session_closed": "Kết thúc phiên họp Hội đồng",
    "session_changed": "Sửa phiên họp Hội đồng",
    "session_invited": "Mời họp Hội đồng",
    "agenda": "Lập chương trình phiên họp",
    "stepped_out": "Thành viên không tham gia vấn đề",
    "stepped_in": "Thành viên tham gia lại vấn đề",
    "discussed": "Ghi ý kiến thảo luận tại Hội đồng",
    "extension": "Gia hạn",
    "day_off_added": "Ghi ngày nghỉ, ngày làm bù của cơ quan",
    "day_off_removed": "Bỏ ngày nghỉ, ngày làm bù của cơ quan",
    "group_settled": "Tính điểm so sánh trong nhóm",
    "criterion_withdrawn": "Loại chỉ số khỏi xếp hạng",
    "criterion_restored": "Đưa chỉ số trở lại xếp hạng",
    "group_ruled": "Quy định xếp loại, thứ tự khi bằng điểm",
    "unit_unranked": "Đánh giá nhưng không xếp hạng",
    "unit_ranked": "Đưa trở lại xếp hạng",
    "round_created": "Lập kỳ đánh giá",
    "round_changed": "Sửa thiết lập kỳ đánh giá",
    "group_added": "Thêm nhóm đơn vị vào kỳ",
    "group_removed": "Bỏ nhóm đơn vị khỏi kỳ",
    "member_granted": "Giao vai trò",
    "member_ended": "Thôi giao vai trò",
    "assigning_changed": "Đổi cách thẩm định của kỳ",
    "appraiser_assigned": "Phân công thẩm định",
    "appraiser_unassigned": "Thôi phân công thẩm định",
    "work_handed_over": "Bàn giao công việc của kỳ",
    "conflict_declared": "Khai báo xung đột lợi ích",
    "conflict_withdrawn": "Bỏ khai báo xung đột lợi ích",
    "opinion": "Cho ý kiến độc lập",
    "opinions_differ": "Hai ý kiến độc lập khác nhau",
    "document_drafted": "Lập dự thảo văn bản",
    "document_signed": "Ký văn bản",
    "document_issued": "Phát hành văn bản",
    "task_drafted": "Soạn nhiệm vụ cải thiện",
    "task_changed": "Sửa nhiệm vụ cải thiện",
    "import": "Nhập tệp số liệu do nơi khác cung cấp",
    "figures_imported": "Nhập số liệu do nơi khác cung cấp",
    "expert_marked": "Chuyên gia cho điểm",
    "journal_exported": "Xuất nhật ký để thanh tra",
    "dossier_exported": "Xuất hồ sơ để kiểm tra",
    "framework_copied": "Lập bản dự thảo bộ chỉ số",
    "framework_changed": "Sửa dự thảo bộ chỉ số",
    "framework_imported": "Nhận tệp vào dự thảo bộ chỉ số",
    "framework_published": "Công bố bộ chỉ số",
    "framework_retired": "Thôi dùng bộ chỉ số",
    "framework_deleted": "Xóa dự thảo bộ chỉ số",
    "criteria_mapped": "Nối tiêu chí giữa hai phiên bản",
    "criteria_unmapped": "Bỏ nối tiêu chí",
    "job_put_back": "Làm lại việc nền chưa làm được",
}

SUBJECTS: dict[str, str] = {
    "assessment": "Phiếu đánh giá",
    "round": "Kỳ đánh giá",
    "account": "Tài khoản",
    "document": "Văn bản",
    "task": "Nhiệm vụ cải thiện",
    "council_session": "Phiên họp Hội đồng",
    "open_point": "Vấn đề nêu ra",
    "supplied": "Số liệu do nơi khác cung cấp",
    "result": "Bản kết quả",
    "unit": "Đơn vị",
    "authority": "Cơ quan",
    "framework": "Bộ chỉ số",
    "job": "Việc nền",
    "criterion_mapping": "Nối tiêu chí giữa các phiên bản",
}

FIELDS: dict[str, str] = {
    "stepped_out": "Lý do không tham gia đã ghi",
    "after": "Nội dung",
    "assigned_only": "Chỉ thẩm định theo phân công",
    "double_appraisal": "Thẩm định kép",
    "criteria": "Phần được giao",
    "lane": "Lượt",
    "opinions": "Hai ý kiến",
    "bands": "Xếp loại",
    "tie_break": "Thứ tự khi bằng điểm",
    "units": "Số đơn vị",
    "with_data": "Số đơn vị có số liệu",
    "comment": "Nhận xét",
    "figures": "Số liệu thay đổi",
    "import": "Lần nhập số",
    "letter": "Văn bản số",
    "letter_date": "Ngày văn bản",
    "mark": "Điểm",
    "content": "Nội dung",
    "coordinating": "Cơ quan phối hợp",
    "target": "Mục tiêu",
    "due_on": "Hạn",
    "percent": "Tiến độ (%)",
    "period": "Quý",
    "mean": "Trung bình các chuyên gia",
    "provider": "Cơ quan cung cấp",
    "supplier": "Nguồn",
    "agenda": "Chương trình",
    "before": "Nội dung trước",
    "body": "Cơ quan ban hành",
    "choice": "Biểu quyết",
    "code": "Tiêu chí",
    "conclusion": "Kết luận",
    "codes": "Các tiêu chí",
    "complaint": "Kiến nghị số",
    "answer": "Trả lời",
    "content_hash": "Mã đối chiếu",
    "decision": "Kết quả thẩm định",
    "delegate": "Người làm thay",
    "first_day": "Từ ngày",
    "from_person": "Người bàn giao",
    "roles": "Vai trò",
    "edit": "Nội dung sửa",
    "email": "Thư điện tử",
    "ended_at": "Thôi từ",
    "file_hash": "Mã tệp",
    "filename": "Tệp",
    "framework": "Bộ chỉ số",
    "from": "Từ phiên bản",
    "to": "Sang phiên bản",
    "pairs": "Các cặp",
    "based_on": "Lập từ",
    "full_name": "Họ và tên",
    "grace_days": "Số ngày gia hạn chung",
    "group": "Nhóm đơn vị",
    "held_on": "Ngày họp",
    "is_active": "Đang hoạt động",
    "issued_on": "Ngày văn bản",
    "kind": "Loại",
    "letter_number": "Văn bản đồng ý",
    "member": "Thành viên",
    "name": "Tên",
    "note": "Thuyết minh",
    "number": "Số",
    "on_behalf": "Thay mặt",
    "outcome": "Quyết định",
    "person": "Người",
    "place": "Địa điểm",
    "points": "Điểm",
    "position_title": "Chức vụ",
    "present": "Có mặt",
    "votes_dropped": "Số phiếu của phiên trước không còn giá trị",
    "proposed": "Điểm đề xuất",
    "proposed_points": "Điểm đề xuất",
    "question": "Nội dung",
    "quorum": "Số thành viên cần có",
    "reason": "Lý do",
    "revision": "Lần sửa",
    "role": "Vai trò",
    "session": "Phiên họp số",
    "size": "Dung lượng (byte)",
    "state": "Trạng thái",
    "status": "Trạng thái",
    "symbol": "Ký hiệu",
    "title": "Tên",
    "working": "Ngày làm bù",
    "day": "Ngày",
    "unit": "Đơn vị",
    "unit_role": "Vai trò trong đơn vị",
    "until": "Đến hết ngày",
    "username": "Tên đăng nhập",
    "year": "Năm",
    "address": "Địa chỉ máy",
    "value": "Giá trị",
    "votes": "Số phiếu",
    "opens_on": "Ngày mở",
    "entry_deadline": "Hạn nhập số liệu",
    "appraisal_deadline": "Hạn thẩm định",
    "explanation_days": "Số ngày giải trình",
    "council_on": "Ngày họp Hội đồng",
    "publish_before": "Hạn công bố",
    "decimals": "Số chữ số thập phân",
    "mail_mode": "Cách nhận thư",
    "error": "Lỗi lần trước",
    "casting_vote": "Phiếu quyết định của Chủ tịch Hội đồng",
    "quorum_percent": "Hội đồng họp khi có mặt trên (% số thành viên)",
    "source": "Nguồn nêu ra",
    "members": "Số thành viên của vấn đề",
    "variables": "Ghi nhận",
    "days": "Số ngày",
    "filter": "Điều kiện lọc",
    "format": "Dạng tệp",
    "events": "Số sự kiện",
    "broken": "Số chuỗi bị đứt",
}

WORDS: dict[str, str] = {
    "blank": "Chưa nhập",
    "filled": "Đã nhập",
    "no_data": "Không có số liệu",
    "na_claimed": "Đề nghị không áp dụng",
    "na_accepted": "Chấp nhận không áp dụng",
    "na_refused": "Không chấp nhận đề nghị",
    "accepted": "Công nhận",
    "adjusted": "Điều chỉnh",
    "for": "Tán thành",
    "against": "Không tán thành",
    "abstain": "Không có ý kiến",
    "keep": "Giữ nguyên",
    "adjust": "Điều chỉnh",
    "open": "Đang mở",
    "decided": "Đã quyết định",
    "draft": "Dự thảo",
    "awaiting_signature": "Đang trình ký",
    "signed": "Đã ký",
    "issued": "Đã phát hành",
    "recalled": "Đã thu hồi",
    "replaced": "Đã thay thế",
    "team": "Tổ thẩm định",
    "difference": "Chênh lệch điểm",
    "question": "Câu hỏi chưa được trả lời",
    "objection": "Ý kiến không đồng ý của đơn vị",
    "complaint": "Kiến nghị sau công bố",
    "member": "Hội đồng",
    "explanation_request": "Công văn yêu cầu giải trình",
    "self_assessment_form": "Phiếu tự đánh giá",
    "appraisal_minutes": "Biên bản thẩm định",
    "council_invitation": "Giấy mời họp Hội đồng",
    "council_minutes": "Biên bản họp Hội đồng",
    "submission": "Tờ trình",
    "ministry": "Bộ, ngành trung ương",
    "survey": "Điều tra xã hội",
    "cyberspace": "Đánh giá trên không gian mạng",
    "experts": "Chuyên gia",
    "decision": "Quyết định công bố",
    "correction_submission": "Tờ trình điều chỉnh",
    "correction_decision": "Quyết định điều chỉnh",
    "each": "Mỗi thông báo một thư",
    "daily": "Mỗi ngày một thư",
    "none": "Không",
    "True": "Có",
    "False": "Không",
}

YES, NO = "Có", "Không"
SYSTEM = messages.SYSTEM
UNKNOWN_KIND = "Ghi nhận khác"

BREAKS: dict[str, str] = {
    "missing": "thiếu sự kiện số {sequence}",
    "edited": "sự kiện số {sequence} không còn đúng như lúc ghi",
    "unlinked": "sự kiện số {sequence} không nối với sự kiện liền trước",
}

STEPS_UNREADABLE = "các bước đã ghi không còn đọc được"
COLUMNS: dict[str, str] = {
    "subject_type": "loại đối tượng",
    "subject_id": "số của đối tượng",
    "sequence": "số thứ tự",
    "at": "thời điểm",
    "kind": "loại việc",
    "definition": "quy trình",
    "transition": "bước",
    "source": "từ trạng thái",
    "target": "đến trạng thái",
    "actor_id": "tài khoản",
    "actor_name": "người thực hiện",
    "actor_title": "chức vụ",
    "acting_role": "vai trò",
    "actor_unit": "đơn vị của người thực hiện",
    "comment": "lý do",
    "sheet_hash": "mã phiếu điểm",
    "data": "nội dung",
    "previous_hash": "mã sự kiện liền trước",
    "hash": "mã sự kiện",
}
UNKNOWN_COLUMN = "không xác định được cột nào (nội dung, lý do hoặc thời điểm, hoặc nhiều cột)"
NO_HASH = "không có"

NO_CRITERION = "Chung cho cả phiếu"

CSV_HEAD = (
    "Số thứ tự",
    "Thời điểm (giờ Việt Nam)",
    "Người thực hiện",
    "Chức vụ",
    "Vai trò",
    "Thay mặt",
    "Đơn vị của người thực hiện",
    "Đối tượng",
    "Việc",
    "Từ bước",
    "Đến bước",
    "Nội dung thay đổi",
    "Lý do",
    "Mã phiếu điểm",
    "Mã sự kiện liền trước",
    "Mã sự kiện",
)
ITEMS_HEAD = ("Đối tượng", "Số sự kiện cuối", "Mã sự kiện cuối")
SHEET_ABOUT, SHEET_EVENTS, SHEET_ITEMS = "Thông tin xuất", "Sự kiện", "Mã cuối từng đối tượng"
EXPORT_FILTER = "Điều kiện lọc"
EXPORT_ALL = "không lọc"
EXPORT_WHEN = "Xuất lúc"
EXPORT_BY = "Người xuất"
EXPORT_COUNT = "Số sự kiện"
EXPORT_CHAINS = "Kiểm tra chuỗi"
EXPORT_BROKEN = "Chuỗi bị đứt"
FILTER_ITEM = "Đối tượng"
FILTER_PERSON = "Người thực hiện"
FILTER_UNIT = "Đơn vị"
FILTER_KIND = "Loại việc"
FILTER_SINCE = "Từ ngày"
FILTER_UNTIL = "Đến hết ngày"
FILE_NAMES = {"csv": "nhat-ky.csv", "xlsx": "nhat-ky.xlsx"}


DAY_FILTERS = {"tu_ngay": "Từ ngày", "den_ngay": "Đến hết ngày"}


def no_day(title: str, typed: str) -> str:
    return f"{title}: “{typed[:40]}” không phải một ngày có trong lịch, nên chưa lọc theo ngày đó."


def too_many_events(found: int, most: int) -> str:
    """More events than one file takes."""
    return (
        f"Tìm thấy {thousands(found)} sự kiện; một tệp chứa tối đa {thousands(most)}. Xin chọn khoảng ngày "
        "hoặc đơn vị hẹp hơn và tải thành nhiều tệp."
    )


def thousands(number: int) -> str:
    """12345 as people write it: 12.345."""
    return f"{number:,}".replace(",", ".")


HELP_GROUP = "Kiểm tra nhật ký."
HELP_SUBJECT = "Chỉ kiểm tra một đối tượng, ví dụ assessment:12."
BAD_SUBJECT = "Đối tượng phải viết như assessment:12."


BY_ITSELF = {
    "automatic": "Hệ thống tự chuyển vì mọi điều kiện của bước này đã đủ",
    "timed": "Hệ thống tự chuyển vì đã hết thời hạn",
    "called": "Hệ thống tự chuyển vì một hồ sơ khác chuyển bước",
}
MOVED_STATE = "Trạng thái"
MOVED_VERSION = "Phiên bản quy trình"


def second_and_day(moment: datetime) -> str:
    """A local moment to the second: "14:05:09 ngày 12/11/2024"."""
    return f"{moment:%H:%M:%S} ngày {moment:%d/%m/%Y}"


def subject(kind: str, title: str) -> str:
    """ "Phiếu đánh giá: Sở Tư pháp"."""
    return f"{SUBJECTS.get(kind, kind)}: {title}"


def numbered(kind: str, number: int) -> str:
    """An item known by its number only."""
    return f"{SUBJECTS.get(kind, kind)} số {number}"


def break_at(fault: str, sequence: int) -> str:
    """What is wrong at the first broken link."""
    return BREAKS[fault].format(sequence=sequence)


def checked(chains: int, events: int) -> str:
    """What a whole check went through."""
    return f"Đã kiểm tra {chains} chuỗi, {events} sự kiện: nguyên vẹn."


def checked_with_faults(chains: int, events: int, faults: int) -> str:
    """What a check went through and how much it found."""
    return f"Đã kiểm tra {chains} chuỗi, {events} sự kiện: {faults} chỗ sai."


def moved_from_elsewhere(recorded: str, reached: str) -> str:
    """A change of version that starts from a state other than the one reached."""
    return f"chuyển phiên bản quy trình từ trạng thái «{recorded}», nhưng các bước trước dẫn đến «{reached}»"


def column_shown(column: str) -> str:
    """The column that was changed, in words."""
    return COLUMNS.get(column, UNKNOWN_COLUMN)


def hashes_at(column: str, stored: str, computed: str) -> str:
    """Which column was changed as far as can be told, the hash that stands there and the one computed."""
    return (
        f"cột bị sửa: {column_shown(column)}; mã đang ghi: {stored or NO_HASH}; "
        f"mã tính lại: {computed or NO_HASH}"
    )


def variable_differs(title: str, recorded: object, stored: object) -> str:
    """A variable that no recorded step has given the value it holds."""
    return f"các bước đã ghi cho “{title}” là {recorded}, nhưng hồ sơ đang ghi {stored}"


def replay_differs(recorded: str, stored: str) -> str:
    """The recorded steps lead elsewhere than where the item is."""
    return f"các bước đã ghi dẫn đến “{recorded}” nhưng hồ sơ đang ở “{stored}”"


def sheet_differs(stage: str, number: int) -> str:
    """A frozen sheet whose content and hash do not fit."""
    return f"{stage} số {number} không còn khớp mã đối chiếu"


def sheet_unrecorded(stage: str, number: int) -> str:
    """A sheet that counts, though no event says that it was frozen."""
    return f"{stage} số {number} đang dùng nhưng nhật ký không ghi việc chốt phiếu"


def list_of(parts: Mapping[str, str]) -> str:
    """ "Điểm: 2,5; Lý do: …"."""
    return "; ".join(f"{label}: {text}" for label, text in parts.items())
