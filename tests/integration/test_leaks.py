"""Before publication nobody learns of another unit's points: everything each person can reach is read.

One unit's figures, note, file, points, reasons and questions are made unmistakable. Then each person starts
at home, follows every link and every list's filters and orders, asks for all other pages by their address,
and sends every form: in no answer is there anything that is not theirs to know.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from flask import Flask
from lxml import html

from app.appraisal import operations as appraisal
from app.assessments import operations as assessments
from app.clock import today
from app.council import operations as council
from app.documents import dossier
from app.extensions import db
from tests import stages
from tests.factories import Maker
from tests.pages import TARGETS, Asking, Known
from tests.people import ROLES, Facts, Province, attach, carry_out, keep_files

MOST_OF_A_KIND = 40  # addresses of one page, by what is asked of it: more do not come to an end
# What is the same for everybody and about no round: read once, whatever is asked of it.
THE_SAME_FOR_ALL = re.compile(r"/dang-nhap\?|/quy-trinh/[a-z_]+@\d+\?")
STAGES = ("received", "meeting", "decided", "published")
# What tells of the unit's own figures, of the team's decisions, and of the council's: texts, and numbers in
# every way the pages write them. 2.1 comes to 54321 / 77731 × 10 = 6,988… points, the whole to 14,54.
FIGURES = {"dvc_tong": "77731", "dvc_truc_tuyen": "54321"}
NOTE, FILE = "Ghi chú riêng của đơn vị 8841", "tai-lieu-kin-8842.pdf"
QUESTION, REASON = "Câu hỏi chưa gửi 8843", "Lý do thẩm định 8844"
POINT, CONCLUSION = "Vấn đề trước Hội đồng 8845", "Lý do của Hội đồng 8846"
MARKS = {
    "self": ("77731", "77.731", "54321", "54.321", NOTE, FILE, "14,54", "14.54"),
    "appraisal": (QUESTION, REASON, "4,37", "11,92", "11.92"),
    "council": (POINT, CONCLUSION, "5,43", "12,98", "12.98"),
}
# Who may know what of the unit, stage by stage. The unit's own people know what they entered, and nothing of
# what others think of it; whoever appraises but belongs to the unit knows nothing at all.
MAY_KNOW = {
    "received": {
        "self": "other_specialist other_leader appraiser secretariat standing_body auditor",
        "appraisal": "appraiser standing_body auditor",
        "council": "",
    },
    "meeting": {
        "self": "other_specialist other_leader appraiser council_member council_chair council_secretary "
        "secretariat standing_body auditor",
        "appraisal": "appraiser council_member council_chair council_secretary secretariat standing_body "
        "auditor",
        "council": "council_member council_chair council_secretary standing_body auditor",
    },
    "decided": {
        "self": "other_specialist other_leader appraiser council_member council_chair council_secretary "
        "secretariat standing_body chairman auditor",
        "appraisal": "appraiser council_member council_chair council_secretary secretariat standing_body "
        "chairman auditor",
        "council": "council_member council_chair council_secretary secretariat standing_body chairman "
        "auditor",
    },
}
TOTALS = ("14,54", "12,98")  # what everybody reads once it is published


def driven(app: Flask, stage: str) -> Province:
    """A province at a stage, the second unit with what must not be told."""
    here = Province(app, Maker(db.session()), "collecting", conflicted_with_other=True)
    unit = here.other_assessment
    attach(here, unit, FILE)
    stages.fill(here, unit, **FIGURES)
    assessments.declare(here.specialist_of(unit), unit.id, "1.1", "blank", note=NOTE)
    for assessment in here.assessments:
        stages.submit(here, assessment)
        stages.confirm(here, assessment)
    appraiser = here.actor("appraiser")
    appraisal.review(appraiser, unit.id, "2.1", "adjusted", points="4,37", reason=REASON)
    appraisal.write_question(appraiser, unit.id, "1.2", QUESTION)
    carry_out(app)
    if stage != "received":
        to_council(here)
    if stage in ("decided", "published"):
        to_decision(here)
    if stage == "published":
        dossier.issue_decision(here.actor("secretariat"), here.round.id, issued_on=today())
    carry_out(app)
    keep_files()
    return here


def to_council(here: Province) -> None:
    """The team finishes; a meeting is open, and a point of the unit is before it."""
    appraiser, secretary = here.actor("appraiser"), here.actor("council_secretary")
    appraisal.write_question(appraiser, here.other_assessment.id, "1.2", "")
    for assessment in here.assessments:
        appraisal.accept_rest(appraiser, assessment.id)
        appraisal.finish(appraiser, assessment.id)
    appraisal.close_entry(here.actor("standing_body"), here.round.id)
    stages.convene(here)
    people = [here.person(role).id for role in ("council_chair", "council_member")]
    here.point = council.raise_point(
        secretary, here.other_assessment.id, "2.1", question=POINT, proposed="5,43"
    )
    council.record_votes(secretary, here.point, dict.fromkeys(people, "for"))


def to_decision(here: Province) -> None:
    """The council decides, the chairman approves."""
    secretary = here.actor("council_secretary")
    council.decide_point(secretary, here.point, reason=CONCLUSION)
    council.settle_all(secretary, here.round.id)
    council.conclude(here.actor("council_chair"), here.round.id, conclusion="Hội đồng thống nhất.")
    dossier.submit(here.actor("standing_body"), here.round.id)
    carry_out(here.app)
    stages.number_submission(here)
    dossier.decide(here.actor("chairman"), here.round.id, dossier_hash=stages.dossier_hash(here))


# --- reading everything -------------------------------------------------------------------------------------


def reading(
    asking: Asking, account: Known | None, start: list[str], *, follow: bool = True
) -> Iterator[tuple[str, str]]:
    """Address and text of everything a person comes to from some addresses by following what is there."""
    browser, kinds = asking.browser(account), Counter[str]()
    waiting, seen = deque(start), set(start)
    while waiting:
        address = waiting.popleft()
        answer = browser.get(address, buffered=True)
        text = answer.get_data().decode("utf-8", "replace")
        name = answer.headers.get("Content-Disposition", "")
        yield address, f"{name}\n{text}"
        found = [answer.headers["Location"]] if "Location" in answer.headers else []
        if follow and (answer.content_type or "").startswith("text/html") and text.strip():
            found += list(ways_on(text))
        for target in found:
            parts = urlsplit(urljoin(f"http://localhost{address}", target))
            there = parts.path + (f"?{parts.query}" if parts.query else "")
            own = parts.netloc == "localhost" and not parts.path.startswith(("/static", "/bootstrap"))
            if own and one_asked(there) and there not in seen:
                seen.add(there)
                waiting.append(there)
                kinds[kind_of(there)] += 1
        (kind, often), *_ = kinds.most_common(1) or [("", 0)]
        assert often <= MOST_OF_A_KIND, f"{kind} does not come to an end"


def one_asked(address: str) -> bool:
    """Whether an address asks for one thing at most: filters are read one at a time."""
    return len(parse_qsl(urlsplit(address).query)) <= 1 and not THE_SAME_FOR_ALL.match(address)


def kind_of(address: str) -> str:
    """A page without the numbers in its address, and the name of what is asked of it."""
    path, _, query = address.partition("?")
    return re.sub(r"\d+", "N", path) + "?" + query.partition("=")[0]


def ways_on(text: str) -> Iterator[str]:
    """The links of a page, what it shows in frames, and its filters and searches, one value at a time."""
    page = html.document_fromstring(text)
    yield from page.xpath("//a/@href | //iframe/@src | //img/@src")
    for form in page.xpath("//form[not(@method) or translate(@method, 'GET', 'get') = 'get']"):
        action = form.get("action") or ""
        for field in form.xpath(".//select[@name]"):
            for value in field.xpath(".//option/@value"):
                yield f"{action}?{urlencode({field.get('name'): value})}"
        for field in form.xpath(".//input[@name][not(@type) or @type = 'text' or @type = 'search']"):
            yield f"{action}?{urlencode({field.get('name'): 'y tế'})}"


def typed_in(app: Flask, facts: Facts) -> list[str]:
    """The addresses of every page about the unit, and the orders that lists have."""
    pages = [target.address(app, facts) for target in TARGETS if target.method == "GET"]
    return [
        *(page for page in pages if not page.startswith(("/static", "/bootstrap"))),
        *(f"/tham-dinh?xep={order}" for order in ("tu", "-tu", "td", "-td", "tien-do")),
        *(f"/tham-dinh/tieu-chi/{facts.group_id}/2.1?xep={order}" for order in ("diem", "-diem")),
        "/danh-gia?tat-ca=1",
        "/van-ban?trang_thai=replaced",
    ]


def told(text: str) -> set[str]:
    """Which kinds of marks a text bears."""
    return {
        kind
        for kind, marks in MARKS.items()
        if any(mark in text and re.search(rf"(?<![\d.,]){re.escape(mark)}(?!\d)", text) for mark in marks)
    }


def facts_of_other(here: Province) -> Facts:
    """The ids of the second unit, of which so much must not be told."""
    here.unit, here.other_unit = here.other_unit, here.unit
    here.assessment, here.other_assessment = here.other_assessment, here.assessment
    try:
        return here.facts()
    finally:
        here.unit, here.other_unit = here.other_unit, here.unit
        here.assessment, here.other_assessment = here.other_assessment, here.assessment


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("stage", STAGES[:-1])
def test_nobody_learns_early_what_is_not_theirs(app: Flask, stage: str) -> None:
    here = driven(app, stage)
    stranger = here.make.account(here.make.authority(), roles=here.STAFF)
    facts = facts_of_other(here)
    asking = Asking(app)
    learned: dict[str, set[str]] = {kind: set() for kind in MARKS}
    leaks: list[str] = []
    for role in ROLES:
        person = Known.of(stranger if role == "stranger" else here.account_of(role))
        knows_all = all(role in who.split() for who in MAY_KNOW[stage].values())
        answers = list(reading(asking, person, ["/", *typed_in(app, facts)], follow=not knows_all))
        for target in TARGETS:
            others = target.method == "POST" and not target.endpoint.startswith("accounts.")
            if others and role not in MAY_KNOW[stage]["self"].split():
                sent = asking.ask(person, target, facts)
                assert sent is not None, asking.broken
                answers.append((target.label, sent.get_data().decode("utf-8", "replace")))
        for address, text in answers:
            for kind in told(text):
                learned[kind].add(role)
                if role not in MAY_KNOW[stage][kind].split():
                    leaks.append(f"{role} reads what is {kind} at {address}")
    assert not leaks, "\n".join(leaks)
    assert learned == {kind: set(who.split()) for kind, who in MAY_KNOW[stage].items()}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_everybody_reads_the_totals_once_they_are_published(app: Flask) -> None:
    here = driven(app, "published")
    facts = facts_of_other(here)
    asking = Asking(app)
    read = dict(reading(asking, None, ["/ket-qua"]))
    for address in (
        f"/ket-qua/{facts.authority}/{facts.year}",
        f"/ket-qua/{facts.authority}/{facts.year}/{facts.unit_code}",
    ):
        assert all(total in read[address] for total in TOTALS), address
    everything = "\n".join(read.values())
    assert not [mark for mark in (NOTE, FILE, REASON, POINT, CONCLUSION, "77.731") if mark in everything]
