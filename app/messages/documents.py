"""Sentences of the documents' room, and the set phrases which data alone cannot give."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from app.rendering.numbers import day_words

TITLES = {
    "self_assessment_form": "Phiếu tự đánh giá",
    "appraisal_minutes": "Biên bản thẩm định",
    "explanation_request": "Công văn yêu cầu giải trình",
    "council_invitation": "Giấy mời họp Hội đồng",
    "council_minutes": "Biên bản họp Hội đồng",
    "submission": "Tờ trình công bố kết quả",
    "decision": "Quyết định công bố kết quả",
    "correction_submission": "Tờ trình điều chỉnh kết quả",
    "correction_decision": "Quyết định điều chỉnh kết quả",
}
LIST_TITLE = "Văn bản"
DOSSIER_TITLE = "Hồ sơ trình"
STATES = {
    "draft": "Dự thảo",
    "awaiting_signature": "Đang trình ký",
    "signed": "Đã ký",
    "issued": "Đã phát hành",
    "recalled": "Đã thu hồi",
    "replaced": "Đã thay thế",
}
STEP_DONE = {
    "submit": "Đã trình ký. Trong lúc chờ ký, văn bản không sửa được.",
    "withdraw": "Đã rút lại văn bản về dự thảo.",
    "return_draft": "Đã trả lại dự thảo cho người soạn thảo.",
    "sign": "Đã ký. Văn thư cấp số, phát hành.",
    "record_signature": "Đã ghi nhận bản giấy đã ký.",
    "return_signed": "Đã trả lại văn bản để sửa; văn bản phải trình ký lại.",
    "recall": "Đã thu hồi văn bản. Bản đã phát hành vẫn được lưu.",
}
SIGNED_BY_HAND = "Bản giấy đã được ký trước khi trình văn thư cấp số."
FILES_NOT_READY = "Tệp của văn bản đang được tạo. Xin thử lại sau ít giây."
RECALLED = "Văn bản này đã bị thu hồi nên không cấp số được nữa."
RECALLED_PREFIX = "Đã thu hồi"
WITH_DOSSIER = "Quyết định được duyệt, trả lại và cấp số cùng hồ sơ trình, tại trang Hồ sơ trình."
DECISION_STANDS = (
    "Quyết định công bố không thu hồi ở đây: kết quả đã công bố chỉ thay đổi bằng quyết định điều chỉnh."
)
NOT_RECALLED = "Chỉ lập lại được văn bản đã thu hồi."
ANOTHER_STANDS = "Đã có văn bản khác cùng loại đang dùng, không lập thêm."
DRAWN_UP_AGAIN = "Đã lập lại văn bản từ dữ liệu hiện tại. Xin kiểm tra dự thảo rồi trình ký."

KIND_TITLES = {
    "self_assessment_form": "Phiếu tự đánh giá",
    "appraisal_minutes": "Biên bản thẩm định",
    "explanation_request": "Công văn yêu cầu giải trình",
    "council_invitation": "Giấy mời họp Hội đồng",
    "council_minutes": "Biên bản họp Hội đồng",
    "submission": "Tờ trình",
    "decision": "Quyết định công bố",
    "correction_submission": "Tờ trình điều chỉnh",
    "correction_decision": "Quyết định điều chỉnh",
}
LABELS = {"issued_on": "Ngày ban hành", "number": "Số văn bản"}
DRAFT_PREFIX = "Dự thảo"
CORRECTION_TITLE, VERSIONS_TITLE = "Điều chỉnh kết quả", "Các bản kết quả"
CORRECTION_OPENED = "Đã mở việc điều chỉnh kết quả. Kết quả đã công bố vẫn có hiệu lực."
CORRECTION_CANCELLED = "Đã thôi điều chỉnh; kết quả đã công bố giữ nguyên."
CORRECTION_SUBMITTED = "Đã xếp hạng lại, lập Tờ trình và dự thảo Quyết định điều chỉnh, trình Chủ tịch UBND."
CORRECTION_RETURNED = "Đã trả lại hồ sơ điều chỉnh cho cơ quan thường trực."
CORRECTION_DECIDED = "Đã duyệt quyết định điều chỉnh. Văn thư cấp số để công bố."
ROUND_CLOSED = "Đã kết thúc kỳ đánh giá."
DRAFT_CORRECTION = "Dự thảo Quyết định điều chỉnh kết quả và các phụ lục"
CORRECTION_SUBMISSION_FIRST = (
    "Tờ trình điều chỉnh chưa có số. Xin cấp số Tờ trình trước, vì Quyết định phải ghi số Tờ trình."
)
SUBMITTED = "Đã xếp hạng, lập Tờ trình và dự thảo Quyết định, trình Chủ tịch UBND."
RETURNED = "Đã trả lại hồ sơ cho cơ quan thường trực."
DECIDED = "Đã duyệt quyết định. Văn thư cấp số để công bố."
NO_DOCUMENTS_YET = "Chưa có kỳ đánh giá nào đang thực hiện nên chưa có văn bản."
NO_DOSSIER_YET = (
    "Hồ sơ trình được lập sau khi Hội đồng kết luận và cơ quan thường trực trình. Khi đến bước này, "
    "hệ thống sẽ thông báo cho anh/chị."
)
LOST_FILE = "Không mở được tệp này. Xin báo quản trị hệ thống."
NOTHING_CHOSEN = "Chưa chọn văn bản nào để cấp số. Xin đánh dấu các văn bản ở danh sách."

COUNCIL = "HỘI ĐỒNG ĐÁNH GIÁ\nCHUYỂN ĐỔI SỐ"
COUNCIL_LETTERS = "HĐĐG"
SECRETARY = "THƯ KÝ"
CHAIR = "CHỦ TỌA"
SPECIALIST = "NGƯỜI LẬP PHIẾU"
COUNCIL_CHAIR = "Chủ tịch Hội đồng"
COUNCIL_MEMBER = "Ủy viên"
COUNCIL_SECRETARY = "Thư ký Hội đồng"
COUNCIL_REPORT = "Hội đồng đánh giá (để b/c)"
COUNCIL_MEMBERS = "Các thành viên Hội đồng"
ARCHIVE_FILE = "VT, Hồ sơ"
AS_ABOVE = "Như trên"
AS_ARTICLE_3 = "Như Điều 3 QĐ"
PORTAL = "Cổng thông tin điện tử tỉnh (để công khai)"
COMMITTEE, COMMITTEE_LETTERS = "Ủy ban nhân dân", "UBND"
PROVINCE_WORD, CITY_WORD = "tỉnh ", "thành phố "
PLAN = "Kế hoạch"
CALLED_AFTER_PEOPLE = ("Hồ Chí Minh",)  # such a place is written with the word for what it is
KEPT = "Giữ điểm thẩm định"
ADJUSTED = "Điều chỉnh theo đề xuất"
DRAFT_DECISION = "Dự thảo Quyết định công bố kết quả và các phụ lục"
MINUTES_ATTACHED = "Biên bản họp Hội đồng"
MOST_NAMES = 3
SOURCES = {"cyberspace": "Đánh giá trên không gian mạng", "experts": "Đánh giá của chuyên gia"}

AGENDA_FIRST = "Phiên họp chưa có chương trình. Xin lập chương trình trước khi lập giấy mời."
INVITATION_DRAFTED = "Đã lập dự thảo giấy mời. Văn thư cấp số ở trang Văn bản sau khi Chủ tịch Hội đồng ký."
MEETING_NOT_CLOSED = "Phiên họp chưa kết thúc nên chưa lập được biên bản."
MINUTES_STAND = (
    "Biên bản của phiên họp này đã trình ký hoặc đã ban hành. Muốn lập lại, xin trả lại dự thảo hoặc thu hồi "
    "biên bản ở trang Văn bản."
)
MINUTES_DRAFTED = "Đã lập dự thảo biên bản. Văn thư cấp số ở trang Văn bản sau khi chủ tọa ký."
NO_STANDING_BODY = "Chưa khai báo cơ quan thường trực nên chưa lập được văn bản. Xin báo quản trị hệ thống."
REPLACED = "Văn bản này đã được thay thế bằng bản mới. Xin mở danh sách văn bản để cấp số cho bản mới."
SUBMISSION_FIRST = "Tờ trình chưa có số. Xin cấp số Tờ trình trước, vì Quyết định phải ghi số Tờ trình."
NO_SERIES = "Phiếu này không lấy số văn bản."
USE_DECISION_PAGE = "Quyết định công bố được cấp số cùng lúc với việc công bố, tại trang Hồ sơ trình."
FUTURE_DAY = "Ngày ban hành không được sau ngày hôm nay."
NOT_READY = "Tệp đang được tạo, xin thử lại sau ít giây."


class Team(NamedTuple):
    """Who appraises: in a letterhead, in a document's symbol, in a sentence."""

    heading: str
    letters: str
    name: str


TEAM = Team("TỔ THẨM ĐỊNH", "TTĐ", "Tổ thẩm định")
# Named otherwise by a decision: An Giang 1407/QĐ-UBND, Điều 6.
TEAMS = {"an_giang_2024": Team("TỔ GIÚP VIỆC\nHỘI ĐỒNG ĐÁNH GIÁ", "TGV", "Tổ giúp việc")}


def team(framework_id: str) -> Team:
    """What the decision that issued a framework calls the team."""
    return TEAMS.get(framework_id.partition("/")[0], TEAM)


def title(kind: str, unit: str | None, year: int) -> str:
    """What a document is called: of a unit, or of the whole round."""
    return f"{TITLES[kind]} – {unit}, năm {year}" if unit else f"{TITLES[kind]} năm {year}"


def by_letter(letter: str, reason: str) -> str:
    """A step that a letter asked for."""
    return f"Theo văn bản số {letter}. {reason}".strip()


def cited_by(title: str) -> str:
    """Why a document cannot be recalled: another that is out names it."""
    return f"“{title}” đã phát hành và dẫn chiếu văn bản này. Xin thu hồi văn bản đó trước."


def title_of_meeting(kind: str, number: int, year: int) -> str:
    """What a document of one meeting is called."""
    return f"{TITLES[kind]}, phiên {number}, năm {year}"


def hour(text: str) -> str:
    """ "08:30" in words."""
    return text.replace(":", " giờ ")


def aside(name: str, reason: str) -> str:
    """A member who took no part in one point."""
    return f"{name} ({reason.strip().rstrip('.')})"


def number_taken(next_number: int) -> str:
    """A number that is not after the last one of the series."""
    return f"Số phải từ {next_number:02d} trở đi: các số trước đã cấp trong sổ đăng ký văn bản."


def not_a_number(text: str) -> str:
    """Something that is no document number."""
    return f"“{text}” không phải là số văn bản. Xin nhập số nguyên dương, hoặc để trống để lấy số kế tiếp."


def day_before_last(day: date) -> str:
    """A day before the day of the number before it."""
    return f"Ngày ban hành không được trước ngày {day:%d/%m/%Y} của số liền trước."


def day_too_early(day: date) -> str:
    """A day before the document was signed or drawn up."""
    return f"Ngày ban hành không được trước ngày {day:%d/%m/%Y}, là ngày văn bản được lập hoặc được duyệt."


def already_issued(number: str, day: date) -> str:
    """Somebody has numbered it meanwhile."""
    return f"Văn bản này đã được cấp số {number}, ngày {day:%d/%m/%Y}."


def lapsed(citation: str) -> str:
    """A legal basis not in force on the document's day."""
    return f"Căn cứ không có hiệu lực tại ngày văn bản: {citation}."


def framework_title(
    title: str, issued_by: str, body: str, year: str | None, maximum: str, number: str | None
) -> str:
    """How a form names its framework; `issued_by` is the title of the decision, or of the plan."""
    kind = PLAN if issued_by.startswith(PLAN) else "Quyết định"
    which = f"{kind} số {number}" if number else kind
    when = f" năm {year}" if year else ""
    return f"{title}, ban hành kèm theo {which} của {body}{when} (thang điểm {maximum})"


def acted_for(name: str, post: str, principal: str, office: str, letter: str) -> str:
    """Who did something for whom, by which letter, as papers tell it."""
    parts = [f"ông/bà {name}", post, f"thay mặt ông/bà {principal}", office]
    return ", ".join(part for part in (*parts, f"theo văn bản số {letter}" if letter else "") if part)


def on_behalf_of(body: str) -> str:
    """The head of a body that decides together."""
    return f"TM. {body}"


def report_to(head: str) -> str:
    """A recipient to whom one reports."""
    return f"{head} (để b/c)"


def names(units: Iterable[str]) -> str:
    """Units named together; beyond a few the rest are counted."""
    listed = list(units)
    if len(listed) <= MOST_NAMES:
        return ", ".join(listed)
    return f"{', '.join(listed[:MOST_NAMES])} và {len(listed) - MOST_NAMES} đơn vị khác"


def inside_sentence(title: str) -> str:
    """A title inside a sentence: a small first letter, unless it begins with an abbreviation."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def office_of(symbol: str, kind_of_area: str) -> str:
    """The head of the authority's own office."""
    return f"Chánh Văn phòng {symbol} {kind_of_area}"


def executors(office: str, head: str, groups: Iterable[str], symbol: str) -> str:
    """Who carries the decision out: the heads of the groups' units."""
    heads = [
        f"Chủ tịch {title}" if title.startswith(symbol) else f"Thủ trưởng {inside_sentence(title)}"
        for title in groups
    ]
    return f"{office}, {head}; {'; '.join(heads)} và Thủ trưởng các đơn vị có liên quan"


def executors_of_ministry(head: str, groups: Iterable[str]) -> str:
    """Who carries a ministry's decision out, in the order of Decision 1726/QĐ-BTTTT, Điều 3."""
    heads = [
        f"Chủ tịch {title}"
        if title.startswith((COMMITTEE, COMMITTEE_LETTERS))
        else f"Thủ trưởng {inside_sentence(title)}"
        for title in groups
    ]
    return f"{'; '.join(heads)}; Chánh Văn phòng Bộ, {head} và Thủ trưởng các cơ quan, đơn vị thuộc Bộ"


def all_of(area: str) -> str:
    """Everyone assessed in an area."""
    return f"các cơ quan, đơn vị, địa phương {area}"


def listed(titles: Sequence[str]) -> str:
    """Groups named together in a sentence."""
    return " và ".join(part for part in (", ".join(titles[:-1]), *titles[-1:]) if part)


def sources(authority: str, apart: Iterable[str]) -> list[str]:
    """The heads of the columns that say who gave the points (Decision 1726/QĐ-BTTTT, II.2.b)."""
    return [f"{authority} đánh giá", *(SOURCES[supplier] for supplier in apart)]


def of(body: str) -> str:
    """A body as the owner of something."""
    return f"của {body}"


def portal_of(body: str) -> str:
    """The site of a body."""
    return f"Cổng thông tin điện tử của {body}"


def for_publication(portal: str) -> str:
    """A site as a recipient."""
    return f"{portal} (để công khai)"


def capitalised(text: str) -> str:
    """A phrase at the beginning of a line."""
    return text[:1].upper() + text[1:]


def with_reason(unit: str, reason: str) -> str:
    """A unit with the reason for what is said of it."""
    return f"{unit} ({reason[:1].lower() + reason[1:]})" if reason else unit


def withdrawn(criterion: str, with_data: int, units: int) -> str:
    """A criterion left out of the ranking of a group, as the minutes say it."""
    return f"{criterion} ({with_data}/{units} đơn vị có số liệu)"


def basis(citation: str) -> str:
    """A legal basis as a line of its own."""
    return f"Căn cứ {citation}"


def meeting(assessed: str, year: int) -> str:
    """The summary line of the council's minutes."""
    return f"Họp Hội đồng đánh giá, xếp hạng mức độ chuyển đổi số\ncủa {assessed} năm {year}"


def founded_by(head: str, year: int) -> str:
    """The decision that founded the council; its number is filled in by hand."""
    return f"Quyết định của {head} năm {year}"


def submission_basis(head: str, number: str, day: str, assessed: str, year: int) -> str:
    """The last basis of the decision: the submission."""
    return (
        f"Theo đề nghị của {head} tại Tờ trình số {number} {day} về việc công bố kết quả đánh giá, xếp hạng "
        f"mức độ chuyển đổi số của {assessed} năm {year}"
    )


def minutes_basis(number: str, day: str, owner: str) -> str:
    """The last basis of the submission: the council's minutes."""
    return f"Căn cứ Biên bản số {number} {day} của Hội đồng đánh giá mức độ chuyển đổi số {owner}"


OUTCOMES = {
    "accepted": "Công nhận điểm tự đánh giá",
    "adjusted": "Điều chỉnh điểm",
    "na_accepted": "Chấp nhận không áp dụng",
    "na_refused": "Không chấp nhận đề nghị không áp dụng",
}


def outcome(decision: str, reason: str | None) -> str:
    """What came of an explanation, in the minutes."""
    return f"{OUTCOMES[decision]}: {reason}" if reason else OUTCOMES[decision]


def council_name(owner: str) -> str:
    """The council's full name."""
    return f"Hội đồng đánh giá mức độ chuyển đổi số {owner}"


def amended_decision(number: str, day: str, head: str) -> str:
    """The decision that is amended, as papers cite it."""
    return f"Quyết định số {number} {day} của {head}"


def amended_basis(decision: str, year: int) -> str:
    """The decision that is amended, as a basis."""
    return f"Căn cứ {decision} về việc công bố kết quả đánh giá, xếp hạng mức độ chuyển đổi số năm {year}"


def meeting_basis(day: str, owner: str) -> str:
    """The meeting that looked at complaints, as a basis."""
    return f"Căn cứ kết luận của Hội đồng đánh giá mức độ chuyển đổi số {owner} tại phiên họp {day}"


def correction_basis(head: str, number: str, day: str, assessed: str, year: int) -> str:
    """The last basis of the decision that corrects: its submission."""
    return (
        f"Theo đề nghị của {head} tại Tờ trình số {number} {day} về việc điều chỉnh kết quả đánh giá, xếp "
        f"hạng mức độ chuyển đổi số của {assessed} năm {year}"
    )


def correction_published(number: str) -> str:
    """The decision that corrects has its number."""
    return f"Đã phát hành Quyết định số {number}. Kết quả điều chỉnh đã được công bố."


def version_title(place: int) -> str:
    """What a published version is called, by its place from the first."""
    return "Kết quả ban đầu" if place == 0 else f"Kết quả điều chỉnh lần {place}"


def numbered(number: str, day: str) -> str:
    """What the register gave."""
    return f"Số {number}, {day_words(day)}"


def issued(number: str) -> str:
    """A document has its number."""
    return f"Đã cấp số {number}. Tệp có số và ngày đang được tạo."


def published(number: str) -> str:
    """The decision has its number and everything is public."""
    return f"Đã phát hành Quyết định số {number}. Kết quả đã được công bố."


def issued_many(done: int, refused: int) -> str:
    """What came of numbering several documents."""
    left = f", {refused} văn bản chưa cấp được (xem lý do ở từng dòng)" if refused else ""
    return f"Đã cấp số {done} văn bản{left}."


GIVEN = {
    "highest_points": "bằng số điểm cao nhất của các đơn vị khác trong nhóm",
    "highest_figure": "theo số liệu cao nhất của các đơn vị khác trong nhóm",
    "maximum": "bằng điểm tối đa",
}
PILLAR_WORD = "Trụ cột "


def pillar_name(title: str) -> str:
    """A pillar without the word for it: "Chính quyền số" of "Trụ cột Chính quyền số"."""
    return title.removeprefix(PILLAR_WORD)


def given_by(rule: str, units: Sequence[str], labels: Sequence[str], treatment: str) -> str:
    """Who was given points by a special provision, where, and how they were found."""
    return f"{rule}: {', '.join(units)} được tính điểm các tiêu chí {', '.join(labels)} {GIVEN[treatment]}"


WAITS_FOR_GROUP = "Tính điểm khi có số liệu của cả nhóm đơn vị"
