"""A published version never changes: items run by it."""

from pathlib import Path

import pytest

from tests.unit.workflows.definitions import rich
from workflows.loader import DEFINITIONS, PUBLISHED, DefinitionError, load_versions, read_published
from workflows.publish import seal

PLAIN = rich("parent: ky\n", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one published version."""
    (tmp_path / "giai_trinh.v1.yaml").write_text(PLAIN, encoding="utf-8")
    assert seal(tmp_path) == ["giai_trinh@1"]
    return tmp_path


def write(folder: Path, name: str, *change: str) -> None:
    assert PLAIN.count(change[0]) == 1
    (folder / name).write_text(PLAIN.replace(*change), encoding="utf-8")


def test_what_is_published_loads_and_is_not_published_twice(folder: Path) -> None:
    assert set(load_versions(folder)) == {("giai_trinh", 1)}
    before = (folder / PUBLISHED).read_bytes()
    assert seal(folder) == []
    assert (folder / PUBLISHED).read_bytes() == before


def test_a_published_version_changed_afterwards_is_refused_and_cannot_be_published_again(
    folder: Path,
) -> None:
    before = (folder / PUBLISHED).read_bytes()
    write(folder, "giai_trinh.v1.yaml", "edit_figures: [specialist]", "edit_figures: [specialist, leader]")
    for act in (load_versions, seal):
        with pytest.raises(DefinitionError, match="«giai_trinh@1» đã công bố nên không sửa được nữa"):
            act(folder)
    assert (folder / PUBLISHED).read_bytes() == before


def test_a_comment_or_another_spelling_of_the_same_is_no_change(folder: Path) -> None:
    write(folder, "giai_trinh.v1.yaml", "stays: true", "stays: yes  # đứng yên")
    assert load_versions(folder)


def test_a_new_version_is_used_once_it_is_published(folder: Path) -> None:
    old = read_published(folder)
    assert old is not None
    write(folder, "giai_trinh.v2.yaml", "version: 1", "version: 2")
    with pytest.raises(DefinitionError, match=r"giai_trinh.v2.yaml.*\n.*«giai_trinh@2» chưa công bố"):
        load_versions(folder)
    assert seal(folder) == ["giai_trinh@2"]
    assert sorted(load_versions(folder)) == [("giai_trinh", 1), ("giai_trinh", 2)]
    now = read_published(folder)
    assert now is not None
    assert old.items() <= now.items()


def test_an_old_version_may_not_be_thrown_away(folder: Path) -> None:
    write(folder, "giai_trinh.v2.yaml", "version: 1", "version: 2")
    seal(folder)
    (folder / "giai_trinh.v1.yaml").unlink()
    with pytest.raises(DefinitionError, match="giai_trinh@1: phiên bản đã công bố nhưng không còn tệp"):
        load_versions(folder)


@pytest.mark.parametrize("text", ["- giai_trinh@1\n", "a: [\n", "giai_trinh@1: x\ngiai_trinh@1: y\n"])
def test_a_damaged_list_is_refused(folder: Path, text: str) -> None:
    (folder / PUBLISHED).write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match="Quy trình «published.yaml» có"):
        load_versions(folder)


def test_a_definition_with_mistakes_is_not_published(folder: Path) -> None:
    write(folder, "giai_trinh.v2.yaml", "like: drafting", "like: nowhere")
    with pytest.raises(DefinitionError, match="trạng thái «nowhere» không có"):
        seal(folder)


def test_every_shipped_version_is_published_as_it_stands() -> None:
    """A version nobody has used yet may still change: take its line out, then publish it anew."""
    assert read_published(DEFINITIONS) == {one.key: one.hash for one in load_versions().values()}
