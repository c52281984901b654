"""A province before its first round, with people who can really sign in."""

from functools import cache

from sqlalchemy import select, update

from app.accounts.models import Account
from app.accounts.passwords import hash_password
from app.assessments.models import Assessment
from app.rounds.models import Round
from tests.factories import PASSWORD, Maker, World

# Roles that a person holds whatever the round; the standing body gives the others in the round's set-up.
STANDING = ("standing_body", "administrator", "auditor")


@cache
def password_hash() -> str:
    """The hash of the password of every test account, made once: it takes a while by design."""
    return hash_password(PASSWORD)


def give_passwords(make: Maker) -> None:
    """Let every account made so far sign in with PASSWORD."""
    make.session.execute(update(Account).values(password_hash=password_hash()))
    make.session.commit()


class QuietProvince(World):
    """The world of the other tests, before anybody has prepared a round."""

    def __init__(self, make: Maker) -> None:
        self.make = make
        self.authority = make.authority(code="thanh-hoa", name="Ủy ban nhân dân tỉnh Thanh Hóa")
        self.group = make.group(self.authority, title="Các sở, ban, ngành")
        self.unit = make.unit(self.group, name="Sở Tư pháp", symbol="STP", code="stp")
        self.other_unit = make.unit(self.group, name="Sở Y tế", symbol="SYT", code="syt")
        self.authority.standing_body_id = self.other_unit.id
        self.specialist, self.leader = make.unit_accounts(self.unit)
        self.other_specialist, self.other_leader = make.unit_accounts(self.other_unit)
        self.staff = {
            role: make.account(
                self.authority, roles=[role] if role in STANDING else [], position_title=f"Chức vụ {role}"
            )
            for role in self.STAFF
        }
        give_passwords(make)

    def adopt_round(self) -> None:
        """The round and the assessments that were made in the browser, under the names of the world."""
        session = self.make.session
        session.rollback()
        self.round = session.scalars(select(Round).where(Round.authority_id == self.authority.id)).one()
        by_unit = {row.unit_id: row for row in session.scalars(select(Assessment))}
        self.assessment = by_unit[self.unit.id]
        self.other_assessment = by_unit[self.other_unit.id]
