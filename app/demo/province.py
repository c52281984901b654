"""The demonstration province: Thanh Hóa as source 002 (2021) speaks of it, with invented people.

Only the set-up that a real installation would import is written here directly; whatever happens in a
round goes through the same operations as the pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account, RoleGrant
from app.units.models import Authority, LegalBasis, Unit, UnitGroup

AUTHORITY = "thanh-hoa"
STANDING_BODY = "stttt"

# code, symbol, name, head
DEPARTMENTS = (
    ("vpubnd", "VP", "Văn phòng UBND tỉnh", "Chánh Văn phòng"),
    ("snv", "SNV", "Sở Nội vụ", "Giám đốc"),
    ("stp", "STP", "Sở Tư pháp", "Giám đốc"),
    ("skhdt", "SKHĐT", "Sở Kế hoạch và Đầu tư", "Giám đốc"),
    ("stc", "STC", "Sở Tài chính", "Giám đốc"),
    ("sct", "SCT", "Sở Công Thương", "Giám đốc"),
    ("snnptnt", "SNN&PTNT", "Sở Nông nghiệp và Phát triển nông thôn", "Giám đốc"),
    ("sgtvt", "SGTVT", "Sở Giao thông vận tải", "Giám đốc"),
    ("sxd", "SXD", "Sở Xây dựng", "Giám đốc"),
    ("stnmt", "STNMT", "Sở Tài nguyên và Môi trường", "Giám đốc"),
    ("stttt", "STTTT", "Sở Thông tin và Truyền thông", "Giám đốc"),
    ("sldtbxh", "SLĐTBXH", "Sở Lao động - Thương binh và Xã hội", "Giám đốc"),
    ("svhttdl", "SVHTTDL", "Sở Văn hóa, Thể thao và Du lịch", "Giám đốc"),
    ("skhcn", "SKHCN", "Sở Khoa học và Công nghệ", "Giám đốc"),
    ("sgddt", "SGDĐT", "Sở Giáo dục và Đào tạo", "Giám đốc"),
    ("syt", "SYT", "Sở Y tế", "Giám đốc"),
    ("ttt", "TTT", "Thanh tra tỉnh", "Chánh Thanh tra"),
    ("sngv", "SNgV", "Sở Ngoại vụ", "Giám đốc"),
    ("bdt", "BDT", "Ban Dân tộc", "Trưởng ban"),
    (
        "bqlkktns",
        "BQLKKTNS&KCN",
        "Ban Quản lý Khu kinh tế Nghi Sơn và các khu công nghiệp",
        "Trưởng ban",
    ),
)

# code, name; huyện unless the name says otherwise
CITIES_AND_TOWNS = (
    ("tpth", "thành phố Thanh Hóa"),
    ("tpss", "thành phố Sầm Sơn"),
    ("txbs", "thị xã Bỉm Sơn"),
    ("txns", "thị xã Nghi Sơn"),
)
RURAL_DISTRICTS = (
    ("bathuoc", "Bá Thước"),
    ("camthuy", "Cẩm Thủy"),
    ("dongson", "Đông Sơn"),
    ("hatrung", "Hà Trung"),
    ("hauloc", "Hậu Lộc"),
    ("hoanghoa", "Hoằng Hóa"),
    ("langchanh", "Lang Chánh"),
    ("muonglat", "Mường Lát"),
    ("ngason", "Nga Sơn"),
    ("ngoclac", "Ngọc Lặc"),
    ("nhuthanh", "Như Thanh"),
    ("nhuxuan", "Như Xuân"),
    ("nongcong", "Nông Cống"),
    ("quanhoa", "Quan Hóa"),
    ("quanson", "Quan Sơn"),
    ("quangxuong", "Quảng Xương"),
    ("thachthanh", "Thạch Thành"),
    ("thieuhoa", "Thiệu Hóa"),
    ("thoxuan", "Thọ Xuân"),
    ("thuongxuan", "Thường Xuân"),
    ("trieuson", "Triệu Sơn"),
    ("vinhloc", "Vĩnh Lộc"),
    ("yendinh", "Yên Định"),
)

# citation, in force from, to; the laws that source 002 cites, and its own decision
LEGAL_BASES: tuple[tuple[str, date | None, date | None], ...] = (
    (
        "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một số điều của "
        "Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 tháng 11 năm 2019",
        date(2016, 1, 1),
        date(2025, 2, 28),
    ),
    ("Luật Công nghệ thông tin ngày 29 tháng 6 năm 2006", date(2007, 1, 1), date(2026, 6, 30)),
    (
        "Nghị định số 64/2007/NĐ-CP ngày 10 tháng 4 năm 2007 của Chính phủ về ứng dụng công nghệ thông tin "
        "trong hoạt động của cơ quan nhà nước",
        date(2007, 5, 1),
        date(2026, 6, 30),
    ),
    (
        "Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ phê duyệt “Chương trình "
        "Chuyển đổi số quốc gia đến năm 2025, định hướng đến năm 2030”",
        date(2020, 6, 3),
        None,
    ),
    (
        "Quyết định số 1726/QĐ-BTTTT ngày 12 tháng 10 năm 2020 của Bộ trưởng Bộ Thông tin và Truyền thông "
        "phê duyệt Đề án “Xác định Bộ chỉ số đánh giá chuyển đổi số của các bộ, cơ quan ngang bộ, cơ quan "
        "thuộc Chính phủ, các tỉnh, thành phố trực thuộc Trung ương và của quốc gia”",
        date(2020, 10, 12),
        date(2022, 5, 19),
    ),
    (
        "Quyết định số 4216/QĐ-UBND ngày 06 tháng 10 năm 2020 của Ủy ban nhân dân tỉnh về việc ban hành Kế "
        "hoạch Chuyển đổi số trên địa bàn tỉnh Thanh Hóa đến năm 2025, định hướng đến năm 2030",
        date(2020, 10, 6),
        None,
    ),
    (
        "Quyết định của Chủ tịch Ủy ban nhân dân tỉnh năm 2021 về việc ban hành Bộ chỉ số đánh giá "
        "Chuyển đổi số tỉnh Thanh Hóa",
        date(2021, 1, 1),
        None,
    ),
)
# The submission cites the law on local government and the decisions the round carries out.
ALSO_IN_SUBMISSION = (
    "Luật Tổ chức chính quyền địa phương",
    "Quyết định số 749/QĐ-TTg",
    "Quyết định của Chủ tịch Ủy ban nhân dân tỉnh",
)

SURNAMES = ("Nguyễn", "Lê", "Trần", "Phạm", "Hoàng", "Vũ", "Đỗ", "Bùi", "Đặng", "Trịnh", "Mai", "Hà")
MIDDLE_NAMES = ("Văn", "Thị", "Đức", "Ngọc", "Minh", "Thanh", "Quang", "Hữu", "Xuân", "Thu")
GIVEN_NAMES = (
    *("An", "Bình", "Cường", "Dung", "Giang", "Hà", "Hải", "Hạnh", "Hùng", "Hương", "Khánh", "Lan"),
    *("Linh", "Long", "Mai", "Nam", "Nga", "Phong", "Phương", "Quân", "Sơn", "Tâm", "Thảo", "Yến"),
)


def person_name(number: int) -> str:
    """The n-th invented name; no two of the first thousand are the same."""
    given = GIVEN_NAMES[number % len(GIVEN_NAMES)]
    middle = MIDDLE_NAMES[(number // len(GIVEN_NAMES) + number) % len(MIDDLE_NAMES)]
    surname = SURNAMES[(number * 5 + number // 60) % len(SURNAMES)]
    return f"{surname} {middle} {given}"


@dataclass(frozen=True)
class Staff:
    """A person with a role of the authority or of the round: username, title, body, role."""

    username: str
    title: str
    unit: str | None
    role: str
    of_round: bool = True


STAFF = (
    Staff("thuongtruc", "Phó Trưởng phòng Công nghệ thông tin", STANDING_BODY, "standing_body", False),
    Staff("quantri", "Quản trị hệ thống", STANDING_BODY, "administrator", False),
    Staff("thanhtra", "Thanh tra viên", "ttt", "auditor", False),
    Staff("vanthu", "Văn thư Văn phòng UBND tỉnh", "vpubnd", "secretariat", False),
    Staff("chutich", "Chủ tịch UBND tỉnh", None, "chairman", False),
    Staff("thamdinh1", "Trưởng phòng Công nghệ thông tin, Tổ trưởng", STANDING_BODY, "appraiser"),
    Staff("thamdinh2", "Chuyên viên Sở Nội vụ", "snv", "appraiser"),
    Staff("thamdinh3", "Chuyên viên Sở Tài chính", "stc", "appraiser"),
    Staff("thamdinh4", "Chuyên viên Văn phòng UBND tỉnh", "vpubnd", "appraiser"),
    Staff("hoidong1", "Phó Chủ tịch UBND tỉnh", None, "council_chair"),
    Staff("hoidong2", "Giám đốc Sở Thông tin và Truyền thông", STANDING_BODY, "council_member"),
    Staff("hoidong3", "Phó Giám đốc Sở Nội vụ", "snv", "council_member"),
    Staff("hoidong4", "Phó Giám đốc Sở Tài chính", "stc", "council_member"),
    Staff("hoidong5", "Phó Chánh Văn phòng UBND tỉnh", "vpubnd", "council_member"),
    Staff(
        "thuky", "Phó Trưởng phòng Công nghệ thông tin, Thư ký Hội đồng", STANDING_BODY, "council_secretary"
    ),
    # records what concerns the first secretary's own body
    Staff("thuky2", "Chuyên viên Văn phòng UBND tỉnh, Thư ký Hội đồng", "vpubnd", "council_secretary"),
)


def build_province(session: Session, password_hash: str, units_per_group: int | None = None) -> Authority:
    """Add the authority, its two groups of units, its laws, and an account for every part in a round.

    Every demonstration account has the one password whose hash is given. With `units_per_group` each group
    has only its first units, the standing body always among them. Not committed here.
    """
    authority = Authority(
        code=AUTHORITY,
        name="Ủy ban nhân dân tỉnh Thanh Hóa",
        area_name="tỉnh Thanh Hóa",
        place_name="Thanh Hóa",
        symbol="UBND",
        head_title="Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa",
    )
    session.add(authority)
    session.flush()
    units = _departments(session, authority, units_per_group)
    units += _districts(session, authority, units_per_group)
    authority.standing_body_id = next(unit.id for unit in units if unit.code == STANDING_BODY)
    for position, (citation, valid_from, valid_to) in enumerate(LEGAL_BASES, 1):
        session.add(
            LegalBasis(
                authority_id=authority.id,
                citation=citation,
                position=position,
                valid_from=valid_from,
                valid_to=valid_to,
                document_kinds="decision,submission"
                if citation.startswith(ALSO_IN_SUBMISSION)
                else "decision",
            )
        )
    _accounts(session, authority, units, password_hash)
    return authority


def _departments(session: Session, authority: Authority, limit: int | None) -> list[Unit]:
    group = UnitGroup(authority_id=authority.id, code="so", title="Các sở, ban, ngành cấp tỉnh", position=1)
    session.add(group)
    session.flush()
    chosen = [row for row in DEPARTMENTS if row[0] == STANDING_BODY]
    others = [row for row in DEPARTMENTS if row[0] != STANDING_BODY]
    chosen += others[: limit - 1 if limit else None]
    chosen.sort(key=DEPARTMENTS.index)
    units = [
        Unit(
            authority_id=authority.id,
            group_id=group.id,
            code=code,
            symbol=symbol,
            name=name,
            head_title=head,
            position=position,
        )
        for position, (code, symbol, name, head) in enumerate(chosen, 1)
    ]
    return _added(session, units)


def _districts(session: Session, authority: Authority, limit: int | None) -> list[Unit]:
    group = UnitGroup(
        authority_id=authority.id, code="huyen", title="UBND các huyện, thị xã, thành phố", position=2
    )
    session.add(group)
    session.flush()
    named = (*CITIES_AND_TOWNS, *((code, f"huyện {name}") for code, name in RURAL_DISTRICTS))
    units = [
        Unit(
            authority_id=authority.id,
            group_id=group.id,
            code=code,
            symbol="UBND",
            name=f"UBND {name}",
            head_title=f"Chủ tịch UBND {name}",
            position=position,
        )
        for position, (code, name) in enumerate(named[:limit], 1)
    ]
    return _added(session, units)


def _added(session: Session, units: list[Unit]) -> list[Unit]:
    session.add_all(units)
    session.flush()
    return units


def _accounts(session: Session, authority: Authority, units: Sequence[Unit], password_hash: str) -> None:
    """Two accounts per unit (source 002, V.1), and the people who appraise, judge, number and sign."""
    moment = clock.now()
    accounts: list[Account] = []

    def add(username: str, title: str, unit_id: int | None, unit_role: str | None) -> Account:
        account = Account(
            authority_id=authority.id,
            username=username,
            full_name=person_name(len(accounts)),
            position_title=title,
            unit_id=unit_id,
            unit_role=unit_role,
            password_hash=password_hash,
            must_change_password=False,
            created_at=moment,
        )
        accounts.append(account)
        session.add(account)
        return account

    by_code = {unit.code: unit.id for unit in units}
    for unit in units:
        add(f"cv.{unit.code}", "Chuyên viên", unit.id, "specialist")
    for unit in (*units[1:], units[0]):  # so that the first specialist and the first leader both find work
        add(f"ld.{unit.code}", unit.head_title, unit.id, "leader")
    people = [
        (staff, add(staff.username, staff.title, by_code.get(staff.unit or ""), None)) for staff in STAFF
    ]
    session.flush()
    for staff, account in people:
        if not staff.of_round:
            session.add(RoleGrant(account_id=account.id, role=staff.role, granted_at=moment))
