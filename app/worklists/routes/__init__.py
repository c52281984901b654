"""Pages of lists, of actions on many units, and of "vì sao tôi không làm được"."""

from app.worklists.routes import bulk, lists, why
from app.worklists.routes.room import ACCESS, blueprint

__all__ = ["ACCESS", "blueprint", "bulk", "lists", "why"]
