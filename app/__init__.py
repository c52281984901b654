"""The application: `create_app` puts settings, extensions, policy and rooms together, nothing else."""

from importlib import import_module

from flask import Flask

from app import catalog, cli, policy, web, workflow, working_days
from app.database import prepare_sqlite
from app.extensions import bootstrap, csrf, db, login_manager, migrate
from config import PROJECT_DIR, Settings

#: The modules that bring pages, in the order of their rooms.
ROOMS = (
    "accounts.routes",
    "accounts.delegating.routes",
    "keeping.routes",
    "rounds.routes",
    "assessments.routes",
    "evidence.routes",
    "supplied.routes",
    "appraisal.routes",
    "explaining.routes",
    "appraisal.assigning.routes",
    "processes.routes",
    "council.routes",
    "results.routes",
    "complaints.routes",
    "documents.routes",
    "documents.correction_routes",
    "improvements.routes",
    "notifications.routes",
    "audit.routes",
    "worklists.routes",
    "desk.routes",
    "schedule.routes",
    "calculator.routes",
    "portal.routes",
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from `settings` (by default from the environment)."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, template_folder=str(PROJECT_DIR / "templates"))
    app.config.from_mapping(settings.flask_config())
    db.init_app(app)
    migrate.init_app(app, db, directory=str(PROJECT_DIR / "migrations"))
    login_manager.init_app(app)
    csrf.init_app(app)
    bootstrap.init_app(app)
    with app.app_context():
        prepare_sqlite(db.engine)
    web.init_app(app)
    register_rooms(app)
    cli.init_app(app)
    return app


def register_rooms(app: Flask) -> None:
    """Give the application every room's pages, and the policy every room's page table."""
    connect_rooms()
    for name in ROOMS:
        room = import_module(f"app.{name}")
        app.register_blueprint(room.blueprint)
        policy.register(room.ACCESS)


def connect_rooms() -> None:
    """Make known to what stands below what only rooms above can answer."""
    from app.appraisal import operations as appraising
    from app.assessments import acting
    from app.complaints import guards as complaints
    from app.council import cohort
    from app.council import guards as council
    from app.documents import guards as documents
    from app.improvements import guards as improvements
    from app.keeping import queries as frameworks
    from app.processes import queries as workflows
    from app.results import guards as results
    from app.schedule import queries as schedule
    from app.supplied import changing

    catalog.keep(frameworks.published_text)
    catalog.keep_workflows(workflows.published_text, workflows.newest_versions)
    working_days.keep(schedule.own_days)
    changing.listen(appraising.take_anew)
    acting.listen(cohort.bind_groups)
    workflow.provide("assessment", {**council.ASSESSMENT_GUARDS, **complaints.ASSESSMENT_GUARDS})
    of_round = {**council.ROUND_GUARDS, **results.ROUND_GUARDS, **complaints.ROUND_GUARDS}
    workflow.provide("round", of_round)
    workflow.provide("document", documents.DOCUMENT_GUARDS)
    workflow.provide("task", improvements.TASK_GUARDS)
