"""Publishing a workflow version of one's own: checked like those shipped, kept, offered to rounds."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import catalog
from app.accounts.models import Account
from app.errors import Forbidden, InvalidInput
from app.extensions import db
from app.processes import operations
from tests import stages
from tests.factories import World
from workflows.loader import DEFINITIONS

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
