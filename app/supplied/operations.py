"""Handing in figures of others: an import previewed and confirmed once, and experts' marks."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock, history, policy
from app.accounts.actor import Actor
from app.assessments import supplying
from app.assessments.models import Assessment
from app.database import transaction
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.evidence import inspection, storage
from app.extensions import db
from app.messages import supplied as texts
from app.rounds import queries as rounds
from app.rounds.models import Round, RoundGroup
from app.spreadsheets import reading
from app.spreadsheets.tables import Table, Unreadable
from app.supplied import changing, judging, queries
from app.supplied.judging import Change, Outcome
from app.supplied.marks import mean, to_mark
from app.supplied.models import ExpertMark, FigureImport
from app.supplied.queries import Group
from frameworks.model import Framework, Input
from frameworks.numbers import ValueProblem, canonical, format_vi, parse_value

MEDIA_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
}
LONGEST_COMMENT = 2000


@dataclass(frozen=True)
class Letter:
    """Who handed the figures in, and by which letter."""

    provider: str
    number: str
    day: date

    def check(self) -> None:
        """Refuse a letter that names nobody, no number, or a day to come."""
        if not self.provider.strip():
            raise InvalidInput(texts.PROVIDER_NEEDED, field="provider", typed=self.provider)
        if not self.number.strip():
            raise InvalidInput(texts.LETTER_NEEDED, field="letter_number", typed=self.number)
        if self.day > clock.today():
            raise InvalidInput(texts.LETTER_IN_FUTURE, field="letter_date", typed=f"{self.day:%d/%m/%Y}")


@dataclass(frozen=True)
class Previewed:
    """A file as it lies on disk, with what it would do; `kept` is empty while it has mistakes."""

    filename: str
    kept: str
    outcome: Outcome


def preview(
    actor: Actor, group_id: int, supplier: str, letter: Letter, filename: str, content: bytes
) -> Previewed:
    """Read a file and say what it would change; writes no row. A file without mistakes is put on disk, so
    that exactly it can be confirmed."""
    session = db.session()
    of = open_supplier(session, actor, group_id, supplier)
    letter.check()
    filename = inspection.clean_name(filename)
    try:
        tables = _tables(filename, content)
    except Unreadable as refusal:
        return Previewed(filename, "", judging.unreadable(refusal.problems))
    outcome = judging.judge(session, of, supplier, tables, queries.members(session, group_id))
    if outcome.problems:
        return Previewed(filename, "", outcome)
    if not outcome.changes:
        raise InvalidInput(texts.NOTHING_CHANGES, field="file", typed=filename)
    return Previewed(filename, storage.keep_on_disk(BytesIO(content)).hash, outcome)


def confirm(
    actor: Actor, group_id: int, supplier: str, letter: Letter, filename: str, kept: str, seen: str
) -> tuple[int, int]:
    """Take the figures of a previewed file, all or none; how many changed, and of how many units.

    Raises StaleVersion when what it would change is no longer what was seen, GuardRefused when it now has
    mistakes.
    """
    filename = inspection.clean_name(filename)
    try:
        with storage.open_file(kept) as file:
            content = file.read()
    except (FileNotFoundError, ValueError) as error:
        raise InvalidInput(texts.FILE_LOST, field="file", typed=filename) from error
    try:
        tables = _tables(filename, content)
    except Unreadable as refusal:
        raise GuardRefused(texts.FILE_WRONG, reasons=[str(one) for one in refusal.problems]) from refusal
    with transaction() as session:
        of = open_supplier(session, actor, group_id, supplier)
        letter.check()
        members = queries.members(session, group_id, lock=True)
        outcome = judging.judge(session, of, supplier, tables, members)
        if outcome.problems:
            raise GuardRefused(texts.FILE_WRONG, reasons=[str(one) for one in outcome.problems])
        if not outcome.changes:
            raise InvalidInput(texts.NOTHING_CHANGES, field="file", typed=filename)
        if outcome.seen != seen:
            raise StaleVersion(texts.CHANGED_MEANWHILE, field="file", typed=filename)
        media_type = MEDIA_TYPES[PurePath(filename).suffix.lower()]
        storage.register(session, storage.Kept(kept, len(content)), media_type)
        row = _record_import(session, of, actor, supplier, letter, filename, kept, outcome)
        units = _take(session, of.framework, actor, row, outcome.changes)
        return len(outcome.changes), units


def open_supplier(
    session: Session, actor: Actor, group_id: int, supplier: str, permission: str = "import_figures"
) -> Group:
    """A group for a person who may import, when this supplier hands something in there."""
    of = queries.open_group(session, actor, group_id, permission)
    if supplier not in texts.SUPPLIERS or not any(leaf.supplier == supplier for leaf in of.framework.leaves):
        raise NotFound(texts.NO_SUCH_SUPPLIER, group=group_id, supplier=supplier)
    return of


def _tables(filename: str, content: bytes) -> Sequence[Table]:
    if PurePath(filename).suffix.lower() not in MEDIA_TYPES and PurePath(filename).suffix.lower() != ".xls":
        raise Unreadable.whole(texts.ONLY_TABLES)
    return reading.read(filename, content)


def _record_import(
    session: Session,
    of: Group,
    actor: Actor,
    supplier: str,
    letter: Letter,
    filename: str,
    kept: str,
    outcome: Outcome,
) -> FigureImport:
    row = FigureImport(
        round_id=of.round.id,
        supplier=supplier,
        provider=letter.provider.strip(),
        letter_number=letter.number.strip(),
        letter_date=letter.day,
        filename=filename,
        sha256=kept,
        rows_read=outcome.rows,
        accepted=outcome.accepted,
        changed=len(outcome.changes),
        imported_by=person(actor),
        imported_at=clock.now(),
    )
    session.add(row)
    session.flush()
    data = {
        "group": of.group.title,
        "supplier": supplier,
        "provider": row.provider,
        "letter": row.letter_number,
        "letter_date": row.letter_date.isoformat(),
        "filename": filename,
        "file_hash": kept,
        "figures": len(outcome.changes),
    }
    history.append(session, "round", of.round.id, "import", actor, "standing_body", data=data)
    return row


def _take(
    session: Session, framework: Framework, actor: Actor, row: FigureImport, changes: Iterable[Change]
) -> int:
    """Write every unit's new figures, each with an event of its own; how many units."""
    by_unit: dict[int, dict[str, str | None]] = {}
    for change in changes:
        by_unit.setdefault(change.assessment_id, {})[change.name] = change.after
    for assessment_id, figures in by_unit.items():
        written = supplying.put(
            session, framework, assessment_id, figures, account_id=person(actor), import_id=row.id
        )
        changing.tell(session, assessment_id, written.codes)
        data = {
            "import": row.id,
            "provider": row.provider,
            "letter": row.letter_number,
            "letter_date": row.letter_date.isoformat(),
            "file_hash": row.sha256,
            "changes": {name: list(pair) for name, pair in written.changes.items()},
        }
        history.append(
            session, "supplied", assessment_id, "figures_imported", actor, "standing_body", data=data
        )
    return len(by_unit)


def person(actor: Actor) -> int:
    """The account that hands something in; the program itself hands in nothing."""
    if actor.id is None:
        raise RuntimeError("only people hand figures in")
    return actor.id


# ---------------------------------------------------------------- experts


@dataclass(frozen=True)
class Marked:
    """One mark as typed, with the expert's comment; an empty mark takes the earlier one back."""

    assessment_id: int
    name: str
    mark: str
    comment: str = ""
    seen_version: int | None = None


def save_marks(
    actor: Actor, round_id: int, many: Iterable[Marked]
) -> tuple[int, list[tuple[Marked, DomainError]]]:
    """Save what can be saved of an expert's own marks; how many changed, and those refused with the reason.

    The figure is the exact mean of all experts' marks, computed anew in the same transaction. Marks of the
    unit the expert belongs to are refused.
    """
    saved = 0
    refused: list[tuple[Marked, DomainError]] = []
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, "mark")
        many = list(many)
        open_now = _lock(session, round_, {one.assessment_id for one in many})
        own = queries.marks_of(session, {one.assessment_id for one in many}, person(actor))
        waiting = [
            (one, row)
            for one in many
            for row in own.get((one.assessment_id, one.name), [None])
            if _differs(one, row)
        ]
        for one, row in waiting:
            try:
                saved += _mark(session, actor, open_now.get(one.assessment_id), one, row)
            except (InvalidInput, StaleVersion, Forbidden, GuardRefused, NotFound) as error:
                refused.append((one, error))
    return saved, refused


def _differs(typed: Marked, row: ExpertMark | None) -> bool:
    """Whether a field holds something else than what is kept, as far as its text tells."""
    kept = ("", "") if row is None else (format_vi(row.mark), row.comment)
    return kept != (typed.mark.strip(), " ".join(typed.comment.split()))


def _lock(
    session: Session, round_: Round, assessment_ids: Collection[int]
) -> dict[int, tuple[Assessment, Framework]]:
    """These assessments of a round, locked always in one order, with what each is scored by."""
    rows = session.execute(
        select(Assessment, RoundGroup)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .where(Assessment.round_id == round_.id, Assessment.id.in_(assessment_ids))
        .order_by(Assessment.id)
        .with_for_update(of=Assessment)
        .execution_options(populate_existing=True)
    )
    return {assessment.id: (assessment, catalog.of(group)) for assessment, group in rows}


def _mark(
    session: Session,
    actor: Actor,
    of: tuple[Assessment, Framework] | None,
    typed: Marked,
    row: ExpertMark | None,
) -> bool:
    """One mark inside the transaction; whether anything has changed."""
    if of is None:
        raise NotFound(texts.NO_SUCH_MARK, assessment=typed.assessment_id, actor=actor.id)
    assessment, framework = of
    _require_open(session, actor, assessment, typed.name)
    field = _field(framework, typed)
    comment = " ".join(typed.comment.split())
    mark = _value(field, typed, comment)
    before = None if row is None else {"mark": canonical(row.mark), "comment": row.comment}
    after = None if mark is None else {"mark": canonical(mark), "comment": comment}
    if before == after:
        return False
    if typed.seen_version is not None and typed.seen_version != (row.version if row else 0):
        shown = format_vi(row.mark) if row else texts.NO_MARK
        raise StaleVersion(
            texts.MARK_CHANGED.format(mark=shown),
            field=typed.name,
            typed=typed.mark,
            version=row.version if row else 0,
        )
    _write(session, actor, typed, row, mark, comment)
    _keep_mean(session, framework, actor, typed, before, after)
    return True


def _require_open(session: Session, actor: Actor, assessment: Assessment, name: str) -> None:
    """Refuse a mark of the own unit, of a unit whose appraisal has ended, or beside imported points."""
    if policy.has_conflict(actor, assessment.round_id, assessment.unit_id):
        raise Forbidden(texts.CONFLICT, rule="nobody marks their own unit")
    if assessment.state in queries.CLOSED_STATES:
        raise GuardRefused(texts.CLOSED, reasons=[texts.CLOSED])
    if (assessment.id, name) in queries.imported_names(session, [assessment.id]):
        raise GuardRefused(texts.IMPORTED_ALREADY, reasons=[texts.IMPORTED_ALREADY])


def _write(
    session: Session,
    actor: Actor,
    typed: Marked,
    row: ExpertMark | None,
    mark: Fraction | None,
    comment: str,
) -> None:
    if row is None:
        row = ExpertMark(
            assessment_id=typed.assessment_id, name=typed.name, account_id=person(actor), version=0
        )
        session.add(row)
    if mark is None:
        session.delete(row)
    else:
        row.mark, row.comment, row.marked_at, row.version = mark, comment, clock.now(), row.version + 1
    session.flush()


def _field(framework: Framework, typed: Marked) -> Input:
    for _, field in to_mark(framework):
        if field.name == typed.name:
            return field
    raise NotFound(texts.NO_SUCH_MARK, figure=typed.name)


def _value(field: Input, typed: Marked, comment: str) -> Fraction | None:
    text = typed.mark.strip()
    if len(comment) > LONGEST_COMMENT:
        raise InvalidInput(
            texts.COMMENT_LONG.format(most=LONGEST_COMMENT), field=field.name, typed=typed.mark
        )
    if not text:
        if comment:
            raise InvalidInput(texts.MARK_NEEDED, field=field.name, typed=typed.mark)
        return None
    try:
        return Fraction(parse_value(field, text))
    except ValueProblem as problem:
        raise InvalidInput(problem.message, field=field.name, typed=typed.mark) from problem


def _keep_mean(
    session: Session,
    framework: Framework,
    actor: Actor,
    typed: Marked,
    before: dict[str, str] | None,
    after: dict[str, str] | None,
) -> None:
    """The figure that all experts' marks come to now, and the event."""
    value = mean(queries.all_marks(session, typed.assessment_id, typed.name))
    text = None if value is None else canonical(value)
    written = supplying.put(
        session, framework, typed.assessment_id, {typed.name: text}, account_id=person(actor)
    )
    changing.tell(session, typed.assessment_id, written.codes)
    data = {"name": typed.name, "before": before, "after": after, "mean": text}
    history.append(session, "supplied", typed.assessment_id, "expert_marked", actor, "expert", data=data)
