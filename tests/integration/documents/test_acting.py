"""Papers say who acted for somebody else in what they tell, in Word and PDF; signatures stay as they were."""

from collections.abc import Callable

import pytest

from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.clock import today
from app.council import operations as council
from app.documents import dossier, invitations, operations
from app.documents.models import Document
from app.rendering import DOCUMENT_KINDS, render_html, to_docx, to_pdf
from tests import complaints, stages
from tests.documents.reading import docx_text, read_pdf, squeezed
from tests.documents.shapes import mistakes
from tests.factories import World
from tests.integration.documents.conftest import Paper
from tests.lending import LETTER, lend, replace_everybody
from tests.lending import acting as acting_as

Work = Callable[[], None]
LENT = ("appraiser", "council_secretary", "standing_body", "chairman")
HEAD = "Thực hiện thay trên hệ thống"


@pytest.fixture
def acting(world: World) -> World:
    """Somebody acts for the leader and for every role of the round that may be lent for an absence."""
    replace_everybody(world, *LENT, "leader")
    return world


def text_of(document: Document) -> str:
    """The text of a paper, the same in both formats at what is asked here."""
    assert mistakes(document.data, DOCUMENT_KINDS[document.kind].shape, document.kind) == []
    html = render_html(document.kind, document.data)
    word, pdf = docx_text(to_docx(html)), squeezed("".join(read_pdf(to_pdf(html)).pages))
    for one in document.data["acted"]:
        assert squeezed(f"{HEAD}: {one}.") in word and squeezed(f"{HEAD}: {one}.") in pdf
    found = squeezed(HEAD)
    assert word.count(found) == pdf.count(found) == len(document.data["acted"])
    return word


def told(document: Document, world: World, role: str, *deeds: str) -> None:
    """The paper says of a role's delegate, and of no other, that they did this."""
    principal = world.person(role)
    (line,) = document.data["acted"]
    who = f"ông/bà Người Giúp {role.replace('_', ' ').title()}, Phó phòng"
    whom = f"thay mặt ông/bà {principal.full_name}, {principal.position_title}"
    assert line == f"{who}, {whom}, theo văn bản số {LETTER}: {'; '.join(deeds)}"
    assert squeezed(line) in text_of(document)


def signed_by(document: Document, person: Account) -> bool:
    """Whether the name under the (right) signature is this person's."""
    data = document.data
    block = data.get("signature") or data.get("leader_signature") or data["chair_signature"]
    return bool(block["name"] == person.full_name)


def test_the_papers_of_a_round_name_who_acted_and_for_whom(acting: World, paper: Paper, work: Work) -> None:
    stages.concluded(acting)
    work()
    form = paper("self_assessment_form", acting.assessment.id)
    told(form, acting, "leader", "xác nhận số liệu")
    assert signed_by(form, acting.leader)
    minutes = paper("appraisal_minutes", acting.assessment.id)
    told(minutes, acting, "appraiser", "thẩm định tiêu chí", "kết thúc thẩm định")
    record = paper("council_minutes")
    (line,) = record.data["acted"]
    assert line.startswith("ông/bà Người Giúp Council Secretary, Phó phòng, thay mặt ông/bà ")
    assert "mở phiên họp Hội đồng" in line and "biểu quyết" in line
    text_of(record)
    assert signed_by(record, acting.person("council_chair"))
    plain = paper("self_assessment_form", acting.other_assessment.id)  # its leader confirmed in person
    assert plain.data["acted"] == [] and HEAD not in text_of(plain)


def test_the_papers_that_publish_name_who_handed_in_and_who_signed(
    acting: World, paper: Paper, work: Work
) -> None:
    stages.submitted(acting)
    work()
    submission = paper("submission")
    operations.act(acting.actor("standing_body"), submission.id, "submit")
    operations.act(acting.actor("standing_body"), submission.id, "sign")
    told(paper("submission"), acting, "standing_body", "trình Chủ tịch UBND")
    stages.number_submission(acting)
    told(paper("submission"), acting, "standing_body", "trình Chủ tịch UBND", "ký")
    assert paper("decision").data["acted"] == []
    decide_and_publish(acting)
    decision = paper("decision")
    told(decision, acting, "chairman", "ký văn bản")
    assert signed_by(decision, acting.person("chairman"))


def decide_and_publish(world: World) -> None:
    seen = stages.dossier_hash(world)
    dossier.decide(world.actor("chairman"), world.round.id, dossier_hash=seen)
    dossier.issue_decision(world.actor("secretariat"), world.round.id, issued_on=today())


def test_the_papers_that_correct_do_so_too(acting: World, paper: Paper) -> None:
    complaints.corrected(acting)
    submission = paper("correction_submission")
    (line,) = submission.data["acted"]
    assert line.startswith("ông/bà Người Giúp Standing Body, ") and squeezed(line) in text_of(submission)
    told(paper("correction_decision"), acting, "chairman", "ký văn bản")


def test_a_letter_to_a_unit_names_its_signer_alone(acting: World, paper: Paper, work: Work) -> None:
    """Who of the team asked is not the unit's to know, and so not for whom either."""
    stages.received(acting)
    number = acting.assessment.id
    appraisal.write_question(acting.actor("appraiser"), number, "2.2", "Chi từ nguồn nào?")
    appraisal.ask(acting.actor("appraiser"), number)
    work()
    letter = paper("explanation_request", number)
    assert letter.data["acted"] == [] and "Người Giúp" not in render_html(letter.kind, letter.data)
    operations.act(acting.actor("standing_body"), letter.id, "submit")
    operations.act(acting.actor("standing_body"), letter.id, "sign")
    operations.issue(acting.actor("secretariat"), letter.id, issued_on=today())
    told(paper("explanation_request", number), acting, "standing_body", "ký")


def test_an_invitation_names_the_member_who_signed_for_the_chair(
    world: World, paper: Paper, work: Work
) -> None:
    chair, member = world.person("council_chair"), world.person("council_member")
    leading = acting_as(world, member, lend(world, chair, member, "council_chair"))
    stages.appraised(world)
    appraisal.start_council(world.actor("standing_body"), world.round.id)
    secretary = world.actor("council_secretary")
    meeting = council.plan_session(
        secretary,
        world.round.id,
        held_on=today(),
        place="Phòng họp số 2",
        chair_id=chair.id,
        secretary_id=world.person("council_secretary").id,
    )
    council.propose_agenda(secretary, meeting)
    number = invitations.draft_invitation(secretary, meeting)
    work()
    assert paper("council_invitation").data["acted"] == []
    operations.act(secretary, number, "submit")
    operations.act(leading, number, "sign")
    operations.issue(world.actor("secretariat"), number, issued_on=today())
    invitation = paper("council_invitation")
    (line,) = invitation.data["acted"]
    assert line.startswith(f"ông/bà {member.full_name}, ") and line.endswith(": ký")
    assert f"thay mặt ông/bà {chair.full_name}, " in line and squeezed(line) in text_of(invitation)
    assert signed_by(invitation, chair)


def test_nothing_is_said_where_everybody_acted_in_person(world: World, paper: Paper, work: Work) -> None:
    stages.concluded(world)
    work()
    for kind in ("self_assessment_form", "appraisal_minutes"):
        document = paper(kind, world.assessment.id)
        assert document.data["acted"] == [] and squeezed(HEAD) not in text_of(document)
    assert squeezed(HEAD) not in text_of(paper("council_minutes"))
