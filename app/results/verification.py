"""Recomputing a published round from what is stored: anyone can check that nothing was changed afterwards.

Every published version is checked, an older one as things stood when it was drawn up: the council's later
decisions on complaints are not in it.

Each sheet is computed again from its own text and from the tables, then the ranking from the council's
sheets, then the one hash the chairman decided on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import catalog
from app.appraisal.sheets import appraisal_content
from app.assessments import sheets
from app.assessments.models import SHEET_STAGES, Assessment, CurrentSheet, Sheet
from app.assessments.sheets import Content
from app.council.bindings import newest, written
from app.council.cohort import assessed, contents, withdrawn_codes
from app.council.sheets import as_frozen, council_content
from app.messages import results as texts
from app.results import ranking
from app.results.models import ResultRow, ResultVersion
from app.results.queries import published_results, rows_of, sheets_of
from app.results.ranking import GroupResult, Standing
from app.rounds.models import Round, RoundGroup
from app.rounds.queries import groups_of
from frameworks import sheet as scoring
from frameworks.model import Framework

BUILDERS: Mapping[str, Callable[[Session, Assessment, datetime], Content]] = {
    "self": lambda session, assessment, at: sheets.self_content(session, assessment),
    "appraisal": lambda session, assessment, at: appraisal_content(session, assessment),
    "council": council_content,
    "final": council_content,
}
# What a row of the result says, and of which standing.
COMPARED = tuple(texts.ROW_FIELDS)


@dataclass(frozen=True)
class Fault:
    """One place that does not come out the same: where, and in what way."""

    place: str
    text: str


def published_rounds(session: Session, wanted: int | None = None) -> Sequence[Round]:
    """The rounds that have a published result: all, or those of one number or year."""
    query = select(Round).where(
        Round.id.in_(select(ResultVersion.round_id).where(ResultVersion.state == "published"))
    )
    if wanted is not None:
        query = query.where(or_(Round.id == wanted, Round.year == wanted))
    return session.scalars(query.order_by(Round.year, Round.id)).all()


def verify(session: Session, round_: Round) -> Iterator[Fault]:
    """Every difference between what is published and what the stored inputs give, sheets first."""
    results = published_results(session, round_.id)
    if not results:
        yield Fault(round_.title, texts.NOT_PUBLISHED)
        return
    yield from _verify_frameworks(session, round_)
    for result in results:
        for fault in _verify_version(session, round_, result, newest=result is results[0]):
            place = fault.place if len(results) == 1 else texts.in_version(result.number, fault.place)
            yield replace(fault, place=place)


def _verify_version(
    session: Session, round_: Round, result: ResultVersion, *, newest: bool
) -> Iterator[Fault]:
    rows = rows_of(session, result.id)
    yield from _verify_groups(session, round_, result)
    council: dict[int, Sheet] = {}
    for row in rows:
        found = sheets_of(session, result, row.assessment_id)
        if "council" in found:
            council[row.assessment_id] = found["council"]
        yield from _verify_unit(session, row, result, found)
        if newest:
            yield from _verify_current(session, row, found)
    yield from _verify_ranking(session, round_, result, rows, council)


def _verify_current(session: Session, row: ResultRow, found: Mapping[str, Sheet]) -> Iterator[Fault]:
    """What pages read as a unit's own, appraised and final points is what was published last.

    The council's present sheet may be a newer one, while it reviews a complaint.
    """
    current = session.scalars(
        select(CurrentSheet).where(
            CurrentSheet.assessment_id == row.assessment_id, CurrentSheet.stage != "council"
        )
    )
    for mark in current:
        if mark.stage in found and mark.sheet_id != found[mark.stage].id:
            place = texts.sheet_place(row.unit_name, mark.stage)
            yield Fault(place, texts.differs(texts.SHEET_USED, mark.sheet_id, found[mark.stage].id))


def _verify_frameworks(session: Session, round_: Round) -> Iterator[Fault]:
    for group in session.scalars(select(RoundGroup).where(RoundGroup.round_id == round_.id)):
        framework = catalog.find(group)
        if framework is None or framework.hash != group.framework_hash:
            yield Fault(group.title, texts.framework_differs(group.framework_id))


def _verify_groups(session: Session, round_: Round, result: ResultVersion) -> Iterator[Fault]:
    """What compares the units of a group, made again from all their figures."""
    for group in groups_of(session, round_.id):
        stored = newest(session, group.id, result.created_at)
        if stored is None or catalog.find(group) is None:
            continue
        units = contents(session, group, result.created_at)
        again = written(assessed(group, units, withdrawn_codes(session, group.id)))
        if again != stored.content:
            yield Fault(group.title, texts.GROUP_DIFFERS)


def _verify_unit(
    session: Session, row: ResultRow, result: ResultVersion, found: Mapping[str, Sheet]
) -> Iterator[Fault]:
    """The four sheets of a unit: hash, points from its own figures, and the tables they were made from."""
    assessment = session.get_one(Assessment, row.assessment_id)
    framework = sheets.framework_of(session, assessment)
    for stage in SHEET_STAGES:
        place = texts.sheet_place(row.unit_name, stage)
        sheet = found.get(stage)
        if sheet is None:
            yield Fault(place, texts.SHEET_MISSING)
            continue
        for difference in _sheet_differences(session, assessment, sheet, framework, result.created_at):
            yield Fault(place, difference)
            break


def _sheet_differences(
    session: Session, assessment: Assessment, sheet: Sheet, framework: Framework, at: datetime
) -> Iterator[str]:
    if scoring.content_hash(sheet.content) != sheet.content_hash:
        yield texts.HASH_DIFFERS
    try:
        again = scoring.recompute(sheet.content, framework)
    except scoring.SheetError as error:
        yield str(error)
        return
    if not again.equal or again.sheet is None:
        yield again.difference or texts.NOT_COMPUTED
        return
    if sheet.total != again.sheet.rescaled_total:
        yield texts.differs(texts.TOTAL, sheet.total, again.sheet.rescaled_total)
    excluded = again.sheet.maximum - again.sheet.counted_maximum
    if sheet.excluded != excluded:
        yield texts.differs(texts.EXCLUDED, sheet.excluded, excluded)
    content = as_frozen(BUILDERS[sheet.stage](session, assessment, at), sheet.content)
    rebuilt = sheets.canonical(sheet.stage, content)
    if rebuilt != sheet.content:
        yield _tables_differ(sheet.content, rebuilt)


def _tables_differ(frozen: str, rebuilt: str) -> str:
    """The first figure or criterion in which the tables are not what was frozen."""
    before, after = scoring.from_canonical_sheet(frozen).data, scoring.from_canonical_sheet(rebuilt).data
    for part, wording in (("figures", texts.FIGURE), ("lines", texts.CRITERION)):
        for name in sorted(before[part].keys() | after[part].keys()):
            old, new = before[part].get(name), after[part].get(name)
            if old != new:
                return texts.tables_differ(wording, name, _plain(old), _plain(new))
    return texts.TABLES_DIFFER


def _plain(value: Any) -> object:
    """A figure, or the points and state of a criterion, for a message."""
    return texts.line(value["points"], value["status"]) if isinstance(value, dict) else value


def _verify_ranking(
    session: Session,
    round_: Round,
    result: ResultVersion,
    rows: Sequence[ResultRow],
    council: Mapping[int, Sheet],
) -> Iterator[Fault]:
    """The ranks from the council's sheets, row by row, and the hash over the whole."""
    stored = {row.assessment_id: row for row in rows}
    computed = [_named(group, stored) for group in ranking.compute(session, round_, council)]
    standings = {one.assessment_id: one for group in computed for one in group.standings}
    for row in rows:
        standing = standings.pop(row.assessment_id, None)
        if standing is None or standing.group_id != row.round_group_id:
            yield Fault(row.unit_name, texts.NOT_RANKED)
            continue
        for name in COMPARED:
            if getattr(row, name) != getattr(standing, name):
                what = texts.ROW_FIELDS[name]
                yield Fault(row.unit_name, texts.differs(what, getattr(row, name), getattr(standing, name)))
                break
    for left in standings.values():
        yield Fault(left.unit_name, texts.NOT_IN_RESULT)
    if ranking.content_hash(round_, computed) != result.content_hash:
        yield Fault(texts.WHOLE_RESULT, texts.RESULT_HASH_DIFFERS)


def _named(group: GroupResult, stored: Mapping[int, ResultRow]) -> GroupResult:
    """The same standings under the names the units had when the result was drawn up."""

    def named(standing: Standing) -> Standing:
        row = stored.get(standing.assessment_id)
        return replace(standing, unit_name=row.unit_name) if row else standing

    return replace(group, standings=[named(standing) for standing in group.standings])
