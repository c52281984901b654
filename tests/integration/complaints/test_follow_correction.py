"""Where units are compared, the correction of one moves others: the whole way from the complaint to the
corrected result, as the units that never complained meet it.

Sở Xây dựng held no seminar, so on 1.2 everybody is measured from nought. It complains, and the council sets
its 1.2 to 3 points by hand: its figure no longer measures the others. The scale of 1.2 begins at 4 instead of
0, Sở Tư pháp falls from 2,4 points to 0, Thanh tra tỉnh from 4,2 to 3; Sở Y tế keeps its 6.

    published:  Sở Y tế 26    Sở Tư pháp 21,47  Thanh tra tỉnh 20,7  Sở Xây dựng 19
    corrected:  Sở Y tế 26    Sở Xây dựng 22    Thanh tra tỉnh 19,5  Sở Tư pháp 19,07
"""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assessments.models import Assessment, Complaint, Sheet
from app.clock import today
from app.complaints import operations
from app.council import operations as council
from app.documents import corrections, dossier
from app.documents.building.common import live_document
from app.history import Event
from app.results.models import ResultRow, ResultVersion
from app.results.queries import changes, published_results, rows_of, sheets_of
from frameworks.sheet import from_canonical_sheet
from tests import cohorts, complaints, stages
from tests.cohorts import CohortWorld
from tests.factories import Maker
from tests.people import carry_out

ActAs = Callable[[Account], FlaskClient]

BEFORE = [
    ("Sở Y tế", "26.00", 1),
    ("Sở Tư pháp", "21.47", 2),
    ("Thanh tra tỉnh", "20.70", 3),
    ("Sở Xây dựng", "19.00", 4),
]
AFTER = [
    ("Sở Y tế", "26.00", 1),
    ("Sở Xây dựng", "22.00", 2),
    ("Thanh tra tỉnh", "19.50", 3),
    ("Sở Tư pháp", "19.07", 4),
]
FOLLOWERS = ["Sở Tư pháp", "Thanh tra tỉnh"]


@pytest.fixture
def world(make: Maker) -> CohortWorld:
    """Four units under a rule that compares them, their result published."""
    world = CohortWorld(make)
    cohorts.meeting(world)
    council.settle_all(world.actor("council_secretary"), world.round.id)
    council.conclude(world.actor("council_chair"), world.round.id, conclusion="Hội đồng thống nhất.")
    dossier.submit(world.actor("standing_body"), world.round.id)
    stages.number_submission(world)
    dossier.decide(world.actor("chairman"), world.round.id, dossier_hash=stages.dossier_hash(world))
    dossier.issue_decision(world.actor("secretariat"), world.round.id, issued_on=today())
    return world


def building(world: CohortWorld) -> Assessment:
    """The assessment of the unit that complains, Sở Xây dựng."""
    return world.assessments[2]


def heard(world: CohortWorld, choice: str = "for") -> None:
    """Its complaint about 1.2 is before the council, which votes."""
    complaints.complain(world, building(world), "1.2")
    complaints.review(world, building(world), **{"1_2": "3"})
    complaints.meet(world)
    complaints.vote(world, choice, building(world))


def submitted(world: CohortWorld) -> None:
    """The council accepted it, and the correction is on the chairman's desk."""
    heard(world)
    complaints.settle(world, building(world))
    body = world.actor("standing_body")
    corrections.start(body, world.round.id, reason="Theo kết luận của Hội đồng")
    corrections.submit(body, world.round.id)


def published(world: CohortWorld) -> str:
    """The correction is public; the number of its decision."""
    submitted(world)
    complaints.decide(world)
    return complaints.publish(world)


def standings(rows: "list[ResultRow]") -> list[tuple[str, str, int]]:
    return [(row.unit_name, row.published, row.rank) for row in rows]


def states(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Assessment.state).order_by(Assessment.id)))


def test_the_others_points_and_ranks_change_with_it(world: CohortWorld, session: Session) -> None:
    published(world)
    session.rollback()
    newest, first = published_results(session, world.round.id)
    before, after = rows_of(session, first.id), rows_of(session, newest.id)
    assert standings(list(before)) == BEFORE
    assert standings(list(after)) == AFTER
    assert [(one.after.unit_name, one.own) for one in changes(before, after)] == [
        ("Sở Xây dựng", True),
        ("Thanh tra tỉnh", True),
        ("Sở Tư pháp", True),
    ]
    assert set(states(session)) == {"published"}


def test_who_never_complained_waits_corrected_for_the_decision(world: CohortWorld, session: Session) -> None:
    heard(world)
    assert states(session) == ["published", "published", "reviewing_complaint", "published"]
    complaints.settle(world, building(world))
    assert states(session) == ["corrected", "published", "corrected", "corrected"]
    step = session.scalars(
        select(Event).where(
            Event.subject_type == "assessment",
            Event.subject_id == world.assessment.id,
            Event.transition == "follow_correction",
        )
    ).one()
    assert (step.source, step.target, step.acting_role) == ("published", "corrected", "system")
    assert step.sheet_hash
    (complaint,) = session.scalars(select(Complaint))
    assert complaint.assessment_id == building(world).id, "nobody complained for the others"


def test_the_other_units_get_corrected_sheets_beside_the_published_ones(
    world: CohortWorld, session: Session
) -> None:
    published(world)
    session.rollback()
    newest, first = published_results(session, world.round.id)

    def on_scale(result: ResultVersion, assessment: Assessment) -> Fraction:
        sheet = sheets_of(session, result, assessment.id)["final"]
        return Fraction(from_canonical_sheet(sheet.content).data["lines"]["1.2"]["points"])

    expected = {"Sở Tư pháp": ("2.4", "0"), "Sở Y tế": ("6", "6"), "Thanh tra tỉnh": ("4.2", "3")}
    moved = (world.assessment, world.other_assessment, world.assessments[3])
    for assessment, (before, after) in zip(moved, expected.values(), strict=True):
        assert on_scale(first, assessment) == Fraction(before)
        assert on_scale(newest, assessment) == Fraction(after)
    kept = select(Sheet.stage).where(Sheet.assessment_id == world.assessment.id)
    stages_kept = session.scalars(kept.order_by(Sheet.number, Sheet.stage)).all()
    assert [stage for stage in stages_kept if stage in ("council", "final")] == ["council", "final"] * 2


def test_submission_and_decision_name_it(world: CohortWorld, session: Session) -> None:
    number = published(world)
    session.rollback()
    submission = live_document(session, world.round.id, "correction_submission")
    decision = live_document(session, world.round.id, "correction_decision")
    assert submission is not None and decision is not None
    assert submission.data["followers"] == FOLLOWERS
    assert [one["unit"] for one in submission.data["complaints"]] == ["Sở Xây dựng"]
    for paper in (submission, decision):
        assert [
            (one["unit"], one["before_points"], one["after_points"], one["before_rank"], one["after_rank"])
            for one in paper.data["corrected"]
        ] == [
            ("Sở Xây dựng", "19.00", "22.00", 4, 2),
            ("Thanh tra tỉnh", "20.70", "19.50", 3, 3),
            ("Sở Tư pháp", "21.47", "19.07", 2, 4),
        ]
    assert number == f"{decision.number:02d}/{decision.symbol}"


def test_the_unit_reads_it_only_with_the_decision(
    app: Flask, world: CohortWorld, session: Session, act_as: ActAs
) -> None:
    inspectorate, unit = world.assessments[3], world.units[3]
    own = f"/danh-gia/{inspectorate.id}/ket-qua"
    public = f"/ket-qua/{world.authority.code}/{world.round.year}"
    submitted(world)
    reader = act_as(world.more_accounts[unit.id][1])
    assert "20,7" in reader.get(own).get_data(as_text=True)
    for address in (own, public, f"{public}/{unit.code}"):
        assert "19,5" not in reader.get(address).get_data(as_text=True), address
    complaints.decide(world)
    number = complaints.publish(world)
    carry_out(app)
    assert "19,5" in reader.get(own).get_data(as_text=True)
    page = reader.get(f"{public}/{unit.code}").get_data(as_text=True)
    assert "19,5" in page and number in page
    older = reader.get(f"{public}?ban=1").get_data(as_text=True)
    assert "20,70" in older and "19,5" not in older


def test_a_refused_complaint_moves_nobody(world: CohortWorld, session: Session) -> None:
    heard(world, "against")
    operations.dismiss(world.actor("council_secretary"), building(world).id, reason="Số liệu đã xác nhận")
    assert set(states(session)) == {"published"}
    kept = session.scalars(select(Event.transition).where(Event.transition == "follow_correction")).all()
    assert kept == []


def test_both_versions_verify_and_so_do_their_files(app: Flask, world: CohortWorld, tmp_path: Path) -> None:
    published(world)
    runner = app.test_cli_runner()
    every = runner.invoke(args=["rounds", "verify", "--all"])
    assert every.exit_code == 0, every.output
    for version in ("1", "2"):
        target = tmp_path / f"ho-so-{version}.zip"
        export = ["rounds", "export", str(world.round.id), "-o", str(target), "--version", version]
        exported = runner.invoke(args=export)
        assert exported.exit_code == 0, exported.output
        checked = runner.invoke(args=["rounds", "verify", str(target)])
        assert checked.exit_code == 0, checked.output
