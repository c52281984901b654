"""The command line: collects each room's commands. `flask db …` comes with Flask-Migrate."""

from flask import Flask

from app import checks, worker, workflow_commands
from app.accounts import commands as accounts
from app.audit import commands as audit
from app.calculator import commands as calculator
from app.demo import commands as demo
from app.notifications import commands as notifications
from app.results import commands as results
from app.schedule import commands as schedule

COMMANDS = (
    accounts,
    audit,
    results,
    calculator,
    demo,
    checks,
    worker,
    workflow_commands,
    schedule,
    notifications,
)


def init_app(app: Flask) -> None:
    """Register every group of commands."""
    for module in COMMANDS:
        module.register(app)
