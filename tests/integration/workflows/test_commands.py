"""`flask workflows`: what a person at the command line reads, and every way it says no."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.conftest import build_app
from tests.unit.workflows.definitions import rich
from workflows.loader import load_versions

V1, V2 = "thanh_hoa_assessment@1", "thanh_hoa_assessment@2"


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> FlaskCliRunner:
    """The commands: these need no database."""
    return build_app(tmp_path_factory.mktemp("commands"), "sqlite://").test_cli_runner()


def told(runner: FlaskCliRunner, *words: str) -> str:
    """What a command prints when all is well."""
    result = runner.invoke(args=["workflows", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(runner: FlaskCliRunner, code: int, *words: str) -> str:
    """What a command prints when it says no."""
    result = runner.invoke(args=["workflows", *words])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A file of one's own, not named after its content as shipped ones are."""
    path = tmp_path / "nhap.yaml"
    path.write_text(rich("parent: ky", "parent: round"), encoding="utf-8")
    return path


# --- list and check -----------------------------------------------------------------------------------


def test_every_version_is_listed_with_its_subject_and_hash(runner: FlaskCliRunner) -> None:
    head, *lines = told(runner, "list").splitlines()
    assert head.split()[0] == "Mã"
    versions = load_versions()
    assert len(lines) == len(versions)
    for line, (_key, definition) in zip(lines, sorted(versions.items()), strict=True):
        assert line.split()[:2] == [definition.id, str(definition.version)]
        assert definition.title in line
        assert definition.hash[:12] in line


def test_all_shipped_ones_are_well(runner: FlaskCliRunner) -> None:
    assert told(runner, "check") == f"{len(load_versions())} phiên bản quy trình đều đúng.\n"


def test_a_draft_of_one_s_own_is_checked_under_any_name(runner: FlaskCliRunner, draft: Path) -> None:
    assert told(runner, "check", str(draft)) == "1 phiên bản quy trình đều đúng.\n"


def test_every_mistake_of_every_file_is_named_with_its_line(
    runner: FlaskCliRunner, draft: Path, tmp_path: Path
) -> None:
    draft.write_text(
        rich().replace("like: drafting", "like: drating").replace("{add: 1}", "{ad: 1}"), encoding="utf-8"
    )
    other = tmp_path / "khac.yaml"
    other.write_text(rich(), encoding="utf-8")
    lines = refused(runner, 1, "check", str(draft), str(other), str(tmp_path / "none.yaml")).splitlines()
    assert lines[0].startswith(
        "nhap.yaml: states.awaiting_confirmation.like (dòng 38): trạng thái «drating» không có"
    )
    assert lines[1].startswith("nhap.yaml: transitions.give_back.sets.returns (dòng 74): ")
    assert lines[2].startswith("none.yaml: cả tệp: không mở được tệp")
    assert lines[3] == "giai_trinh@1: parent: quy trình cha «ky» không có"
    assert len(lines) == 4


# --- show ---------------------------------------------------------------------------------------------


def test_states_steps_and_permissions_are_shown_in_words(runner: FlaskCliRunner, draft: Path) -> None:
    text = told(runner, "show", str(draft))
    for expected in (
        "giai_trinh@1  Giải trình có nhóm, biến và bước tự động\n",
        "Quy trình cha: round\n",
        "  Người của đơn vị: Chuyên viên; Lãnh đạo\n",
        "  Số lần trả lại (số nguyên, ban đầu: 0)\n",
        "  Lúc xác nhận (thời điểm, ban đầu: trống)\n",
        "  Quá hạn (true hoặc false, ban đầu: không)\n",
        "  Trả lại (give_back)\n    từ: Chờ xác nhận → Đang nhập\n    do: Chuyên viên; Lãnh đạo; Tổ viên\n"
        "    nhóm: Người của đơn vị\n    phải có: lý do\n"
        "    đặt biến: Số lần trả lại = cộng thêm 1; Lý do gần nhất = thông tin gửi kèm reason\n",
        "    từ: Đang nhập; Chờ xác nhận; Đang thẩm định → giữ nguyên\n",
        "    cần quyền: Đôn đốc người đang phải xử lý\n",
        "    do: chương trình, khi hết hạn nhập\n",
        "    điều kiện: Mọi tiêu chí của đơn vị đã có kết quả thẩm định\n",
        "    Đang nhập; Chờ xác nhận: Thường trực\n    Đang thẩm định; Đã thẩm định: Tổ viên\n",
    ):
        assert expected in text


def test_without_a_version_the_newest_is_shown(runner: FlaskCliRunner) -> None:
    newest = max(version for name, version in load_versions() if name == "round")
    assert told(runner, "show", "round").startswith(f"round@{newest}  ")
    assert told(runner, "show", "round@2").startswith("round@2  ")


@pytest.mark.parametrize("name", ["rond", "round@99", "round@hai"])
def test_an_unknown_workflow_is_refused_with_those_there_are(app: Flask, name: str) -> None:
    """Versions of the installation's own are looked for too, so this one needs the database."""
    text = refused(app.test_cli_runner(), 2, "show", name)
    assert f"không có quy trình “{name}”" in text
    assert "round@2" in text


def test_a_file_with_mistakes_is_not_shown(runner: FlaskCliRunner, draft: Path) -> None:
    draft.write_text(rich("like: drafting", "like: drating"), encoding="utf-8")
    assert "trạng thái «drating» không có" in refused(runner, 2, "show", str(draft))


# --- graph and diff -----------------------------------------------------------------------------------


def test_a_picture_is_printed_or_written(runner: FlaskCliRunner, tmp_path: Path) -> None:
    printed = told(runner, "graph", V1, "--current", "drafting")
    assert "đang ở bước «Đang nhập số liệu»" in ElementTree.fromstring(printed).get("aria-label", "")
    path = tmp_path / "so-do.svg"
    assert told(runner, "graph", V1, "--current", "drafting", "-o", str(path)) == f"Đã ghi {path}.\n"
    assert path.read_text(encoding="utf-8") == printed
    assert told(runner, "graph", "round@2", "--format", "mermaid").startswith("stateDiagram-v2\n")


def test_a_picture_that_cannot_be_made_says_why(runner: FlaskCliRunner, tmp_path: Path) -> None:
    assert "không có trạng thái “xong”. Có: drafting," in refused(runner, 2, "graph", V1, "--current", "xong")
    assert "không ghi được tệp" in refused(runner, 2, "graph", V1, "-o", str(tmp_path / "none" / "x.svg"))


def test_two_versions_are_compared_in_words(runner: FlaskCliRunner, draft: Path, tmp_path: Path) -> None:
    text = told(runner, "diff", V1, V2)
    assert "  quy trình cha: không → round\n" in text
    assert told(runner, "diff", V2, V2) == "Hai quy trình không khác nhau.\n"
    other = tmp_path / "khac.yaml"
    other.write_text(draft.read_text(encoding="utf-8").replace("{add: 1}", "{add: 2}"), encoding="utf-8")
    assert told(runner, "diff", str(draft), str(other)).startswith(
        "Bước chuyển «Trả lại» («give_back»): sửa\n"
    )
