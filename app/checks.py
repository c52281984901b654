"""`flask check`: does the program hold together, before anybody opens a page?"""

import importlib
from collections.abc import Iterable, Iterator, Mapping

import click
from flask import Flask, current_app
from jinja2 import TemplateError

from app import policy
from app.calculator.checking import framework_faults
from app.messages import checks as messages
from workflows.loader import DefinitionError
from workflows.loader import load_all as load_workflows
from workflows.vocabulary import SUBJECTS

# Where guards of each subject are kept: every room answers the conditions it knows about.
GUARD_ROOMS = (
    "rounds",
    "assessments",
    "appraisal",
    "council",
    "results",
    "complaints",
    "documents",
    "improvements",
)
GUARD_TABLES = {
    "assessment": "ASSESSMENT_GUARDS",
    "round": "ROUND_GUARDS",
    "document": "DOCUMENT_GUARDS",
    "task": "TASK_GUARDS",
}


def register(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(check)


@click.command("check")
def check() -> None:
    """Kiểm tra bộ chỉ số, quy trình, mẫu trang, phân quyền và các bước tự động."""
    faults = list(every_fault(current_app))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    click.echo(messages.ALL_WELL)


def every_fault(app: Flask) -> Iterator[str]:
    """Each thing that does not hold, in Vietnamese, with its place."""
    yield from framework_faults()
    yield from workflow_faults()
    yield from template_faults(app)
    yield from policy_faults(app)
    yield from guard_faults(guard_tables())
    jobs = importlib.import_module("app.jobs")  # with the renderer behind it, which no other command needs
    yield from effect_faults({*jobs.HANDLERS, *jobs.IN_ACTION})


def workflow_faults() -> Iterator[str]:
    """Workflow definitions that do not load."""
    try:
        load_workflows()
    except DefinitionError as error:
        for problem in error.problems:
            yield messages.at(problem.place, problem.message)


def template_faults(app: Flask) -> Iterator[str]:
    """Page templates that do not compile (documents have an environment and a check of their own)."""
    for name in app.jinja_env.list_templates(
        filter_func=lambda name: (
            not name.startswith(("documents/", "bootstrap")) and name.endswith((".html", ".txt"))
        )
    ):
        try:
            app.jinja_env.get_template(name)
        except TemplateError as error:
            yield messages.at(name, str(error))


def policy_faults(app: Flask) -> Iterator[str]:
    """Pages without an entry in the policy, entries without a page."""
    for endpoint in sorted(app.view_functions.keys() - policy.ENDPOINTS.keys()):
        yield messages.no_policy(endpoint)
    for endpoint in sorted(policy.ENDPOINTS.keys() - app.view_functions.keys()):
        yield messages.no_page(endpoint)


def guard_tables() -> dict[str, set[str]]:
    """The guards the rooms answer, by subject."""
    found: dict[str, set[str]] = {subject: set() for subject in GUARD_TABLES}
    for room in GUARD_ROOMS:
        module = importlib.import_module(f"app.{room}.guards")
        for subject, table in GUARD_TABLES.items():
            found[subject] |= set(getattr(module, table, ()))
    return found


def guard_faults(answered: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Guards of the vocabulary that no room answers, and answers to no guard."""
    for subject, words in SUBJECTS.items():
        known = set(answered[subject])
        for name in sorted(set(words.guards) - known):
            yield messages.no_guard(subject, name)
        for name in sorted(known - set(words.guards)):
            yield messages.unknown_guard(subject, name)


def effect_faults(done: set[str]) -> Iterator[str]:
    """Effects of the vocabulary that neither the worker nor an operation carries out."""
    for subject, words in SUBJECTS.items():
        for name in sorted(set(words.effects) - done):
            yield messages.no_effect(subject, name)
