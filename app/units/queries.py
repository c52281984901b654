"""Reads of units and of the laws in force."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.units.models import LegalBasis, Unit


def units_in_force(session: Session, group_id: int, day: date) -> Sequence[Unit]:
    """The units of a group that exist on a day, in their printed order."""
    return session.scalars(
        select(Unit)
        .where(
            Unit.group_id == group_id,
            or_(Unit.valid_from.is_(None), Unit.valid_from <= day),
            or_(Unit.valid_to.is_(None), Unit.valid_to >= day),
        )
        .order_by(Unit.position, Unit.id)
    ).all()


def legal_bases(session: Session, authority_id: int, kind: str) -> Sequence[LegalBasis]:
    """The legal bases a kind of document cites, in their printed order, whether in force or not."""
    rows = session.scalars(
        select(LegalBasis).where(LegalBasis.authority_id == authority_id).order_by(LegalBasis.position)
    ).all()
    return [row for row in rows if kind in row.document_kinds.split(",")]


def not_in_force(bases: Sequence[LegalBasis], day: date) -> list[LegalBasis]:
    """Of these bases, those that are not (or no longer, or not yet) in force on the document's day."""
    return [
        basis
        for basis in bases
        if (basis.valid_from and day < basis.valid_from) or (basis.valid_to and day > basis.valid_to)
    ]
