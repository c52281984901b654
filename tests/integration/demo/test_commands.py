"""`flask demo` and `flask seed` as they are typed."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.commands import demo_accounts
from app.accounts.loading import load_actor
from app.accounts.models import Account, ConflictDeclaration, Delegation, LocalRole
from app.accounts.queries import account_id_of
from app.appraisal import opinions
from app.appraisal.models import CriterionReview, Opinion
from app.assessments.models import Assessment, ExplanationRequest, Objection
from app.audit import verification as audit
from app.demo import phrases, seeding
from app.demo.commands import demo, seed
from app.documents.models import DocumentFile
from app.extensions import db
from app.improvements.models import ImprovementTask
from app.messages import demo as texts
from app.outbox import OutboxMessage
from app.rounds.models import Round
from app.units.models import Authority, Unit


def test_demo_leaves_rankings_documents_and_a_summary(fresh: Flask, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = fresh.test_cli_runner().invoke(demo, ["--out", str(out), "--units", "3"])
    assert result.exit_code == 0, result.output
    papers = {path.name for path in (out / "van-ban").iterdir()}
    for stem in ("quyet-dinh", "to-trinh", "bien-ban-hop-hoi-dong", "bien-ban-hop-hoi-dong-phien-2"):
        assert {f"{stem}.docx", f"{stem}.pdf"} <= papers
    assert sum(name.startswith("phieu-tu-danh-gia-") for name in papers) == 6
    assert sum(name.startswith("bien-ban-tham-dinh-") for name in papers) == 6
    text = "".join(page.extract_text() for page in PdfReader(out / "van-ban" / "quyet-dinh.pdf").pages)
    ranking = (out / "xep-hang-so.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(ranking) == 4
    for line in ranking[1:]:
        assert line.split(",")[7].replace(".", ",") in text
    summary = (out / "tom-tat.md").read_text(encoding="utf-8")
    assert "van-ban/quyet-dinh.pdf" in summary
    assert "Các sở, ban, ngành cấp tỉnh" in result.output
    refused = fresh.test_cli_runner().invoke(demo, ["--out", str(out)])
    assert refused.exit_code == 1 and texts.NOT_EMPTY in refused.output


def test_demo_wants_enough_units_for_its_cases(fresh: Flask, tmp_path: Path) -> None:
    result = fresh.test_cli_runner().invoke(demo, ["--out", str(tmp_path), "--units", "2"])
    assert result.exit_code == 2


def test_seed_gives_every_role_something_to_do(fresh: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeding, "render_main_papers", lambda app, round_id: None)
    runner = fresh.test_cli_runner()
    mark = seeding.mark_of(fresh.config["SETTINGS"])
    assert runner.invoke(seed, ["--units", "5"]).exit_code == 0
    assert not mark.exists()
    session = db.session()
    rounds = session.execute(select(Round.year, Round.state).order_by(Round.id)).all()
    assert rounds == [(2021, "published"), (clock.today().year, "collecting")]
    running = session.execute(
        select(Unit.code, Assessment.state)
        .join(Assessment, Assessment.unit_id == Unit.id)
        .join(Round, Round.id == Assessment.round_id)
        .where(Round.state == "collecting")
    )
    states = dict(running.all())
    assert states["vpubnd"] == "drafting"
    assert states["snv"] == "awaiting_confirmation"
    assert states["stp"] == "appraising"
    people = {role: username for role, username, _ in demo_accounts(session)}
    assert len(people) == 11
    assert people["specialist"] == "cv.vpubnd" and people["leader"] == "ld.snv"
    assert audit.verify(session).faults == []
    assert_stories_go_on(session)
    assert_two_appraise_without_knowing_of_each_other(session)
    assert session.scalar(select(func.count()).select_from(DocumentFile)) == 0
    waiting = session.scalars(select(OutboxMessage.available_at).where(OutboxMessage.done_at.is_(None))).all()
    assert len(set(waiting)) == len(waiting) > 0
    db.session.remove()

    before = count_events()
    again = runner.invoke(seed, ["--if-empty"])
    assert again.exit_code == 0 and again.output == ""
    assert runner.invoke(seed, []).exit_code == 1
    assert count_events() == before


def assert_stories_go_on(session: Session) -> None:
    """This year's round has parts for the team, a head who is away today, and tasks at every step."""
    running = select(Round.id).where(Round.state == "collecting").scalar_subquery()
    parts = select(func.count()).select_from(LocalRole).where(LocalRole.round_id == running)
    assert session.scalar(parts.where(LocalRole.ended_at.is_(None)))
    assert session.scalars(
        select(ConflictDeclaration.reason).where(ConflictDeclaration.round_id == running)
    ).all() == [phrases.CONFLICT]
    today = clock.today()
    in_force = select(Delegation).where(Delegation.starts_on <= today, Delegation.ends_on >= today)
    assert len(session.scalars(in_force).all()) == 1
    this_year = select(ImprovementTask.state).where(ImprovementTask.due_on >= today - timedelta(days=60))
    assert sorted(session.scalars(this_year)) == [
        "assigned",
        "drafting",
        "in_progress",
        "in_progress",
        "reported",
    ]
    overdue = select(ImprovementTask.id).where(
        ImprovementTask.due_on < today, ImprovementTask.state == "in_progress"
    )
    assert len(session.scalars(overdue).all()) == 1


def assert_two_appraise_without_knowing_of_each_other(session: Session) -> None:
    """Two people differ on a unit of this year's round: once settled by a third, once still waiting."""
    running = session.scalars(select(Round).where(Round.state == "collecting")).one()
    assert running.assigned_only and running.double_appraisal
    given: dict[tuple[int, str], list[Opinion]] = {}
    for one in session.scalars(select(Opinion)):
        given.setdefault((one.assessment_id, one.code), []).append(one)
    pairs = {key: both for key, both in given.items() if len(both) == 2}
    assert all(first.given_by != second.given_by for first, second in pairs.values())
    differing = {key for key, (one, two) in pairs.items() if one.points != two.points}
    reviews = {(row.assessment_id, row.code): row for row in session.scalars(select(CriterionReview))}
    (settled,) = differing & reviews.keys()
    (waiting,) = differing - reviews.keys()
    assert settled[0] == waiting[0]
    assert reviews[settled].reason and reviews[settled].reviewed_by not in {
        one.given_by for one in pairs[settled]
    }
    number = account_id_of(session, "thuongtruc")
    actor = load_actor(session, number) if number else None
    assert actor is not None
    assert [(one.assessment.id, one.code) for one in opinions.differences(session, actor, running)] == [
        waiting
    ]


def count_events() -> int:
    from app.history import Event

    found = db.session().scalar(select(func.count()).select_from(Event))
    db.session.remove()
    return found or 0


def test_an_interrupted_seed_begins_again(fresh: Flask) -> None:
    mark = seeding.mark_of(fresh.config["SETTINGS"])
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    seeding.published_round(3)
    assert db.session().scalar(select(func.count()).select_from(Account))
    assert seeding.begin_again(mark)
    assert db.session().scalar(select(func.count()).select_from(Authority)) == 0


@pytest.mark.soak
def test_the_whole_seed_has_units_at_every_step(fresh: Flask) -> None:
    assert fresh.test_cli_runner().invoke(seed, []).exit_code == 0
    session = db.session()
    running = select(Round.id).where(Round.state == "collecting")
    states = session.execute(
        select(Unit.code, Assessment.state)
        .join(Assessment, Assessment.unit_id == Unit.id)
        .where(Assessment.round_id.in_(running))
    )
    by_unit = dict(states.all())
    assert by_unit["sxd"] == "explaining"
    assert by_unit["syt"] == "awaiting_explanation_confirmation"
    assert by_unit["ngoclac"] == "explaining"
    assert by_unit["stc"] == "appraising"
    unanswered = (
        select(func.count())
        .select_from(Objection)
        .join(ExplanationRequest, ExplanationRequest.id == Objection.request_id)
        .where(ExplanationRequest.closed_at.is_not(None), Objection.outcome.is_(None))
    )
    assert session.scalar(unanswered)
    assert {"drafting", "awaiting_confirmation", "appraising", "appraised"} <= set(by_unit.values())
    assert session.scalar(select(func.count()).select_from(DocumentFile)) == 6
