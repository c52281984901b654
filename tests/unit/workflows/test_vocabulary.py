"""Every word is used, explained, and means one thing."""

from workflows import vocabulary
from workflows.loader import load_all


def test_every_word_is_used_by_a_definition() -> None:
    definitions = load_all().values()
    moves = [move for definition in definitions for move in definition.transitions.values()]
    assert {guard for move in moves for guard in move.guards} == set(vocabulary.GUARDS)
    assert {effect for move in moves for effect in move.effects} == set(vocabulary.EFFECTS)
    assert {field for move in moves for field in move.needs} == set(vocabulary.FIELDS)
    managed = {permission for definition in definitions for permission in definition.permissions}
    assert managed == set(vocabulary.PERMISSIONS)


def test_every_word_is_explained() -> None:
    for words in (
        vocabulary.GUARDS,
        vocabulary.EFFECTS,
        vocabulary.FIELDS,
        vocabulary.PERMISSIONS,
        vocabulary.ROLES,
    ):
        assert all(description.strip() for description in words.values())


def test_a_guard_or_effect_of_two_subjects_means_the_same_in_both() -> None:
    one, other = vocabulary.SUBJECTS["assessment"], vocabulary.SUBJECTS["round"]
    for group in ("guards", "effects"):
        mine, theirs = getattr(one, group), getattr(other, group)
        assert all(mine[name] == theirs[name] for name in mine.keys() & theirs.keys())
