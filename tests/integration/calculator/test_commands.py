"""`flask frameworks`: what an operator types, what comes back, and with which exit code."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from flask import Flask

from app import catalog
from frameworks.model import Framework
from tests.conftest import build_app

SO = "thanh_hoa_2021/so"
HEAD = "Đơn vị;cbccvc;cbcc;dvc_tong;dvc_muc_3\n"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application for its commands: these need no database."""
    return build_app(tmp_path_factory.mktemp("commands"), "sqlite://")


def run(app: Flask, *arguments: object) -> Result:
    """One command."""
    return app.test_cli_runner().invoke(args=["frameworks", *map(str, arguments)])


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    """Three units, two of them alike."""
    file = tmp_path / "so-lieu.csv"
    file.write_text(HEAD + "Sở A;100;50;80;40\nSở B;100;50;80;60\nSở C;100;50;80;60\n", encoding="utf-8")
    return file


def test_list_names_every_framework_with_its_size(app: Flask) -> None:
    result = run(app, "list")
    assert result.exit_code == 0
    for framework in catalog.frameworks().values():
        assert framework.id in result.stdout
    data = json.loads(run(app, "list", "--format", "json").stdout)
    assert [one["id"] for one in data] == list(catalog.frameworks())
    assert {one["id"]: one["maximum"] for one in data}[SO] == "160"


@pytest.mark.parametrize("name", [[], [SO]])
def test_check_finds_the_shipped_frameworks_right(app: Flask, name: list[str]) -> None:
    result = run(app, "check", *name)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "đều đúng" in result.stdout


def test_check_tells_every_mistake_of_a_file(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "sai.yaml"
    file.write_text("id: sai\nversion: 0\ntitle: X\nmax: 5\ninputs: {}\ntree: []\n", encoding="utf-8")
    result = run(app, "check", file)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) > 2


def test_show_prints_the_tree_or_one_branch_of_it(app: Flask) -> None:
    whole = run(app, "show", SO).stdout
    framework = catalog.framework(SO)
    assert all(f"[{node.code}, " in whole for node in framework.nodes.values())
    branch = run(app, "show", SO, "4.6").stdout
    assert "dvc_muc_3" in branch
    assert "Căn cứ: " in branch
    assert "[4.5" not in branch


def test_score_prints_ranks_with_ties(app: Flask, figures: Path) -> None:
    result = run(app, "score", SO, figures)
    assert result.exit_code == 0
    assert "Đã đọc 3 dòng của 3 đơn vị, 12 giá trị: nhận 3 đơn vị" in result.stderr
    lines = [line.split() for line in result.stdout.splitlines() if "Sở" in line and "sở" not in line]
    assert [(line[0], line[2]) for line in lines] == [("1", "B"), ("1", "C"), ("3", "A")]
    assert "không phải kết quả chính thức" in result.stdout


def test_score_as_json_is_exact_and_always_the_same(app: Flask, figures: Path) -> None:
    first = run(app, "score", SO, figures, "--format", "json", "--details")
    assert first.stdout == run(app, "score", SO, figures, "--format", "json", "--details").stdout
    data = json.loads(first.stdout)
    assert (data["official"], data["framework"]["hash"]) == (False, catalog.framework(SO).hash)
    units = {unit["unit"]: unit for unit in data["units"]}
    criteria = {one["code"]: one for one in units["Sở A"]["criteria"]}
    assert criteria["4.6.1"]["points"] == "2.5"
    assert criteria["4.6.1"]["explanation"].endswith("2,5 điểm")
    assert all(isinstance(unit["total"], str) for unit in units.values())


def test_score_as_csv_opens_in_a_spreadsheet(app: Flask, figures: Path) -> None:
    text = run(app, "score", SO, figures, "--format", "csv", "--decimals", "3").stdout
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["Đơn vị"] for row in rows] == ["Sở B", "Sở C", "Sở A"]
    assert rows[0]["Điểm tối đa"] == "160.000"
    details = run(app, "score", SO, figures, "--format", "csv", "--details").stdout
    assert len(details.splitlines()) == 1 + 3 * len(catalog.framework(SO).leaves)


def test_a_file_with_mistakes_is_refused_whole_with_each_of_them(app: Flask, figures: Path) -> None:
    figures.write_text(HEAD + "Sở A;1,200;;80;90\nSở B;5;;7;3\nSở C;nhiều;;;\n", encoding="utf-8")
    result = run(app, "score", SO, figures)
    assert (result.exit_code, result.stdout) == (1, "")
    told = result.stderr.splitlines()
    assert [line.partition(":")[0] for line in told[:3]] == [
        "đơn vị “Sở A”, ô B2",
        "đơn vị “Sở A”, ô E2",
        "đơn vị “Sở C”, ô B4",
    ]
    assert "nhận 1 đơn vị (3 giá trị), từ chối 2 đơn vị" in told[3]
    assert told[4] == "Không tính điểm: 3 lỗi trong tệp so-lieu.csv, không số liệu nào được dùng."


@pytest.mark.parametrize(
    "arguments",
    [
        ("score", "khong/co", __file__),
        ("score", SO, "khong-co.csv"),
        ("score", SO, __file__, "--format", "xml"),
        ("score", SO, __file__, "--decimals", "99"),
        ("show", SO, "99.99"),
        ("show", "khong/co"),
        ("template", SO),
        ("check", "khong/co"),
        ("show", "khong-co.yaml"),
    ],
)
def test_a_command_typed_wrongly_is_a_usage_error(app: Flask, arguments: tuple[str, ...]) -> None:
    result = run(app, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")


def filled(framework: Framework, path: Path) -> None:
    """The empty workbook of a framework with two units that have nothing but answers to its lists."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    names = {cell.value: cell.column for cell in sheet[1]}
    for row, unit, answer in ((4, "Đơn vị một", "Không"), (5, "Đơn vị hai", "Có")):
        sheet.cell(row, 1, unit)
        for name, declared in framework.inputs.items():
            value: object = {"boolean": answer, "text": "chữ"}.get(declared.type, 0)
            if declared.choices:
                value = next(iter(declared.choices.values()))
            sheet.cell(row, names[name], value)
    book.save(path)


@pytest.mark.parametrize("name", sorted(catalog.frameworks()))
def test_the_template_of_every_framework_is_filled_in_and_scored(
    app: Flask, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "mau.xlsx"
    assert run(app, "template", name, "-o", path).exit_code == 0
    filled(catalog.framework(name), path)
    result = run(app, "score", name, path, "--format", "json", "--details")
    assert result.exit_code == 0, result.stderr
    data = json.loads(result.stdout)
    assert [unit["rank"] for unit in data["units"]] in ([1, 2], [1, 1])
    assert all(len(unit["criteria"]) == len(catalog.framework(name).leaves) for unit in data["units"])
