"""Who acts: a plain, frozen picture of an account, handed to every operation."""

from dataclasses import dataclass, field

from app.messages import SYSTEM


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the program itself) with the roles they hold now.

    `grants` holds (role, round_id); a round_id of None means every round of the authority.
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
    is_authenticated: bool = field(default=True)
    is_active: bool = field(default=True)
    is_anonymous: bool = field(default=False)

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

    @property
    def all_roles(self) -> frozenset[str]:
        """Every role held anywhere: for menus and for coarse checks of a page."""
        roles = frozenset(role for role, _ in self.grants)
        return roles | {self.unit_role} if self.unit_role else roles


def system_actor(authority_id: int) -> Actor:
    """The program itself, for steps no person takes (publishing each unit's result with the round's)."""
    return Actor(
        id=None, authority_id=authority_id, name=SYSTEM, grants=frozenset({("system", None)})
    )
