"""The command line: collects each room's commands. `flask db …` comes with Flask-Migrate."""

from flask import Flask

from app import checks
from app.accounts import commands as accounts

COMMANDS = (accounts, checks)


def init_app(app: Flask) -> None:
    """Register every group of commands."""
    for module in COMMANDS:
        module.register(app)
