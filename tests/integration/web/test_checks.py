"""`flask check` finds what does not hold together."""

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader

from app import checks, policy
from app.messages import checks as messages
from workflows.vocabulary import EFFECTS, SUBJECTS

ALL_GUARDS = {subject: set(words.guards) for subject, words in SUBJECTS.items()}


def test_the_program_holds_together(app: Flask) -> None:
    assert list(checks.every_fault(app)) == []
    result = app.test_cli_runner().invoke(args=["check"])
    assert (result.exit_code, result.output.strip()) == (0, messages.ALL_WELL)


def test_each_fault_is_printed_and_the_command_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(policy.ENDPOINTS, "accounts.list")
    monkeypatch.setitem(policy.ENDPOINTS, "ghost.page", policy.PUBLIC)
    result = app.test_cli_runner().invoke(args=["check"])
    assert result.exit_code == 1
    assert messages.no_policy("accounts.list") in result.output
    assert messages.no_page("ghost.page") in result.output


def test_a_template_that_does_not_compile_is_named(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "hong.html").write_text("{% if %}", encoding="utf-8")
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(tmp_path)])
    (fault,) = checks.template_faults(app)
    assert fault.startswith("hong.html: ")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_guards_nobody_answers_and_nobody_asks(subject: str) -> None:
    assert list(checks.guard_faults(ALL_GUARDS)) == []
    name = min(ALL_GUARDS[subject])
    changed = {**ALL_GUARDS, subject: (ALL_GUARDS[subject] - {name}) | {"made_up"}}
    assert list(checks.guard_faults(changed)) == [
        messages.no_guard(subject, name),
        messages.unknown_guard(subject, "made_up"),
    ]


def test_effects_nobody_carries_out() -> None:
    assert list(checks.effect_faults(set(EFFECTS))) == []
    assert list(checks.effect_faults(set(EFFECTS) - {"withdraw_result"})) == [
        messages.no_effect("round", "withdraw_result")
    ]
