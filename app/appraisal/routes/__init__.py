"""Pages of the appraisal: the units, one unit, one criterion over all units, and the round's steps."""

from app.appraisal.routes import conflicts, criteria, differences, steps, unit, units
from app.appraisal.routes.room import ACCESS, blueprint

__all__ = ["ACCESS", "blueprint", "conflicts", "criteria", "differences", "steps", "unit", "units"]
