"""The application: `create_app` puts settings, extensions, policy and rooms together, nothing else."""

from importlib import import_module

from flask import Flask

from app import catalog, cli, policy, web, workflow, working_days
from app.database import prepare_sqlite
from app.extensions import bootstrap, csrf, db, login_manager, migrate
from config import PROJECT_DIR, Settings


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
    from app.accounts import routes as accounts
    from app.accounts.delegating import routes as delegating
    from app.appraisal import operations as appraising
    from app.appraisal import routes as appraisal
    from app.appraisal.assigning import routes as assigning
    from app.assessments import acting
    from app.assessments import routes as assessments
    from app.audit import routes as audit
    from app.calculator import routes as calculator
    from app.complaints import guards as complaint_guards
    from app.complaints import routes as complaints
    from app.council import cohort
    from app.council import guards as council_guards
    from app.council import routes as council
    from app.desk import routes as desk
    from app.documents import correction_routes as corrections
    from app.documents import guards as document_guards
    from app.documents import routes as documents
    from app.evidence import routes as evidence
    from app.explaining import routes as explaining
    from app.improvements import guards as task_guards
    from app.improvements import routes as improvements
    from app.keeping import queries as kept
    from app.keeping import routes as keeping
    from app.notifications import routes as notifications
    from app.portal import routes as portal
    from app.processes import queries as own_workflows
    from app.processes import routes as processes
    from app.results import guards as result_guards
    from app.results import routes as results
    from app.rounds import routes as rounds
    from app.schedule import queries as schedule
    from app.schedule import routes as scheduling
    from app.supplied import changing
    from app.supplied import routes as supplied
    from app.worklists import routes as worklists

    rooms = (
        accounts,
        delegating,
        keeping,
        rounds,
        assessments,
        evidence,
        supplied,
        appraisal,
        explaining,
        assigning,
        processes,
        council,
        results,
        complaints,
        documents,
        corrections,
        improvements,
        notifications,
        audit,
        worklists,
        desk,
        scheduling,
        calculator,
        portal,
    )
    catalog.keep(kept.published_text)
    working_days.keep(schedule.own_days)
    catalog.keep_workflows(own_workflows.published_text, own_workflows.newest_versions)
    workflow.provide("assessment", {**council_guards.ASSESSMENT_GUARDS, **complaint_guards.ASSESSMENT_GUARDS})
    workflow.provide(
        "round",
        {
            **council_guards.ROUND_GUARDS,
            **result_guards.ROUND_GUARDS,
            **complaint_guards.ROUND_GUARDS,
        },
    )
    workflow.provide("document", document_guards.DOCUMENT_GUARDS)
    workflow.provide("task", task_guards.TASK_GUARDS)
    for name in ("schedule",):  # tables that no page of theirs has brought in
        import_module(f"app.{name}.models")
    changing.listen(appraising.take_anew)
    acting.listen(cohort.bind_groups)
    for room in rooms:
        app.register_blueprint(room.blueprint)
        policy.register(room.ACCESS)
