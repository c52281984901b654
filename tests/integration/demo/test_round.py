"""A whole round with few units: it ends published, and everything about it can be traced."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, ConflictDeclaration, Delegation, LocalRole
from app.appraisal.models import CriterionReview
from app.assessments.models import Assessment, ExplanationRequest, Objection, Sheet
from app.audit import verification as audit
from app.council.models import (
    AgendaItem,
    Attendance,
    CouncilSession,
    DiscussionNote,
    OpenPoint,
    StepOut,
    Vote,
)
from app.demo import output, phrases
from app.documents.models import Document
from app.extensions import db
from app.history import Event
from app.improvements.models import ImprovementTask, TaskReport
from app.messages import demo as texts
from app.outbox import OutboxMessage
from app.results import verification as results
from app.results.models import ResultVersion
from frameworks.sheet import from_canonical_sheet
from tests.integration.demo.conftest import SEED, UNITS, Played, play_round


def test_the_round_ends_published_after_one_return(played: Played) -> None:
    session = db.session()
    assert played.outcome.round.state == "published"
    assert set(session.scalars(select(Assessment.state))) == {"published"}
    states = session.execute(select(ResultVersion.number, ResultVersion.state).order_by(ResultVersion.number))
    assert [tuple(row) for row in states] == [(1, "returned"), (2, "published")]
    assert played.story.decision == "327/QĐ-UBND"


def test_everything_can_be_recomputed(played: Played) -> None:
    session = db.session()
    assert audit.verify(session).faults == []
    assert list(results.verify(session, played.outcome.round)) == []


def test_every_difference_has_a_person_and_a_reason(played: Played) -> None:
    adjusted = 0
    for stages in played.outcome.sheets.values():
        sheets = {stage: from_canonical_sheet(sheet.content) for stage, sheet in stages.items()}
        differences = sheets["final"].meta["differences"]
        assert isinstance(differences, dict)
        for code, line in sheets["final"].data["lines"].items():
            if line["points"] != sheets["self"].data["lines"][code]["points"] or line["excluded"]:
                assert differences[code]["by"].strip() and differences[code]["reason"].strip()
                adjusted += 1
    assert adjusted > UNITS


def test_every_awkward_case_happened(played: Played) -> None:
    assert {case for case, _ in played.story.events} == set(texts.CASES) - {"tie"}


def test_two_units_share_a_rank(played: Played) -> None:
    ((rank, _, units),) = played.outcome.ties()
    assert len(units) == 2
    ranks = [row.rank for group in played.outcome.groups for row in group.rows if group.code == "huyen"]
    assert ranks.count(rank) == 2
    assert all(following != rank + 1 for following in ranks)


def test_nobody_judged_their_own_unit(played: Played) -> None:
    session = db.session()
    own = Account.unit_id == Assessment.unit_id
    reviews = (
        select(func.count())
        .select_from(CriterionReview)
        .join(Assessment, Assessment.id == CriterionReview.assessment_id)
        .join(Account, Account.id == CriterionReview.reviewed_by)
    )
    votes = (
        select(func.count())
        .select_from(Vote)
        .join(OpenPoint, OpenPoint.id == Vote.point_id)
        .join(Assessment, Assessment.id == OpenPoint.assessment_id)
        .join(Account, Account.id == Vote.account_id)
    )
    for query in (reviews, votes):
        assert session.scalar(query)
        assert session.scalar(query.where(own)) == 0


def test_everything_happened_in_the_order_of_time(played: Played) -> None:
    moments = list(db.session().scalars(select(Event.at).order_by(Event.id)))
    assert moments == sorted(moments)
    assert {moment.year for moment in moments} == {2021, 2022}


def test_the_papers_are_numbered_and_only_their_files_wait(played: Played) -> None:
    session = db.session()
    issued = dict(
        session.execute(
            select(Document.kind, Document.symbol).where(
                Document.state == "issued", Document.assessment_id.is_(None)
            )
        ).all()
    )
    assert set(issued) == {"council_invitation", "council_minutes", "submission", "decision"}
    numbers = session.scalars(
        select(Document.number).where(Document.kind == "appraisal_minutes").order_by(Document.number)
    ).all()
    assert numbers == list(range(1, 2 * UNITS + 1))
    waiting = select(OutboxMessage.topic).where(OutboxMessage.done_at.is_(None)).distinct()
    assert session.scalars(waiting).all() == ["render_document"]


def test_a_count_of_addresses_is_no_address(played: Played) -> None:
    rows = db.session().scalars(select(Document).where(Document.kind == "self_assessment_form"))
    assert {document.data["unit"]["address"] for document in rows} == {None}


def test_the_summary_names_cases_and_hashes(played: Played) -> None:
    text = output.summary(db.session(), played.story, played.outcome, [Path("van-ban/quyet-dinh.pdf")])
    assert played.outcome.result.content_hash in text
    for title in texts.CASES.values():
        assert title in text
    assert "327/QĐ-UBND ngày 25/01/2022" in text


# --- what else people find when they open it ----------------------------------------------------------------


def test_every_unit_has_somebody_to_appraise_it_and_two_share_one_in_each_group(played: Played) -> None:
    session = db.session()
    standing = session.scalars(select(LocalRole).where(LocalRole.ended_at.is_(None))).all()
    assert {row.unit_id for row in standing} == set(session.scalars(select(Assessment.unit_id)))
    people: dict[int | None, set[int]] = {}
    for row in standing:
        people.setdefault(row.unit_id, set()).add(row.account_id)
    assert sorted(len(each) for each in people.values()) == [1, 1, 1, 1, 2, 2]
    judged = select(Assessment.unit_id, CriterionReview.reviewed_by).join(
        Assessment, Assessment.id == CriterionReview.assessment_id
    )
    for unit_id, person in session.execute(judged.distinct()):
        assert person in people[unit_id]


def test_who_declares_a_conflict_loses_the_unit_to_somebody_else(played: Played) -> None:
    session = db.session()
    (declared,) = session.scalars(select(ConflictDeclaration))
    parts = session.scalars(
        select(LocalRole).where(LocalRole.unit_id == declared.unit_id).order_by(LocalRole.id)
    )
    first, second = parts
    assert first.account_id == declared.account_id and first.ended_at is not None and first.end_reason
    assert second.account_id != declared.account_id and second.ended_at is None


def test_a_deputy_confirms_on_behalf_of_the_head_by_a_letter(played: Played) -> None:
    session = db.session()
    (delegation,) = session.scalars(select(Delegation))
    assert delegation.letter_number == "15/GUQ-SNV"
    assert delegation.starts_on < delegation.ends_on
    head, deputy = (
        session.get_one(Account, number) for number in (delegation.principal_id, delegation.delegate_id)
    )
    confirmed = session.scalars(
        select(Event).where(Event.transition == "confirm", Event.actor_id == deputy.id)
    ).one()
    assert confirmed.acting_role == "leader"
    assert confirmed.data["on_behalf"]["name"] == head.full_name


def test_objections_are_answered_with_reasons_and_the_letters_have_numbers(played: Played) -> None:
    session = db.session()
    objections = session.scalars(select(Objection)).all()
    assert objections
    assert {one.outcome for one in objections} == {"upheld", "kept"}
    assert all(one.argument and one.answer and one.answered_by for one in objections)
    sent = session.scalar(
        select(func.count()).select_from(ExplanationRequest).where(ExplanationRequest.asked_at.is_not(None))
    )
    letters = session.scalars(
        select(Document)
        .where(Document.kind == "explanation_request", Document.state == "issued")
        .order_by(Document.number)
    ).all()
    assert [letter.number for letter in letters] == list(range(1, (sent or 0) + 1))
    drafts = select(func.count()).select_from(Document).where(Document.state == "draft")
    assert session.scalar(drafts.where(Document.kind == "explanation_request")) == 0


def test_the_meetings_have_agendas_invitations_and_notes(played: Played) -> None:
    session = db.session()
    first, second = meetings(session)
    points = set(session.scalars(select(OpenPoint.id)))
    (later,) = session.scalars(select(OpenPoint.id).where(OpenPoint.session_id == second.id))
    for meeting, about in ((first, points), (second, {later})):
        assert meeting.invited_at is not None and meeting.starts_at == "14:00"
        agenda = session.scalars(
            select(AgendaItem).where(AgendaItem.session_id == meeting.id).order_by(AgendaItem.position)
        ).all()
        assert {item.point_id for item in agenda} - {None} == about
        assert len(agenda) > len(about) + 3
        left = [item.point_id for item in agenda if item.done_at is None]
        assert left == ([later, None] if meeting is first else [None])  # the conclusion comes last
        notes = session.scalars(select(DiscussionNote).where(DiscussionNote.session_id == meeting.id)).all()
        assert {one.point_id for one in notes} >= about
        minutes = minutes_of(session, meeting)
        for one in notes:
            assert one.content in str(minutes.data)


def test_what_the_first_meeting_left_open_is_voted_on_anew_and_decided_by_the_second(played: Played) -> None:
    session = db.session()
    first, second = meetings(session)
    assert first.held_on < second.held_on
    opened = session.scalars(select(Event).where(Event.kind == "session_opened").order_by(Event.id)).all()
    assert [event.data.get("votes_dropped", 0) for event in opened] == [0, 2]
    (point,) = session.scalars(select(OpenPoint).where(OpenPoint.session_id == second.id))
    votes = session.scalars(select(Vote).where(Vote.point_id == point.id)).all()
    present = session.scalars(
        select(Attendance.account_id).where(Attendance.session_id == second.id, Attendance.present)
    ).all()
    assert {vote.account_id for vote in votes} <= set(present)
    assert second.opened_at is not None and all(vote.cast_at > second.opened_at for vote in votes)
    one, two = (minutes_of(session, meeting) for meeting in (first, second))
    assert (one.state, two.state) == ("issued", "issued") and one.number != two.number
    assert [carried["question"] for carried in one.data["carried"]] == [point.question]
    assert two.data["carried"] == []
    assert [decided["question"] for decided in two.data["open_points"]] == [point.question]
    assert (one.data["concluding"], two.data["concluding"]) == (False, True)


def meetings(session: Session) -> Sequence[CouncilSession]:
    return session.scalars(select(CouncilSession).order_by(CouncilSession.number)).all()


def minutes_of(session: Session, meeting: CouncilSession) -> Document:
    return session.scalars(
        select(Document).where(Document.kind == "council_minutes", Document.session_id == meeting.id)
    ).one()


def test_a_member_steps_out_by_their_own_word(played: Played) -> None:
    session = db.session()
    declared = session.scalars(select(StepOut).where(StepOut.reason.contains(phrases.STEPS_OUT))).all()
    (aside,) = declared
    votes = session.scalars(select(Vote.account_id).where(Vote.point_id == aside.point_id)).all()
    assert votes and aside.account_id not in votes


def test_tasks_are_worked_on_quarter_by_quarter_until_they_are_done(played: Played) -> None:
    session = db.session()
    tasks = session.scalars(select(ImprovementTask)).all()
    assert len(tasks) == 3 and {task.state for task in tasks} == {"completed"}
    for task in tasks:
        reports = session.execute(
            select(TaskReport.period, TaskReport.percent)
            .where(TaskReport.task_id == task.id)
            .order_by(TaskReport.period)
        )
        assert [tuple(row) for row in reports] == [("2022-Q1", 30), ("2022-Q2", 70), ("2022-Q3", 100)]


@pytest.fixture(scope="module")
def again(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tables of another run with the same seed, in another database."""
    from tests.integration.demo.conftest import sqlite_app

    app = sqlite_app(sqlite_template, tmp_path_factory.mktemp("again"))
    with app.app_context():
        second = play_round(app, SEED, UNITS)
        tables = second.tables(tmp_path_factory.mktemp("tables") / "second")
        tables["hash"] = second.outcome.result.content_hash.encode()
        db.session.remove()
        db.engine.dispose()
    return tables


def test_the_same_seed_gives_the_same_bytes(played: Played, again: dict[str, bytes], tmp_path: Path) -> None:
    tables = played.tables(tmp_path / "first")
    tables["hash"] = played.outcome.result.content_hash.encode()
    assert tables == again


@pytest.mark.soak
def test_the_whole_province(fresh: Flask) -> None:
    played = play_round(fresh, SEED, None)
    assert [len(group.rows) for group in played.outcome.groups] == [20, 27]
    assert played.outcome.ties()
    session = db.session()
    assert audit.verify(session).faults == []
    assert list(results.verify(session, played.outcome.round)) == []
    assert session.scalar(select(func.count()).select_from(Sheet).where(Sheet.stage == "final")) == 47
