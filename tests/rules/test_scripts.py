"""The commands of the house: each stands, is told of, and brings in only what was locked."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import PROJECT_DIR

SCRIPTS = PROJECT_DIR / "scripts"
TARGETS = ("run", "test", "check", "demo", "bench", "soak", "help")
REQUIREMENTS = PROJECT_DIR / "requirements"
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M)

# Written in pieces, so that this file does not find itself.
FOREIGN = re.compile(
    "|".join(
        (
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            "registry" + r"\.npmjs",
            "--(?:extra-)?" + "index-url",
            "find-" + "links",
            r"/(?:home|Users)/" + r"\w+/",
            r"/root" + "/",
            r"(?<![\w.])/work" + "/",
        )
    )
)
TEXT_ENDINGS = {
    "", ".cfg", ".conf", ".css", ".csv", ".html", ".in", ".ini", ".js", ".json", ".mako", ".md", ".py", ".sh",
    ".toml", ".txt", ".yaml", ".yml",
}  # fmt: skip


def pins(name: str) -> dict[str, str]:
    """Package -> exact version, of one lock file."""
    return {package: version for package, version, _ in PIN.findall((REQUIREMENTS / name).read_text())}


def project_files() -> Iterator[Path]:
    """Every text file of the project, without what set-up and running leave behind."""
    for folder, folders, names in os.walk(PROJECT_DIR):
        folders[:] = [
            name
            for name in folders
            if name == ".ci" or not (name.startswith(".") or name in {"var", "out", "__pycache__"})
        ]
        for name in names:
            path = Path(folder, name)
            if path.suffix in TEXT_ENDINGS and name not in {".setup.lock", ".env"}:
                yield path


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_is_a_script_that_can_be_run(target: str) -> None:
    script = SCRIPTS / f"{target}.sh"
    assert os.access(script, os.X_OK), f"{script.name} is missing or not executable"


def test_help_and_makefile_name_the_same_targets() -> None:
    told = subprocess.run([SCRIPTS / "help.sh"], capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^make (\w+)", told, re.M) == list(TARGETS)
    for target in TARGETS:
        assert f"scripts/{target}.sh" in told
    makefile = (PROJECT_DIR / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.M)
    assert phony is not None
    assert set(phony[1].split()) == set(TARGETS)


def test_the_build_machine_checks_and_tests() -> None:
    run = PROJECT_DIR / ".ci" / "run"
    assert os.access(run, os.X_OK)
    assert {"make check", "make test"} <= set(run.read_text().splitlines())


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.sh")), ids=lambda path: path.name)
def test_shell_scripts_parse_and_stop_at_the_first_error(script: Path) -> None:
    subprocess.run(["bash", "-n", script], check=True)
    if os.access(script, os.X_OK):
        assert "\nset -euo pipefail\n" in script.read_text()


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_lock_files_carry_hashes_and_no_address(name: str) -> None:
    text = (REQUIREMENTS / f"{name}.txt").read_text()
    unexplained = [line for line in PIN.sub("", text).splitlines() if line and not line.startswith("#")]
    assert unexplained == []
    assert "://" not in text


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_all_that_is_asked_for_is_locked(name: str) -> None:
    wanted = re.findall(r"^([a-z][a-z0-9._-]*)", (REQUIREMENTS / f"{name}.in").read_text(), re.M)
    locked = pins(f"{name}.txt")
    assert wanted
    assert [package for package in wanted if package.replace("_", "-") not in locked] == []


def test_the_longer_lock_holds_the_shorter_one() -> None:
    assert pins("runtime.txt").items() <= pins("dev.txt").items()


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path.relative_to(PROJECT_DIR)}: {match[0]}"
        for path in project_files()
        for match in FOREIGN.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_operators_guide_lists_every_setting() -> None:
    guide = (PROJECT_DIR / "docs" / "operator.md").read_text(encoding="utf-8")
    code = (PROJECT_DIR / "config.py").read_text(encoding="utf-8")
    names = set(re.findall(r'env(?:\.get\(|, )"([A-Z_]+)"', code))
    assert "DATA_DIR" in names
    assert [name for name in sorted(names) if f"`{name}`" not in guide] == []


@pytest.mark.postgres
def test_the_temporary_server_ends_with_its_command_and_hands_back_its_answer() -> None:
    look = (
        "import os, psycopg\n"
        "address = os.environ['TEST_POSTGRES_URL'].replace('+psycopg', '')\n"
        "with psycopg.connect(address) as connection:\n"
        "    print(connection.execute('show data_directory').fetchone()[0])\n"
        "raise SystemExit(7)\n"
    )
    find = ["bash", "-c", f". '{SCRIPTS / 'common.sh'}'; find_postgres"]
    programs = subprocess.run(find, capture_output=True, text=True, check=True).stdout.strip()
    done = subprocess.run(
        [sys.executable, SCRIPTS / "temporary_postgres.py", programs, sys.executable, "-c", look],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    assert not Path(done.stdout.strip()).parent.exists()
