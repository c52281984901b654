"""Every word is used, explained, and means one thing."""

import pytest

from workflows import vocabulary
from workflows.loader import load_versions
from workflows.model import Definition, Transition

SUBJECT = pytest.mark.parametrize("subject", vocabulary.SUBJECTS)


SHIPPED = list(load_versions().values())


def shipped(subject: str) -> list[Definition]:
    return [definition for definition in SHIPPED if definition.subject == subject]


def moves(subject: str) -> list[Transition]:
    return [move for definition in shipped(subject) for move in definition.transitions.values()]


@SUBJECT
def test_every_word_is_used_by_a_definition_of_its_subject(subject: str) -> None:
    words = vocabulary.SUBJECTS[subject]
    assert {guard for move in moves(subject) for guard in move.guards} == set(words.guards)
    assert {effect for move in moves(subject) for effect in move.effects} == set(words.effects)
    managed = {permission for definition in shipped(subject) for permission in definition.permissions}
    assert managed == set(words.permissions)
    assert {state for definition in shipped(subject) for state in definition.states} == set(
        vocabulary.STATES[subject]
    )


def test_every_field_role_stage_and_sheet_is_used() -> None:
    every = [move for subject in vocabulary.SUBJECTS for move in moves(subject)]
    states = [state for definition in SHIPPED for state in definition.states.values()]
    assert {field for move in every for field in move.needs} == set(vocabulary.FIELDS)
    assert {move.freezes for move in every} - {None} == set(vocabulary.SHEETS)
    assert {state.stage for state in states} == set(vocabulary.STAGES)
    assert {role for definition in SHIPPED for role in definition.roles} == set(vocabulary.ROLES)


def test_every_word_is_explained() -> None:
    for words in (
        vocabulary.GUARDS,
        vocabulary.EFFECTS,
        vocabulary.FIELDS,
        vocabulary.PERMISSIONS,
        vocabulary.ROLES,
        vocabulary.STAGES,
        *vocabulary.STATES.values(),
    ):
        assert all(description.strip() for description in words.values())


@SUBJECT
def test_a_guard_or_effect_of_several_subjects_means_the_same_in_all(subject: str) -> None:
    words = vocabulary.SUBJECTS[subject]
    for mine, all_of_them in ((words.guards, vocabulary.GUARDS), (words.effects, vocabulary.EFFECTS)):
        assert all(all_of_them[name] == meaning for name, meaning in mine.items())


def test_each_subject_has_its_states_and_no_guard_is_its_own_opposite() -> None:
    assert vocabulary.STATES.keys() == vocabulary.SUBJECTS.keys()
    for pair in vocabulary.OPPOSITES:
        assert len(pair) == 2
        assert pair <= vocabulary.GUARDS.keys()
