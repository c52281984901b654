"""`flask rounds export` and `verify FILE`: the same bytes each time, and every forgery is named."""

import json
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZipFile

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.errors import Forbidden, GuardRefused, NotFound
from app.history import Event, event_hash
from app.messages import results as texts
from app.results import operations
from app.rounds.models import RoundGroup
from config import PROJECT_DIR
from dossier import archive, messages
from dossier.verification import answer
from frameworks.sheet import content_hash
from tests import dossiers, rankings, stages
from tests.dossiers import Parts
from tests.factories import Maker, World
from tests.rankings import TiedWorld


@pytest.fixture
def tied(make: Maker) -> TiedWorld:
    """A published round of four units."""
    world = TiedWorld(make)
    rankings.published(world)
    return world


@pytest.fixture
def file(tied: TiedWorld, tmp_path: Path) -> Path:
    """Its file, as the auditor takes it."""
    return taken(tied, tmp_path / "ho-so.zip")


@pytest.fixture
def parts(file: Path) -> Parts:
    """The file taken apart."""
    return dossiers.taken_apart(file)


def taken(world: World, path: Path, role: str = "auditor") -> Path:
    """The round's file as somebody takes it."""
    with path.open("w+b") as target:
        operations.export_dossier(world.actor(role), world.round.id, target)
    return path


def run(app: Flask, *arguments: str) -> Result:
    """A command of the group."""
    return app.test_cli_runner().invoke(args=["rounds", *arguments])


def alone(path: Path, *command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Another process that knows nothing of this one's environment."""
    return subprocess.run(
        [sys.executable, *command, str(path)],
        cwd=PROJECT_DIR,
        env={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def first(parts: Parts, path: Path) -> str:
    """The first difference of a forged file."""
    return said(dossiers.put_together(parts, path / "sua.zip"))


def said(path: Path) -> str:
    """What is said of a file that is not equal."""
    found = answer(path)
    assert not found.equal
    assert "\n" not in found.text
    return found.text


def sheet(world: TiedWorld, place: int, stage: str = "council", number: int = 1) -> str:
    """The part of one unit's sheet."""
    return f"sheets/{world.units[place].code}/{stage}-{number}.json"


# --- taking it ----------------------------------------------------------------------------------------------


def test_taken_twice_it_is_the_same_file(tied: TiedWorld, file: Path, tmp_path: Path) -> None:
    again = taken(tied, tmp_path / "lai.zip", "standing_body")
    assert again.read_bytes() == file.read_bytes()


def test_taking_it_is_recorded(session: Session, tied: TiedWorld, file: Path) -> None:
    event = session.scalars(sa.select(Event).where(Event.kind == "dossier_exported")).one()
    assert (event.subject_type, event.subject_id) == ("round", tied.round.id)
    assert event.acting_role == "auditor" and event.actor_name == tied.person("auditor").full_name


def test_it_holds_what_the_result_stands_on(tied: TiedWorld, file: Path, parts: Parts) -> None:
    assert list(parts)[:-1] == sorted(list(parts)[:-1]) and list(parts)[-1] == "manifest.json"
    assert {"events.jsonl", "imports.json", "result.json", "units.json"} < parts.keys()
    assert "frameworks/small@1.yaml" in parts and "groups/1.json" in parts
    for place in range(4):
        assert {sheet(tied, place, stage) for stage in texts.STAGES} < parts.keys()
    manifest = json.loads(parts["manifest.json"])
    assert manifest["decision"]["number"].endswith("/QĐ-UBND")
    assert manifest["round"]["title"] == tied.round.title
    whole = b"".join(parts.values())
    for person in tied.staff.values():
        assert person.password_hash == "!" and person.username.encode() not in whole
    with ZipFile(file) as opened:
        assert {info.date_time for info in opened.infolist()} == {archive.MOMENT}


@pytest.mark.parametrize("role", ["appraiser", "chairman", "secretariat", "council_chair"])
def test_only_those_who_verify_take_it(tied: TiedWorld, role: str) -> None:
    with pytest.raises(Forbidden):
        operations.export_dossier(tied.actor(role), tied.round.id, BytesIO())


def test_another_authoritys_round_does_not_exist(tied: TiedWorld, make: Maker) -> None:
    with pytest.raises(NotFound):
        operations.export_dossier(World(make).actor("auditor"), tied.round.id, BytesIO())


def test_only_what_is_published_is_taken(app: Flask, world: World, tmp_path: Path) -> None:
    stages.decided(world)
    with pytest.raises(GuardRefused, match="chưa công bố"):
        operations.export_dossier(world.actor("standing_body"), world.round.id, BytesIO())
    path = tmp_path / "ho-so.zip"
    result = run(app, "export", str(world.round.id), "-o", str(path))
    assert result.exit_code == 1 and texts.EXPORT_UNPUBLISHED in result.output
    assert list(tmp_path.glob("*ho-so*")) == []


def test_the_command_writes_the_same_file(app: Flask, tied: TiedWorld, file: Path, tmp_path: Path) -> None:
    for number in (tied.round.id, tied.round.year):
        path = tmp_path / f"{number}.zip"
        result = run(app, "export", str(number), "-o", str(path))
        assert result.exit_code == 0, result.output
        assert path.read_bytes() == file.read_bytes()
    assert run(app, "export", "1999").exit_code == 1
    assert run(app, "export", str(tied.round.id), "-o", str(tmp_path / "khong" / "co.zip")).exit_code == 1


# --- recomputing it -----------------------------------------------------------------------------------------


def test_it_comes_out_the_same_with_nothing_else_at_hand(file: Path, tmp_path: Path) -> None:
    done = alone(file, "-m", "dossier")
    assert done.returncode == 0, done.stderr
    assert (
        "đều khớp" in done.stdout
        and json.loads(dossiers.taken_apart(file)["manifest.json"])["result"]["content_hash"] in done.stdout
    )
    data = tmp_path / "khong-co-gi"
    unreachable = "postgresql://khong@127.0.0.1:1/khong"
    command = ("-m", "flask", "--app", "app", "rounds", "verify")
    for given in ({}, {"DATABASE_URL": unreachable}):
        done = alone(file, *command, DATA_DIR=str(data), **given)
        assert done.returncode == 0, done.stderr
    assert not list(data.glob("*.db")), "no database is made for it"


def test_the_command_takes_a_round_or_a_file(app: Flask, tied: TiedWorld, file: Path, tmp_path: Path) -> None:
    assert run(app, "verify", str(file)).exit_code == 0
    assert run(app, "verify", str(tied.round.id)).exit_code == 0
    missing = run(app, "verify", str(tmp_path / "khong-co.zip"))
    assert missing.exit_code == 1 and "Không có tệp" in missing.output


def test_every_difference_is_told_on_request(
    tied: TiedWorld, parts: Parts, tmp_path: Path, app: Flask
) -> None:
    def higher(result: Any) -> None:
        for unit in result["groups"][0]["units"]:
            unit["rank"] += 1

    dossiers.change(parts, "result.json", higher)
    path = dossiers.put_together(parts, tmp_path / "sua.zip")
    one, every = run(app, "verify", str(path)), run(app, "verify", str(path), "--all")
    assert one.exit_code == every.exit_code == 1
    assert len(one.output.splitlines()) == 1
    assert len(every.output.splitlines()) == 4 + 1, "four ranks, and the hash over the whole"


# --- forgeries ----------------------------------------------------------------------------------------------


def test_a_part_that_does_not_fit_its_hash_is_refused(parts: Parts, tmp_path: Path, tied: TiedWorld) -> None:
    name = sheet(tied, 0)
    parts[name] = parts[name].replace(b'"dvc_truc_tuyen":"45"', b'"dvc_truc_tuyen":"50"')
    text = said(dossiers.put_together(parts, tmp_path / "sua.zip", sealed=False))
    assert text.startswith(f"Phần “{name}” đã bị thay đổi")


def test_a_changed_figure_is_named(tied: TiedWorld, parts: Parts, tmp_path: Path) -> None:
    name = sheet(tied, 3)
    parts[name] = parts[name].replace(b'"dvc_truc_tuyen":"45"', b'"dvc_truc_tuyen":"54"')
    text = first(parts, tmp_path)
    assert "Thanh tra tỉnh, phiếu của Hội đồng số 1" in text
    assert "2.1" in text and "7.5" in text and "9" in text


def test_a_figure_changed_with_all_that_follows_from_it_is_found(
    tied: TiedWorld, parts: Parts, tmp_path: Path
) -> None:
    """A whole sheet computed anew from another figure: only the history knows that it was another one."""
    name, donor = sheet(tied, 2), sheet(tied, 3)
    before = content_hash(parts[name].decode())
    assert parts[name] == parts[donor], "both units have the same figures"
    text = parts[name].decode().replace('"so_hoi_thao":"4"', '"so_hoi_thao":"5"')
    again = _recomputed(text)
    parts[name] = again.encode()
    text = first(parts, tmp_path)
    assert "Sở Xây dựng, phiếu của Hội đồng số 1" in text
    assert before in text and content_hash(again) in text


def _recomputed(text: str) -> str:
    from app import catalog
    from frameworks import sheet as scoring
    from frameworks.numbers import from_canonical

    framework = catalog.framework("small")
    stored = scoring.from_canonical_sheet(text)
    figures = {name: from_canonical(framework.inputs[name], value) for name, value in stored.figures.items()}
    computed = scoring.compute(framework, figures, stored.statuses, stored.overrides)
    return scoring.to_canonical(computed, framework, figures, stored.meta)


def test_changed_points_of_a_person_are_named(tied: TiedWorld, parts: Parts, tmp_path: Path) -> None:
    def generous(data: Any) -> None:
        assert data["lines"]["2.1"]["override"] == "6"
        data["lines"]["2.1"]["override"] = "9"

    dossiers.change(parts, sheet(tied, 0), generous)
    text = first(parts, tmp_path)
    assert "Sở Tư pháp, phiếu của Hội đồng số 1" in text
    assert "2.1" in text and "6" in text and "9" in text


def test_a_changed_rank_is_named(tied: TiedWorld, parts: Parts, tmp_path: Path) -> None:
    def promote(data: Any) -> None:
        data["groups"][0]["units"][3]["rank"] = 1

    dossiers.change(parts, "result.json", promote)
    text = first(parts, tmp_path)
    assert f"Kết quả của {tied.unit.name}: xếp hạng: hồ sơ ghi 1, tính lại được 4" in text


def test_a_changed_maximum_of_the_framework_is_named(parts: Parts, tmp_path: Path) -> None:
    name = "frameworks/small@1.yaml"
    parts[name] = parts[name].replace(b"max: 10", b"max: 11")
    assert "Bộ chỉ số small@1" in first(parts, tmp_path)
    parts[name] = parts[name].replace(b"max: 11", b"max: 10").replace(b"each: 0.5", b"each: 0.6")
    text = first(parts, tmp_path)
    stored = json.loads(parts["groups/1.json"])["framework"]["hash"]
    assert f"Bộ chỉ số small@1: mã băm: hồ sơ ghi {stored}" in text


def test_two_swapped_sheets_are_named(tied: TiedWorld, parts: Parts, tmp_path: Path) -> None:
    one, other = sheet(tied, 0), sheet(tied, 1)
    parts[one], parts[other] = parts[other], parts[one]
    text = first(parts, tmp_path)
    assert "Sở Tư pháp, phiếu của Hội đồng số 1: đây là phiếu của Sở Y tế" in text
    every = answer(tmp_path / "sua.zip", every=True).text
    assert "Sở Y tế, phiếu của Hội đồng số 1: đây là phiếu của Sở Tư pháp" in every


def test_a_sheet_in_the_place_of_another_stage_is_named(
    tied: TiedWorld, parts: Parts, tmp_path: Path
) -> None:
    parts[sheet(tied, 1)] = parts[sheet(tied, 1, "final")]
    text = first(parts, tmp_path)
    assert "Sở Y tế, phiếu của Hội đồng số 1: giai đoạn ghi trong phiếu: hồ sơ ghi final" in text


def test_a_missing_sheet_is_named(tied: TiedWorld, parts: Parts, tmp_path: Path) -> None:
    del parts[sheet(tied, 2, "appraisal")]
    assert "Sở Xây dựng, phiếu thẩm định: không có phiếu nào" in first(parts, tmp_path)


@pytest.mark.parametrize("place", [0, 1, -1])
def test_a_dropped_event_is_named(place: int, tied: TiedWorld, parts: Parts, tmp_path: Path) -> None:
    rows = [row for row in dossiers.events(parts) if row["subject_type"] == "assessment"]
    chain = [row for row in rows if row["subject_id"] == tied.other_assessment.id]
    dropped = chain[place]
    dossiers.keep_events(parts, [row for row in dossiers.events(parts) if row != dropped])
    text = first(parts, tmp_path)
    assert "Nhật ký của Sở Y tế" in text
    if place != -1:
        assert f"thiếu sự kiện số {dropped['sequence']}" in text
    else:
        assert f"số sự kiện: hồ sơ ghi {len(chain)}, tính lại được {len(chain) - 1}" in text


def test_an_edited_event_is_named(tied: TiedWorld, parts: Parts, tmp_path: Path) -> None:
    rows = dossiers.events(parts)
    figure = next(row for row in rows if row["kind"] == "figure")
    figure["data"] = {**figure["data"], "after": "99"}
    dossiers.keep_events(parts, rows)
    assert f"sự kiện số {figure['sequence']} không còn đúng như lúc ghi" in first(parts, tmp_path)
    figure["hash"] = event_hash(figure)
    dossiers.keep_events(parts, rows)
    assert f"sự kiện số {figure['sequence'] + 1} không nối" in first(parts, tmp_path)


def test_a_changed_name_of_a_unit_is_named(tied: TiedWorld, parts: Parts, tmp_path: Path) -> None:
    dossiers.change(parts, "units.json", lambda data: data["units"][0].update(name="Sở Tài chính"))
    text = first(parts, tmp_path)
    assert "tên đơn vị: hồ sơ ghi Sở Tư pháp, tính lại được Sở Tài chính" in text


def test_a_unit_left_unranked_without_a_decision_is_named(parts: Parts, tmp_path: Path) -> None:
    dossiers.change(
        parts, "units.json", lambda data: data["units"][1].update(ranked=False, reason="Thí điểm")
    )
    assert "nhật ký không ghi việc Sở Y tế được đánh giá nhưng không xếp hạng" in first(parts, tmp_path)


def test_a_changed_hash_of_the_result_is_named(parts: Parts, tmp_path: Path) -> None:
    dossiers.change(parts, "manifest.json", lambda data: data["result"].update(content_hash="0" * 64))
    assert f"mã băm của kết quả được duyệt: hồ sơ ghi {'0' * 64}" in first(parts, tmp_path)


# --- files that are none ------------------------------------------------------------------------------------


def _without(name: str) -> Callable[[Parts], object]:
    return lambda parts: parts.pop(name)


def _manifest(**values: object) -> Callable[[Parts], None]:
    return lambda parts: dossiers.change(parts, "manifest.json", lambda data: data.update(values))


REFUSED: dict[str, tuple[Callable[[Parts], object], str]] = {
    "no result": (_without("result.json"), "Hồ sơ thiếu phần “result.json”"),
    "no framework": (_without("frameworks/small@1.yaml"), "Hồ sơ thiếu phần “frameworks/small@1.yaml”"),
    "later format": (_manifest(format=2), "định dạng phiên bản 2"),
    "other rules": (_manifest(rules_version="999"), "quy tắc phiên bản 999"),
    "no round": (_manifest(round=None), "mục “round” thiếu hoặc sai kiểu"),
    "strange part": (lambda parts: parts.update({"../la.txt": b""}), "không thuộc hồ sơ"),
    "no JSON": (lambda parts: parts.update({"units.json": b"{"}), "không phải JSON"),
    "a float": (lambda parts: parts.update({"units.json": b'{"units":1.5}'}), "không phải JSON"),
    "half a letter": (lambda parts: parts.update({"units.json": b'{"a":"\\ud800"}'}), "không phải JSON"),
    "no UTF-8": (lambda parts: parts.update({"units.json": b"\xff"}), "bị hỏng"),
    "deep": (lambda parts: parts.update({"units.json": b"[" * 100_000}), "không phải JSON"),
    "no events": (lambda parts: parts.update({"events.jsonl": b"{}\n"}), "thiếu hoặc sai kiểu"),
    "bands of nothing": (
        lambda parts: dossiers.change(parts, "groups/1.json", lambda data: data.update(bands="[")),
        "mục “bands”",
    ),
    "unknown index": (
        lambda parts: dossiers.change(parts, "groups/1.json", lambda data: data.update(tie_break="9")),
        "mục “tie_break”",
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_is_no_whole_file_is_refused(fault: str, parts: Parts, tmp_path: Path) -> None:
    how, expected = REFUSED[fault]
    how(parts)
    assert expected in first(parts, tmp_path)


def test_an_unlisted_part_is_refused(parts: Parts, tmp_path: Path) -> None:
    parts["groups/9.json"] = b"{}"
    path = dossiers.put_together(parts, tmp_path / "sua.zip", sealed=False)
    assert "“groups/9.json” không có trong danh mục" in said(path)


def test_what_is_no_archive_is_refused(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "khac.zip"
    assert "Không đọc được tệp" in said(other)
    for data in (b"", b"PK\x03\x04", b"%PDF-1.7", file.read_bytes()[:-30], file.read_bytes()[:500]):
        other.write_bytes(data)
        assert said(other) == messages.NOT_ZIP
    damaged = bytearray(file.read_bytes())
    damaged[80:90] = bytes(10)
    other.write_bytes(damaged)
    assert "bị hỏng" in said(other)
    with ZipFile(other, "w", ZIP_BZIP2) as opened:
        opened.writestr("manifest.json", "{}")
    assert "nén hoặc mã hóa" in said(other)
    with ZipFile(other, "w") as opened, pytest.warns(UserWarning):
        opened.writestr("manifest.json", "{}")
        opened.writestr("manifest.json", "{}")
    assert "hai phần cùng tên" in said(other)
    for name in ("LARGEST_FILE", "LARGEST_WHOLE", "LARGEST_SMALL_PART"):
        with monkeypatch.context() as patched:
            patched.setattr(archive, name, 2000)
            assert "quá lớn" in said(file) or "lớn" in said(file)


def test_a_bomb_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "bom.zip"
    with ZipFile(path, "w", compression=8) as opened, opened.open("manifest.json", "w") as part:
        for _ in range(80):
            part.write(bytes(archive.MEGABYTE))
    assert path.stat().st_size < archive.MEGABYTE
    assert "quá lớn" in said(path)


def test_the_groups_settings_are_under_the_hash(
    tied: TiedWorld, parts: Parts, tmp_path: Path, session: Session
) -> None:
    assert session.scalars(sa.select(RoundGroup.tie_break)).all() == [None]
    dossiers.change(parts, "groups/1.json", lambda data: data.update(tie_break="2"))
    assert "thứ tự khi bằng điểm: hồ sơ ghi (không có), tính lại được 2" in first(parts, tmp_path)


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_hands_it_out(tied: TiedWorld, file: Path, act_as: Callable[[Account], FlaskClient]) -> None:
    address = f"/xep-hang/{tied.round.id}"
    for role in ("auditor", "standing_body"):
        client = act_as(tied.person(role))
        assert f'action="{address}/ho-so"' in client.get(address).text
        response = client.post(f"{address}/ho-so", buffered=True)
        assert response.status_code == 200 and response.mimetype == "application/zip"
        assert response.data == file.read_bytes()
        assert f"ho-so-ky-{tied.round.year}-{tied.round.id}.zip" in response.headers["Content-Disposition"]
    other = act_as(tied.person("chairman"))
    assert f"{address}/ho-so" not in other.get(address).text
    assert other.post(f"{address}/ho-so").status_code == 403


def test_before_publication_the_page_says_why_not(
    world: World, act_as: Callable[[Account], FlaskClient]
) -> None:
    stages.decided(world)
    client, address = act_as(world.person("auditor")), f"/xep-hang/{world.round.id}"
    assert f"{address}/ho-so" not in client.get(address).text
    response = client.post(f"{address}/ho-so")
    assert response.status_code == 422 and texts.EXPORT_UNPUBLISHED in response.text
