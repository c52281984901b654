"""Pages of explanation and objection."""

from app.explaining.routes import counts, team, unit
from app.explaining.routes.room import ACCESS, blueprint

__all__ = ["ACCESS", "blueprint", "counts", "team", "unit"]
