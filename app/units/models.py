"""Authorities, their units with validity dates, parents and predecessors, and legal bases with dates."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.accounts.rules import fold
from app.extensions import Model, reference

IN_FORCE_IN_ORDER = "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to"


class Authority(Model):
    """The body whose chairman publishes: a province's People's Committee or a ministry."""

    __tablename__ = "authorities"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]  # Ủy ban nhân dân tỉnh Thanh Hóa
    area_name: Mapped[str]  # tỉnh Thanh Hóa
    place_name: Mapped[str]  # địa danh in documents: Thanh Hóa
    symbol: Mapped[str]  # UBND
    head_title: Mapped[str]  # Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa
    standing_body_id: Mapped[int | None] = mapped_column(reference("units.id", use_alter=True))


class UnitGroup(Model):
    """Units ranked together: sở, ban, ngành; huyện, thị xã, thành phố; xã, phường, đặc khu …"""

    __tablename__ = "unit_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(reference("authorities.id"))
    code: Mapped[str]
    title: Mapped[str]
    position: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("authority_id", "code"),)


class Unit(Model):
    """A body that is assessed, or that takes part (the standing body is one too)."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(reference("authorities.id"))
    group_id: Mapped[int | None] = mapped_column(reference("unit_groups.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(reference("units.id"))
    code: Mapped[str]
    name: Mapped[str]
    search_name: Mapped[str]  # the name without marks, in small letters
    symbol: Mapped[str]  # the letters in a document's symbol: STTTT
    head_title: Mapped[str]  # Giám đốc, Chủ tịch UBND huyện …
    position: Mapped[int] = mapped_column(default=1)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    __table_args__ = (
        UniqueConstraint("authority_id", "code"),
        CheckConstraint(IN_FORCE_IN_ORDER, name="validity_in_order"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_own_parent"),
    )

    @validates("name")
    def _keep_search_name(self, _key: str, name: str) -> str:
        """Neither database compares Vietnamese letters without their marks: a search asks this column."""
        self.search_name = fold(name)
        return name


class UnitPredecessor(Model):
    """A unit that came out of another one (mergers of 2025): last year's figures find their heirs."""

    __tablename__ = "unit_predecessors"

    unit_id: Mapped[int] = mapped_column(reference("units.id"), primary_key=True)
    predecessor_id: Mapped[int] = mapped_column(reference("units.id"), primary_key=True)

    __table_args__ = (CheckConstraint("unit_id <> predecessor_id", name="not_own_predecessor"),)


class LegalBasis(Model):
    """A law or decision that documents cite, with the days on which it is in force."""

    __tablename__ = "legal_bases"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(reference("authorities.id"))
    citation: Mapped[str]  # as printed after "Căn cứ ", without the closing mark
    position: Mapped[int]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    document_kinds: Mapped[str] = mapped_column(default="decision")  # comma separated

    __table_args__ = (
        UniqueConstraint("authority_id", "citation"),
        CheckConstraint(IN_FORCE_IN_ORDER, name="validity_in_order"),
    )
