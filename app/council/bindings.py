"""What a group's comparing rules and special rules came to, read for one unit's sheet.

The binding is made by `app.council.cohort`; a sheet laid under it holds all it needs to be computed alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.sheets import Content
from app.council.models import GroupBinding
from app.database import canonical_json
from dossier.standing import group_data
from frameworks.binding import Binding, bind
from frameworks.cohort import Assessed
from frameworks.numbers import number_from_canonical
from frameworks.sheet import Grant


@dataclass(frozen=True)
class GroupState:
    """A group's binding, and the points special rules gave by code of unit and of criterion."""

    binding: Binding
    grants: Mapping[str, Mapping[str, Grant]]

    def lay(self, content: Content, unit_code: str) -> Content:
        """A unit's content under the group's binding."""
        return replace(
            content,
            framework=bind(content.framework, self.binding),
            grants=self.grants.get(unit_code, {}),
        )


def written(assessed: Assessed[str]) -> str:
    """The canonical text of what a group came to."""
    return canonical_json(group_data(assessed))


@lru_cache(maxsize=32)
def read(text: str) -> GroupState:
    """A binding kept as this text."""
    data = json.loads(text)
    grants = {
        unit: {code: Grant(one["rule"], number_from_canonical(one["points"])) for code, one in given.items()}
        for unit, given in data["grants"].items()
    }
    return GroupState(Binding.from_data(data), grants)


def newest(session: Session, round_group_id: int, at: datetime | None = None) -> GroupBinding | None:
    """The binding of a group that counts; that of an earlier moment with `at`."""
    query = select(GroupBinding).where(GroupBinding.round_group_id == round_group_id)
    if at is not None:
        query = query.where(GroupBinding.made_at <= at)
    return session.scalar(query.order_by(GroupBinding.number.desc()).limit(1))


def state_of(session: Session, round_group_id: int, at: datetime | None = None) -> GroupState | None:
    """What counts for a group now (or counted `at` a moment); None where nothing compares its units."""
    row = newest(session, round_group_id, at)
    return read(row.content) if row is not None else None
