"""Fills the form of the small framework through the operations, the way people do."""

from collections.abc import Mapping

from app.accounts.actor import Actor
from app.assessments import entry, operations, sheets
from app.assessments.entry import Saved, Typed
from app.assessments.models import Assessment
from app.extensions import db

# What makes every criterion of tests/data/small.yaml filled: 2 + 1,5 + 1 + 4,5 + 3 = 12 points.
ALL: Mapping[str, str] = {
    "co_chuyen_muc": "Có",
    "so_hoi_thao": "3",
    "muc_do": "thang",
    "dvc_tong": "100",
    "dvc_truc_tuyen": "45",
    "chi_tong": "1.000",
    "chi_cntt": "12,5",
}


def save(actor: Actor, assessment_id: int, name: str, text: str, seen: int | None = None) -> Saved:
    """Save one figure."""
    return entry.save_figure(actor, assessment_id, Typed(name, text, seen))


def fill(actor: Actor, assessment_id: int, figures: Mapping[str, str] = ALL) -> None:
    """Save these figures one after another."""
    for name, text in figures.items():
        save(actor, assessment_id, name, text)


def self_hash(assessment_id: int) -> str:
    """The hash a leader sees now."""
    session = db.session()
    session.rollback()
    return sheets.content_hash("self", sheets.self_content(session, session.get_one(Assessment, assessment_id)))


def submitted(specialist: Actor, assessment_id: int) -> None:
    """Fill and hand to the leader."""
    fill(specialist, assessment_id)
    operations.submit(specialist, assessment_id)


def confirmed(specialist: Actor, leader: Actor, assessment_id: int) -> None:
    """Fill, hand to the leader, and confirm what stands."""
    submitted(specialist, assessment_id)
    operations.confirm(leader, assessment_id, sheet_hash=self_hash(assessment_id))
