"""Parts several documents share: letterheads, people, exact numbers, dates."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account, RoleGrant
from app.assessments.labels import label
from app.council import queries as council
from app.documents.building import naming
from app.documents.models import ENDED, Document
from app.errors import GuardRefused
from app.messages import documents as texts
from app.rendering.data import Letterhead, Person, Recipients, Signature
from app.rendering.numbers import BLANK, day_words, document_number
from app.rounds.models import Round
from app.units.models import Authority, Unit
from frameworks.model import Framework, Node


def exact(value: Fraction) -> str:
    """Points as documents take them: exact text."""
    return str(value)


def joint_title(node: Node) -> str:
    """A criterion's title with those of the rows that share its points."""
    return "; ".join((node.title, *(f"{row.label} {row.title}" for row in node.joint)))


def paper_label(framework: Framework, code: str) -> str:
    """The number of a node outside its table: after its pillar's where numbers begin anew in each pillar,
    "1.2.3.a", "II.1.2.3"."""
    pillar = framework.nodes[code.partition(".")[0]]
    number = label(framework, code)
    return f"{pillar.label}.{number}" if pillar.level == "pillar" and code != pillar.code else number


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
    """ "UBND TỈNH THANH HÓA": the direct superior body above a department's name; a ministry's whole name."""
    if not naming.of_area(authority):
        return authority.name.upper()
    return f"{authority.symbol} {authority.area_name}".upper()


def full_authority(authority: Authority) -> str:
    """ "ỦY BAN NHÂN DÂN / TỈNH THANH HÓA": the authority's own name, its area on a line of its own."""
    if not naming.of_area(authority):
        return authority.name.upper()
    body = authority.name.removesuffix(authority.area_name).strip()
    return f"{body}\n{authority.area_name}".upper() if body != authority.name else authority.name.upper()


def unit_letterhead(authority: Authority, unit: Unit, day: date) -> Letterhead:
    """The head of a unit's own form. A people's committee stands alone, its area on the second line, and so
    does another ministry; an office of the authority leaves out its name, which stands above it."""
    place = naming.unit_place(authority, unit)
    if is_committee(authority, unit):
        area = unit.name.removeprefix(authority.symbol).removeprefix(texts.COMMITTEE_LETTERS).strip()
        return letterhead(None, f"{committee_words(authority)}\n{area}".upper(), None, place, day)
    if not naming.of_area(authority):
        return letterhead(None, unit.name.upper(), None, place, day)
    kind_of_area = authority.area_name.split()[0]
    issuer = unit.name.removesuffix(f" {authority.symbol} {kind_of_area}").upper()
    return letterhead(short_authority(authority), issuer, None, authority.place_name, day)


def is_committee(authority: Authority, unit: Unit) -> bool:
    """Whether the unit is a people's committee: "UBND huyện Bá Thước", "UBND tỉnh Thanh Hóa"."""
    return unit.name.startswith((f"{authority.symbol} ", f"{texts.COMMITTEE_LETTERS} "))


def committee_words(authority: Authority) -> str:
    """What a committee's letters stand for: "Ủy ban nhân dân"."""
    if not naming.of_area(authority):
        return texts.COMMITTEE
    return authority.name.removesuffix(authority.area_name).strip()


def head_of(title: str, body: str) -> str:
    """An office without the name of its body: "Chủ tịch" of "Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa"."""
    return title.removesuffix(body).strip() or title


def office(title: str, body: str) -> str:
    """A post with its body, nothing said twice: "Giám đốc Sở Y tế", "Chánh Văn phòng UBND tỉnh"."""
    if not title or body.casefold() in title.casefold():
        return title or body
    words, name = title.split(), body.split()
    for length in range(min(len(words), len(name)), 0, -1):
        if " ".join(words[-length:]).casefold() == " ".join(name[:length]).casefold():
            return " ".join(words[:-length] + name)
    return f"{title} {body}"


def people(session: Session, accounts: Sequence[Account]) -> list[Person]:
    """People with their posts. Of a unit's own two accounts the title is completed by the unit's name;
    the titles of other people are written whole, and their body follows where they leave it out."""
    ids = {account.unit_id for account in accounts}
    units = session.scalars(select(Unit).where(Unit.id.in_(ids)))
    names = {unit.id: unit.name for unit in units}
    return [_person(account, names.get(account.unit_id or 0, "")) for account in accounts]


def _person(account: Account, body: str) -> Person:
    post = account.position_title
    if account.unit_role:
        post = office(post, body)
    elif body and office(post, body) != post:
        post = f"{post}, {body}"
    return {"name": account.full_name, "post": post}


def person(session: Session, account: Account | None) -> Person:
    """One person with their post; empty places for somebody not known yet."""
    return people(session, [account])[0] if account is not None else {"name": "", "post": ""}


def signature(capacity: Sequence[str], account: Account | None, post: str | None = None) -> Signature:
    """A place to sign, lines in capitals."""
    return {
        "capacity": [line.upper() for line in capacity],
        "post": post.upper() if post else None,
        "name": account.full_name if account else None,
    }


def recipients(to: Sequence[str], archive: str) -> Recipients:
    """ "Nơi nhận"."""
    return {"to": list(to), "archive": archive}


def holders(session: Session, round_: Round, *roles: str) -> Sequence[Account]:
    """The people who hold one of these roles in the round, each once, in the order they were named."""
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
        .group_by(Account.id)
        .order_by(func.min(RoleGrant.id))
    ).all()


def unit_person(session: Session, unit_id: int, role: str) -> Account | None:
    """The unit's specialist or leader."""
    return session.scalar(
        select(Account).where(Account.unit_id == unit_id, Account.unit_role == role, Account.is_active)
    )


def standing_body(session: Session, authority: Authority) -> Unit:
    """The body that runs the round; without one no document of the round can be drawn up."""
    if authority.standing_body_id is None:
        raise GuardRefused(texts.NO_STANDING_BODY, reasons=[texts.NO_STANDING_BODY])
    return session.get_one(Unit, authority.standing_body_id)


def live_document(
    session: Session,
    round_id: int,
    kind: str,
    assessment_id: int | None = None,
    *,
    session_id: int | None = None,
) -> Document | None:
    """The document of a kind that counts now; with `session_id` that of one meeting."""
    return session.scalar(
        select(Document)
        .where(
            Document.round_id == round_id,
            Document.kind == kind,
            Document.assessment_id == assessment_id
            if assessment_id is not None
            else Document.assessment_id.is_(None),
            *([Document.session_id == session_id] if session_id is not None else []),
            Document.state.not_in(ENDED),
        )
        .order_by(Document.id.desc())  # of two corrections each has its papers; the later one is under way
        .limit(1)
    )


def concluding_minutes(session: Session, round_id: int) -> Document | None:
    """The minutes that count now of the meeting at which the council concluded, for papers that cite them."""
    concluding = council.concluding_ids(session, round_id)
    if not concluding:
        return None
    return live_document(session, round_id, "council_minutes", session_id=concluding[-1])


def reference_of(document: Document | None, symbol: str) -> tuple[str, str]:
    """How another document is cited: number with symbol, and day; open places while it has none."""
    if document is None or document.number is None or document.issued_on is None:
        return f"{BLANK}/{symbol}", day_words(None)
    return f"{document_number(document.number)}/{document.symbol}", day_words(document.issued_on)
