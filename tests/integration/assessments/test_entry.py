"""Entering figures: what is kept, what is refused and with which words, and who may."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, history
from app.accounts.actor import Actor
from app.assessments import entry, operations
from app.assessments.entry import Saved, Typed
from app.assessments.models import CriterionEntry, Figure
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.history import Event
from tests import stages
from tests.factories import World


def save(actor: Actor, assessment_id: int, name: str, text: str, seen: int | None = None) -> Saved:
    return entry.save_figure(actor, assessment_id, Typed(name, text, seen))


def events(session: Session, assessment_id: int, kind: str) -> list[Event]:
    session.rollback()
    query = select(Event).where(Event.subject_type == "assessment", Event.subject_id == assessment_id)
    return list(session.scalars(query.where(Event.kind == kind).order_by(Event.sequence)))


def test_a_figure_is_kept_with_its_points_and_its_event(world: World, session: Session) -> None:
    specialist, number = world.actor("specialist"), world.assessment.id
    save(specialist, number, "dvc_tong", "100")
    saved = save(specialist, number, "dvc_truc_tuyen", "45")
    assert saved.lines["2.1"].points == Fraction(9, 2)
    assert (saved.value, saved.version, saved.total, saved.filled) == ("45", 1, Fraction(9, 2), 1)
    session.rollback()
    assert session.get_one(Figure, (number, "dvc_truc_tuyen")).updated_by == specialist.id
    kept = session.get_one(CriterionEntry, (number, "2.1"))
    assert (kept.status, kept.points) == ("filled", Fraction(9, 2))
    last = events(session, number, "figure")[-1]
    assert last.data == {"name": "dvc_truc_tuyen", "before": None, "after": "45"}
    assert (last.actor_name, last.acting_role) == (specialist.name, "specialist")


def test_the_total_is_of_the_whole_form(world: World) -> None:
    specialist, number = world.actor("specialist"), world.assessment.id
    stages.fill(world, world.assessment)
    saved = save(specialist, number, "so_hoi_thao", "6")
    assert (saved.total, saved.filled) == (Fraction("16.05"), 5)


def test_emptying_a_field_takes_the_points_back(world: World, session: Session) -> None:
    specialist, number = world.actor("specialist"), world.assessment.id
    save(specialist, number, "so_hoi_thao", "3")
    saved = save(specialist, number, "so_hoi_thao", "  ", seen=1)
    assert (saved.value, saved.version, saved.filled, saved.total) == (None, 2, 0, 0)
    session.rollback()
    assert session.get_one(CriterionEntry, (number, "1.2")).status == "blank"


def test_the_same_value_twice_is_one_change(world: World, session: Session) -> None:
    specialist, number = world.actor("specialist"), world.assessment.id
    first = save(specialist, number, "so_hoi_thao", "3", seen=0)
    again = save(specialist, number, "so_hoi_thao", " 3 ", seen=0)  # a second press of the same page
    assert (first.version, again.version) == (1, 1)
    assert len(events(session, number, "figure")) == 1


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("so_hoi_thao", "ba", "phải nhập một số"),
        ("so_hoi_thao", "-1", "không được nhỏ hơn 0"),
        ("so_hoi_thao", "1,5", "số nguyên"),
        ("dvc_tong", "1,234", "phải không"),
        ("muc_do", "hằng giờ", "một trong các mức"),
        ("khong_co", "1", "không có số liệu này"),
    ],
)
def test_a_bad_value_is_named_and_what_was_typed_comes_back(
    world: World, session: Session, name: str, text: str, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words) as refusal:
        save(world.actor("specialist"), world.assessment.id, name, text)
    assert (refusal.value.field, refusal.value.typed) == (name, text)
    assert events(session, world.assessment.id, "figure") == []


def test_a_part_above_its_whole_is_refused_naming_both(world: World) -> None:
    specialist, number = world.actor("specialist"), world.assessment.id
    save(specialist, number, "dvc_tong", "10")
    with pytest.raises(InvalidInput) as refusal:
        save(specialist, number, "dvc_truc_tuyen", "11")
    assert "Số dịch vụ công trực tuyến" in refusal.value.message
    assert "Tổng số dịch vụ công" in refusal.value.message
    with pytest.raises(InvalidInput):
        save(specialist, number, "dvc_truc_tuyen", "9")
        save(specialist, number, "dvc_tong", "8")


def test_a_stale_page_shows_both_values_and_who(world: World) -> None:
    specialist, number = world.actor("specialist"), world.assessment.id
    save(specialist, number, "so_hoi_thao", "3", seen=0)
    with pytest.raises(StaleVersion) as refusal:
        save(specialist, number, "so_hoi_thao", "5", seen=0)
    assert "3" in refusal.value.message and specialist.name in refusal.value.message
    assert refusal.value.data["current"] == "3"
    assert refusal.value.data["typed"] == "5"
    assert save(specialist, number, "so_hoi_thao", "5", seen=refusal.value.data["version"]).version == 2


def test_a_section_keeps_the_good_ones_and_names_the_others(world: World, session: Session) -> None:
    specialist, number = world.actor("specialist"), world.assessment.id
    rows = [Typed("so_hoi_thao", "hai"), Typed("dvc_truc_tuyen", "45"), Typed("dvc_tong", "100")]
    saved, refused = entry.save_figures(specialist, number, rows)
    assert {one.name for one in saved} == {"dvc_truc_tuyen", "dvc_tong"}
    assert [(typed.name, typed.text) for typed, _ in refused] == [("so_hoi_thao", "hai")]
    saved, refused = entry.save_figures(
        specialist, number, [Typed("dvc_truc_tuyen", "150"), Typed("dvc_tong", "200")]
    )
    assert len(saved) == 2 and not refused  # the whole is raised after the part in the same section
    session.rollback()
    assert session.get_one(Figure, (number, "dvc_truc_tuyen")).value == "150"


def test_after_the_window_nothing_is_saved_and_the_text_is_kept(world: World, session: Session) -> None:
    closing = clock.end_of_day(world.round.entry_deadline)
    with clock.at(closing - timedelta(seconds=1)):
        save(world.actor("specialist"), world.assessment.id, "so_hoi_thao", "3")
    with clock.at(closing), pytest.raises(GuardRefused, match="Đã hết thời gian nhập số liệu"):
        save(world.actor("specialist"), world.assessment.id, "so_hoi_thao", "4")
    session.rollback()
    assert session.get_one(Figure, (world.assessment.id, "so_hoi_thao")).value == "3"


def test_an_extension_opens_the_window_again(world: World) -> None:
    after = clock.end_of_day(world.round.entry_deadline) + timedelta(hours=2)
    with clock.at(after):
        operations.extend(
            world.actor("standing_body"),
            world.assessment.id,
            until=world.round.entry_deadline + timedelta(days=3),
            letter_number="12/STTTT",
            reason="Bão số 5",
        )
        assert save(world.actor("specialist"), world.assessment.id, "so_hoi_thao", "4").version == 1
        with pytest.raises(GuardRefused):
            save(world.make.actor(world.other_specialist), world.other_assessment.id, "so_hoi_thao", "4")


@pytest.mark.parametrize("role", ["leader", "standing_body", "auditor"])
def test_who_may_see_but_not_enter_is_told_so(world: World, role: str) -> None:
    with pytest.raises(Forbidden, match="Chuyên viên đơn vị"):
        save(world.actor(role), world.assessment.id, "so_hoi_thao", "3")


@pytest.mark.parametrize(
    "role", ["council_member", "council_chair", "secretariat", "chairman", "administrator"]
)
def test_for_others_the_form_does_not_exist_yet(world: World, role: str) -> None:
    with pytest.raises(NotFound):
        save(world.actor(role), world.assessment.id, "so_hoi_thao", "3")


def test_another_units_form_does_not_exist(world: World) -> None:
    with pytest.raises(NotFound):
        save(world.actor("specialist"), world.other_assessment.id, "so_hoi_thao", "3")


def test_another_authoritys_form_does_not_exist(world: World) -> None:
    elsewhere = World(world.make)
    with pytest.raises(NotFound):
        save(elsewhere.actor("standing_body"), world.assessment.id, "so_hoi_thao", "3")


def test_a_crash_between_the_steps_leaves_nothing(
    world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(history, "append", crash)
    with pytest.raises(RuntimeError):
        save(world.actor("specialist"), world.assessment.id, "so_hoi_thao", "3")
    session.rollback()
    assert session.get(Figure, (world.assessment.id, "so_hoi_thao")) is None
    assert session.get(CriterionEntry, (world.assessment.id, "1.2")) is None


def test_declaring_needs_a_reason_and_can_be_taken_back(world: World, session: Session) -> None:
    specialist, number = world.actor("specialist"), world.assessment.id
    with pytest.raises(InvalidInput) as refusal:
        operations.declare(specialist, number, "1.2", "no_data", reason=" ", note="đang tổng hợp")
    assert refusal.value.field == "reason"
    operations.declare(specialist, number, "1.2", "no_data", reason="Chưa tổ chức", seen_version=0)
    session.rollback()
    kept = session.get_one(CriterionEntry, (number, "1.2"))
    assert (kept.status, kept.reason, kept.points) == ("no_data", "Chưa tổ chức", 0)
    saved = save(specialist, number, "so_hoi_thao", "3")
    assert saved.lines["1.2"].points == 0  # the declaration stands until it is taken back
    operations.declare(specialist, number, "1.2", "blank", note="đã có số")
    session.rollback()
    kept = session.get_one(CriterionEntry, (number, "1.2"))
    assert (kept.status, kept.reason, kept.note, kept.points) == ("filled", None, "đã có số", Fraction(3, 2))


def test_a_declaration_on_an_old_page_is_refused(world: World) -> None:
    specialist, number = world.actor("specialist"), world.assessment.id
    operations.declare(specialist, number, "1.2", "no_data", reason="Chưa tổ chức", seen_version=0)
    with pytest.raises(StaleVersion):
        operations.declare(specialist, number, "1.2", "na_claimed", reason="Không thuộc", seen_version=0)


def test_the_kinds_a_unit_may_not_declare(world: World) -> None:
    for status in ("na_accepted", "na_refused", "filled", "gì đó"):
        with pytest.raises(InvalidInput):
            operations.declare(world.actor("specialist"), world.assessment.id, "1.2", status, reason="x")
    with pytest.raises(InvalidInput):
        operations.declare(world.actor("specialist"), world.assessment.id, "1", "no_data", reason="x")
