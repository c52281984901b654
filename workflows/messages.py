"""Every Vietnamese sentence of the workflow core that is not data of a definition."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

WHOLE_FILE = "cả tệp"
NOT_A_MAPPING = "phải là một bảng gồm các mục «tên: giá trị»"
NOT_A_LIST = "phải là một danh sách tên"
NOT_TEXT = "phải là chữ và không được để trống"
NOT_A_WHOLE_NUMBER = "phải là số nguyên không âm"
NOT_A_BOOLEAN = "phải là true hoặc false"
NOT_A_NAME = "tên chỉ gồm chữ thường không dấu, chữ số và dấu gạch dưới"
NO_FINAL_STATE = "chưa có trạng thái kết thúc nào (final: true)"
NOBODY_FIRES = "không có vai trò nào thực hiện được bước chuyển này"
ONLY_SYSTEM = "chỉ giao cho hệ thống, nên không người nào thực hiện được; hãy đổi loại bước chuyển"
USER_IN_MACHINE_STEP = "bước chuyển do hệ thống thực hiện thì chỉ giao cho vai trò «system»"
EMPTY_GROUP = "nhóm phải có ít nhất một vai trò"
STAYS_AND_GOES = "bước chuyển giữ nguyên trạng thái (stays: true) thì không ghi trạng thái đến"
NOT_A_SETTING = (
    "phải là một giá trị, hoặc đúng một trong các cách "
    "{add: số}, {field: thông tin}, {now: true}, {actor: true}"
)
AT_SIGN = 'tên nhóm có dấu @ phải đặt trong dấu nháy: "@nhóm"'
NOT_TIMED = "chỉ bước chuyển theo thời hạn (kind: timed) mới ghi hạn"
PUBLISHED_GONE = "phiên bản đã công bố nhưng không còn tệp; phiên bản cũ phải để lại"
PUBLISHED_HEAD = (
    "Mã băm nội dung của từng phiên bản đã công bố. Chỉ thêm dòng mới: python -m workflows.publish"
)
MAP_REOPENS = "lưu ý: hồ sơ đã kết thúc sẽ mở lại, vì ở phiên bản mới trạng thái này chưa kết thúc"
TOO_DEEP = "các mục lồng nhau quá sâu, không đọc được"
NO_ALIAS = "không dùng bí danh của YAML (&tên, *tên); hãy ghi đầy đủ, hoặc dùng like và nhóm vai trò"
VERSION_FROM_ONE = "phiên bản bắt đầu từ 1"
NO_VIEW = "phải có quyền «view»; không có thì không ai mở được hồ sơ"
SYSTEM_NEEDS_FIELDS = "bước chuyển do hệ thống thực hiện thì không ai điền được thông tin bắt buộc"
FREEZES_BY_ITSELF = "bước chuyển tự động không chốt phiếu điểm được; hãy để bước của người hoặc theo hạn"


def join(items: Iterable[str], last: str = "và") -> str:
    """«a, b và c»."""
    listed = list(items)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {last} {listed[-1]}"


# --- mistakes of a definition ---------------------------------------------------------------------


def problem(place: str, line: int | None, message: str) -> str:
    """One mistake with its place."""
    where = f"{place} (dòng {line})" if line is not None else place
    return f"{where}: {message}"


def definition_refused(name: str, problems: Sequence[str]) -> str:
    """The heading of all mistakes of one definition, followed by them, one on a line."""
    return "\n".join([f"Quy trình «{name}» có {len(problems)} lỗi:", *(f"- {item}" for item in problems)])


def not_yaml(detail: str) -> str:
    hint = f"; {AT_SIGN}" if "'@'" in detail else ""
    return f"không đọc được YAML: {detail}{hint}"


def no_value(text: str) -> str:
    """A value that looks like a date or a number and is none, or is far too large."""
    short = text if len(text) <= 40 else f"{text[:40]}…"
    return f"không đọc được giá trị «{short}»; nếu là chữ thì đặt trong dấu nháy"


def unreadable(detail: str) -> str:
    return f"không mở được tệp: {detail}"


def repeated_key(key: str) -> str:
    return f"mục «{key}» bị ghi hai lần"


def repeated_transition(name: str) -> str:
    return f"có hai bước chuyển cùng tên «{name}»; từ một trạng thái mỗi tên chỉ được dùng một lần"


def repeated_source(name: str, state: str) -> str:
    return f"bước chuyển «{name}» được ghi hai lần từ trạng thái «{state}»"


def repeated_item(name: str) -> str:
    return f"«{name}» bị ghi hai lần trong danh sách"


def wrong_file_name(expected: str) -> str:
    return f"tên tệp phải theo mã và phiên bản ghi trong tệp: {expected}"


def not_published(key: str) -> str:
    return f"«{key}» chưa công bố; khi đã xong hãy chạy: python -m workflows.publish"


def changed_published(key: str) -> str:
    return f"«{key}» đã công bố nên không sửa được nữa; hãy để tệp như cũ và ghi thay đổi vào phiên bản mới"


def publishing(added: Sequence[str]) -> str:
    """What was added to the list of published versions."""
    return f"Đã công bố: {', '.join(added)}" if added else "Không có phiên bản mới để công bố."


def missing(key: str) -> str:
    return f"thiếu mục «{key}»"


def unknown_key(key: str) -> str:
    return f"mục «{key}» không có trong cấu trúc của quy trình"


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """An unknown name, with the nearest known one where there is any."""
    nearest = _nearest(name, known)
    hint = f"; có phải «{nearest}»?" if nearest else ""
    return f"{kind} «{name}» không có{hint}"


def _nearest(name: str, known: Iterable[str]) -> str | None:
    found = get_close_matches(name, list(known), n=1)
    return found[0] if found else None


def unknown_state(name: str, known: Iterable[str]) -> str:
    """A state that the items of the subject cannot be in."""
    nearest = _nearest(name, known)
    hint = f"có phải «{nearest}»?" if nearest else f"chọn trong {join(known, 'hoặc')}"
    return f"trạng thái «{name}» không có trong các trạng thái của đối tượng này; {hint}"


def like_cycle(names: Sequence[str]) -> str:
    return f"các trạng thái lấy quyền của nhau thành vòng: {' → '.join(names)}"


TYPES = {"whole": "số nguyên", "text": "chữ", "flag": "true hoặc false", "moment": "thời điểm"}
WAYS = {
    "literal": "một giá trị",
    "add": "cộng thêm",
    "field": "thông tin gửi kèm",
    "now": "thời điểm thực hiện",
}
WAYS["actor"] = "tên người thực hiện"


def wrong_value(value: object, kind: str) -> str:
    """A literal that does not fit the type of its variable."""
    only = "; thời điểm chỉ để trống (null) hoặc lấy lúc thực hiện ({now: true})" if kind == "moment" else ""
    return f"«{value}» không phải {TYPES[kind]}{only}"


def wrong_source(way: str, variable: str, kind: str) -> str:
    return f"biến «{variable}» kiểu {TYPES[kind]} không nhận {WAYS[way]}"


def never_set(variable: str) -> str:
    return f"biến «{variable}» không có bước chuyển nào đặt giá trị"


def unknown_parent(parent: str, known: Iterable[str]) -> str:
    """The round workflow an assessment's workflow names is not there."""
    return unknown("quy trình cha", parent, known)


def wrong_parent(parent: str, subject: str) -> str:
    return f"quy trình cha «{parent}» là của «{subject}»; quy trình cha phải là của một kỳ đánh giá (round)"


def nobody_from(state: str) -> str:
    """A step that no role can take from one of the states it leaves."""
    return (
        f"ở trạng thái «{state}» không vai trò nào trong by được giao quyền mà bước chuyển đòi hỏi, "
        "nên không ai thực hiện được"
    )


def groups_without_firer(groups: Sequence[str]) -> str:
    named = join((f"«{group}»" for group in groups), "hoặc")
    return f"không vai trò nào trong by thuộc nhóm {named}, nên không ai thực hiện được"


def deadline_not_running(deadline: str, state: str) -> str:
    """A unit's timed step goes by the deadline that runs on the state it leaves."""
    return (
        f"hạn «{deadline}» không phải hạn của trạng thái «{state}», nên bước này không bao giờ được thực hiện"
    )


def not_by_time(subject: str) -> str:
    return f"chương trình không thực hiện bước chuyển theo thời hạn cho đối tượng «{subject}»"


def effect_of_a_person(effect: str) -> str:
    return f"tác động «{effect}» phải do thao tác của một người thực hiện, chương trình không tự làm được"


def field_of_guard(guard: str, field: str) -> str:
    return f"điều kiện «{guard}» so với «{field}» được gửi kèm, nên phải đòi hỏi thông tin đó (needs)"


def other_subject(identifier: str, subject: str, before: str) -> str:
    return f"quy trình «{identifier}» là của «{before}» ở phiên bản trước, phiên bản này ghi «{subject}»"


def timed_without_deadline(state: str) -> str:
    return f"bước chuyển theo thời hạn đi từ trạng thái «{state}» không có hạn"


def unreachable(state: str) -> str:
    return f"không có đường nào từ trạng thái đầu đến trạng thái «{state}»"


def no_way_out(state: str) -> str:
    return f"trạng thái «{state}» chưa kết thúc nhưng không có bước chuyển nào đi ra"


def never_ends(state: str) -> str:
    return f"từ trạng thái «{state}» không có đường nào đến trạng thái kết thúc"


def leaves_final(transition: str, state: str) -> str:
    return f"bước chuyển «{transition}» đi ra từ trạng thái kết thúc «{state}»"


def automatic_cycle(names: Sequence[str]) -> str:
    return f"các bước chuyển tự động hoặc theo thời hạn tạo thành vòng lặp: {' → '.join(names)}"


def opposite_guards(names: Iterable[str]) -> str:
    return f"các điều kiện {join(sorted(names))} không bao giờ cùng đạt, nên không ai thực hiện được"


def fires_unseen(role: str, state: str) -> str:
    return f"vai trò «{role}» không được xem hồ sơ ở trạng thái «{state}» nên không thực hiện được"


def works_unseen(role: str, state: str) -> str:
    return f"vai trò «{role}» không được xem hồ sơ ở trạng thái «{state}» nên không nhận việc được"


def granted_to_nobody(permission: str) -> str:
    return f"quyền «{permission}» không được giao cho ai ở bất kỳ trạng thái nào"


def undeclared_permission(permission: str) -> str:
    return f"quyền «{permission}» không có trong danh sách permissions của quy trình"


# --- why an action is refused ---------------------------------------------------------------------


def wrong_state(action: str, current: str, sources: Sequence[str]) -> str:
    return (
        f"Không thể «{action}» vì hồ sơ đang ở bước «{current}»; "
        f"việc này chỉ làm được ở bước {join((f'«{name}»' for name in sources), 'hoặc')}."
    )


def role_refused(action: str, state: str, allowed: Sequence[str], held: Sequence[str]) -> str:
    who = f"chỉ {join(allowed, 'hoặc')} được thực hiện" if allowed else "do hệ thống tự thực hiện"
    own = f", không phải {join(held, 'hay')}" if held else ""
    return f"Ở bước «{state}», việc «{action}» {who}{own}."


def group_refused(action: str, groups: Sequence[str], allowed: Sequence[str]) -> str:
    named = join((f"«{title}»" for title in groups), "hoặc")
    who = f": {join(allowed, 'hoặc')}" if allowed else ""
    return f"Việc «{action}» chỉ người thuộc nhóm {named} được thực hiện{who}."


def step_permission_refused(action: str, state: str, permission: str, allowed: Sequence[str]) -> str:
    """A step that asks for a permission which the state does not grant the person."""
    needed = f"Việc «{action}» cần quyền «{permission}»"
    if not allowed:
        return f"{needed}; ở bước «{state}» không ai có quyền này."
    return f"{needed}; ở bước «{state}» chỉ {join(allowed, 'hoặc')} có quyền này."


def guards_refused(action: str, reasons: Sequence[str]) -> str:
    return f"Chưa thể «{action}»: {'; '.join(reason.rstrip('. ') for reason in reasons)}."


def fields_missing(action: str, fields: Sequence[str]) -> str:
    return f"Để «{action}» cần có {join(fields)}."


def permission_denied(permission: str, state: str, allowed: Sequence[str], elsewhere: Sequence[str]) -> str:
    """Why a permission is refused in ``state``; ``elsewhere`` are states where the person would have it."""
    what = permission[:1].lower() + permission[1:]
    if allowed:
        sentence = f"Ở bước «{state}», chỉ {join(allowed, 'hoặc')} được {what}"
    else:
        sentence = f"Ở bước «{state}», không ai được {what}"
    if elsewhere:
        sentence += (
            f"; vai trò của bạn có quyền này ở bước {join((f'«{name}»' for name in elsewhere), 'hoặc')}"
        )
    return sentence + "."


# --- pictures -------------------------------------------------------------------------------------


def picture(title: str, state: str | None, passed: Sequence[str] = ()) -> str:
    """What a picture of a workflow shows, for those who cannot see it."""
    now = f"; đang ở bước «{state}»" if state else ""
    before = f"; đã qua {join(f'«{name}»' for name in passed)}" if passed else ""
    return f"Sơ đồ các bước của quy trình «{title}»{now}{before}"


BY_ITSELF = "tự động"
BY_PEOPLE = "người thực hiện"
BY_PROGRAMME = "chương trình tự thực hiện"
GOES_BACK = "đi ngược về bước trước"


def staying(title: str) -> str:
    return f"{title} (giữ nguyên bước)"


def when_over(deadline: str) -> str:
    """«khi hết hạn …»; titles of deadlines begin in several ways."""
    name = deadline[:1].lower() + deadline[1:]
    if name.startswith("hết "):
        return f"khi {name}"
    return f"khi hết {name}" if name.startswith("hạn ") else f"khi hết hạn {name}"


def called(subject: str) -> str:
    """A step that an effect of another workflow fires."""
    return "tự động, theo bước của kỳ đánh giá" if subject == "assessment" else "tự động, theo quy trình khác"


# --- programming mistakes and damaged records -----------------------------------------------------


def unknown_name(kind: str, name: str, definition: str) -> str:
    return f"{kind} «{name}» không có trong quy trình «{definition}»"


def broken_history(index: int, detail: str) -> str:
    return f"Lịch sử đứt ở bước thứ {index}: {detail}"


def step_starts_elsewhere(recorded: str, expected: str) -> str:
    return f"ghi đi từ «{recorded}» trong khi hồ sơ đang ở «{expected}»"


def moved_nowhere(state: str, definition: str) -> str:
    return f"ghi chuyển phiên bản sang trạng thái «{state}» không có trong quy trình «{definition}»"


def moved_otherwise(source: str, target: str) -> str:
    return f"ghi chuyển phiên bản từ «{source}» sang «{target}», khác với bảng đối chiếu trạng thái"


def step_not_allowed(transition: str, source: str, target: str) -> str:
    return f"quy trình không có bước chuyển «{transition}» từ «{source}» đến «{target}»"


# --- from one version to another ------------------------------------------------------------------


def map_refused(old: str, new: str, reasons: Sequence[str]) -> str:
    """The heading of everything that stands against a map of states, followed by it, one on a line."""
    return "\n".join(
        [f"Chưa thể chuyển hồ sơ từ «{old}» sang «{new}»:", *(f"- {reason}" for reason in reasons)]
    )


def map_of_others(old: str, new: str) -> str:
    return f"hai quy trình khác nhau («{old}» và «{new}»); chỉ chuyển giữa các phiên bản của một quy trình"


def map_from_unknown(state: str, definition: str, known: Iterable[str]) -> str:
    return f"{unknown('trạng thái cũ', state, known)} (trong «{definition}»)"


def map_to_unknown(state: str, definition: str, known: Iterable[str]) -> str:
    return f"{unknown('trạng thái mới', state, known)} (trong «{definition}»)"


def map_misses(title: str, state: str, definition: str) -> str:
    """A state without a place: by the title that pages show and the name that a map of states asks for."""
    gone = f"trạng thái «{title}» ({state}) không còn trong «{definition}»"
    return f"{gone}; hãy ghi rõ chuyển sang trạng thái nào"


def map_to_other_stage(source: str, stage: str, target: str, other: str) -> str:
    return (
        f"hồ sơ ở «{source}» (giai đoạn {stage}) không chuyển sang «{target}» (giai đoạn {other}) được: "
        "các phiếu điểm chốt ở giữa sẽ thiếu; hãy để hồ sơ qua giai đoạn trước"
    )


def map_line(source: str, target: str) -> str:
    return f"«{source}»: giữ nguyên" if source == target else f"«{source}» → «{target}»"


def map_permission(permission: str, roles: Sequence[str], gained: bool) -> str:
    what = permission[:1].lower() + permission[1:]
    return f"{'thêm' if gained else 'bớt'} quyền {what}: {join(roles)}"


def map_step(step: str, gained: bool) -> str:
    return f"{'thêm' if gained else 'bớt'} bước «{step}»"


# --- what differs between two definitions -----------------------------------------------------------

NO_DIFFERENCE = "Hai quy trình không khác nhau."
PARTS = {
    "definition": "Quy trình",
    "role": "Vai trò",
    "group": "Nhóm",
    "variable": "Biến",
    "permission": "Quyền",
    "deadline": "Hạn",
    "state": "Trạng thái",
    "transition": "Bước chuyển",
    "worklist": "Danh sách việc",
}
ENTRIES = {
    "title": "tên",
    "basis": "căn cứ",
    "subject": "đối tượng",
    "initial": "trạng thái đầu",
    "start": "giá trị đầu",
    "parent": "quy trình cha",
    "scope": "phạm vi",
    "type": "kiểu",
    "roles": "vai trò",
    "stage": "giai đoạn",
    "final": "kết thúc",
    "deadline": "hạn",
    "sources": "đi từ",
    "target": "đến",
    "kind": "loại",
    "guards": "điều kiện",
    "needs": "thông tin bắt buộc",
    "freezes": "chốt phiếu",
    "effects": "tác động",
    "question": "câu hỏi xác nhận",
    "permission": "quyền phải có",
    "groups": "nhóm phải thuộc",
    "sets": "đặt biến",
    "grace_days": "số ngày châm chước",
    "remind_days": "nhắc trước (ngày)",
    "remind": "người được nhắc",
    "escalate_days": "báo quá hạn sau (ngày)",
    "escalate": "người được báo quá hạn",
    "states": "trạng thái",
    "overdue": "chỉ việc quá hạn",
}
STAYS = "giữ nguyên trạng thái"
EMPTY = "trống"


def difference(part: str, name: str, title: str, change: str) -> str:
    """The first line of what happened to one part."""
    verb = {"added": "thêm", "removed": "bớt", "changed": "sửa"}[change]
    known = f" («{name}»)" if name else ""
    return f"{PARTS[part]} «{title}»{known}: {verb}"


def entry_changed(entry: str, before: str, after: str) -> str:
    """One entry of a part, before and after."""
    return f"{entry}: {before or 'không'} → {after or 'không'}"


def yes_or_no(value: bool) -> str:
    return "có" if value else "không"


def how_set(variable: str, way: str, value: str) -> str:
    """How a step sets a variable, in a few words."""
    return (
        f"{variable} = {WAYS[way]} {value}".strip() if way != "literal" else f"{variable} = {value or EMPTY}"
    )


def permission_entry(permission: str) -> str:
    return f"quyền {permission[:1].lower() + permission[1:]}"
