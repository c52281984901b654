"""Actions on many units at once: each run is kept with what became of every unit."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.database import JsonText, UtcDateTime
from app.extensions import Model, reference


class BulkRun(Model):
    """One confirmed action on many units. `token` comes from the preview: the same page confirmed twice is
    carried out once. `report` lists every unit with its outcome and reason."""

    __tablename__ = "bulk_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("rounds.id"), index=True)
    account_id: Mapped[int] = mapped_column(reference("accounts.id"))
    action: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)
    done: Mapped[int]
    refused: Mapped[int]
    report: Mapped[Any] = mapped_column(JsonText)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
