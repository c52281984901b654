"""Parts several documents share: letterheads, people, exact numbers, dates."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account, RoleGrant
from app.documents.models import Document
from app.rendering.data import Letterhead, Person, Recipients, Signature
from app.rendering.numbers import day_words, document_number
from app.rounds.models import Round
from app.units.models import Authority, Unit


def exact(value: Fraction) -> str:
    """Points as documents take them: exact text."""
    return str(value)


def moment(value: datetime | None) -> str | None:
    """A moment on Vietnamese clocks, to the minute."""
    return None if value is None else clock.local(value).strftime("%Y-%m-%dT%H:%M")


def letterhead(
    parent: str | None, issuer: str, symbol: str | None, place: str | None, day: date | None = None
) -> Letterhead:
    """The head of a draft: no number yet; the day when it is known."""
    return {
        "parent": parent,
        "issuer": issuer,
        "number": None,
        "symbol": symbol,
        "place": place,
        "date": day.isoformat() if day else None,
    }


def short_authority(authority: Authority) -> str:
    """ "UBND TỈNH THANH HÓA": the direct superior body above a department's name."""
    return f"{authority.symbol} {authority.area_name}".upper()


def person(account: Account | None) -> Person:
    """A person with their post."""
    if account is None:
        return {"name": "", "post": ""}
    return {"name": account.full_name, "post": account.position_title}


def signature(capacity: Sequence[str], account: Account | None, post: str | None = None) -> Signature:
    """A place to sign, lines in capitals."""
    return {
        "capacity": [line.upper() for line in capacity],
        "post": post,
        "name": account.full_name if account else None,
    }


def recipients(to: Sequence[str], archive: str) -> Recipients:
    """ "Nơi nhận"."""
    return {"to": list(to), "archive": archive}


def holders(session: Session, round_: Round, *roles: str) -> Sequence[Account]:
    """The people who hold a role in the round, in the order in which they were named."""
    return session.scalars(
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role.in_(roles),
            RoleGrant.ended_at.is_(None),
            (RoleGrant.round_id == round_.id) | RoleGrant.round_id.is_(None),
            Account.authority_id == round_.authority_id,
            Account.is_active,
        )
        .order_by(RoleGrant.id)
    ).all()


def unit_person(session: Session, unit_id: int, role: str) -> Account | None:
    """The unit's specialist or leader."""
    return session.scalar(
        select(Account).where(Account.unit_id == unit_id, Account.unit_role == role, Account.is_active)
    )


def standing_body(session: Session, authority: Authority) -> Unit:
    """The body that runs the round."""
    return session.get_one(Unit, authority.standing_body_id)


def live_document(
    session: Session, round_id: int, kind: str, assessment_id: int | None = None
) -> Document | None:
    """The document of a kind that counts now."""
    return session.scalar(
        select(Document).where(
            Document.round_id == round_id,
            Document.kind == kind,
            Document.assessment_id == assessment_id
            if assessment_id is not None
            else Document.assessment_id.is_(None),
            Document.state != "replaced",
        )
    )


def reference_of(document: Document | None, symbol: str) -> tuple[str, str]:
    """How another document is cited: its number and day, or the empty places while it has none."""
    if document is None or document.number is None or document.issued_on is None:
        return f"…/{symbol}", "ngày … tháng … năm …"
    return f"{document_number(document.number)}/{document.symbol}", day_words(document.issued_on)
