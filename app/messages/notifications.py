"""What notifications say: a title, and a sentence that tells the person what to do.

A step of a workflow has one text for each group of people it tells: "<subject>.<step>.<people>". The
fields in braces are filled from the notification's data.
"""

from collections.abc import Mapping
from typing import Any

TEXTS: dict[str, tuple[str, str]] = {
    "assessment.submit.leader": (
        "{unit}: phiếu đã trình, chờ xác nhận",
        "{who} đã trình phiếu số liệu. Đề nghị lãnh đạo xem và xác nhận hoặc trả lại.",
    ),
    "assessment.recall.leader": (
        "{unit}: chuyên viên rút lại phiếu",
        "{who} đã rút lại phiếu đã trình để sửa số liệu.",
    ),
    "assessment.return_to_specialist.specialist": (
        "{unit}: phiếu bị trả lại",
        "{who} đã trả lại phiếu. Đề nghị sửa số liệu và trình lại.",
    ),
    "assessment.confirm.appraisers": (
        "{unit} đã xác nhận số liệu",
        "Hồ sơ đã sẵn sàng để Tổ thẩm định xem xét.",
    ),
    "assessment.take_over.unit": (
        "{unit}: số liệu được tiếp nhận theo hiện trạng",
        "Đã hết thời gian nhập số liệu. Cơ quan thường trực đã tiếp nhận số liệu theo hiện trạng.",
    ),
    "assessment.take_over.appraisers": (
        "{unit}: tiếp nhận theo hiện trạng",
        "Đơn vị quá hạn, số liệu được tiếp nhận theo hiện trạng và chuyển thẩm định.",
    ),
    "assessment.ask_explanation.unit": (
        "{unit}: Tổ thẩm định yêu cầu giải trình",
        "Đề nghị trả lời các nội dung được nêu{by_day}. Chỉ các tiêu chí được nêu mới sửa được.",
    ),
    "assessment.send_explanation.leader": (
        "{unit}: nội dung giải trình chờ xác nhận",
        "{who} đã trình nội dung giải trình. Đề nghị lãnh đạo xem và xác nhận hoặc trả lại.",
    ),
    "assessment.return_explanation.specialist": (
        "{unit}: nội dung giải trình bị trả lại",
        "{who} đã trả lại nội dung giải trình. Đề nghị sửa và trình lại.",
    ),
    "assessment.confirm_explanation.appraisers": (
        "{unit} đã gửi giải trình",
        "Lãnh đạo đơn vị đã xác nhận nội dung giải trình. Đề nghị Tổ thẩm định tiếp tục thẩm định.",
    ),
    "assessment.close_explanation.unit": (
        "{unit}: đã kết thúc thời gian giải trình",
        "Đã hết thời gian giải trình. Hồ sơ được thẩm định theo hiện trạng.",
    ),
    "assessment.close_explanation.appraisers": (
        "{unit}: kết thúc giải trình quá hạn",
        "Đơn vị quá hạn giải trình. Đề nghị Tổ thẩm định tiếp tục thẩm định theo hiện trạng.",
    ),
    "assessment.finish_appraisal.standing_body": (
        "{unit}: đã thẩm định xong",
        "Tổ thẩm định đã kết thúc thẩm định đơn vị này; Biên bản thẩm định đang được lập.",
    ),
    "assessment.reopen_appraisal.appraisers": (
        "{unit}: thẩm định lại",
        "Cơ quan thường trực đã mở lại việc thẩm định đơn vị này.",
    ),
    "round.open.units": (
        "{round} đã mở",
        "Đề nghị đơn vị nhập số liệu{by_day}.",
    ),
    "round.close_entry.appraisers": (
        "{round}: đã kết thúc thu thập số liệu",
        "Mọi đơn vị đã gửi số liệu hoặc được tiếp nhận theo hiện trạng. Cả kỳ chuyển sang thẩm định{by_day}.",
    ),
    "round.start_council.council": (
        "{round}: chuyển Hội đồng xem xét",
        "Kết quả thẩm định của các đơn vị đã được chuyển sang Hội đồng.",
    ),
    "round.conclude.standing_body": (
        "{round}: Hội đồng đã kết luận",
        "Điểm của mọi đơn vị đã được thống nhất. Đề nghị lập hồ sơ trình.",
    ),
    "round.reopen_council.council": (
        "{round}: đưa trở lại Hội đồng",
        "Cơ quan thường trực đã đưa kết quả trở lại Hội đồng xem xét.",
    ),
    "round.submit.chairman": (
        "{round}: hồ sơ trình ký quyết định công bố",
        "Hồ sơ kết quả đã được trình. Đề nghị xem và duyệt hoặc trả lại.",
    ),
    "round.return_dossier.standing_body": (
        "{round}: hồ sơ trình bị trả lại",
        "{who} đã trả lại hồ sơ trình.",
    ),
    "round.decide.secretariat": (
        "{round}: quyết định công bố đã được duyệt",
        "Đề nghị văn thư cấp số và phát hành quyết định.",
    ),
    "round.decide.standing_body": (
        "{round}: quyết định công bố đã được duyệt",
        "{who} đã duyệt quyết định công bố. Văn thư sẽ cấp số và phát hành.",
    ),
    "round.publish.units": (
        "{round}: đã công bố kết quả",
        "Quyết định công bố đã được phát hành. Đơn vị xem được điểm và thứ hạng của mình.",
    ),
}

ALL_READ = "Đã đánh dấu mọi thông báo là đã đọc."
NONE_UNREAD = "Không có thông báo nào chưa đọc."


def by_day(day: str | None) -> str:
    """ " trước hết ngày 30/11/2024" to follow what is asked, or nothing."""
    return f" trước hết ngày {day}" if day else ""


def text(kind: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """Title and sentence of a notification; one of another room brings both in its data."""
    if kind not in TEXTS:
        return str(data.get("title", "Thông báo")), str(data.get("text", ""))
    fields = {**data, "by_day": by_day(data.get("due"))}
    title, sentence = TEXTS[kind]
    return title.format_map(fields), sentence.format_map(fields)
