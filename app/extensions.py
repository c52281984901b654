"""The Flask extensions, made once here and bound to an application in `create_app`."""

from typing import TYPE_CHECKING, Any

from flask_bootstrap import Bootstrap5
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Base of every table: constraints get stable names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
migrate = Migrate(render_as_batch=False)
login_manager = LoginManager()
csrf = CSRFProtect()
bootstrap = Bootstrap5()

if TYPE_CHECKING:
    Model = Base  # a class that type checkers can follow
else:
    Model = db.Model


def reference(column: str, **options: Any) -> ForeignKey:
    """A foreign key that never cascades: what history speaks of cannot be deleted."""
    return ForeignKey(column, ondelete="RESTRICT", **options)
