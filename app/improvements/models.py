"""Improvement tasks and the quarterly reports on them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.accounts.models import one_of
from app.accounts.rules import fold
from app.database import JsonText, UtcDateTime
from app.extensions import Model, reference

TASK_STATES = ("drafting", "assigned", "in_progress", "reported", "completed", "cancelled", "discarded")


class ImprovementTask(Model):
    """Nhiệm vụ cải thiện: what one unit (with others) does about one criterion, until a day.

    Sources: 001 (plan of Cà Mau: lead and coordinating bodies, target, deadline), 003 (Ninh Thuận).
    """

    __tablename__ = "improvement_tasks"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(reference("authorities.id"))
    round_id: Mapped[int | None] = mapped_column(reference("rounds.id"))
    unit_id: Mapped[int] = mapped_column(reference("units.id"))  # the lead body
    coordinating: Mapped[str] = mapped_column(default="")
    code: Mapped[str | None]  # the criterion it is to improve
    title: Mapped[str]
    search_title: Mapped[str]  # the title without marks, in small letters
    target: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(default="drafting")
    workflow: Mapped[str]
    workflow_version: Mapped[int]
    variables: Mapped[Any] = mapped_column(JsonText, default=dict, server_default="{}")
    created_by: Mapped[int] = mapped_column(reference("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint(one_of("state", TASK_STATES), name="state_known"),
        CheckConstraint("length(trim(title)) > 0", name="title_given"),
        Index("ix_improvement_tasks_unit", "unit_id", "state", "due_on"),
        Index("ix_improvement_tasks_authority", "authority_id", "state", "due_on"),
    )

    @validates("title")
    def _keep_search_title(self, _key: str, title: str) -> str:
        """As with the name of a unit: a search asks this column."""
        self.search_title = fold(title)
        return title


class TaskReport(Model):
    """How far a task is at the end of a period ("2026-Q1"), in the unit's words."""

    __tablename__ = "task_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(reference("improvement_tasks.id"))
    period: Mapped[str]
    percent: Mapped[int]
    content: Mapped[str]
    reported_by: Mapped[int] = mapped_column(reference("accounts.id"))
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("task_id", "period"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_range"),
        CheckConstraint("length(trim(content)) > 0", name="content_given"),
    )
