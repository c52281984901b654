"""One round, from its set-up to the public ranking: everybody does their part in a browser of their own."""

import csv
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from app import clock
from tests import stages
from tests.browser.files import PDF, kept
from tests.browser.people.appraiser import Appraiser
from tests.browser.people.council import Chair, Member, Secretary
from tests.browser.people.person import Person
from tests.browser.people.running import Chairman, Clerk, StandingBody
from tests.browser.people.unit import Leader, Specialist, criterion
from tests.browser.province import QuietProvince
from tests.browser.site import Site, fresh
from tests.factories import Maker

TITLE = "Đánh giá chuyển đổi số các sở, ban, ngành"
CLAIM = "Đơn vị không có trang thông tin riêng"
TOO_FEW = "Báo cáo tháng 10 ghi 5 hội thảo, xin kiểm tra lại"
ADJUSTED = "Thiếu quyết định công bố danh mục"
QUESTION = "Số chi cho CNTT lấy từ báo cáo nào?"
ANSWER = "Lấy từ báo cáo quyết toán; nhập thiếu kinh phí đường truyền."
NOTHING_YET = "Chưa có kết quả nào được công bố"


class Story:
    """The people of one round, each in a browser of their own, and what they do one after another."""

    def __init__(self, site: Site, province: QuietProvince, folder: Path) -> None:
        self.site, self.province, self.folder = site, province, folder
        self.body = StandingBody(site.visitor())
        self.specialist = Specialist(site.visitor())
        self.leader = Leader(site.visitor())
        self.reader = Person(site.visitor())

    def sign_in(self, person: Person, role: str) -> None:
        """Sign somebody in by the form."""
        person.sign_in(self.province.person(role).username)

    def prepare(self) -> None:
        """The standing body sets the round up and opens it."""
        self.sign_in(self.body, "standing_body")
        day = clock.today()
        moments = {"opens_on": -1, "entry_deadline": 20, "appraisal_deadline": 40}
        moments |= {"council_on": 50, "publish_before": 70}
        self.body.creates_round(
            TITLE, {name: f"{day + timedelta(days=shift):%d/%m/%Y}" for name, shift in moments.items()}
        )
        self.body.is_told("Đã lập kỳ đánh giá")
        self.body.adds_group("Các sở, ban, ngành", "small")
        self.body.is_told("Đã đưa nhóm đơn vị vào kỳ")
        for role in self.province.STAFF:
            if role in ("standing_body", "administrator", "auditor"):
                continue
            self.body.appoints(self.province.person(role).id, role)
            self.body.is_told("Đã giao vai trò")
        self.body.opens_round()
        self.body.is_told("Đã mở kỳ đánh giá")
        self.province.adopt_round()

    def enter(self) -> None:
        """The specialist fills the form in, watches the points, hands in."""
        who = self.specialist
        self.sign_in(who, "specialist")
        who.opens_form()
        who.answers("co_chuyen_muc", "Có")
        who.sees_points("1.1", "2")
        who.enters("so_hoi_thao", "4")
        who.sees_points("1.2", "2")
        who.sees_total("4", "2")
        who.chooses("muc_do", "Hằng tháng")
        who.sees_points("1.3", "1")
        who.declares("1.3", "Đề nghị không áp dụng", CLAIM)
        who.is_told("Đã lưu tình trạng")
        who.uploads("1.2", [kept(self.folder, "Giấy mời hội thảo.pdf", PDF)])
        who.sees_upload("1.2", "saved", "1 tệp")
        expect(criterion(who.page, "1.2").get_by_role("link", name="Giấy mời hội thảo.pdf")).to_be_visible()
        who.opens_form("2")
        who.enters("dvc_tong", "60")
        who.enters("dvc_truc_tuyen", "45")
        who.sees_points("2.1", "7,5")
        who.enters("chi_tong", "1.000")
        who.enters("chi_cntt", "8,5")
        who.sees_points("2.2", "2,55")
        who.hands_in()
        who.is_told("Đã thực hiện: Trình lãnh đạo xác nhận")

    def confirm(self) -> None:
        """The leader returns once, sees what changed, and confirms; the other unit follows."""
        self.sign_in(self.leader, "leader")
        self.leader.opens_summary()
        self.leader.reads(CLAIM)
        self.leader.returns(TOO_FEW)
        self.leader.is_told("Trả lại chuyên viên")

        self.specialist.go_to("Việc cần làm")
        self.specialist.reads(TOO_FEW)
        self.specialist.opens_form()
        self.specialist.enters("so_hoi_thao", "5")
        self.specialist.hands_in()

        self.leader.opens_summary()
        expect(self.leader.page.locator("#thay-doi")).to_contain_text("5")
        self.leader.confirms()
        self.leader.is_told("Xác nhận số liệu")
        other = self.province.other_assessment
        stages.fill(self.province, other)
        stages.submit(self.province, other)
        stages.confirm(self.province, other)

    def appraise(self) -> None:
        """The team decides on the first unit, asks for an explanation, and gets it."""
        self.appraiser = Appraiser(self.site.visitor())
        who = self.appraiser
        self.sign_in(who, "appraiser")
        who.opens_unit("Sở Tư pháp")
        who.accepts("1.1")
        who.accepts_claim("1.3", "Đúng: đơn vị dùng chung cổng của tỉnh")
        who.sees_decision("1.3", "Chấp nhận không áp dụng")
        who.opens_main("2")
        who.adjusts("2.1", "5", ADJUSTED)
        who.sees_decision("2.1", "Điều chỉnh", "5", ADJUSTED)
        who.asks("2.2", QUESTION)
        who.is_told("chưa gửi đến đơn vị")
        who.take_step("gui-giai-trinh", "Gửi yêu cầu giải trình")
        who.is_told("Đã gửi yêu cầu giải trình")

    def explain(self) -> None:
        """The unit explains and corrects; its leader confirms. It sees nothing of the appraisal itself."""
        who = self.specialist
        who.go_to("Việc cần làm")
        who.reads("cần giải trình")
        who.opens_form("2")
        who.reads(QUESTION)
        who.reads_nothing_of(ADJUSTED)
        who.enters("chi_cntt", "9")
        who.explains("2.2", ANSWER)
        who.is_told("Đã lưu nội dung giải trình")
        who.page.goto(f"/danh-gia/{self.province.assessment.id}/tong-hop")
        who.reads_nothing_of(ADJUSTED)
        who.take_step("buoc-send_explanation", "Gửi giải trình")
        self.leader.opens_summary()
        self.leader.reads(ANSWER)
        self.leader.reads_nothing_of(ADJUSTED)
        self.leader.confirms_explanation()
        self.leader.is_told("Xác nhận giải trình")

    def finish_appraisal(self) -> None:
        """The team reads the answer, decides the rest, and goes through one criterion over all units."""
        who = self.appraiser
        who.opens_unit("Sở Tư pháp")
        who.opens_main("1")
        who.accepts("1.2")
        who.opens_main("2")
        who.reads(ANSWER)
        who.accepts("2.2")
        who.finishes()
        who.is_told("Đã kết thúc thẩm định Sở Tư pháp")
        who.opens_criterion("Tỷ lệ dịch vụ công trực tuyến")
        row = who.row("Sở Y tế")
        expect(row).to_contain_text("60")
        who.press("Công nhận Sở Y tế", row)
        expect(row).to_contain_text("Công nhận")
        who.opens_unit("Sở Y tế")
        who.accepts_rest()
        who.is_told("Đã công nhận 3 tiêu chí")
        who.opens_main("2")
        who.accepts("2.2")
        who.finishes()
        self.body.leads_on("close_entry", "Kết thúc thu thập số liệu")
        self.body.is_told("Đã kết thúc thu thập số liệu")
        self.body.leads_on("start_council", "Chuyển Hội đồng xem xét")
        self.body.is_told("Đã chuyển kết quả thẩm định sang Hội đồng")

    def meet(self) -> None:
        """The council decides one point by votes, settles both units and concludes."""
        secretary, chair = Secretary(self.site.visitor()), Chair(self.site.visitor())
        member = Member(self.site.visitor())
        self.sign_in(secretary, "council_secretary")
        secretary.opens_council()
        people = {role: self.province.person(role) for role in ("council_chair", "council_secretary")}
        named = {role: f"{who.full_name}, {who.position_title}" for role, who in people.items()}
        secretary.calls_meeting(
            f"{clock.today():%Y-%m-%d}", "Phòng họp số 2", named["council_chair"], named["council_secretary"]
        )
        secretary.starts_meeting()
        secretary.is_told("Đã ghi điểm danh")
        secretary.brings_all()
        secretary.reads("Đã thực hiện với 2 đơn vị")
        secretary.raises_point("Sở Tư pháp", "2.1", "Tính theo danh mục mới?", "6")
        secretary.is_told("ra Hội đồng")

        self.sign_in(member, "council_member")
        member.opens_meeting()
        member.votes("Sở Tư pháp", "Tán thành")

        secretary.opens_meeting()
        secretary.reads("Tính theo danh mục mới?")
        secretary.records_hand("Sở Tư pháp", people["council_chair"].full_name, "Tán thành")
        secretary.is_told("Đã ghi kết quả biểu quyết")
        secretary.decides("Sở Tư pháp", "Danh mục mới đã có hiệu lực trong năm")
        secretary.is_told("điều chỉnh theo đề xuất")
        secretary.settles_all()
        secretary.reads("Đã thực hiện với 2 đơn vị")

        self.sign_in(chair, "council_chair")
        chair.opens_council()
        chair.concludes("Hội đồng thống nhất kết quả.")
        chair.is_told("Hội đồng đã kết luận")

    def decide(self) -> None:
        """The chairman returns the dossier once and then approves it."""
        chairman = Chairman(self.site.visitor())
        self.body.go_to("Hồ sơ trình")
        self.body.submits()
        self.body.is_told("trình Chủ tịch UBND")
        self.site.drain()
        self.sign_in(chairman, "chairman")
        chairman.go_to("Hồ sơ trình")
        chairman.reads("15,05")
        chairman.returns("Bổ sung giải thích cách quy đổi điểm")
        chairman.is_told("Đã trả lại hồ sơ")
        self.body.go_to("Hồ sơ trình")
        self.body.submits()
        self.site.drain()
        chairman.go_to("Hồ sơ trình")
        chairman.decides()
        chairman.is_told("Đã duyệt quyết định")

    def publish(self) -> None:
        """The clerk numbers the submission and issues the decision; before that nothing is public."""
        self.reader.open("/ket-qua")
        self.reader.reads(NOTHING_YET)
        code, year = self.province.authority.code, clock.today().year
        answer = self.reader.page.request.get(f"/ket-qua/{code}/{year}")
        assert answer.status == 404
        clerk = Clerk(self.site.visitor())
        self.clerk = clerk
        self.sign_in(clerk, "secretariat")
        clerk.go_to("Hồ sơ trình")
        clerk.numbers("Tờ trình")
        clerk.is_told("Đã cấp số")
        clerk.go_to("Hồ sơ trình")
        clerk.publishes()
        clerk.is_told("Kết quả đã được công bố")
        self.site.drain()

    def read_papers(self) -> None:
        """Both files of the decision open, and say what was decided."""
        self.clerk.go_to("Hồ sơ trình")
        self.clerk.follow("Quyết định công bố", exact=True)
        word = self.clerk.fetches("Word", self.folder)
        pdf = self.clerk.fetches("PDF", self.folder)
        with zipfile.ZipFile(word) as package:
            body = package.read("word/document.xml").decode()
        text = "\n".join(page.extract_text() for page in PdfReader(pdf).pages)
        assert pdf.read_bytes().startswith(b"%PDF-")
        for name, points in (("Sở Y tế", "15,05"), ("Sở Tư pháp", "14,67")):
            assert name in body and points in body
            assert name in text and points in text

    def read_ranking(self) -> None:
        """Everybody reads the ranking, a unit's points, and the file, without an account."""
        self.reader.open("/ket-qua")
        self.reader.page.reload()  # the page of before may stay in the browser for a minute
        self.reader.follow("Xem bảng xếp hạng")
        self.reader.reads("15,05")
        self.reader.reads("14,67")
        link = self.reader.page.get_by_role("link", name="Tải bảng xếp hạng (CSV)")
        rows = list(csv.reader(io.StringIO(self.reader.download(link, self.folder).read_text("utf-8-sig"))))
        assert [(row[1], row[3], row[7]) for row in rows[1:]] == [
            ("1", "Sở Y tế", "15.05"),
            ("2", "Sở Tư pháp", "14.67"),
        ]
        self.reader.follow("Sở Tư pháp")
        self.reader.reads("Chuyển đổi nhận thức")
        self.reader.reads_nothing_of(ADJUSTED)

    def look_back(self) -> None:
        """The unit sees how its points came about; the auditor reads who did what."""
        self.specialist.open(f"/danh-gia/{self.province.assessment.id}/ket-qua")
        self.specialist.reads("14,67")
        self.specialist.reads(ADJUSTED)
        auditor = Person(self.site.visitor())
        self.sign_in(auditor, "auditor")
        auditor.go_to("Nhật ký")
        auditor.reads("Quyết định")
        auditor.open(f"/nhat-ky/assessment/{self.province.assessment.id}")
        auditor.reads("Chuỗi nhật ký nguyên vẹn")
        auditor.reads(TOO_FEW)
        auditor.reads(self.province.leader.full_name)


def keeps_to_themselves(story: Story) -> None:
    """What the unit's people may not open does not exist for them, or is not theirs."""
    fresh()
    ours, theirs = story.province.assessment.id, story.province.other_assessment.id
    request = story.specialist.page.request
    for address, status in (
        (f"/danh-gia/{theirs}", 404),
        (f"/danh-gia/{ours}/ket-qua", (403, 404)),
        (f"/tham-dinh/don-vi/{ours}", (403, 404)),
        (f"/hoi-dong/don-vi/{ours}", (403, 404)),
    ):
        expected = status if isinstance(status, tuple) else (status,)
        assert request.get(address).status in expected, address


@pytest.fixture
def story(site: Site, make: Maker, tmp_path: Path) -> Story:
    """The people, before anything has happened."""
    return Story(site, QuietProvince(make), tmp_path)


def test_a_round_in_the_browser(story: Story) -> None:
    story.prepare()
    story.enter()
    story.confirm()
    story.appraise()
    story.explain()
    story.finish_appraisal()
    keeps_to_themselves(story)
    story.meet()
    story.decide()
    story.publish()
    story.read_papers()
    story.read_ranking()
    story.look_back()
