"""The statements that saving a figure sends, made once: building them anew each time takes longer than
sending them, and saving is what people do most."""

from sqlalchemy import Text, and_, bindparam, insert, select, type_coerce, update

from app.accounts.models import Account
from app.assessments.models import CriterionEntry, Figure
from app.database import table_of
from app.history import deed_data

_figures, _criteria = table_of(Figure), table_of(CriterionEntry)
_this_figure = and_(
    _figures.c.assessment_id == bindparam("of_assessment"), _figures.c.name == bindparam("of_name")
)

STORED_FIGURES = select(_figures.c.name, _figures.c.value, _figures.c.version).where(
    _figures.c.assessment_id == bindparam("of_assessment"),
    _figures.c.name.in_(bindparam("names", expanding=True)),
)
LAST_SAVED = (
    select(
        Account.full_name,
        _figures.c.updated_at,
        deed_data(
            "assessment", _figures.c.assessment_id, _figures.c.updated_by, _figures.c.updated_at, "figure"
        ).label("told"),
    )
    .join_from(_figures, Account, Account.id == _figures.c.updated_by)
    .where(_this_figure)
)
INSERT_FIGURE = insert(_figures)
UPDATE_FIGURE = (
    update(_figures)
    .where(_this_figure)
    .values({name: bindparam(name) for name in ("value", "version", "updated_by", "updated_at")})
)

# The points as they are stored: most of them only pass by.
KEPT_CRITERIA = select(_criteria.c.code, _criteria.c.status, type_coerce(_criteria.c.points, Text)).where(
    _criteria.c.assessment_id == bindparam("of_assessment")
)
INSERT_CRITERION = insert(_criteria)
UPDATE_CRITERION = (
    update(_criteria)
    .where(_criteria.c.assessment_id == bindparam("of_assessment"), _criteria.c.code == bindparam("of_code"))
    .values({name: bindparam(name) for name in ("status", "points")})
)
