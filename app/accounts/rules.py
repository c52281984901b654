"""Who may manage accounts, and what an account may look like. Pure: no database, no request."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from app.accounts.actor import Actor
from app.accounts.models import GRANTED_ROLES
from app.errors import Forbidden, InvalidInput
from app.messages import accounts as messages

MANAGERS = frozenset({"administrator", "standing_body", "system"})
# Roles of the whole authority, given and taken by administrators alone.
HIGH_ROLES = frozenset({"administrator", "auditor"})

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,38}[a-z0-9]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
LONGEST_NAME = 120


@dataclass(frozen=True)
class Person:
    """The human being behind an account."""

    full_name: str
    position_title: str = ""
    email: str = ""

    def cleaned(self) -> "Person":
        """The same person with single spaces and composed letters. Raises InvalidInput naming the field."""
        name, title = squeeze(self.full_name), squeeze(self.position_title)
        email = squeeze(self.email).lower()
        if not name:
            raise InvalidInput(messages.NAME_NEEDED, field="full_name", typed=self.full_name)
        if len(name) > LONGEST_NAME or len(title) > LONGEST_NAME:
            field = "full_name" if len(name) > LONGEST_NAME else "position_title"
            raise InvalidInput(messages.too_long(LONGEST_NAME), field=field, typed=getattr(self, field))
        if email and not _EMAIL.fullmatch(email):
            raise InvalidInput(messages.EMAIL_WRONG, field="email", typed=self.email)
        return Person(name, title, email)

    def is_same_as(self, other: "Person") -> bool:
        """The same full name and the same e-mail: one person for all the program can know."""
        mine = (squeeze(self.full_name).casefold(), squeeze(self.email).lower())
        return mine == (squeeze(other.full_name).casefold(), squeeze(other.email).lower())


def squeeze(text: str) -> str:
    """Text as it is kept: composed letters, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Text for searching: small letters without Vietnamese marks ("Nguyễn Đức" → "nguyen duc")."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def clean_username(text: str) -> str:
    """A username as it is kept. Raises InvalidInput when it cannot be one."""
    username = text.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise InvalidInput(messages.USERNAME_WRONG, field="username", typed=text)
    return username


def managing_role(actor: Actor) -> str:
    """The role by which a person manages accounts. Raises Forbidden when they hold none."""
    roles = sorted(actor.all_roles & MANAGERS)
    if not roles:
        raise Forbidden(messages.only_managers(), rule="accounts.manage", actor=actor.id)
    return roles[0]


def check_reach(actor: Actor, held: Iterable[str]) -> None:
    """Refuse unless the actor may change an account that holds these roles."""
    if "administrator" in held and managing_role(actor) == "standing_body":
        raise Forbidden(messages.ADMINISTRATORS_ONLY, rule="accounts.administrator", actor=actor.id)


def check_grant(actor: Actor, account_id: int, role: str) -> None:
    """Refuse unless the actor may give or take this role; nobody does it to themselves."""
    by = managing_role(actor)
    if role not in GRANTED_ROLES:
        raise InvalidInput(messages.ROLE_UNKNOWN, field="role", typed=role)
    if account_id in actor.people:
        raise Forbidden(messages.NOT_ONESELF, rule="accounts.own_roles", actor=actor.id)
    if role in HIGH_ROLES and by == "standing_body":
        raise Forbidden(messages.HIGH_ROLES_ONLY, rule="accounts.high_roles", actor=actor.id)


def check_combination(role: str, held: Iterable[str]) -> None:
    """Refuse roles that may not meet in one person: who checks everything decides nothing."""
    others = set(held) - {role}
    if (role == "auditor" and others) or "auditor" in others:
        raise InvalidInput(messages.AUDITOR_ALONE, field="role", typed=role)
