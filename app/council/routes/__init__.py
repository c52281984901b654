"""Pages of the council: meetings, open points, units, the projector, the conclusion; groups, analysis."""

from app.appraisal.raised import provide
from app.council import queries
from app.council.routes import (
    analysis,
    group,
    meeting,
    overview,
    planning,
    points,
    raising,
    screen,
    settling,
    units,
)
from app.council.routes.room import ACCESS, blueprint

provide(queries.raised)

__all__ = [
    "ACCESS",
    "analysis",
    "blueprint",
    "group",
    "meeting",
    "overview",
    "planning",
    "points",
    "raising",
    "screen",
    "settling",
    "units",
]
