"""Pages of framework keeping: the versions, one version, a draft's parts, comparing and mapping."""

from app.keeping.routes import drafts, figures, issuing, mapping, reading, tree
from app.keeping.routes.room import ACCESS, blueprint

__all__ = ["ACCESS", "blueprint", "drafts", "figures", "issuing", "mapping", "reading", "tree"]
