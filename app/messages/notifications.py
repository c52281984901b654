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
    "assessment.remind.unit": (
        "{unit}: cơ quan thường trực đôn đốc",
        "Cơ quan thường trực đề nghị đơn vị hoàn thành phần việc đang chờ.",
    ),
    "assessment.report_to_council.council": (
        "{unit}: Tổ thẩm định báo cáo Hội đồng",
        "Kết quả thẩm định của đơn vị đã được báo cáo, chờ Hội đồng xem xét.",
    ),
    "assessment.complain.standing_body": (
        "{unit}: kiến nghị về kết quả đã công bố",
        "{who} đã gửi kiến nghị. Đề nghị xem và trả lời, hoặc đưa ra Hội đồng.",
    ),
    "assessment.reject_complaint.unit": (
        "{unit}: kiến nghị đã được trả lời",
        "Cơ quan thường trực đã trả lời kiến nghị; kết quả đã công bố giữ nguyên.",
    ),
    "assessment.review_complaint.council": (
        "{unit}: kiến nghị chờ Hội đồng xem lại",
        "Cơ quan thường trực đã đưa kiến nghị của đơn vị ra Hội đồng.",
    ),
    "assessment.review_complaint.unit": (
        "{unit}: kiến nghị được đưa ra Hội đồng",
        "Hội đồng sẽ xem lại nội dung kiến nghị của đơn vị.",
    ),
    "assessment.settle_complaint.standing_body": (
        "{unit}: Hội đồng chấp nhận kiến nghị",
        "Hội đồng đã quyết định điều chỉnh. Đề nghị lập hồ sơ điều chỉnh kết quả.",
    ),
    "assessment.dismiss_complaint.unit": (
        "{unit}: Hội đồng giữ nguyên kết quả",
        "Hội đồng đã xem lại kiến nghị và giữ nguyên kết quả đã công bố.",
    ),
    "assessment.dismiss_complaint.standing_body": (
        "{unit}: Hội đồng giữ nguyên kết quả",
        "Hội đồng đã xem lại kiến nghị của đơn vị và giữ nguyên kết quả đã công bố.",
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
    "round.open_correction.council": (
        "{round}: điều chỉnh kết quả đã công bố",
        "Cơ quan thường trực đã lập bản điều chỉnh. Kết quả đã công bố còn hiệu lực đến khi có quyết định.",
    ),
    "round.submit_correction.chairman": (
        "{round}: hồ sơ trình ký quyết định điều chỉnh",
        "Hồ sơ điều chỉnh kết quả đã được trình. Đề nghị xem và duyệt hoặc trả lại.",
    ),
    "round.return_correction.standing_body": (
        "{round}: hồ sơ điều chỉnh bị trả lại",
        "{who} đã trả lại hồ sơ điều chỉnh kết quả.",
    ),
    "round.decide_correction.secretariat": (
        "{round}: quyết định điều chỉnh đã được duyệt",
        "Đề nghị văn thư cấp số và phát hành quyết định điều chỉnh.",
    ),
    "round.decide_correction.standing_body": (
        "{round}: quyết định điều chỉnh đã được duyệt",
        "{who} đã duyệt quyết định điều chỉnh. Văn thư sẽ cấp số và phát hành.",
    ),
    "round.publish_correction.units": (
        "{round}: đã công bố kết quả điều chỉnh",
        "Quyết định điều chỉnh đã được phát hành. Đơn vị xem được kết quả mới nhất của mình.",
    ),
    "document.sign.secretariat": (
        "{document}: đã ký, chờ cấp số",
        "{who} đã ký văn bản. Đề nghị văn thư kiểm tra thể thức, cấp số và phát hành.",
    ),
    "document.return_draft.standing_body": (
        "{document}: dự thảo bị trả lại",
        "{who} đã trả lại dự thảo. Đề nghị sửa và trình ký lại.",
    ),
    "document.return_signed.standing_body": (
        "{document}: trả lại để sửa trước khi phát hành",
        "{who} đã trả lại văn bản đã ký. Văn bản phải được sửa và trình ký lại.",
    ),
    "document.issue.standing_body": (
        "{document}: đã phát hành",
        "Văn thư đã cấp số và phát hành văn bản.",
    ),
    "document.recall.standing_body": (
        "{document}: đã thu hồi",
        "{who} đã thu hồi văn bản đã phát hành.",
    ),
    "task.assign.unit": (
        "{unit}: được giao nhiệm vụ cải thiện",
        "Nhiệm vụ: {task}. Đề nghị nhận và thực hiện{by_day}.",
    ),
    "task.start.standing_body": (
        "{unit} đã nhận nhiệm vụ",
        "Nhiệm vụ đang được thực hiện: {task}.",
    ),
    "task.report_progress.standing_body": (
        "{unit} báo cáo tiến độ nhiệm vụ",
        "{who} đã gửi báo cáo tiến độ: {task}.",
    ),
    "task.report.standing_body": (
        "{unit} báo cáo hoàn thành nhiệm vụ",
        "Đề nghị xem và công nhận hoặc trả lại báo cáo: {task}.",
    ),
    "task.accept.unit": (
        "{unit}: nhiệm vụ được công nhận hoàn thành",
        "Cơ quan thường trực đã công nhận hoàn thành: {task}.",
    ),
    "task.return_report.unit": (
        "{unit}: báo cáo nhiệm vụ bị trả lại",
        "Đề nghị tiếp tục thực hiện và báo cáo lại{by_day}: {task}.",
    ),
    "task.remind.unit": (
        "{unit}: đôn đốc thực hiện nhiệm vụ",
        "Đề nghị thực hiện và báo cáo{by_day}: {task}.",
    ),
    "task.inspect.unit": (
        "{unit}: đã kiểm tra việc thực hiện nhiệm vụ",
        "Cơ quan thường trực đã ghi kết quả kiểm tra: {task}.",
    ),
    "task.extend.unit": (
        "{unit}: nhiệm vụ được gia hạn",
        "Đề nghị hoàn thành{by_day}: {task}.",
    ),
    "task.due_soon.unit": (
        "{unit}: {left} đến hạn nhiệm vụ cải thiện",
        "Hạn hoàn thành là hết ngày {due}. Đề nghị thực hiện và báo cáo: {task}.",
    ),
    "task.late.unit": (
        "{unit}: đã quá hạn nhiệm vụ cải thiện",
        "Hạn hoàn thành đã hết ngày {due}. Đề nghị hoàn thành ngay và báo cáo: {task}.",
    ),
    "task.late.leader": (
        "{unit} trễ hạn nhiệm vụ cải thiện",
        "Đến hết ngày {due} đơn vị chưa báo cáo kết quả. Đề nghị lãnh đạo chỉ đạo hoàn thành ngay: {task}.",
    ),
    "task.late.standing_body": (
        "{count} nhiệm vụ cải thiện quá hạn {due}",
        "Chưa hoàn thành: {task}.",
    ),
    "task.cancel.unit": (
        "{unit}: thôi giao nhiệm vụ",
        "Cơ quan thường trực đã thôi giao nhiệm vụ: {task}.",
    ),
}

ALL_READ = "Đã đánh dấu mọi thông báo là đã đọc."
NONE_UNREAD = "Không có thông báo nào chưa đọc."


def by_day(day: str | None) -> str:
    """ " trước hết ngày 30/11/2024" to follow what is asked, or nothing."""
    return f" trước hết ngày {day}" if day else ""


def text(kind: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """Title and sentence of a notification; one of another room brings both in its data.

    What a person typed goes into `data["reason"]`, apart from the sentence: pages show it, mail does not.
    """
    if "on_behalf" in data:
        title, sentence = text(kind, {name: value for name, value in data.items() if name != "on_behalf"})
        return f"{title} (thay mặt {data['on_behalf']})", sentence
    if "title" in data or kind not in TEXTS:
        return str(data.get("title", "Thông báo")), str(data.get("text", ""))
    fields = {**data, "by_day": by_day(data.get("due"))}
    title, sentence = TEXTS[kind]
    return title.format_map(fields), sentence.format_map(fields)
