"""The pages of framework keeping, as the standing body and its readers meet them."""

import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog
from app.accounts.models import Account
from app.keeping.models import CriterionMapping, FrameworkVersion
from app.messages import framework_workbook as sheets
from frameworks.rules import RULES
from frameworks.writing import edits, examine, read_plain, to_yaml
from frameworks.writing.outline import outline
from tests import linting
from tests.factories import Maker
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]
SO = "thanh_hoa_2021/so@1"
HUYEN = "thanh_hoa_2021/huyen@1"
DRAFT = "/bo-chi-so/thanh_hoa_2021/so@2"


@pytest.fixture
def province(make: Maker) -> Any:
    return make.authority()


@pytest.fixture
def browser(make: Maker, province: Any, act_as: ActAs) -> FlaskClient:
    return act_as(make.account(province, roles=["standing_body"]))


@pytest.fixture
def draft(browser: FlaskClient, session: Session) -> FrameworkVersion:
    browser.post("/bo-chi-so/lap", data={"source": SO})
    return session.scalars(select(FrameworkVersion)).one()


def again(session: Session, draft: FrameworkVersion) -> FrameworkVersion:
    session.expire_all()
    return session.get_one(FrameworkVersion, draft.id)


def data_of(session: Session, draft: FrameworkVersion) -> dict:
    return read_plain(again(session, draft).content)


def fields(page: str) -> dict[str, list[str]]:
    """What a browser would send of the page's main form, untouched."""
    form = max(re.findall(r"<form.*?</form>", page, re.S), key=len)
    found: dict[str, list[str]] = {}
    control = r"<input[^>]*>|<textarea[^>]*>.*?</textarea>|<select.*?</select>"
    for text in re.findall(control, form, re.S):
        name = re.search(r'name="([^"]*)"', text)
        if name is None or 'type="file"' in text:
            continue
        if text.startswith("<select"):
            chosen = re.search(r'<option value="([^"]*)" selected', text)
            value = chosen[1] if chosen else re.search(r'<option value="([^"]*)"', text)[1]
        elif text.startswith("<textarea"):
            value = re.search(r">(.*)</textarea>", text, re.S)[1]
        else:
            value = re.search(r'value="([^"]*)"', text)[1]
        found.setdefault(name[1], []).append(unescape(value) if "&" in value else value)
    return found


def leaves(data: dict) -> list[Any]:
    return [row for row in outline(data) if row.is_leaf]


def node_page(draft: FrameworkVersion, code: str) -> str:
    return f"/bo-chi-so/du-thao/{draft.id}/chi-so?ma={code}"


# --- reading ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(catalog.frameworks()))
def test_every_shipped_version_can_be_read_and_taken_out(browser: FlaskClient, key: str) -> None:
    page = browser.get(f"/bo-chi-so/{key}@1")
    assert page.status_code == 200 and catalog.framework(key).title in unescape(page.text)
    assert "mọi ví dụ ra đúng số điểm" in page.text and linting.faults(page.text) == []
    file = browser.get(f"/bo-chi-so/{key}@1/bang-tinh")
    assert sheets.NODES in openpyxl.load_workbook(io.BytesIO(file.data)).sheetnames


def test_the_list_says_what_there_is(browser: FlaskClient, draft: FrameworkVersion) -> None:
    page = browser.get("/bo-chi-so")
    assert page.status_code == 200 and linting.faults(page.text) == []
    assert "Dự thảo" in page.text and "Có sẵn" in page.text and "thanh_hoa_2021/huyen" in page.text


def test_the_list_asks_as_many_questions_however_long_it_is(
    browser: FlaskClient, draft: FrameworkVersion
) -> None:
    browser.get("/bo-chi-so")
    with counted() as few:
        browser.get("/bo-chi-so")
    for number in range(3):
        browser.post("/bo-chi-so/lap", data={"source": SO, "new_id": f"moi_{number}"})
    with counted() as many:
        browser.get("/bo-chi-so")
    assert len(few) == len(many)


@pytest.mark.parametrize(
    "path",
    [
        "/bo-chi-so/khong_co@1",
        "/bo-chi-so/a%00b@1",
        "/bo-chi-so/so-sanh?trai=%00@1",
        "/bo-chi-so/thanh_hoa_2021/so@9",
        "/bo-chi-so/so-sanh?trai=x&phai=y",
    ],
)
def test_what_is_not_there_is_not_found(browser: FlaskClient, path: str) -> None:
    assert browser.get(path).status_code == 404


# --- editing ------------------------------------------------------------------------------------------------


def test_a_refused_copy_keeps_what_was_typed(browser: FlaskClient, draft: FrameworkVersion) -> None:
    page = browser.post("/bo-chi-so/lap", data={"source": SO, "new_id": "Xã mới"})
    assert page.status_code == 422 and 'value="Xã mới"' in page.text and linting.faults(page.text) == []
    assert browser.post("/bo-chi-so/lap", data={"source": SO}).status_code == 422


def test_every_criterion_saved_untouched_stays_the_same(
    browser: FlaskClient, session: Session, draft: FrameworkVersion
) -> None:
    kinds = {row.rule_kind: row.code for row in leaves(data_of(session, draft))}
    for code in kinds.values():
        page = browser.get(node_page(draft, code))
        assert page.status_code == 200 and linting.faults(page.text) == []
        assert "Cách tính chưa dùng được" not in page.text
        sent = browser.post(node_page(draft, code), data={**fields(page.text), "viec": "luu"})
        assert sent.status_code == 302, sent.text
    told = examine(again(session, draft).content)
    assert told.ready
    ours, theirs = told.framework, catalog.framework("thanh_hoa_2021/so")
    assert [leaf.rule.describe(ours.inputs) for leaf in ours.leaves] == [
        leaf.rule.describe(theirs.inputs) for leaf in theirs.leaves
    ]


@pytest.mark.parametrize("kind", sorted(RULES))
def test_every_kind_of_rule_has_its_form(
    browser: FlaskClient, session: Session, draft: FrameworkVersion, kind: str
) -> None:
    code = leaves(data_of(session, draft))[0].code
    typed = {**fields(browser.get(node_page(draft, code)).text), "r.kind": kind, "viec": "ve"}
    page = browser.post(node_page(draft, code), data=typed)
    assert page.status_code == 200 and linting.faults(page.text) == []
    assert f'value="{kind}" selected' in page.text
    assert again(session, draft).version == draft.version


def test_a_rule_is_tried_without_being_saved(
    browser: FlaskClient, session: Session, draft: FrameworkVersion
) -> None:
    row = next(row for row in leaves(data_of(session, draft)) if row.rule_kind == "ratio")
    rule = row.node["rule"]["ratio"]
    typed = fields(browser.get(node_page(draft, row.code)).text)
    typed |= {"viec": ["thu"], f"thu.{rule['of']}": ["1.500"], f"thu.{rule['to']}": ["3.000"]}
    page = browser.post(node_page(draft, row.code), data=typed)
    assert page.status_code == 200 and "1.500/3.000" in page.text and "= 50 %" in page.text
    wrong = browser.post(node_page(draft, row.code), data={**typed, f"thu.{rule['of']}": "nghìn rưỡi"})
    assert "nghìn rưỡi" in wrong.text and "phải" in wrong.text
    assert again(session, draft).version == draft.version


def test_a_comparing_rule_is_tried_with_other_units(
    browser: FlaskClient, session: Session, draft: FrameworkVersion
) -> None:
    row = next(row for row in leaves(data_of(session, draft)) if row.rule_kind == "ratio")
    of = row.node["rule"]["ratio"]["of"]
    typed = fields(browser.get(node_page(draft, row.code)).text)
    typed |= {
        "r.kind": ["min_max"],
        "r.to": [""],
        "r.of": [of],
        "viec": ["thu"],
        f"thu.{of}": ["3", "1", "5", ""],
    }
    page = browser.post(node_page(draft, row.code), data=typed)
    assert "thấp nhất 1, cao nhất 5" in page.text


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("max", "năm điểm", "không phải là số"),
        ("max", "", "Chưa ghi “Điểm tối đa”"),
        ("title", " ", "Chưa ghi “Tên”"),
        ("code", "1 2", "Mã không có dấu cách"),
    ],
)
def test_a_refused_criterion_keeps_everything_typed(
    browser: FlaskClient, session: Session, draft: FrameworkVersion, name: str, text: str, reason: str
) -> None:
    code = leaves(data_of(session, draft))[0].code
    typed = {**fields(browser.get(node_page(draft, code)).text), "guidance": "Lời dặn mới", name: text}
    page = browser.post(node_page(draft, code), data={**typed, "viec": "luu"})
    assert page.status_code == 422 and reason in page.text and "Lời dặn mới" in page.text
    assert again(session, draft).version == draft.version


def test_odd_signs_and_endless_texts_do_not_get_in(
    browser: FlaskClient, session: Session, draft: FrameworkVersion
) -> None:
    code = leaves(data_of(session, draft))[0].code
    typed = fields(browser.get(node_page(draft, code)).text)
    long = browser.post(node_page(draft, code), data={**typed, "note": "dài " * 2000, "viec": "luu"})
    assert long.status_code == 422 and "dài quá 5000 ký tự" in long.text
    browser.post(node_page(draft, code), data={**typed, "note": "a\x0bb\r\nc: 'd' # {e}\x00", "viec": "luu"})
    assert edits.node_of(data_of(session, draft), code)["note"] == "a\nb\nc: 'd' # {e}"
    file = browser.get(f"{DRAFT}/bang-tinh").data
    sent = browser.post(f"/bo-chi-so/du-thao/{draft.id}/tep", data={"tep": (io.BytesIO(file), "bo.xlsx")})
    assert sent.status_code == 302
    assert edits.node_of(data_of(session, draft), code)["note"] == "a\nb\nc: 'd' # {e}"


def test_a_code_that_is_taken_is_refused_beside_its_field(
    browser: FlaskClient, session: Session, draft: FrameworkVersion
) -> None:
    first, second = (row.code for row in leaves(data_of(session, draft))[:2])
    typed = {**fields(browser.get(node_page(draft, first)).text), "code": second, "viec": "luu"}
    page = browser.post(node_page(draft, first), data=typed)
    assert page.status_code == 422 and f"Mã {second} dùng hai lần" in page.text


def test_a_page_opened_before_another_change_is_refused(
    browser: FlaskClient, session: Session, draft: FrameworkVersion
) -> None:
    code = leaves(data_of(session, draft))[0].code
    old = fields(browser.get(node_page(draft, code)).text)
    browser.post(node_page(draft, code), data={**old, "note": "của người nhanh", "viec": "luu"})
    late = browser.post(node_page(draft, code), data={**old, "note": "của người chậm", "viec": "luu"})
    assert late.status_code == 409 and "của người chậm" in late.text
    assert edits.node_of(data_of(session, draft), code)["note"] == "của người nhanh"


def test_criteria_are_added_moved_and_removed(
    browser: FlaskClient, session: Session, draft: FrameworkVersion
) -> None:
    add = f"/bo-chi-so/du-thao/{draft.id}/them-chi-so?cha=1"
    page = browser.get(add)
    assert page.status_code == 200 and linting.faults(page.text) == []
    typed = {**fields(page.text), "title": "Chỉ số mới", "max": "2,5", "r.kind": "manual", "viec": "luu"}
    assert browser.post(add, data=typed).status_code == 302
    code = fields(page.text)["code"][0]
    assert edits.node_of(data_of(session, draft), code)["max"] == "2.5"
    order = [row.code for row in outline(data_of(session, draft)) if row.parent == "1"]
    browser.post(f"/bo-chi-so/du-thao/{draft.id}/chuyen-chi-so", data={"code": code, "huong": "len"})
    assert (
        [row.code for row in outline(data_of(session, draft)) if row.parent == "1"][-2] == code == order[-1]
    )
    browser.post(f"/bo-chi-so/du-thao/{draft.id}/xoa-chi-so", data={"code": code})
    assert code not in {row.code for row in outline(data_of(session, draft))}


def test_inputs_are_edited_added_and_removed(
    browser: FlaskClient, session: Session, draft: FrameworkVersion
) -> None:
    listed = browser.get(f"/bo-chi-so/du-thao/{draft.id}/so-lieu")
    assert listed.status_code == 200 and linting.faults(listed.text) == []
    before = data_of(session, draft)["inputs"]
    for name in before:
        page = browser.get(f"/bo-chi-so/du-thao/{draft.id}/mot-so-lieu?ten={name}")
        assert page.status_code == 200
    assert linting.faults(page.text) == []
    browser.post(f"/bo-chi-so/du-thao/{draft.id}/mot-so-lieu?ten={name}", data=fields(page.text))
    assert data_of(session, draft)["inputs"] == before
    add = f"/bo-chi-so/du-thao/{draft.id}/mot-so-lieu"
    typed = {"name": "muc_moi", "title": "Mức", "type": "choice", "choices": "cao: Cao\nthap: Thấp"}
    assert browser.post(add, data={**typed, "choices": "cao"}).status_code == 422
    assert browser.post(add, data={**typed, "name": "Mức"}).status_code == 422
    assert browser.post(add, data={**typed, "name": name}).status_code == 422
    assert browser.post(add, data=typed).status_code == 302
    assert data_of(session, draft)["inputs"]["muc_moi"]["choices"] == {"cao": "Cao", "thap": "Thấp"}
    browser.post(f"/bo-chi-so/du-thao/{draft.id}/xoa-so-lieu", data={"name": "muc_moi"})
    assert data_of(session, draft)["inputs"] == before


def test_worked_cases_are_edited_and_show_their_result(
    browser: FlaskClient, session: Session, draft: FrameworkVersion
) -> None:
    before = data_of(session, draft)["cases"]
    address = f"/bo-chi-so/du-thao/{draft.id}/vi-du?so=0"
    page = browser.get(address)
    assert page.status_code == 200 and linting.faults(page.text) == []
    browser.post(address, data=fields(page.text))
    assert data_of(session, draft)["cases"] == before
    browser.post(address, data={**fields(page.text), "seen_version": "", "points": "0,123"})
    assert "ví dụ ghi 0,123 điểm" in browser.get(DRAFT).text
    browser.post(f"/bo-chi-so/du-thao/{draft.id}/xoa-vi-du", data={"position": "0"})
    assert data_of(session, draft)["cases"] == before[1:]
    wrong = browser.post(address, data={"code": "1", "points": "x", "figures": "không có dấu hai chấm"})
    assert wrong.status_code == 422 and "không có dấu hai chấm" in wrong.text


def test_the_head_saved_untouched_stays_the_same(
    browser: FlaskClient, session: Session, draft: FrameworkVersion
) -> None:
    before = data_of(session, draft)
    address = f"/bo-chi-so/du-thao/{draft.id}/thong-tin"
    page = browser.get(address)
    assert page.status_code == 200 and linting.faults(page.text) == []
    browser.post(address, data=fields(page.text))
    assert data_of(session, draft) == before
    assert browser.post(address, data={**fields(page.text), "max": "nhiều"}).status_code == 422


# --- the workbook -------------------------------------------------------------------------------------------


def test_the_workbook_taken_out_is_taken_in_again(
    browser: FlaskClient, session: Session, draft: FrameworkVersion
) -> None:
    before = data_of(session, draft)
    file = browser.get(f"{DRAFT}/bang-tinh").data
    address = f"/bo-chi-so/du-thao/{draft.id}/tep"
    assert linting.faults(browser.get(address).text) == []
    sent = browser.post(address, data={"tep": (io.BytesIO(file), "bo.xlsx")})
    assert sent.status_code == 302 and data_of(session, draft) == before


def test_a_wrong_workbook_is_refused_with_every_cell(
    browser: FlaskClient, session: Session, draft: FrameworkVersion
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{DRAFT}/bang-tinh").data))
    book[sheets.NODES]["E3"], book[sheets.NODES]["D3"] = "=1+1", None
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    page = browser.post(f"/bo-chi-so/du-thao/{draft.id}/tep", data={"tep": (out, "bo.xlsx")})
    assert page.status_code == 422 and "ô E3" in page.text and "công thức" in page.text
    old = browser.post(
        f"/bo-chi-so/du-thao/{draft.id}/tep",
        data={"tep": (io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 90), "bo.xls")},
    )
    assert old.status_code == 422 and "Excel cũ" in old.text
    assert browser.post(f"/bo-chi-so/du-thao/{draft.id}/tep", data={}).status_code == 422
    assert again(session, draft).version == draft.version


# --- publishing and after -----------------------------------------------------------------------------------


def test_from_a_sum_that_differs_to_a_published_version(
    browser: FlaskClient, session: Session, make: Maker, province: Any, draft: FrameworkVersion
) -> None:
    row = leaves(data_of(session, draft))[0]
    publish = f"/bo-chi-so/du-thao/{draft.id}/cong-bo"
    issue = {"decision_number": "15/QĐ-UBND", "decision_date": "05/01/2026", "valid_from": "1/1/2026"}

    def save(maximum: str) -> None:
        typed = fields(browser.get(node_page(draft, row.code)).text)
        browser.post(node_page(draft, row.code), data={**typed, "max": maximum, "viec": "luu"})

    save("99")
    assert "cộng lại" in browser.get(DRAFT).text
    assert "Chưa thực hiện được vì" in browser.get(publish).text
    assert browser.post(publish, data=issue).status_code == 422
    save(row.node["max"])
    wrong = browser.post(publish, data={**issue, "decision_date": "31/02/2026"})
    assert wrong.status_code == 422 and 'value="15/QĐ-UBND"' in wrong.text and "31/02/2026" in wrong.text
    page = browser.get(publish)
    assert linting.faults(page.text) == []
    assert browser.post(publish, data=issue).status_code == 302
    text = browser.get(DRAFT).text
    assert "15/QĐ-UBND" in text and "Đã công bố" in text and ">Sửa<" not in text
    assert browser.get(node_page(draft, row.code)).status_code == 409
    round_ = make.round(province, [])
    group = make.group(province)
    setup = f"/ky-danh-gia/{round_.id}/thiet-lap"
    assert 'value="thanh_hoa_2021/so@2"' in browser.get(setup).text
    sent = {"unit_group_id": group.id, "framework_id": "thanh_hoa_2021/so@2"}
    assert browser.post(f"/ky-danh-gia/{round_.id}/nhom", data=sent).status_code == 302
    assert "phiên bản 2" in browser.get(setup).text
    assert round_.title in unescape(browser.get("/bo-chi-so").text)
    browser.post(f"/bo-chi-so/ban-cong-bo/{draft.id}/thoi-dung", data={})
    assert again(session, draft).state == "retired"


def test_what_is_published_already_is_refused_and_what_was_typed_stays(
    browser: FlaskClient, draft: FrameworkVersion, session: Session
) -> None:
    issue = {"decision_number": "15/QĐ-UBND", "decision_date": "05/01/2026"}
    browser.post(f"/bo-chi-so/du-thao/{draft.id}/cong-bo", data=issue)
    browser.post("/bo-chi-so/lap", data={"source": "thanh_hoa_2021/so@2"})
    session.expire_all()
    again_id = session.scalars(select(FrameworkVersion.id).where(FrameworkVersion.state == "draft")).one()
    page = browser.post(f"/bo-chi-so/du-thao/{again_id}/cong-bo", data=issue)
    assert page.status_code == 422 and "giống hệt" in page.text and 'value="15/QĐ-UBND"' in page.text
    assert linting.faults(page.text) == []


def test_the_journal_tells_what_happened_to_a_version(browser: FlaskClient, draft: FrameworkVersion) -> None:
    assert f"/nhat-ky/framework/{draft.id}" in browser.get(DRAFT).text
    code = "1.1.1"
    typed = fields(browser.get(node_page(draft, code)).text)
    browser.post(node_page(draft, code), data={**typed, "note": "mới", "viec": "luu"})
    journal = browser.get(f"/nhat-ky/framework/{draft.id}")
    assert journal.status_code == 200 and linting.faults(journal.text) == []
    assert "Lập bản dự thảo bộ chỉ số" in journal.text and "Sửa dự thảo bộ chỉ số: 1.1.1" in journal.text


def test_a_draft_is_deleted(browser: FlaskClient, session: Session, draft: FrameworkVersion) -> None:
    assert browser.post(f"/bo-chi-so/du-thao/{draft.id}/xoa", data={}).status_code == 302
    assert session.scalar(select(FrameworkVersion)) is None


# --- two versions -------------------------------------------------------------------------------------------


def test_two_versions_stand_side_by_side(
    browser: FlaskClient, session: Session, draft: FrameworkVersion
) -> None:
    code = leaves(data_of(session, draft))[0].code
    typed = fields(browser.get(node_page(draft, code)).text)
    browser.post(node_page(draft, code), data={**typed, "title": "Tên đã đổi", "viec": "luu"})
    page = browser.get(f"/bo-chi-so/so-sanh?trai={SO}&phai=thanh_hoa_2021/so@2")
    assert page.status_code == 200 and "Tên đã đổi" in page.text and linting.faults(page.text) == []
    assert page.text.count('data-label="Thay đổi"') == 1
    more = browser.get(f"/bo-chi-so/so-sanh?trai={SO}&phai={HUYEN}&tat_ca=1")
    assert more.status_code == 200 and "Thêm mới" in more.text


def test_pairs_are_offered_confirmed_and_taken_back(browser: FlaskClient, session: Session) -> None:
    address = f"/bo-chi-so/noi-tieu-chi?trai={SO}&phai={HUYEN}"
    page = browser.get(address)
    assert page.status_code == 200 and linting.faults(page.text) == []
    ticked = re.findall(r'name="cap" value="([^"]+)"', page.text)
    assert len(ticked) > 10
    sent = {"trai": SO, "phai": HUYEN, "cap": ticked[:3]}
    assert browser.post("/bo-chi-so/noi-tieu-chi", data=sent).status_code == 302
    made = session.scalars(select(CriterionMapping)).all()
    assert [f"{one.from_code}|{one.to_code}" for one in made] == ticked[:3]
    assert "Đã nối (3)" in browser.get(address).text
    browser.post(f"/bo-chi-so/noi-tieu-chi/{made[0].id}/bo", data={"trai": SO, "phai": HUYEN})
    assert "Đã nối (2)" in browser.get(address).text
    wrong = browser.post(
        "/bo-chi-so/noi-tieu-chi", data={"trai": SO, "phai": HUYEN, "from_code": "99", "to_code": "1"}
    )
    assert wrong.status_code == 422 and "không có chỉ số mã “99”" in wrong.text.lower()
    assert browser.post("/bo-chi-so/noi-tieu-chi", data={"trai": SO, "phai": HUYEN}).status_code == 422


def test_a_reader_sees_everything_and_changes_nothing(
    browser: FlaskClient, make: Maker, province: Any, act_as: ActAs, draft: FrameworkVersion
) -> None:
    auditor = act_as(make.account(province, roles=["auditor"]))
    for path in ("/bo-chi-so", DRAFT, f"{DRAFT}/bang-tinh", "/bo-chi-so/so-sanh", "/bo-chi-so/noi-tieu-chi"):
        assert auditor.get(path).status_code == 200
    assert ">Sửa<" not in auditor.get(DRAFT).text
    assert auditor.get(f"/bo-chi-so/du-thao/{draft.id}/thong-tin").status_code == 403
    assert auditor.post(f"/bo-chi-so/du-thao/{draft.id}/xoa").status_code == 403
    stranger = act_as(make.account(make.authority(), roles=["standing_body"]))
    assert stranger.get(DRAFT).status_code == 404
    assert stranger.get(f"/bo-chi-so/du-thao/{draft.id}/thong-tin").status_code == 404


def test_a_broken_draft_can_still_be_opened(
    browser: FlaskClient, session: Session, draft: FrameworkVersion
) -> None:
    row = again(session, draft)
    row.content = to_yaml(
        {"id": "x", "tree": [{"code": "1", "children": [{"rule": {"min-max": {}}}]}], "inputs": []}
    )
    session.commit()
    for path in (DRAFT, f"{DRAFT}/bang-tinh", node_page(draft, "1"), "/bo-chi-so"):
        assert browser.get(path).status_code == 200
    for part in ("thong-tin", "so-lieu", "tep", "cong-bo", "vi-du"):
        assert browser.get(f"/bo-chi-so/du-thao/{draft.id}/{part}").status_code == 200
