"""`flask workflows` with versions of the installation's own: listed, checked, published, moved to."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import catalog, clock
from app.accounts.models import Account
from app.assessments.models import Assessment
from app.extensions import db
from app.history import Event
from app.processes.models import WorkflowVersion
from tests.conftest import build_app
from tests.factories import World
from workflows.loader import DEFINITIONS, load_versions, parse_definition

SHIPPED = load_versions()
NOTE = "Quyết định số 15/QĐ-UBND"


def following(workflow: str) -> str:
    """The newest shipped file of a workflow as its next version."""
    version = max(number for name, number in SHIPPED if name == workflow)
    text = (DEFINITIONS / f"{workflow}.v{version}.yaml").read_text(encoding="utf-8")
    return text.replace(f"version: {version}", f"version: {version + 1}", 1)


def keep(content: str, content_hash: str = "") -> WorkflowVersion:
    """A version in the table, as it came there by whatever way."""
    made = parse_definition(content)
    row = WorkflowVersion(
        workflow=made.id,
        version=made.version,
        title=made.title,
        content=content,
        content_hash=content_hash or made.hash,
        note=NOTE,
        published_by=db.session.scalars(select(Account.id)).first(),
        published_at=clock.now(),
    )
    db.session.add(row)
    db.session.commit()
    return row


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has a database, and so kept versions, of its own."""
    monkeypatch.setattr(catalog, "_remembered_workflows", {})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The next version of the improvement task's workflow, ready to be published."""
    path = tmp_path / "nhiem-vu.yaml"
    path.write_text(following("improvement_task"), encoding="utf-8")
    return path


def run(app: Flask, *words: str) -> tuple[int, str]:
    """Exit code and everything printed."""
    result = app.test_cli_runner().invoke(args=["workflows", *words])
    db.session.rollback()
    return result.exit_code, result.output


def line_of(text: str, key: str) -> str:
    """The line of one version in the list."""
    name, version = key.split("@")
    return next(line for line in text.splitlines() if line.split()[:2] == [name, version])


# --- list, show, check -----------------------------------------------------------------------------------


def test_a_version_of_one_s_own_is_listed_with_hash_and_who_published_it(app: Flask, world: World) -> None:
    row = keep(following("official_document"))
    code, text = run(app, "list")
    assert code == 0, text
    line = line_of(text, "official_document@2")
    name = db.session.scalar(select(Account.full_name).where(Account.id == row.published_by))
    assert row.content_hash[:12] in line
    assert f"của đơn vị vận hành, {name} công bố" in line
    assert "đã công bố" in line_of(text, "official_document@1")


def test_the_list_says_how_many_items_run_under_each_version(app: Flask, world: World) -> None:
    code, text = run(app, "list")
    assert code == 0, text
    newest = catalog.of_item(world.assessment).key
    assert line_of(text, newest).split("  ")[-2].strip() == "2"
    assert line_of(text, catalog.of_item(world.round).key).split("  ")[-2].strip() == "1"
    assert line_of(text, "national_round@1").split("  ")[-2].strip() == "0"


def test_an_item_that_has_ended_runs_no_more(app: Flask, world: World) -> None:
    one = db.session.get_one(Assessment, world.assessment.id)
    one.state = "closed"
    db.session.commit()
    _code, text = run(app, "list")
    assert line_of(text, catalog.of_item(one).key).split("  ")[-2].strip() == "1"


def test_a_version_of_one_s_own_is_shown_drawn_and_compared(app: Flask, world: World) -> None:
    keep(following("official_document"))
    assert run(app, "show", "official_document@2")[1].startswith("official_document@2  ")
    assert run(app, "show", "official_document")[1].startswith("official_document@2  ")
    assert run(app, "graph", "official_document@2", "--format", "mermaid")[1].startswith("stateDiagram-v2")
    assert run(app, "diff", "official_document@1", "official_document@2") == (
        0,
        "Hai quy trình không khác nhau.\n",
    )


def test_what_was_kept_is_checked_as_well(app: Flask, world: World) -> None:
    keep(following("official_document"))
    assert run(app, "check") == (0, f"{len(SHIPPED) + 1} phiên bản quy trình đều đúng.\n")
    assert run(app, "check", "official_document@2") == (0, "1 phiên bản quy trình đều đúng.\n")
    assert run(app, "check", "official_document@1") == (0, "1 phiên bản quy trình đều đúng.\n")


def test_a_kept_version_that_is_not_what_was_published_is_named(app: Flask, world: World) -> None:
    keep(following("official_document"), content_hash="0" * 64)
    code, text = run(app, "check")
    assert code == 1
    assert (
        "official_document@2: cả tệp: nội dung của official_document@2 trong cơ sở dữ liệu không khớp" in text
    )


def test_a_release_that_brings_a_number_already_used_here_is_named(app: Flask, world: World) -> None:
    """The installation published improvement_task@1 before a release brought one of its own."""
    text = (DEFINITIONS / "improvement_task.v1.yaml").read_text(encoding="utf-8")
    keep(text.replace("title: ", "title: Bản riêng, ", 1))
    code, told = run(app, "check")
    assert code == 1
    assert "improvement_task@1 vừa là phiên bản đi kèm vừa là phiên bản đã công bố ở đây" in told


def test_without_a_database_the_shipped_ones_are_told(tmp_path: Path) -> None:
    bare = build_app(tmp_path, "sqlite://")
    result = bare.test_cli_runner().invoke(args=["workflows", "list"])
    assert result.exit_code == 0
    assert "Chưa có cơ sở dữ liệu" in result.stderr
    assert len(result.stdout.splitlines()) == len(SHIPPED) + 1
    assert bare.test_cli_runner().invoke(args=["workflows", "show", "round"]).exit_code == 0


# --- publish -----------------------------------------------------------------------------------------------


def test_publishing_is_tried_first_and_carried_out_with_yes(app: Flask, world: World, file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("title: ", "title: Bản mới, ", 1), encoding="utf-8")
    by = ("--by", world.person("administrator").username, "--note", NOTE)
    code, text = run(app, "publish", str(file), *by)
    assert code == 0, text
    assert text.startswith("improvement_task@2 khác improvement_task@1:\n  Quy trình «Bản mới, ")
    assert "Chưa ghi gì" in text
    assert db.session.scalars(select(WorkflowVersion)).all() == []
    code, text = run(app, "publish", str(file), *by, "--yes")
    assert code == 0, text
    kept = db.session.scalars(select(WorkflowVersion)).one()
    assert f"Đã công bố improvement_task@2, mã băm {kept.content_hash}." in text
    assert (kept.published_by, kept.note) == (world.person("administrator").id, NOTE)
    event = db.session.scalars(select(Event).where(Event.kind == "workflow_published")).one()
    assert event.actor_id == world.person("administrator").id


@pytest.mark.parametrize(
    ("role", "note", "expected"),
    [
        ("standing_body", NOTE, "Chỉ quản trị hệ thống công bố được"),
        ("administrator", " ", "Lý do ban hành"),
    ],
)
def test_publishing_is_refused_with_the_rule(
    app: Flask, world: World, file: Path, role: str, note: str, expected: str
) -> None:
    words = ("publish", str(file), "--by", world.person(role).username, "--note", note, "--yes")
    code, text = run(app, *words)
    assert code == 1
    assert expected in text
    assert db.session.scalars(select(WorkflowVersion)).all() == []


def test_an_account_that_cannot_act_is_refused(app: Flask, world: World, file: Path) -> None:
    assert "Tài khoản “khong.ai” không có." in run(app, "publish", str(file), "--by", "khong.ai")[1]
    account = world.person("administrator")
    account.is_active = False
    db.session.commit()
    code, text = run(app, "publish", str(file), "--by", account.username)
    assert (code, "đang bị khóa" in text) == (1, True)


def test_a_file_with_mistakes_is_not_published(app: Flask, world: World, file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("assigned", "giao"), encoding="utf-8")
    code, text = run(app, "publish", str(file), "--by", world.person("administrator").username, "--yes")
    assert code == 1
    assert "dòng" in text
    file.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in run(app, "publish", str(file), "--by", world.person("administrator").username)[1]


# --- move --------------------------------------------------------------------------------------------------


def first_versions(world: World) -> None:
    """Everything under the first versions, as an installation that came from the first release."""
    world.round.workflow_version, world.round.assessment_workflow_version = 2, 1
    for one in db.session.scalars(select(Assessment)):
        one.workflow_version, one.variables = 1, {}
    db.session.commit()


def test_a_move_is_tried_first_and_carried_out_with_yes(app: Flask, world: World) -> None:
    first_versions(world)
    words = ("move", str(world.round.id), "assessment", "2", "--by", world.person("standing_body").username)
    code, text = run(app, *words)
    assert code == 0, text
    assert "thanh_hoa_assessment@1 → thanh_hoa_assessment@2, 2 hồ sơ" in text
    assert "  2 hồ sơ: Đang nhập số liệu (giữ nguyên)\n" in text
    assert "Chưa ghi gì. Thêm --yes để chuyển. Cần có --reason." in text
    assert set(db.session.scalars(select(Assessment.workflow_version))) == {1}
    code, text = run(app, *words, "--yes")
    assert (code, "Lý do" in text) == (1, True)
    code, text = run(app, *words, "--reason", NOTE, "--yes")
    assert code == 0, text
    assert "Đã chuyển 2 hồ sơ sang thanh_hoa_assessment@2." in text
    assert set(db.session.scalars(select(Assessment.workflow_version))) == {2}
    moved = db.session.scalars(select(Event).where(Event.kind == "workflow_migrated")).all()
    assert {(one.actor_id, one.comment) for one in moved} == {(world.person("standing_body").id, NOTE)}


def test_what_stands_in_the_way_of_a_move_is_told(app: Flask, world: World) -> None:
    by = ("--by", world.person("standing_body").username, "--reason", NOTE, "--yes")
    code, text = run(app, "move", str(world.round.year), "assessment", "1", *by)
    assert code == 1
    assert "trạng thái «Đang xem lại theo kiến nghị» (reviewing_complaint) không còn" in text
    assert "trạng thái «Đã kết thúc» (closed) không còn" in text
    places = [f"--state={old}=published" for old in ("reviewing_complaint", "corrected", "closed")]
    code, text = run(app, "move", str(world.round.year), "assessment", "1", *by, *places)
    assert (code, "Đã chuyển 2 hồ sơ" in text) == (0, True), text
    assert (
        "Chuyển hồ sơ sang phiên bản quy trình khác dành cho"
        in (run(app, "move", str(world.round.id), "round", "2", "--by", world.person("leader").username)[1])
    )


def test_a_round_or_a_pair_of_states_that_is_none_is_refused(app: Flask, world: World) -> None:
    by = ("--by", world.person("standing_body").username)
    assert "Không có kỳ đánh giá nào có số hoặc năm 4711" in run(app, "move", "4711", "round", "2", *by)[1]
    code, text = run(app, "move", str(world.round.id), "round", "2", *by, "--state", "closed")
    assert (code, "phải có dạng CŨ=MỚI" in text) == (2, True)
    stranger = World(world.make).person("standing_body")
    assert "Không có kỳ" in run(app, "move", str(world.round.id), "round", "2", "--by", stranger.username)[1]
