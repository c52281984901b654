"""The house checks itself: rules that hold for every module, each with the reason why it is one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import policy
from app.checks import policy_faults
from config import PROJECT_DIR
from tests.conftest import build_app

LONGEST = 500
LONG_BY_NATURE = {"migrations/versions/0001_first.py"}
CODE = sorted(
    path
    for folder in ("app", "dossier", "frameworks", "workflows", "migrations", "scripts", "bench", "tests")
    for path in (PROJECT_DIR / folder).rglob("*.py")
)
APP = [path for path in CODE if path.is_relative_to(PROJECT_DIR / "app")]
TEMPLATES = sorted((PROJECT_DIR / "templates").rglob("*.html"))
VIETNAMESE = re.compile(
    r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)


def name_of(path: Path) -> str:
    """A file as the house calls it."""
    return path.relative_to(PROJECT_DIR).as_posix()


def room_files(name: str) -> list[Path]:
    """One kind of file of every room: `routes` is routes.py or the modules of a folder of that name."""
    return [
        path
        for path in APP
        if path.stem == name or (path.parent.name == name and path.parent.parent.parent.name == "app")
    ]


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The public functions of a module."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def names_imported(path: Path) -> Iterator[tuple[str, str]]:
    """(module, name) of everything a module imports; the name is empty where the module itself is."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


# --- size -------------------------------------------------------------------------------------------------


def test_no_module_is_too_long_to_be_read_at_once() -> None:
    """A file over 500 lines holds more than one thing; the next reader would have to find the seams."""
    long = {name_of(path): len(path.read_text().splitlines()) for path in CODE}
    assert [name for name, lines in long.items() if lines > LONGEST and name not in LONG_BY_NATURE] == []


# --- pages ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, only to be asked which pages it has."""
    return build_app(tmp_path_factory.mktemp("rules"), "sqlite://")


def test_every_page_has_an_entry_in_the_policy(built: Flask) -> None:
    """A page that nobody has thought about opens to nobody; it shall be thought about."""
    assert list(policy_faults(built)) == []


def test_only_these_pages_are_for_everyone(built: Flask) -> None:
    """What strangers reach is listed by name, so that nothing becomes public by a slip of the keyboard."""
    public = {name for name in built.view_functions if policy.ENDPOINTS[name].public}
    assert public == {
        "static",
        "bootstrap.static",
        "accounts.sign_in",
        "calculator.home",
        "calculator.show",
        "calculator.compute",
        "calculator.upload",
        "calculator.empty_file",
        "calculator.ca_mau",
        "portal.home",
        "portal.result",
        "portal.ranking_csv",
        "portal.unit",
    }


def test_routes_write_nothing_themselves() -> None:
    """Whatever changes something goes through an operation: policy, workflow, one transaction, an event."""
    found = []
    for path in room_files("routes"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Attribute):
                continue
            owner = ast.unparse(node.value)
            writes = node.attr in ("commit", "flush", "merge", "add_all", "delete", "begin_nested")
            if "session" in owner and (writes or (node.attr == "add" and owner.endswith("session"))):
                found.append(f"{name_of(path)}:{node.lineno} {ast.unparse(node)}")
    assert found == []


def test_routes_import_nothing_to_write_with() -> None:
    """The same from the other side: no transaction, no history, no outbox, no INSERT, UPDATE or DELETE."""
    banned = {
        ("app.database", "transaction"),
        ("app", "history"),
        ("app", "outbox"),
        *(("sqlalchemy", name) for name in ("insert", "update", "delete", "text")),
    }
    found = [
        f"{name_of(path)}: {module}.{name}"
        for path in room_files("routes")
        for module, name in names_imported(path)
        if (module, name) in banned
    ]
    assert found == []


# --- operations ---------------------------------------------------------------------------------------------


def test_operations_know_no_request() -> None:
    """Pages, commands and jobs call the same function; the last two have no request to look at."""
    found = [
        f"{name_of(path)}: {module} {name}"
        for kind in ("operations", "queries", "models", "guards")
        for path in room_files(kind)
        for module, name in names_imported(path)
        if module.split(".")[0] in ("flask", "flask_login", "werkzeug", "flask_wtf")
    ]
    assert found == []


# Public functions of operations that take no actor, and why that is right.
WITHOUT_ACTOR = {
    ("app/accounts/operations.py", "sign_in"): "nobody is signed in yet",
    ("app/appraisal/operations.py", "typed_points"): "reads a text",
    ("app/council/operations/points.py", "count_votes"): "arithmetic",
}


def test_every_operation_takes_the_actor_first() -> None:
    """Nothing is done by nobody. What works inside another operation's transaction takes its session."""
    found = []
    for path in room_files("operations"):
        for function in functions(path):
            first = [argument.arg for argument in function.args.args][:1]
            if first not in (["actor"], ["session"]) and (name_of(path), function.name) not in WITHOUT_ACTOR:
                found.append(f"{name_of(path)}:{function.lineno} {function.name}({first})")
    assert found == []


def test_an_operation_opens_its_transaction_and_a_helper_does_not() -> None:
    """With the actor first it is an action of its own; with the session first it joins somebody else's."""
    found = []
    for path in room_files("operations"):
        for function in functions(path):
            opens = "transaction()" in ast.unparse(function)
            if opens and function.args.args[0].arg == "session":
                found.append(f"{name_of(path)}:{function.lineno} {function.name}")
    assert found == []


# --- numbers ------------------------------------------------------------------------------------------------


def test_points_are_never_binary_floats() -> None:
    """Thirds and sevenths of a point are exact from the figure to the rank; a float would decide a tie."""
    scoring = [
        path
        for path in CODE
        if name_of(path).startswith(
            ("dossier/", "frameworks/", "app/results/", "app/council/", "app/appraisal/")
        )
        or name_of(path) in {"app/assessments/sheets.py", "app/assessments/entry.py", "app/database.py"}
    ]
    found = []
    for path in scoring:
        for node in ast.walk(ast.parse(path.read_text())):
            makes = isinstance(node, ast.Call) and ast.unparse(node.func) == "float"
            is_one = isinstance(node, ast.Constant) and isinstance(node.value, float)
            if makes or is_one:
                found.append(f"{name_of(path)}:{getattr(node, 'lineno', 0)} {ast.unparse(node)}")
    assert found == []


# --- words --------------------------------------------------------------------------------------------------

# Where sentences for people live, beside templates. The pure cores have their own.
MESSAGES = ("app/messages/", "app/demo/", "app/rendering/")
# Words that are data rather than sentences, and why.
DATA = {
    "app/accounts/rules.py": "the letters that names are folded to",
    "app/navigation.py": "the menu, and how dates are written on every page",
}
SYMBOLS = {"QĐ", "QĐ-"}  # of kinds of documents, Decree 30/2020/NĐ-CP, Annex III


def texts_in(path: Path) -> Iterator[tuple[int, str]]:
    """String literals of a module that are not docstrings."""
    tree = ast.parse(path.read_text())
    documents = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                documents.add(id(first.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            yield node.lineno, node.value


def test_sentences_for_people_stand_in_messages_and_templates() -> None:
    """One place to correct a wording, and nothing said in two ways. Commands bring their own help."""
    found = [
        f"{name_of(path)}:{line} {text[:60]!r}"
        for path in APP
        if not name_of(path).startswith(MESSAGES) and name_of(path) not in DATA and path.stem != "commands"
        for line, text in texts_in(path)
        if VIETNAMESE.search(text) and text not in SYMBOLS
    ]
    assert found == []


# --- templates ----------------------------------------------------------------------------------------------

TRUSTING = re.compile(r"[^{|]{0,30}\|\s*safe\b|autoescape\s+false")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
INLINE = {
    "an inline style": re.compile(r"<(?!col\b)[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a style block": re.compile(r"<style\b", re.IGNORECASE),
    "a handler in an attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script in the page": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE),
    "an address of javascript": re.compile(r"javascript:", re.IGNORECASE),
    "something from another server": re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
}


@pytest.mark.parametrize("fault", INLINE)
def test_pages_carry_nothing_that_the_content_security_policy_stops(fault: str) -> None:
    """Scripts and styles come from files of ours; then a text that slips in as HTML can do nothing.

    Documents are printed, not shown as pages, and bring a style sheet of their own.
    """
    found = []
    for path in TEMPLATES:
        if name_of(path).startswith(("templates/documents/", "templates/emails/")):
            continue
        text = COMMENT.sub("", path.read_text())
        found += [f"{name_of(path)}: {match[0][:80]}" for match in INLINE[fault].finditer(text)]
    assert found == []


def test_templates_trust_no_text() -> None:
    """`|safe` switches off the escaping that keeps what people type from becoming part of the page."""
    trusted = {"templates/rounds/workflow.html"}  # pictures drawn from our own definitions
    found = [
        f"{name_of(path)}: {match[0]}"
        for path in TEMPLATES
        if name_of(path) not in trusted
        for match in TRUSTING.finditer(COMMENT.sub("", path.read_text()))
    ]
    assert found == []
