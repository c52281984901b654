"""An even distribution of units among appraisers: fair, stable, and never to somebody with a conflict."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.appraisal.assigning import sharing
from app.appraisal.assigning.sharing import Matrix, Part, Person, Place, balance, conflict, judge
from app.messages import assigning as texts
from frameworks.loader import load_framework
from tests.conftest import DATA

SMALL = load_framework(DATA / "small.yaml")
COHORT = load_framework(DATA / "cohort.yaml")
STEP = max(len(SMALL.leaves), len(COHORT.leaves))


def place(number: int, framework=SMALL) -> Place:
    return Place(number, f"Sở {number}", f"dv-{number}", id(framework) % 7 + 1, "Nhóm", framework)


def person(number: int, unit: int | None = None, declared: frozenset[int] = frozenset(), **more) -> Person:
    return Person(number, f"Người {number:02}", f"nguoi{number}", unit, declared=declared, **more)


@st.composite
def matrices(draw: st.DrawFn) -> Matrix:
    """Some units of two sizes, some people with conflicts, some assignments that stand."""
    units = draw(st.integers(1, 14))
    places = [place(number, draw(st.sampled_from([SMALL, COHORT]))) for number in range(1, units + 1)]
    people = [
        person(
            number,
            draw(st.none() | st.integers(1, units)),
            draw(st.frozensets(st.integers(1, units), max_size=3)),
        )
        for number in range(1, draw(st.integers(1, 6)) + 1)
    ]
    double = draw(st.booleans())
    wishes = [
        Part(
            draw(st.sampled_from(people)).id,
            draw(st.integers(1, units)),
            draw(st.sampled_from([None, "1"])),
            draw(st.sampled_from([1, 2])) if double else 1,
        )
        for _ in range(draw(st.integers(0, 5)))
    ]
    empty = Matrix(people, places, [], double)
    parts = [one.part for one in judge(empty, wishes) if not one.refusal]
    return Matrix(people, places, parts, double)


def after(matrix: Matrix, parts: tuple[Part, ...]) -> Matrix:
    return Matrix(matrix.people, matrix.places, [*matrix.parts, *parts], matrix.double)


@given(matrices())
def test_nobody_is_given_a_unit_they_may_not_judge(matrix: Matrix) -> None:
    shared = balance(matrix, set(matrix.by_person))
    assert not [
        part for part in shared.parts if conflict(matrix.by_person[part.account_id], part.unit_id or 0)
    ]
    assert [one.refusal for one in judge(matrix, shared.parts)] == [""] * len(shared.parts)


@given(matrices())
def test_whoever_could_take_a_unit_over_has_at_most_one_unit_less(matrix: Matrix) -> None:
    shared = balance(matrix, set(matrix.by_person))
    stands = after(matrix, shared.parts)
    loads = stands.loads()
    for part in shared.parts:
        unit = matrix.by_unit[part.unit_id or 0]
        held = {one.account_id for one in stands.on(unit)}
        for other in matrix.people:
            if other.id not in held and not conflict(other, unit.unit_id):
                assert loads[part.account_id] - loads[other.id] <= len(unit.framework.leaves)


@given(st.integers(1, 40), st.integers(2, 8))
def test_without_conflicts_the_loads_differ_by_at_most_one_unit(units: int, people: int) -> None:
    team = [person(number) for number in range(1, people + 1)]
    matrix = Matrix(team, [place(number) for number in range(1, units + 1)], [])
    shared = balance(matrix, {one.id for one in team})
    loads = after(matrix, shared.parts).loads().values()
    assert len(shared.parts) == units
    assert max(loads) - min(loads) <= len(SMALL.leaves)


@given(matrices())
def test_every_unit_without_an_appraiser_is_shared_or_named_with_the_reason(matrix: Matrix) -> None:
    slots = sharing.open_slots(matrix)
    shared = balance(matrix, set(matrix.by_person))
    assert len(shared.parts) + len(shared.left) == len(slots)
    assert {reason for _, reason in shared.left} <= {texts.NOBODY_FREE}
    if matrix.double:
        assert max(Counter((part.unit_id, part.lane) for part in shared.parts).values(), default=1) == 1


@given(matrices())
def test_the_same_question_has_the_same_answer(matrix: Matrix) -> None:
    chosen = sorted(matrix.by_person)
    assert balance(matrix, chosen) == balance(matrix, list(reversed(chosen)))


@given(matrices())
def test_what_is_previewed_comes_back_from_the_form_as_it_was(matrix: Matrix) -> None:
    parts = [*balance(matrix, set(matrix.by_person)).parts, Part(1, 1, "1.2", 2)]
    assert sharing.read(sharing.written(parts)) == parts


@pytest.mark.parametrize("text", ["", ";", "1:2", "a:b:c:d", "1:2:3", "99999999999:1:1:", "1:2:1:1;x"])
def test_a_form_made_up_by_hand_breaks_nothing(text: str) -> None:
    assert len(sharing.read(text)) <= 1


def refusals(matrix: Matrix, *parts: Part) -> list[str]:
    return [one.refusal for one in judge(matrix, parts)]


def test_each_refusal_says_which_rule_it_is() -> None:
    team = [person(1, unit=1), person(2, declared=frozenset({1})), person(3), person(4, in_team=False)]
    matrix = Matrix(team, [place(1), place(2)], [Part(3, 2, "1")])
    assert refusals(
        matrix,
        Part(1, 1),
        Part(2, 1),
        Part(3, 2, "1.1"),
        Part(3, 2),
        Part(3, 2),
        Part(4, 1),
        Part(3, 9),
        Part(9, 1),
        Part(3, 1, "7"),
        Part(3, 1, lane=3),
    ) == [
        texts.CONFLICT_MEMBER,
        texts.CONFLICT_DECLARED,
        texts.ALREADY_ASSIGNED,
        "",
        texts.ALREADY_ASSIGNED,
        texts.NOT_IN_TEAM,
        texts.UNKNOWN_UNIT,
        texts.UNKNOWN_PERSON,
        texts.unknown_code("7"),
        texts.UNKNOWN_LANE,
    ]


def test_the_two_opinions_of_a_double_appraisal_come_from_two_people() -> None:
    team = [person(1), person(2), person(3)]
    matrix = Matrix(team, [place(1)], [Part(1, 1, "1", 1)], double=True)
    assert refusals(
        matrix, Part(1, 1, "2", 2), Part(2, 1, None, 1), Part(2, 1, "2", 1), Part(3, 1, None, 2)
    ) == [texts.OTHER_LANE, texts.lane_taken(1, "Người 01"), "", ""]
