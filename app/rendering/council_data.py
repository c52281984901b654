"""The data of the council's documents: the letter that calls a meeting, and its minutes."""

from __future__ import annotations

from typing import TypedDict

from app.rendering.shared_data import Day, Letterhead, Moment, Number, Person, Recipients, Signature


class CouncilMember(TypedDict):
    """A member of the council and whether they came."""

    name: str
    post: str
    role: str  # "Chủ tịch Hội đồng", "Ủy viên"
    present: bool
    absence: str | None  # reason of absence


class Vote(TypedDict):
    """Heads counted."""

    agree: int
    disagree: int
    abstain: int


class Said(TypedDict):
    """What somebody said at the meeting."""

    speaker: str
    content: str


class OpenPoint(TypedDict):
    """A point the council had to settle."""

    unit: str
    label: str
    title: str
    maximum: Number
    question: str
    self_points: Number
    appraised_points: Number
    decided_points: Number
    vote: Vote
    casting: bool  # equal votes, settled by the chair's
    aside: list[str]  # who took no part, each with the reason
    discussion: list[Said]
    outcome: str
    reason: str | None


class CarriedPoint(TypedDict):
    """A point that was before the meeting and not decided there."""

    unit: str
    label: str
    title: str
    question: str
    aside: list[str]
    discussion: list[Said]


class Withdrawn(TypedDict):
    """Criteria left out of a group's ranking for one reason."""

    reason: str
    criteria: list[str]  # each with its coverage


class CouncilGroup(TypedDict):
    """A group of units in the council's conclusion."""

    title: str
    units: int
    highest_unit: str
    highest_points: Number
    lowest_unit: str
    lowest_points: Number
    unranked: list[str]  # units assessed but not ranked, each with the reason
    withdrawn: list[Withdrawn]  # what is left out of the ranking for all, by reason


class SettledUnit(TypedDict):
    """A unit on whose points the council agreed."""

    name: str
    self_points: Number
    appraised_points: Number
    council_points: Number


class SettledGroup(TypedDict):
    """The units of a group, in printed order."""

    title: str
    units: list[SettledUnit]


class CouncilInvitation(TypedDict):
    """Giấy mời họp Hội đồng."""

    letterhead: Letterhead
    meeting: str  # summary line: "Họp Hội đồng đánh giá …"
    inviter: str  # "Hội đồng đánh giá chuyển đổi số tỉnh Thanh Hóa"
    invited: list[Person]
    number: int  # which meeting of the round
    hour: str | None  # "08 giờ 30"; None while it is open
    held_on: Day
    place: str
    chair: Person
    agenda: list[str]
    acted: list[str]  # who did for somebody else what the paper tells, a sentence each; mostly []
    signature: Signature
    recipients: Recipients


class CouncilMinutes(TypedDict):
    """Biên bản họp Hội đồng."""

    letterhead: Letterhead
    year: int
    meeting: str  # summary line: "Họp Hội đồng đánh giá …"
    number: int | None  # which meeting of the round; None where it is not said
    concluding: bool  # whether the council concluded on the round there
    founded_by: str  # "Quyết định số 5012/QĐ-UBND ngày …"
    started_at: Moment | None
    ended_at: Moment | None
    place: str
    chair: Person
    secretary: Person
    members: list[CouncilMember]  # all, chair and secretary too
    acted: list[str]  # who did for somebody else what the paper tells, a sentence each; mostly []
    guests: list[Person]
    quorum: int  # members needed
    reporter: str  # body that reports: "Sở Thông tin và Truyền thông"
    decimals: int
    agenda: list[str]
    discussion: list[Said]  # on the meeting as a whole
    open_points: list[OpenPoint]  # decided at the meeting
    carried: list[CarriedPoint]  # left to the next one
    settled: list[SettledGroup]  # at the meeting; all units where it concluded
    groups: list[CouncilGroup]  # none where it did not conclude
    final_vote: Vote | None  # None: agreed without a count
    conclusions: list[str]
    copies: int
    secretary_signature: Signature
    chair_signature: Signature
    recipients: Recipients
