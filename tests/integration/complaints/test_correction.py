"""From a published result to a corrected one: what changes, what stays, who reads which."""

from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.models import Assessment, Complaint
from app.results.queries import published_results, rows_of
from tests import complaints
from tests.factories import World


def test_a_complaint_leads_to_a_corrected_version(world: World, session: Session) -> None:
    number = complaints.corrected(world)
    session.rollback()
    newest, first = published_results(session, world.round.id)
    before = {row.unit_name: (row.total, row.rank) for row in rows_of(session, first.id)}
    after = {row.unit_name: (row.total, row.rank) for row in rows_of(session, newest.id)}
    assert before["Sở Tư pháp"] != after["Sở Tư pháp"]
    assert after["Sở Tư pháp"][0] == before["Sở Tư pháp"][0] + Fraction(3)
    complaint = session.scalars(select(Complaint)).one()
    assert complaint.state == "upheld" and number in (complaint.answer or "")
    assert {one.state for one in session.scalars(select(Assessment))} == {"published"}
