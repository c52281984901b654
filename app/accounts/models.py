"""Accounts, the roles granted to them, and attempts to sign in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UtcDateTime
from app.extensions import Model, reference

UNIT_ROLES = ("specialist", "leader")
GRANTED_ROLES = (
    "appraiser",
    "council_member",
    "council_chair",
    "council_secretary",
    "secretariat",
    "standing_body",
    "chairman",
    "administrator",
    "auditor",
    "expert",
)
MAIL_MODES = ("each", "daily", "none")
LANES = (1, 2)


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The CHECK text that a column holds one of some words."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Account(Model):
    """A person who can sign in. `unit_id` is the body they belong to (it decides conflicts of interest);
    `unit_role` makes the account one of the unit's two (source 002, V.1)."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(reference("authorities.id"), index=True)
    username: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    position_title: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    unit_id: Mapped[int | None] = mapped_column(reference("units.id"))
    unit_role: Mapped[str | None]
    password_hash: Mapped[str]
    must_change_password: Mapped[bool] = mapped_column(default=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mail_mode: Mapped[str] = mapped_column(default="each", server_default="each")  # how notices come by mail
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("username = lower(username) AND length(username) >= 3", name="username_plain"),
        CheckConstraint("unit_role IS NULL OR unit_id IS NOT NULL", name="unit_role_needs_unit"),
        CheckConstraint("unit_role IS NULL OR " + one_of("unit_role", UNIT_ROLES), name="unit_role_known"),
        CheckConstraint(one_of("mail_mode", MAIL_MODES), name="mail_mode_known"),
        Index(
            "uq_accounts_one_per_unit_role",
            "unit_id",
            "unit_role",
            unique=True,
            sqlite_where=text("is_active AND unit_role IS NOT NULL"),
            postgresql_where=text("is_active AND unit_role IS NOT NULL"),
        ),
    )


class RoleGrant(Model):
    """A role beyond the unit's two, for one round or (round_id empty) for the whole authority."""

    __tablename__ = "role_grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(reference("accounts.id"))
    round_id: Mapped[int | None] = mapped_column(reference("rounds.id"))
    role: Mapped[str]
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(one_of("role", GRANTED_ROLES), name="role_known"),
        Index(
            "uq_role_grants_round",
            "account_id",
            "round_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND round_id IS NOT NULL"),
            postgresql_where=text("ended_at IS NULL AND round_id IS NOT NULL"),
        ),
        Index(
            "uq_role_grants_authority",
            "account_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND round_id IS NULL"),
            postgresql_where=text("ended_at IS NULL AND round_id IS NULL"),
        ),
        Index("ix_role_grants_round_role", "round_id", "role"),
    )


class LocalRole(Model):
    """A role that holds on a part of a round only: on one unit (`unit_id`), or on a set of criteria of a
    group of units (`round_group_id`, and `code`: everything under that node). Phân công thẩm định.

    `lane` tells the two independent opinions of a double appraisal apart.
    """

    __tablename__ = "local_roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(reference("accounts.id"))
    round_id: Mapped[int] = mapped_column(reference("rounds.id"))
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(reference("units.id"))
    round_group_id: Mapped[int | None] = mapped_column(reference("round_groups.id"))
    code: Mapped[str | None]
    lane: Mapped[int] = mapped_column(default=1, server_default="1")
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[int | None] = mapped_column(reference("accounts.id"))
    end_reason: Mapped[str | None]

    __table_args__ = (
        CheckConstraint(one_of("role", GRANTED_ROLES), name="role_known"),
        CheckConstraint("lane IN (1, 2)", name="lane_known"),
        CheckConstraint("unit_id IS NOT NULL OR round_group_id IS NOT NULL", name="somewhere"),
        CheckConstraint("code IS NULL OR round_group_id IS NOT NULL", name="code_in_group"),
        Index(
            "uq_local_roles_standing",
            "account_id",
            "round_id",
            "role",
            text("coalesce(unit_id, 0)"),
            text("coalesce(round_group_id, 0)"),
            text("coalesce(code, '')"),
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_local_roles_round_unit", "round_id", "unit_id"),
    )


class ConflictDeclaration(Model):
    """Somebody says that they may not judge a unit in a round; a declaration taken back keeps its row."""

    __tablename__ = "conflict_declarations"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(reference("accounts.id"))
    round_id: Mapped[int] = mapped_column(reference("rounds.id"))
    unit_id: Mapped[int] = mapped_column(reference("units.id"))
    reason: Mapped[str]
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[int | None] = mapped_column(reference("accounts.id"))

    __table_args__ = (
        CheckConstraint("length(trim(reason)) > 0", name="reason_given"),
        Index(
            "uq_conflict_declarations_standing",
            "account_id",
            "round_id",
            "unit_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_conflict_declarations_round_unit", "round_id", "unit_id"),
    )


class Delegation(Model):
    """Người làm thay: for some days `delegate_id` may act for `principal_id`, visibly on their behalf.

    `roles` are the roles lent, comma separated; empty: all of the principal's. Days are Vietnamese days, both
    included. A substitution taken back keeps its row.
    """

    __tablename__ = "delegations"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(reference("authorities.id"))
    principal_id: Mapped[int] = mapped_column(reference("accounts.id"), index=True)
    delegate_id: Mapped[int] = mapped_column(reference("accounts.id"), index=True)
    roles: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str]
    letter_number: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_by: Mapped[int] = mapped_column(reference("accounts.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[int | None] = mapped_column(reference("accounts.id"))

    __table_args__ = (
        CheckConstraint("principal_id <> delegate_id", name="two_people"),
        CheckConstraint("starts_on <= ends_on", name="days_in_order"),
        CheckConstraint("length(trim(reason)) > 0", name="reason_given"),
    )


class SignInAttempt(Model):
    """One try to sign in, kept to slow down guessing (the web processes share it through the database)."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    succeeded: Mapped[bool]

    __table_args__ = (
        Index("ix_sign_in_attempts_username", "username", "at"),
        Index("ix_sign_in_attempts_address", "address", "at"),
    )
