"""Publishing a workflow version of one's own: checked like those shipped, kept, offered to rounds."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import catalog, clock, jobs
from app.accounts.models import Account
from app.audit.verification import verify
from app.documents.models import Document
from app.errors import Forbidden, InvalidInput
from app.extensions import db
from app.improvements.drafts import Draft
from app.improvements.models import ImprovementTask
from app.improvements.operations import draw_up
from app.processes import operations
from tests import stages
from tests.factories import World
from workflows.loader import DEFINITIONS, DefinitionError, parse_definition
from workflows.model import Definition
from workflows.reading import Problem

ActAs = Callable[[Account], FlaskClient]
NOTE = "Quyết định số 15/QĐ-UBND"


def next_version(workflow: str = "official_document") -> str:
    """The newest shipped file of a workflow as its next version."""
    version = catalog.workflow(workflow).version
    text = (DEFINITIONS / f"{workflow}.v{version}.yaml").read_text()
    return text.replace(f"version: {version}", f"version: {version + 1}", 1)


def test_the_administrator_publishes_the_next_version(app: Flask, world: World) -> None:
    made = operations.publish(world.actor("administrator"), next_version(), NOTE)
    assert catalog.newest_workflows()[made.id].version == made.version
    assert catalog.workflow(made.id, made.version).hash == made.hash
    assert catalog.workflow(made.id).version == made.version - 1  # the shipped one stays as it is


def test_papers_and_tasks_that_begin_follow_the_newest_version(app: Flask, world: World) -> None:
    administrator, body = world.actor("administrator"), world.actor("standing_body")
    own = {name: next_version(name) for name in (catalog.DOCUMENT_WORKFLOW, catalog.TASK_WORKFLOW)}
    made = {name: operations.publish(administrator, text, NOTE).version for name, text in own.items()}
    stages.published(world)
    assert jobs.drain(app).failed == 0
    day = clock.today() + timedelta(days=30)
    draft = Draft(world.unit.id, "Ban hành danh mục", day, "2.1", "", "Danh mục")
    draw_up(body, world.round.id, [draft])
    for model in (Document, ImprovementTask):
        rows = db.session.scalars(sa.select(model)).all()
        assert rows and all(row.workflow_version == made[row.workflow] for row in rows)
    assert {"document", "task"}.isdisjoint(fault.subject_type for fault in verify(db.session()).faults)


def test_what_was_published_here_goes_before_a_release_of_the_same_number(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "_remembered_workflows", {})
    made = operations.publish(world.actor("administrator"), next_version(), NOTE)
    shipped = parse_definition(next_version().replace("title: Một văn bản", "title: Bản đi kèm", 1))
    monkeypatch.setattr(catalog, "workflow_versions", lambda: {(shipped.id, shipped.version): shipped})
    monkeypatch.setattr(catalog, "workflows", lambda: {shipped.id: shipped})
    assert catalog.workflow(made.id, made.version).hash == made.hash != shipped.hash
    assert catalog.newest_workflows()[made.id].hash == made.hash


def test_a_version_that_can_no_longer_be_read_is_named_and_the_rest_goes_on(
    app: Flask, world: World, act_as: ActAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = operations.publish(world.actor("administrator"), next_version(), NOTE)

    def stricter(_content: str) -> Definition:
        raise DefinitionError("official_document", [Problem("states", "một điều mới bị từ chối")])

    monkeypatch.setattr(catalog, "_remembered_workflows", dict(catalog.workflow_versions()))
    monkeypatch.setattr(catalog, "parse_definition", stricter)
    client = act_as(world.person("administrator"))
    page = client.get("/quy-trinh").get_data(as_text=True)
    assert "phiên bản 2 chương trình này không đọc được" in page
    assert client.get(f"/quy-trinh/{made.id}@1").status_code == 200
    assert client.get(f"/quy-trinh/{made.key}").status_code == 404
    assert catalog.newest_workflows()[made.id].version == 1


def test_a_published_version_cannot_be_changed_or_taken_back(app: Flask, world: World) -> None:
    operations.publish(world.actor("administrator"), next_version(), NOTE)
    for statement in ("UPDATE workflow_versions SET content = ''", "DELETE FROM workflow_versions"):
        with db.engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="never changed"):
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("role", ["standing_body", "chairman", "auditor", "specialist"])
def test_nobody_else_publishes(app: Flask, world: World, role: str) -> None:
    with pytest.raises(Forbidden):
        operations.publish(world.actor(role), next_version(), NOTE)


def test_every_mistake_of_a_file_is_told_with_its_place(app: Flask, world: World) -> None:
    broken = next_version().replace("draft", "nháp")
    with pytest.raises(InvalidInput, match="dòng") as refused:
        operations.publish(world.actor("administrator"), broken, NOTE)
    assert refused.value.data["field"] == "content"


def test_the_same_version_cannot_be_published_again(app: Flask, world: World) -> None:
    actor, text = world.actor("administrator"), next_version()
    operations.publish(actor, text, NOTE)
    with pytest.raises(InvalidInput, match="phải là phiên bản"):
        operations.publish(actor, text, NOTE)


def test_what_was_typed_is_not_lost_when_it_is_refused(app: Flask, world: World, act_as: ActAs) -> None:
    typed = {"content": "id: quy_trinh_moi", "note": NOTE}
    page = act_as(world.person("administrator")).post("/quy-trinh/cong-bo", data=typed)
    assert page.status_code == 422
    assert "id: quy_trinh_moi" in page.text
    assert NOTE in page.text


def test_the_table_can_be_narrowed_to_one_role(app: Flask, world: World, act_as: ActAs) -> None:
    client = act_as(world.person("specialist"))
    whole = client.get("/quy-trinh/round@3").text
    narrowed = client.get("/quy-trinh/round@3?vai-tro=chairman").text
    assert whole.count("<tr>") > narrowed.count("<tr>") > 0
    assert "✓" in narrowed


def test_an_unknown_version_does_not_exist(app: Flask, world: World, act_as: ActAs) -> None:
    client = act_as(world.person("specialist"))
    for address in ("/quy-trinh/round@99", "/quy-trinh/la@1", "/quy-trinh/round", "/quy-trinh/so-sanh"):
        assert client.get(address).status_code == 404


def test_the_picture_of_an_item_lights_where_it_is_and_ticks_where_it_was(
    app: Flask, world: World, act_as: ActAs
) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    address = f"/quy-trinh/ho-so/{world.assessment.id}"
    page = act_as(world.person("specialist")).get(address)
    assert "đang ở bước «Chờ lãnh đạo xác nhận»; đã qua «Đang nhập số liệu»" in page.text
    assert act_as(world.other_leader).get(address).status_code == 404


def test_a_step_is_shown_with_all_that_it_asks_for_and_does(app: Flask, world: World, act_as: ActAs) -> None:
    page = act_as(world.person("specialist")).get("/quy-trinh/an_giang_assessment@1").text
    rows = page.split("<tr>")
    closing = next(row for row in rows if ">Hết thời gian giải trình</th>" in row)
    assert "khi hết hạn giải trình" in closing
    assert "Chốt: Phiếu điểm tự đánh giá" in closing
    assert "Khép lại đợt giải trình, khóa lại các tiêu chí đã mở" in closing


def test_the_page_of_an_item_lists_the_steps_from_where_it_is(
    app: Flask, world: World, act_as: ActAs
) -> None:
    """On a narrow screen the numbers of the picture are explained beside it, out of sight."""
    page = act_as(world.person("specialist")).get(f"/quy-trinh/ho-so/{world.assessment.id}").text
    listed = page.split("Các bước từ đây")[1].split("<svg")[0]
    assert "1. Trình lãnh đạo xác nhận" in listed
    assert "Chuyên viên đơn vị" in listed
    assert "Trả lại chuyên viên" not in listed


def test_a_version_about_other_items_and_a_parent_that_is_no_round_are_refused(
    app: Flask, world: World
) -> None:
    actor = world.actor("administrator")
    other = next_version("improvement_task").replace("id: improvement_task", "id: official_document", 1)
    with pytest.raises(InvalidInput, match="cùng một đối tượng"):
        operations.publish(actor, other, NOTE)
    wrong = next_version("an_giang_assessment").replace("parent: round", "parent: official_document", 1)
    with pytest.raises(InvalidInput, match="phải là của một kỳ đánh giá"):
        operations.publish(actor, wrong, NOTE)


def test_a_release_above_one_s_own_version_is_the_newest(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = operations.publish(world.actor("administrator"), next_version(), NOTE)
    text = next_version().replace(f"version: {made.version}", f"version: {made.version + 1}", 1)
    above = parse_definition(text)
    known = dict(catalog.workflow_versions()) | {(above.id, above.version): above}
    newest = dict(catalog.workflows()) | {above.id: above}
    monkeypatch.setattr(catalog, "workflow_versions", lambda: known)
    monkeypatch.setattr(catalog, "workflows", lambda: newest)
    assert catalog.newest_workflows()[above.id] is above
