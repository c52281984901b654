"""The data each document is made of: the contract between those who gather and those who draw.

Everything is plain: text, whole numbers, truth values, lists and dictionaries, as JSON has them.
* ``Number`` is an exact number as text ("12.5", "10/3") or a whole number; never a float.
* ``Day`` is an ISO date ("2022-01-28"); a draft gives what is known ("2022-01", "2022") or None.
* ``Moment`` is ISO local time ("2022-01-20T08:30").
* Texts carry no closing ";" or "."; templates set the punctuation.
* Every key is present; where ``None`` is allowed the template leaves the place open or leaves it out.
"""

from __future__ import annotations

from typing import TypedDict

from app.rendering.council_data import (
    CarriedPoint as CarriedPoint,
)
from app.rendering.council_data import (
    CouncilGroup as CouncilGroup,
)
from app.rendering.council_data import (
    CouncilInvitation as CouncilInvitation,
)
from app.rendering.council_data import (
    CouncilMember as CouncilMember,
)
from app.rendering.council_data import (
    CouncilMinutes as CouncilMinutes,
)
from app.rendering.council_data import (
    OpenPoint as OpenPoint,
)
from app.rendering.council_data import (
    Said as Said,
)
from app.rendering.council_data import (
    SettledGroup as SettledGroup,
)
from app.rendering.council_data import (
    SettledUnit as SettledUnit,
)
from app.rendering.council_data import (
    Vote as Vote,
)
from app.rendering.council_data import (
    Withdrawn as Withdrawn,
)
from app.rendering.shared_data import (
    Day as Day,
)
from app.rendering.shared_data import (
    Letterhead as Letterhead,
)
from app.rendering.shared_data import (
    Moment as Moment,
)
from app.rendering.shared_data import (
    Number as Number,
)
from app.rendering.shared_data import (
    Person as Person,
)
from app.rendering.shared_data import (
    Recipients as Recipients,
)
from app.rendering.shared_data import (
    Signature as Signature,
)


class Figure(TypedDict):
    """One figure behind a criterion, already in Vietnamese writing."""

    title: str  # "Số DVCTT mức độ 3"
    value: str  # "45 dịch vụ", "Có"


class MainIndex(TypedDict):
    """One main index (or pillar) in the summary of a sheet."""

    label: str
    title: str
    maximum: Number
    self_points: Number
    supplied: bool  # others hand in all its figures: the unit gives itself no points here


class SelfLine(TypedDict):
    """One row of the self-assessment sheet, in the framework's order."""

    level: str  # pillar | main | component | criterion | subcriterion
    label: str  # STT as printed
    title: str
    maximum: Number
    leaf: bool  # True where points are given, False for sums
    figures: list[Figure]
    points: Number
    status: str  # of a leaf: filled | blank | no_data | na_claimed | na_accepted | na_refused
    evidence: list[str]  # names of files or addresses
    explanation: str | None


class FormUnit(TypedDict):
    """The unit that assesses itself."""

    name: str
    address: str | None
    specialist: Person
    leader: Person


class GeneralField(TypedDict):
    """One field of the general information, as numbered in the decision."""

    label: str
    title: str
    value: str


class SelfAssessmentForm(TypedDict):
    """Phiếu tự đánh giá của đơn vị."""

    letterhead: Letterhead
    year: int
    framework_title: str
    unit: FormUnit
    confirmed_at: Moment | None  # when the leader confirmed; None in a print before that
    taken_over_at: Moment | None  # when a late unit's figures were taken as they stood; else None
    acted: list[str]  # who did for somebody else what the paper tells, a sentence each; mostly []
    sheet_hash: str | None  # SHA-256 of the frozen sheet, hexadecimal; None before
    decimals: int  # of printed points
    mains: list[MainIndex]
    general: list[GeneralField]  # printed where the decision asks for it
    lines: list[SelfLine]
    maximum: Number
    self_points: Number
    specialist_signature: Signature
    leader_signature: Signature


class AppraisalLine(TypedDict):
    """One row of the appraisal sheet, in the framework's order."""

    level: str
    label: str
    title: str
    maximum: Number
    leaf: bool
    excluded: bool  # not applicable, accepted: out of points and maxima
    self_points: Number
    appraised_points: Number
    reason: str | None  # for a difference


class ClaimedCriterion(TypedDict):
    """A claim "không áp dụng" and its answer."""

    label: str
    title: str
    maximum: Number
    claim: str  # the unit's reason
    accepted: bool
    remark: str | None  # the team's


class ExplainedCriterion(TypedDict):
    """A request for explanation and what came of it."""

    label: str
    title: str
    request: str
    answer: str | None  # None when nothing came in time
    outcome: str | None  # the team's conclusion


class AppraisalMinutes(TypedDict):
    """Biên bản thẩm định của từng đơn vị."""

    letterhead: Letterhead
    year: int
    unit_name: str
    framework_title: str
    started_at: Moment | None
    ended_at: Moment | None
    place: str | None
    chair: Person
    secretary: Person
    members: list[Person]  # the others of the team
    acted: list[str]  # who did for somebody else what the paper tells, a sentence each; mostly []
    decimals: int
    lines: list[AppraisalLine]
    maximum: Number
    excluded: Number  # points not brought into assessment
    self_points: Number
    appraised_points: Number
    achieved_points: Number  # appraised points on the full scale: × maximum / (maximum - excluded)
    claims: list[ClaimedCriterion]
    explanations: list[ExplainedCriterion]
    sheet_hash: str | None  # of the appraisal sheet
    secretary_signature: Signature
    chair_signature: Signature
    recipients: Recipients


class ProvisionalLine(TypedDict):
    """One row of the framework with the unit's own points and those the team gives as yet; a sum is that of
    the criteria whose points are known."""

    level: str
    label: str
    title: str
    maximum: Number
    leaf: bool
    self_points: Number | None  # None: not counted, or not computed before the whole group is in
    appraised_points: Number | None
    reason: str | None  # the team's, for a difference


class AskedCriterion(TypedDict):
    """A criterion the unit has to explain."""

    label: str
    title: str
    maximum: Number
    self_points: Number | None
    appraised_points: Number | None
    question: str


class ExplanationRequest(TypedDict):
    """Công văn yêu cầu giải trình, with the questions and the provisional points as annexes."""

    letterhead: Letterhead
    year: int
    unit_name: str
    framework_title: str
    sender: str  # "Sở Thông tin và Truyền thông"
    team: str  # "Tổ thẩm định"
    appraisal_round: int  # lần thẩm định
    due_on: Day
    decimals: int
    self_points: Number  # over the criteria whose points are known
    appraised_points: Number
    left_out: int  # criteria without points as yet
    asked: list[AskedCriterion]  # [] where only the points are sent
    lines: list[ProvisionalLine]
    sheet_hash: str  # of the provisional sheet
    acted: list[str]  # who did for somebody else what the paper tells, a sentence each; mostly []
    signature: Signature
    recipients: Recipients


class RoundCounts(TypedDict):
    """What happened in the round, counted."""

    opened_on: Day
    closed_on: Day
    units: int
    confirmed: int  # units whose leader confirmed
    confirmed_late: int  # of these, after the entry deadline (days of grace, extension)
    taken_over: int  # units taken over as they stood after the deadline
    explained_units: int
    explained_criteria: int
    adjusted_units: int
    adjusted_criteria: int
    claims_accepted: int
    claims_refused: int
    council_on: Day
    open_points: int


class ResultGroup(TypedDict):
    """One group's results in short."""

    title: str
    units: int
    maximum: Number
    highest_unit: str
    highest_points: Number
    lowest_unit: str
    lowest_points: Number
    average_points: Number


class Submission(TypedDict):
    """Tờ trình công bố kết quả, kèm dự thảo Quyết định."""

    letterhead: Letterhead
    year: int
    assessed: str  # "các cơ quan, đơn vị, địa phương tỉnh Thanh Hóa"
    addressees: list[str]
    submitter: str  # "Sở Thông tin và Truyền thông"
    approver: str  # "Chủ tịch Ủy ban nhân dân tỉnh"
    bases: list[str]  # whole lines, "Căn cứ …"
    team: str  # "Tổ thẩm định"
    council: str  # "Hội đồng đánh giá mức độ chuyển đổi số tỉnh Thanh Hóa"
    decimals: int
    counts: RoundCounts
    groups: list[ResultGroup]
    attachments: list[str]  # the draft decision first
    acted: list[str]  # who did for somebody else what the paper tells, a sentence each; mostly []
    signature: Signature
    recipients: Recipients


class CorrectedUnit(TypedDict):
    """A unit whose published result a correction changes, before and after."""

    unit: str
    before_points: Number  # as published
    after_points: Number
    before_rank: int | None  # None: assessed, not ranked
    after_rank: int | None
    before_band: str | None
    after_band: str | None


class CorrectedPoint(TypedDict):
    """A criterion whose points the council changed on a complaint."""

    label: str
    before: Number
    after: Number
    reason: str | None


class ComplaintHeard(TypedDict):
    """A complaint that the council accepted."""

    unit: str
    letter: str  # number and symbol of the unit's letter
    filed_on: Day
    criteria: list[str]  # "1.2.3.a Tỷ lệ …"
    points: list[CorrectedPoint]


class CorrectionSubmission(TypedDict):
    """Tờ trình điều chỉnh kết quả, kèm dự thảo Quyết định."""

    letterhead: Letterhead
    year: int
    assessed: str
    addressee: str
    submitter: str
    approver: str
    bases: list[str]  # whole lines; among them the decision that is amended
    amended: str  # "Quyết định số 385/QĐ-UBND ngày … của …"
    council: str
    decimals: int
    complaints: list[ComplaintHeard]
    followers: list[str]  # units whose points move because others' do
    corrected: list[CorrectedUnit]
    attachments: list[str]
    acted: list[str]  # who did for somebody else what the paper tells, a sentence each; mostly []
    signature: Signature
    recipients: Recipients


class PillarHead(TypedDict):
    """A pillar's column in a ranking annex."""

    title: str
    maximum: Number


class RankedUnit(TypedDict):
    """A row of a ranking annex."""

    unit: str
    maximum: Number
    excluded: Number  # points not brought into assessment
    self_points: Number
    council_points: Number
    sources: list[Number]  # points by who gave them, in the order of the heads; [] without columns for it
    pillars: list[Number]  # council points of each pillar, in the order of the heads; [] without pillars
    final_points: Number  # as published
    rank: int | None  # None: assessed, not ranked
    band: str | None  # xếp loại; None where the round rules none


class RankingGroup(TypedDict):
    """One annex of the decision."""

    title: str  # "các sở, ban, ngành cấp tỉnh"
    pillars: list[PillarHead]  # [] where the framework has none
    shared: list[str]  # main indexes that several pillars count, so that pillars do not add up; mostly []
    special: list[str]  # who was given points by a special provision and where, a sentence each
    sources: list[str]  # heads of the columns by who gave the points, the authority's first; mostly []
    withdrawn: list[str]  # the criteria left out of the ranking for all, "4.3.2 Tỷ lệ …"
    unranked: list[str]  # units assessed but not ranked, each with the reason
    tie_break: list[str]  # main indexes by which equal totals are told apart, in order; mostly []
    entries: list[RankedUnit]  # best first


class Decision(TypedDict):
    """Quyết định công bố kết quả, with one annex per group."""

    letterhead: Letterhead
    authority: str  # who decides, in capitals, as the heading has it
    authority_words: str  # the same in a sentence: "Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa"
    assessed: str  # "các cơ quan, đơn vị, địa phương tỉnh Thanh Hóa"
    year: int
    bases: list[str]  # whole lines, "Căn cứ …", the last one "Theo đề nghị của …"
    standing_body: str  # "Sở Thông tin và Truyền thông"
    portal: str  # "Cổng thông tin điện tử của tỉnh"
    executors: str  # who carries it out, as the last article names them
    decimals: int
    groups: list[RankingGroup]
    acted: list[str]  # who did for somebody else what the paper tells, a sentence each; mostly []
    signature: Signature
    recipients: Recipients


class CorrectionDecision(TypedDict):
    """Quyết định điều chỉnh kết quả: what changes, and the whole ranking after it, one annex per group."""

    letterhead: Letterhead
    authority: str
    authority_words: str
    assessed: str
    year: int
    bases: list[str]  # the decision that is amended before the last one, "Theo đề nghị của …"
    amended: str  # "Quyết định số 385/QĐ-UBND ngày … của …"
    corrected: list[CorrectedUnit]
    standing_body: str
    portal: str
    executors: str
    decimals: int
    groups: list[RankingGroup]
    acted: list[str]  # who did for somebody else what the paper tells, a sentence each; mostly []
    signature: Signature
    recipients: Recipients
