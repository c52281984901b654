"""Who acts: a plain, frozen picture of an account, handed to every operation."""

from dataclasses import dataclass, field
from datetime import date

from app.messages import SYSTEM


@dataclass(frozen=True, slots=True)
class Behalf:
    """For whom somebody acts: the person who is replaced, by which delegation."""

    id: int
    name: str
    title: str
    delegation_id: int
    until: date | None = None  # the last day, included
    letter: str = ""  # the number of the letter that gives it, where there is one


@dataclass(frozen=True, slots=True)
class Local:
    """A role on a part of a round: on one unit, or on the criteria under `code` of a group's units."""

    role: str
    round_id: int
    unit_id: int | None
    group_id: int | None
    code: str | None
    lane: int


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the program itself) with the roles they hold now.

    `grants` holds (role, round_id); a round_id of None means every round of the authority. `local` narrows
    roles to parts of a round where the round says so. `conflicts` are the (round_id, unit_id) the person
    declared; `other_units` those they belong to beside `unit_id` (a delegate's own). With `behalf` the roles
    are the replaced person's, while id and name stay those of who acts.
    """

    id: int | None
    authority_id: int
    name: str
    title: str = ""
    username: str = ""
    unit_id: int | None = None
    unit_name: str = ""
    unit_role: str | None = None
    grants: frozenset[tuple[str, int | None]] = frozenset()
    must_change_password: bool = False
    session_epoch: int = 0
    local: tuple[Local, ...] = ()
    conflicts: frozenset[tuple[int, int]] = frozenset()
    other_units: frozenset[int] = frozenset()
    behalf: Behalf | None = None
    is_authenticated: bool = field(default=True)
    is_active: bool = field(default=True)
    is_anonymous: bool = field(default=False)

    @property
    def people(self) -> frozenset[int | None]:
        """Who stands behind an action: the person, and whoever they act for."""
        return frozenset({self.id} if self.behalf is None else {self.id, self.behalf.id})

    def get_id(self) -> str:
        """What the session remembers: the account and its epoch (a changed password ends old sessions)."""
        return f"{self.id}:{self.session_epoch}"

    def roles_in(self, round_id: int | None) -> frozenset[str]:
        """The granted roles that hold in one round."""
        return frozenset(role for role, where in self.grants if where is None or where == round_id)

    def roles_on(self, round_id: int, unit_id: int) -> frozenset[str]:
        """The roles that hold on one unit's assessment: granted ones, and the unit's own."""
        roles = self.roles_in(round_id)
        if self.unit_role and self.unit_id == unit_id:
            roles = roles | {self.unit_role}
        return roles

    def units_in_conflict(self, round_id: int) -> frozenset[int]:
        """The units this person may not judge in a round: their own, and those they declared."""
        own = self.other_units if self.unit_id is None else self.other_units | {self.unit_id}
        return own | {unit for where, unit in self.conflicts if where == round_id} if self.conflicts else own

    def local_in(self, round_id: int, role: str) -> tuple[Local, ...]:
        """The parts of a round on which the person holds a role."""
        return tuple(one for one in self.local if one.round_id == round_id and one.role == role)

    @property
    def all_roles(self) -> frozenset[str]:
        """Every role held anywhere: for menus and for coarse checks of a page."""
        roles = frozenset(role for role, _ in self.grants)
        return roles | {self.unit_role} if self.unit_role else roles


def system_actor(authority_id: int) -> Actor:
    """The program itself, for steps no person takes (publishing each unit's result with the round's)."""
    return Actor(id=None, authority_id=authority_id, name=SYSTEM, grants=frozenset({("system", None)}))
