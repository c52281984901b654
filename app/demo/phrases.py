"""What the people of the demonstration write: reasons, notes, questions, answers. Invented, and plain."""

from dataclasses import dataclass

from app.demo.dice import Dice

YES, NO = "Có", "Không"
ROUND_TITLE = "Đánh giá, xếp hạng mức độ chuyển đổi số năm {year}"
CHOICES = {"for": "đồng ý", "against": "không đồng ý", "abstain": "không có ý kiến"}
TEAM = "Tổ thẩm định"
OUTCOMES = {"adjust": "điều chỉnh", "keep": "giữ điểm thẩm định"}


@dataclass(frozen=True)
class Claim:
    """Units that hold some criteria not to apply to them, and why; `accepted` is the team's answer."""

    units: frozenset[str]
    codes: frozenset[str]
    reason: str
    accepted: bool
    answer: str


ONLINE_SERVICES = frozenset({"3.4.1", "4.6.1", "4.6.2", "4.7.1", "4.7.2", "4.8.1", "4.9.1", "4.9.2"})

CLAIMS = (
    Claim(
        frozenset({"vpubnd"}),
        ONLINE_SERVICES,
        "Văn phòng UBND tỉnh không trực tiếp giải quyết thủ tục hành chính, không cung cấp dịch vụ công.",
        True,
        "Đúng với danh mục thủ tục hành chính đã công bố: đơn vị không có thủ tục thuộc thẩm quyền.",
    ),
    Claim(
        frozenset({"bdt"}),
        ONLINE_SERVICES,
        "Ban Dân tộc không có thủ tục hành chính cung cấp trực tuyến trong danh mục của tỉnh.",
        True,
        "Đúng với danh mục dịch vụ công trực tuyến của tỉnh năm đánh giá.",
    ),
    Claim(
        frozenset({"ttt"}),
        frozenset({"3.4.1", "4.9.1", "4.9.2"}),
        "Thủ tục giải quyết khiếu nại, tố cáo không thu phí và không trả kết quả qua bưu chính.",
        True,
        "Thống nhất: các thủ tục này không thu phí, không thực hiện qua dịch vụ bưu chính công ích.",
    ),
    Claim(
        frozenset({"snv"}),
        frozenset({"4.5.1"}),
        "Hoạt động kiểm tra công vụ phải thực hiện trực tiếp, không áp dụng kiểm tra qua môi trường số.",
        False,
        "Kiểm tra công vụ thực hiện được qua hệ thống quản lý văn bản; tiêu chí vẫn áp dụng với đơn vị.",
    ),
    Claim(
        frozenset({"txbs", "tpss"}),
        frozenset({"XHS.5.3.2"}),
        "Trên địa bàn không có hợp tác xã nông nghiệp.",
        True,
        "Đúng với danh sách hợp tác xã nông nghiệp do Sở Nông nghiệp và Phát triển nông thôn cung cấp.",
    ),
    Claim(
        frozenset({"tpth", "quanhoa"}),
        frozenset({"KTS.5.1.2"}),
        "Trên địa bàn chưa có doanh nghiệp khởi nghiệp về công nghệ số nên không áp dụng tiêu chí này.",
        False,
        "Chưa có doanh nghiệp thì kết quả là 0, không phải là không áp dụng.",
    ),
    Claim(
        frozenset({"langchanh"}),
        frozenset({"KTS.3.1.2"}),
        "Bưu điện huyện không có bộ phận khai thác chia chọn; việc chia chọn do Bưu điện tỉnh thực hiện.",
        True,
        "Bưu điện tỉnh xác nhận việc chia chọn tập trung tại thành phố Thanh Hóa.",
    ),
)

NO_DATA = (
    "Hệ thống đang dùng chưa thống kê riêng chỉ tiêu này trong năm đánh giá.",
    "Chưa có số liệu của cơ quan thống kê cho năm đánh giá.",
    "Đơn vị phối hợp chưa cung cấp số liệu kịp thời gian báo cáo.",
    "Nội dung mới triển khai từ quý IV nên chưa tổng hợp được số liệu cả năm.",
)

ONLY_COMPARED = "Số liệu suy ra của đơn vị này chỉ có ở các chỉ số so sánh giữa các đơn vị."

_NOTES = (
    "Số liệu theo Báo cáo số {number}/BC-VP, có đính kèm trong hồ sơ điện tử của đơn vị.",
    "Số liệu đến hết quý III, đã đối chiếu với hệ thống quản lý văn bản và điều hành.",
    "Đã bao gồm số liệu của các đơn vị trực thuộc.",
    "Số liệu do phòng chuyên môn tổng hợp, đã được bộ phận tài chính rà soát.",
    "Danh mục chi tiết lưu tại Văn phòng, cung cấp khi {team} yêu cầu.",
)

LEADER_RETURNS = (
    "Số liệu tại tiêu chí {label} chưa khớp với báo cáo đã gửi tỉnh; đề nghị rà soát lại trước khi xác nhận.",
    "Đề nghị bổ sung tài liệu kiểm chứng cho tiêu chí {label} và kiểm tra lại số liệu.",
)
RECALL = "Phát hiện còn thiếu số liệu của một đơn vị trực thuộc tại tiêu chí {label}, xin rút lại để bổ sung."
CORRECTED = "Đã rà soát, cập nhật lại theo báo cáo chính thức."

EXTENSION_REASON = "Đơn vị khắc phục sự cố hệ thống máy chủ do mưa lũ, có văn bản đề nghị gia hạn."
EXTENSION_LETTER = "2146/UBND-VX"
TAKE_OVER = (
    "Đã hết hạn nộp và thời gian gia hạn chung, đã đôn đốc 03 lần nhưng đơn vị chưa xác nhận; "
    "tiếp nhận số liệu theo hiện trạng."
)

QUESTION = (
    "Số liệu “{title}” đơn vị nhập là {value}; tài liệu kiểm chứng chưa chứng minh được số này. "
    "Đề nghị đơn vị giải trình."
)
ANSWER_KEPT = (
    "Số liệu lấy từ hệ thống của đơn vị tại thời điểm báo cáo; đã bổ sung bản trích xuất có xác nhận."
)
ANSWER_CORRECTED = (
    "Đơn vị đã rà soát: một phần số liệu bị tính trùng. Xin điều chỉnh lại là {value} và gửi kèm danh sách."
)
MORE_EVIDENCE = "Bổ sung"
EXPLANATION_RETURNED = "Nội dung trả lời tiêu chí {label} chưa nêu căn cứ; đề nghị bổ sung rồi trình lại."
BY_ITSELF = "hệ thống tự chuyển khi hết thời gian"
EXPLANATION_CLOSED = "Đã quá thời hạn giải trình, đơn vị chưa gửi; tiếp tục thẩm định theo hồ sơ hiện có."
EXPLAINED_ACCEPTED = "Giải trình của đơn vị đã rõ, có tài liệu kèm theo."

FEWER = "Tài liệu kiểm chứng chỉ xác nhận được {recognised}/{reported} {unit}; tính điểm theo số xác nhận."
FEWER_LATE = (
    "Đơn vị không giải trình trong thời hạn; chỉ công nhận {recognised}/{reported} {unit} "
    "có tài liệu kiểm chứng."
)
NOT_PROVEN = "Văn bản gửi kèm không phải do đơn vị ban hành trong năm đánh giá, chưa đủ căn cứ để chấm điểm."
LOWER_LEVEL = "Theo tài liệu kiểm chứng, mức đúng của đơn vị là: “{level}”."

NO_DOUBT = "Danh sách và bản trích xuất gửi kèm đã đủ căn cứ; công nhận số liệu của đơn vị."
SETTLED = (
    "Đã đối chiếu hai ý kiến với tài liệu kiểm chứng: tài liệu mới chứng minh được một phần; thống nhất tính "
    "điểm theo phần đã được chứng minh."
)

CONFLICT = "Có người thân là Phó Chủ tịch UBND của đơn vị này; đề nghị giao người khác thẩm định."
AWAY = "Giám đốc đi học lớp cao cấp lý luận chính trị, ủy quyền cho Phó Giám đốc xác nhận số liệu."
OBJECTIONS = (
    "Đơn vị không thống nhất với điểm tiêu chí {label}: quyết định ban hành và bản trích xuất từ hệ thống đã "
    "gửi kèm, đề nghị xem lại.",
    "Đề nghị tính tiêu chí {label} theo số liệu đơn vị đã báo cáo cơ quan cấp trên.",
)
ANSWERS = {"upheld": "chấp nhận", "kept": "giữ điểm thẩm định"}
UPHELD = (
    "{team} đã đối chiếu bản gốc của tài liệu gửi kèm; kiến nghị có căn cứ, công nhận số liệu của đơn vị."
)
UPHELD_REVIEW = "Công nhận số liệu của đơn vị theo kiến nghị."
KEPT = (
    "Báo cáo nêu trong kiến nghị tính đến thời điểm khác với thời điểm chốt số liệu; {team} giữ điểm đã chấm."
)

COUNCIL_QUESTION = (
    "Đơn vị đề nghị xem lại điểm tiêu chí {label}: đã bổ sung tài liệu kiểm chứng sau khi thẩm định."
)
COUNCIL_QUESTION_DOWN = (
    "Có ý kiến cho rằng kết quả tiêu chí {label} chưa bền vững, đề nghị xem xét lại mức điểm thẩm định."
)
COUNCIL_ADJUSTED = "Tài liệu bổ sung hợp lệ, đã được {team} xác nhận."
COUNCIL_LOWERED = "Kết quả chưa được duy trì đến cuối năm đánh giá, thống nhất chấm theo mức đề xuất."
COUNCIL_CASTING = "Số phiếu ngang nhau; theo ý kiến của Chủ tịch Hội đồng, tài liệu bổ sung đủ căn cứ."
COUNCIL_KEPT = "Tài liệu bổ sung ban hành sau thời điểm chốt số liệu, giữ điểm {team} đã chấm."
STEPS_OUT = "Trước đây trực tiếp chỉ đạo lĩnh vực này tại đơn vị"
AGENDA_DATES = "Thông qua thời hạn gửi kết quả và tiếp nhận kiến nghị của các đơn vị"
AGENDA_BODY = "Cơ quan thường trực"
DISCUSSED_REPORT = (
    "{team} đã thẩm định {units} đơn vị; mọi điểm điều chỉnh đều có lý do và đã gửi các đơn vị có yêu cầu "
    "giải trình. Các nội dung còn ý kiến khác nhau được nêu trong chương trình họp."
)
DISCUSSED_OPENING = (
    "Đề nghị các thành viên cho ý kiến từng vấn đề, chỉ căn cứ vào tài liệu kiểm chứng có trong hồ sơ."
)
DISCUSSED = {
    "voted_up": "Tài liệu bổ sung của tiêu chí {label} ban hành trong năm đánh giá, nên được xem xét.",
    "casting_vote": "Cần thận trọng với tiêu chí {label}: nhiều đơn vị cũng có tài liệu bổ sung tương tự.",
    "kept": "Tài liệu của tiêu chí {label} ký sau ngày chốt số liệu; nên giữ điểm của {team}.",
    "member_stands_aside": "Số liệu tiêu chí {label} khớp với hệ thống dùng chung, đề nghị chấp nhận.",
    "voted_down": "Đề nghị {team} nói rõ kết quả tiêu chí {label} tại thời điểm cuối năm.",
}
ABSENCE = "Đi công tác theo Giấy mời của Bộ Tài chính"
PLACE = "Phòng họp số 1, Trụ sở UBND tỉnh"
CONCLUSION = (
    "Hội đồng thống nhất kết quả thẩm định và kết quả xếp hạng của các sở, ban, ngành và các huyện, thị xã, "
    "thành phố.\n"
    "Giao Cơ quan thường trực hoàn thiện hồ sơ, trình Chủ tịch UBND tỉnh công bố trước ngày {day}.\n"
    "Các đơn vị đồng điểm được xếp cùng hạng, hạng tiếp theo bỏ trống."
)
NOT_KNOWN_YET = (
    "Tài liệu trong hồ sơ chỉ thể hiện kết quả đến hết tháng 11; {team} chưa đủ căn cứ để khẳng định kết quả "
    "đến cuối năm, xin đối chiếu trực tiếp với đơn vị."
)
PUT_OFF = (
    "Thống nhất chưa kết luận vấn đề này tại phiên họp; {team} đối chiếu số liệu và báo cáo Hội đồng tại "
    "phiên họp tiếp theo, Hội đồng sẽ biểu quyết lại."
)
ADJOURNED = "Hội đồng thống nhất kết quả của các đơn vị không còn vấn đề chờ quyết định."
CARRIED_OVER = (
    "Vấn đề về tiêu chí {label} của {unit} chuyển sang phiên họp thứ hai, ngày {day}; {team} đối chiếu "
    "số liệu với đơn vị và báo cáo Hội đồng tại phiên họp đó."
)
FOUND_OUT = (
    "{team} đã đối chiếu với đơn vị số liệu đến hết ngày 31/12: kết quả tiêu chí {label} giảm trong tháng "
    "12, không duy trì được đến cuối năm đánh giá; đơn vị đã thống nhất số liệu đối chiếu."
)
DOSSIER_RETURNED = (
    "Đề nghị nêu rõ trong hồ sơ các đơn vị đồng hạng và các đơn vị nộp trễ hạn, rồi trình lại trong ngày."
)

TASK_TITLE = "Cải thiện tiêu chí {label}: {title}"
TASK_TARGET = "Đạt ít nhất {wanted}/{maximum} điểm ở kỳ đánh giá sau (kỳ này đạt {points} điểm)."
TASK_PROGRESS = (
    "Đã ban hành kế hoạch khắc phục, phân công đầu mối và rà soát số liệu của các đơn vị trực thuộc.",
    "Đã hoàn thành rà soát, cập nhật số liệu trên hệ thống; đang tập huấn cho công chức phụ trách.",
    "Đã hoàn thành các nội dung theo kế hoạch, có báo cáo và tài liệu kiểm chứng kèm theo.",
)
TASK_RETURNED = "Báo cáo chưa nêu kết quả bằng số liệu; đề nghị bổ sung rồi báo cáo lại."
TASK_EXTENSION = "Chờ nền tảng dùng chung của tỉnh đưa vào vận hành."
TASK_EXTENSION_LETTER = "1187/UBND-VX"


def note(dice: Dice, code: str, team: str = TEAM) -> str:
    """A note as units write it."""
    text = dice.choice(_NOTES, code)
    return text.format(number=dice.number(21, 640, code, "number"), team=team)
