"""Keeping frameworks: who may, what is refused, and that a published version never changes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import catalog
from app.accounts.actor import Actor
from app.accounts.loading import load_actor
from app.database import transaction
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion, WrongState
from app.history import Event, verify_chain
from app.keeping import operations, queries, workbook
from app.keeping.models import CriterionMapping, FrameworkVersion
from app.keeping.operations import Edit, Issue
from app.keeping.queries import Ref
from app.rounds.operations import add_group
from frameworks.writing import edits, examine, read_plain
from frameworks.writing.outline import outline
from tests.factories import Maker

SO = Ref("thanh_hoa_2021/so", 1)
ISSUE = Issue("12/QĐ-UBND", date(2026, 1, 5), date(2026, 1, 1), date(2026, 12, 31))
OTHERS = (
    "administrator",
    "auditor",
    "appraiser",
    "council_chair",
    "council_member",
    "council_secretary",
    "secretariat",
    "chairman",
)


@pytest.fixture
def province(make: Maker) -> Any:
    return make.authority()


def who(session: Session, make: Maker, province: Any, *roles: str) -> Actor:
    actor = load_actor(session, make.account(province, roles=roles).id)
    assert actor is not None
    return actor


@pytest.fixture
def keeper(session: Session, make: Maker, province: Any) -> Actor:
    return who(session, make, province, "standing_body")


@pytest.fixture
def draft(keeper: Actor) -> int:
    return operations.copy(keeper, SO)


def kept(session: Session, kept_id: int) -> FrameworkVersion:
    session.expire_all()
    return session.get_one(FrameworkVersion, kept_id)


def data_of(session: Session, kept_id: int) -> dict:
    return read_plain(kept(session, kept_id).content)


def titled(title: str) -> Edit:
    return Edit("đổi tên", "", lambda data: edits.set_head(data, {"title": title}))


def with_maximum(code: str, maximum: str) -> Edit:
    return Edit("đổi điểm", code, lambda data: edits.change_node(data, code, {"max": maximum}))


def leaf(session: Session, kept_id: int) -> Any:
    return next(row for row in outline(data_of(session, kept_id)) if row.is_leaf)


# --- copying ----------------------------------------------------------------------------------------------


def test_a_copy_is_the_next_version_of_the_same_framework(session: Session, draft: int) -> None:
    row = kept(session, draft)
    assert (row.framework_id, row.framework_version, row.state, row.based_on) == (SO[0], 2, "draft", str(SO))
    told = examine(row.content)
    assert told.ready and told.framework.version == 2
    assert told.framework.nodes.keys() == catalog.framework(SO.framework_id).nodes.keys()


def test_a_copy_can_be_a_framework_of_its_own(session: Session, keeper: Actor) -> None:
    row = kept(session, operations.copy(keeper, SO, "tinh_2026/xa"))
    assert (row.framework_id, row.framework_version) == ("tinh_2026/xa", 1)


@pytest.mark.parametrize("key", ["Xã", "a b", "an_giang_2024/so", "../x", "a/b/c", "x" * 200, "1a"])
def test_an_id_that_cannot_be_is_refused_with_what_was_typed(keeper: Actor, key: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        operations.copy(keeper, SO, key)
    assert (refusal.value.field, refusal.value.typed) == ("new_id", key)


def test_one_draft_at_a_time_and_numbers_are_never_used_twice(
    session: Session, make: Maker, keeper: Actor, draft: int
) -> None:
    with pytest.raises(InvalidInput):
        operations.copy(keeper, SO)
    elsewhere = who(session, make, make.authority(), "standing_body")
    assert kept(session, operations.copy(elsewhere, SO)).framework_version == 3


# --- changing ---------------------------------------------------------------------------------------------


def test_a_draft_may_be_wrong_for_a_while(session: Session, keeper: Actor, draft: int) -> None:
    row = leaf(session, draft)
    operations.change(keeper, draft, 1, with_maximum(row.code, "999"))
    assert not examine(kept(session, draft).content).ready
    operations.change(keeper, draft, 2, with_maximum(row.code, row.node["max"]))
    assert examine(kept(session, draft).content).ready


def test_whoever_is_slower_loses_nothing_of_the_other(session: Session, keeper: Actor, draft: int) -> None:
    operations.change(keeper, draft, 1, titled("Của người nhanh"))
    with pytest.raises(StaleVersion, match=keeper.name):
        operations.change(keeper, draft, 1, titled("Của người chậm"))
    assert kept(session, draft).title == "Của người nhanh"


def test_an_edit_without_a_place_is_refused(session: Session, keeper: Actor, draft: int) -> None:
    with pytest.raises(InvalidInput):
        operations.change(keeper, draft, 1, with_maximum("99.9", "1"))
    assert kept(session, draft).version == 1


def test_id_and_number_stay_the_drafts_own(session: Session, keeper: Actor, draft: int) -> None:
    operations.change(keeper, draft, 1, Edit("", "", lambda data: {**data, "id": "x", "version": "9"}))
    assert [data_of(session, draft)[key] for key in ("id", "version")] == [SO.framework_id, "2"]


# --- importing --------------------------------------------------------------------------------------------


def test_a_workbook_replaces_the_whole_draft(session: Session, keeper: Actor, draft: int) -> None:
    changed = edits.set_head(data_of(session, draft), {"title": "Tên từ tệp", "version": "7"})
    operations.import_workbook(keeper, draft, 1, "bo.xlsx", workbook.write(changed))
    row = kept(session, draft)
    assert row.title == "Tên từ tệp" and data_of(session, draft)["version"] == "2"
    assert examine(row.content).ready


def test_a_wrong_workbook_leaves_the_draft_as_it_was(session: Session, keeper: Actor, draft: int) -> None:
    before = kept(session, draft).content
    first = leaf(session, draft)
    wrong = edits.change_node(data_of(session, draft), first.code, {"max": "99", "rule": {"min-max": {}}})
    with pytest.raises(GuardRefused) as refusal:
        operations.import_workbook(keeper, draft, 1, "bo.xlsx", workbook.write(wrong))
    assert len(refusal.value.data["reasons"]) >= 2
    assert all("Trang tính “" in reason for reason in refusal.value.data["reasons"])
    other = read_plain(queries.open_version(session, keeper, Ref("thanh_hoa_2021/huyen", 1)).text)
    with pytest.raises(GuardRefused):
        operations.import_workbook(keeper, draft, 1, "bo.xlsx", workbook.write(other))
    assert kept(session, draft).content == before and kept(session, draft).version == 1


# --- publishing -------------------------------------------------------------------------------------------


def published(keeper: Actor, session: Session, draft: int, title: str = "Bộ chỉ số mới") -> FrameworkVersion:
    operations.change(keeper, draft, None, titled(title))
    operations.publish(keeper, draft, None, ISSUE)
    return kept(session, draft)


def test_a_published_version_carries_its_decision_and_can_score(
    session: Session, keeper: Actor, draft: int
) -> None:
    row = published(keeper, session, draft)
    framework = catalog.framework(SO.framework_id, 2)
    assert row.state == "published" and row.content_hash == framework.hash
    assert (framework.decision.number, framework.decision.date) == ("12/QĐ-UBND", "05/01/2026")
    assert (row.valid_from, row.valid_to) == (date(2026, 1, 1), date(2026, 12, 31))


def test_what_does_not_add_up_or_come_out_is_not_published(
    session: Session, keeper: Actor, draft: int
) -> None:
    row = leaf(session, draft)
    operations.change(keeper, draft, None, with_maximum(row.code, "999"))
    with pytest.raises(GuardRefused) as refusal:
        operations.publish(keeper, draft, None, ISSUE)
    assert any("cộng lại" in reason for reason in refusal.value.data["reasons"])
    operations.change(keeper, draft, None, with_maximum(row.code, row.node["max"]))

    def wrong_case(data: dict) -> dict:
        return edits.set_case(data, 0, {**edits.cases_of(data)[0], "points": "0.123"})

    operations.change(keeper, draft, None, Edit("", "", wrong_case))
    with pytest.raises(GuardRefused) as refusal:
        operations.publish(keeper, draft, None, ISSUE)
    assert any("ví dụ ghi 0,123" in reason for reason in refusal.value.data["reasons"])
    assert kept(session, draft).state == "draft"


def test_the_same_content_is_not_published_twice(session: Session, keeper: Actor, draft: int) -> None:
    published(keeper, session, draft)
    again = operations.copy(keeper, Ref(SO.framework_id, 2))
    with pytest.raises(GuardRefused) as refusal:
        operations.publish(keeper, again, None, ISSUE)
    assert any("giống hệt" in reason for reason in refusal.value.data["reasons"])


@pytest.mark.parametrize(
    ("issue", "field"),
    [
        (Issue(" ", date(2026, 1, 5)), "decision_number"),
        (Issue("1" * 99, date(2026, 1, 5)), "decision_number"),
        (Issue("12", None), "decision_date"),
        (Issue("12", date(2026, 1, 5), date(2026, 2, 1), date(2026, 1, 1)), "valid_to"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_by_field(
    keeper: Actor, draft: int, issue: Issue, field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        operations.publish(keeper, draft, None, issue)
    assert refusal.value.field == field


def test_no_operation_changes_a_published_version(session: Session, keeper: Actor, draft: int) -> None:
    content = published(keeper, session, draft).content
    for act in (
        lambda: operations.change(keeper, draft, None, titled("Khác")),
        lambda: operations.import_workbook(
            keeper, draft, None, "b.xlsx", workbook.write(read_plain(content))
        ),
        lambda: operations.publish(keeper, draft, None, ISSUE),
        lambda: operations.delete_draft(keeper, draft, None),
    ):
        with pytest.raises(WrongState):
            act()
    operations.retire(keeper, draft, None)
    assert kept(session, draft).content == content
    with pytest.raises(WrongState):
        operations.retire(keeper, draft, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE framework_versions SET content = 'x' WHERE id = :id",
        "UPDATE framework_versions SET state = 'draft' WHERE id = :id",
        "UPDATE framework_versions SET framework_version = 9 WHERE id = :id",
        "DELETE FROM framework_versions WHERE id = :id",
    ],
)
def test_the_database_itself_keeps_a_published_version(
    session: Session, keeper: Actor, draft: int, statement: str
) -> None:
    published(keeper, session, draft)
    with pytest.raises(DBAPIError), transaction() as writing:
        writing.execute(text(statement), {"id": draft})


# --- rounds -----------------------------------------------------------------------------------------------


def test_a_round_may_use_what_is_published_and_nothing_else(
    session: Session, make: Maker, province: Any, keeper: Actor, draft: int
) -> None:
    groups = [make.group(province) for _ in range(3)]
    round_ = make.round(province, [])
    with pytest.raises(InvalidInput):
        add_group(keeper, round_.id, groups[0].id, f"{SO.framework_id}@2")
    row = published(keeper, session, draft)
    add_group(keeper, round_.id, groups[0].id, f"{SO.framework_id}@2")
    add_group(keeper, round_.id, groups[1].id, SO.framework_id)
    uses = queries.uses(session, province.id)
    assert uses[Ref(SO.framework_id, 2)] == uses[SO] == [round_.title]
    operations.retire(keeper, row.id, None)
    with pytest.raises(InvalidInput):
        add_group(keeper, round_.id, groups[2].id, f"{SO.framework_id}@2")
    assert catalog.framework(SO.framework_id, 2).title == "Bộ chỉ số mới"


def test_another_authoritys_version_is_not_offered(
    session: Session, make: Maker, province: Any, keeper: Actor
) -> None:
    other = who(session, make, make.authority(), "standing_body")
    published(other, session, operations.copy(other, SO))
    round_ = make.round(province, [])
    with pytest.raises(InvalidInput):
        add_group(keeper, round_.id, make.group(province).id, f"{SO.framework_id}@2")


# --- mapping ----------------------------------------------------------------------------------------------


def test_criteria_are_mapped_once_and_taken_back(session: Session, keeper: Actor, draft: int) -> None:
    right = Ref(SO.framework_id, 2)
    code = leaf(session, draft).code
    assert operations.map_criteria(keeper, SO, right, [(code, code), (code, code)]) == 1
    assert operations.map_criteria(keeper, SO, right, [(code, code)]) == 0
    assert queries.continuations(session, keeper.authority_id, SO, right) == {code: code}
    one = session.scalars(select(CriterionMapping)).one()
    operations.unmap(keeper, one.id)
    assert queries.continuations(session, keeper.authority_id, SO, right) == {}


def test_a_draft_given_up_takes_what_was_said_of_its_criteria_along(
    session: Session, keeper: Actor, draft: int
) -> None:
    """The next draft may get its number; it shall not inherit what was said of another."""
    here = Ref(SO.framework_id, kept(session, draft).framework_version)
    code = leaf(session, draft).code
    operations.map_criteria(keeper, SO, here, [(code, code)])
    operations.map_criteria(keeper, here, SO, [(code, code)])
    operations.delete_draft(keeper, draft, None)
    session.rollback()
    assert session.query(CriterionMapping).count() == 0


@pytest.mark.parametrize("pair", [("99", "1"), ("1", "99")])
def test_codes_that_are_not_there_are_not_mapped(keeper: Actor, draft: int, pair: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput):
        operations.map_criteria(keeper, SO, Ref(SO.framework_id, 2), [pair])
    with pytest.raises(InvalidInput):
        operations.map_criteria(keeper, SO, SO, [("1", "1")])
    with pytest.raises(InvalidInput):
        operations.map_criteria(keeper, SO, Ref(SO.framework_id, 2), [])


# --- who may ----------------------------------------------------------------------------------------------


def acts(session: Session, draft: int, mapping: int) -> list[Callable[[Actor], object]]:
    content = workbook.write(data_of(session, draft))
    return [
        lambda actor: operations.copy(actor, SO, "moi"),
        lambda actor: operations.change(actor, draft, None, titled("x")),
        lambda actor: operations.import_workbook(actor, draft, None, "b.xlsx", content),
        lambda actor: operations.publish(actor, draft, None, ISSUE),
        lambda actor: operations.retire(actor, draft, None),
        lambda actor: operations.delete_draft(actor, draft, None),
        lambda actor: operations.map_criteria(actor, SO, Ref(SO.framework_id, 2), [("1", "1")]),
        lambda actor: operations.unmap(actor, mapping),
    ]


@pytest.mark.parametrize("role", OTHERS)
def test_only_the_standing_body_writes(
    session: Session, make: Maker, province: Any, keeper: Actor, draft: int, role: str
) -> None:
    operations.map_criteria(keeper, SO, Ref(SO.framework_id, 2), [("1", "1")])
    mapping = session.scalars(select(CriterionMapping.id)).one()
    actor = who(session, make, province, role)
    expected = Forbidden if role in queries.READERS else DomainError
    before = kept(session, draft).version
    for act in acts(session, draft, mapping):
        with pytest.raises(expected) as refusal:
            act(actor)
        assert refusal.value.status in (403, 404)
    assert kept(session, draft).version == before


def test_another_authoritys_draft_does_not_exist(
    session: Session, make: Maker, keeper: Actor, draft: int
) -> None:
    operations.map_criteria(keeper, SO, Ref(SO.framework_id, 2), [("1", "1")])
    mapping = session.scalars(select(CriterionMapping.id)).one()
    stranger = who(session, make, make.authority(), "standing_body")
    for act in acts(session, draft, mapping)[1:]:
        with pytest.raises(NotFound):
            act(stranger)


# --- history ----------------------------------------------------------------------------------------------


def test_everything_is_in_one_whole_chain(session: Session, keeper: Actor, draft: int) -> None:
    published(keeper, session, draft)
    operations.retire(keeper, draft, None)
    rows = session.scalars(
        select(Event)
        .where(Event.subject_type == "framework", Event.subject_id == draft)
        .order_by(Event.sequence)
    ).all()
    assert [row.kind for row in rows] == [
        "framework_copied",
        "framework_changed",
        "framework_published",
        "framework_retired",
    ]
    assert verify_chain(rows) is None
