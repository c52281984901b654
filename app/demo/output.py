"""What the headless round leaves behind: rankings, points, a summary, and the tables on the screen."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import catalog, csv_text
from app.appraisal.models import CriterionReview
from app.assessments.models import Assessment, CurrentSheet, Figure, Sheet
from app.council.models import OpenPoint
from app.demo.story import Story
from app.documents.models import Document
from app.evidence.models import Evidence
from app.history import Event
from app.messages import demo as texts
from app.results import beside
from app.results.models import ResultRow, ResultVersion
from app.results.queries import published_result, rows_of
from app.results.ranking import shown
from app.rounds.models import Round, RoundGroup
from app.units.models import Authority, Unit, UnitGroup
from frameworks.numbers import canonical
from frameworks.ranking import published
from frameworks.sheet import StoredSheet, from_canonical_sheet

STAGES = ("self", "appraisal", "final")


@dataclass(frozen=True)
class Group:
    """A group's published rows in printed order."""

    code: str
    title: str
    framework_id: str
    rows: Sequence[ResultRow]


@dataclass(frozen=True)
class Outcome:
    """A published round, read once for everything that is written."""

    round: Round
    result: ResultVersion
    groups: Sequence[Group]
    codes: dict[int, str]  # unit -> code
    sheets: dict[int, dict[str, Sheet]]  # assessment -> stage -> current sheet
    symbol: str = ""  # the authority's letters

    def ties(self) -> list[tuple[int, str, list[str]]]:
        """The shared ranks: rank, points as published, units."""
        found: list[tuple[int, str, list[str]]] = []
        for group in self.groups:
            by_rank: dict[int, list[ResultRow]] = defaultdict(list)
            for row in (one for one in group.rows if one.ranked):
                by_rank[row.rank].append(row)
            found += [
                (rank, self.points(rows[0].total), [row.unit_name for row in rows])
                for rank, rows in by_rank.items()
                if len(rows) > 1
            ]
        return found

    def points(self, value: Fraction) -> str:
        """Points as people read them."""
        return shown(value, self.round.decimals)


def read(session: Session, round_id: int) -> Outcome:
    """The published outcome of a round. Raises LookupError before publication."""
    round_ = session.get_one(Round, round_id)
    result = published_result(session, round_id)
    if result is None:
        raise LookupError(f"round {round_id} is not published")
    rows = rows_of(session, result.id)
    groups = session.execute(
        select(RoundGroup, UnitGroup.code)
        .join(UnitGroup, UnitGroup.id == RoundGroup.unit_group_id)
        .where(RoundGroup.round_id == round_id)
        .order_by(RoundGroup.position)
    )
    units = session.execute(select(Unit.id, Unit.code).where(Unit.id.in_([row.unit_id for row in rows])))
    sheets: dict[int, dict[str, Sheet]] = defaultdict(dict)
    for sheet in session.scalars(
        select(Sheet)
        .join(CurrentSheet, CurrentSheet.sheet_id == Sheet.id)
        .join(Assessment, Assessment.id == Sheet.assessment_id)
        .where(Assessment.round_id == round_id)
    ):
        sheets[sheet.assessment_id][sheet.stage] = sheet
    return Outcome(
        round_,
        result,
        [
            Group(code, group.title, group.framework_id, [r for r in rows if r.round_group_id == group.id])
            for group, code in groups
        ],
        dict(units.all()),
        dict(sheets),
        session.get_one(Authority, round_.authority_id).symbol,
    )


# --- files -----------------------------------------------------------------------------------------------


def write_tables(outcome: Outcome, folder: Path) -> list[Path]:
    """The ranking of each group and every unit's points, as CSV."""
    made: list[Path] = []
    for group in outcome.groups:
        for name, header, lines in (
            (texts.RANKING_FILE, _ranking_head(outcome, group), _ranking(outcome, group)),
            (texts.SCORES_FILE, texts.CSV_SCORES, _scores(outcome, group)),
        ):
            path = folder / name.format(group=group.code)
            path.write_bytes(csv_text.write(header, lines).encode())
            made.append(path)
    return made


def _ranking_head(outcome: Outcome, group: Group) -> Sequence[str]:
    """The usual columns, and one for everyone who gave points."""
    return (*texts.CSV_RANKING, *(_heads(outcome, group)[3:-1] if _apart(group) else ()))


def _ranking(outcome: Outcome, group: Group) -> Iterable[Sequence[object]]:
    decimals, apart = outcome.round.decimals, _apart(group)
    for row in group.rows:
        given = beside.by_source(row, apart) if apart else []
        yield (
            row.rank if row.ranked else "",
            outcome.codes[row.unit_id],
            row.unit_name,
            canonical(row.maximum),
            canonical(row.excluded),
            format(published(row.self_total, decimals), "f"),
            format(published(row.appraisal_total, decimals), "f"),
            row.published,
            outcome.sheets[row.assessment_id]["final"].content_hash,
            *(format(published(points, decimals), "f") for points in given),
        )


def _scores(outcome: Outcome, group: Group) -> Iterable[Sequence[object]]:
    """Every criterion of every unit, exactly."""
    leaves = catalog.framework(group.framework_id).leaves
    for row in sorted(group.rows, key=lambda row: row.unit_id):
        stored = {
            stage: from_canonical_sheet(outcome.sheets[row.assessment_id][stage].content) for stage in STAGES
        }
        for leaf in leaves:
            yield (
                outcome.codes[row.unit_id],
                leaf.code,
                canonical(leaf.maximum),
                stored["final"].statuses[leaf.code],
                *(_points(stored[stage], leaf.code) for stage in STAGES),
            )


def _points(stored: StoredSheet, code: str) -> str:
    return str(stored.data["lines"][code]["points"])


# --- the summary -------------------------------------------------------------------------------------------


def summary(session: Session, story: Story, outcome: Outcome, files: Sequence[Path]) -> str:
    """The round on a page or two: counts, rankings, awkward cases, hashes, files."""
    parts = [
        texts.summary_title(outcome.round.title, story.seed),
        texts.published_by(story.decision, f"{_published_day(session, outcome):%d/%m/%Y}"),
        "## Con số",
        *(f"- {texts.COUNTS[name]}: {number}" for name, number in _counts(session, outcome).items()),
        "## Xếp hạng",
    ]
    for group in outcome.groups:
        parts += [f"### {group.title}", _markdown_table(outcome, group)]
    parts += ["## Các trường hợp đặc biệt", *_cases(story, outcome)]
    for section in story.preset.sections:
        parts += section(outcome)
    parts += [
        "## Mã băm",
        f"- Toàn bộ kết quả (bản số {outcome.result.number}): `{outcome.result.content_hash}`",
        "- Phiếu điểm của từng đơn vị: cột cuối của các tệp xếp hạng",
        "## Tệp",
        *(f"- `{path}`" for path in files),
    ]
    return _joined(parts)


def _joined(parts: Sequence[str]) -> str:
    """Paragraphs apart, lines of a list together."""
    text = ""
    for before, part in zip(["", *parts], parts, strict=False):
        close = part.startswith("- ") and before.startswith("- ")
        text += ("" if not text else "\n" if close else "\n\n") + part
    return text + "\n"


def _published_day(session: Session, outcome: Outcome) -> object:
    return session.scalar(
        select(Document.issued_on).where(Document.result_id == outcome.result.id, Document.kind == "decision")
    )


def _counts(session: Session, outcome: Outcome) -> dict[str, int]:
    """How much of everything there is in the round."""
    ids = select(Assessment.id).where(Assessment.round_id == outcome.round.id)

    def count(model: type, *conditions: object) -> int:
        return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]

    statuses: Counter[str] = Counter()
    for stages in outcome.sheets.values():
        statuses.update(from_canonical_sheet(stages["self"].content).statuses.values())
    return {
        "units": sum(len(group.rows) for group in outcome.groups),
        "figures": count(Figure, Figure.assessment_id.in_(ids), Figure.value.is_not(None)),
        "no_data": statuses["no_data"],
        "blank": statuses["blank"],
        "na_claimed": statuses["na_claimed"],
        "adjusted": count(
            CriterionReview,
            CriterionReview.assessment_id.in_(ids),
            CriterionReview.decision == "adjusted",
        ),
        "files": count(Evidence, Evidence.assessment_id.in_(ids), Evidence.removed_at.is_(None)),
        "open_points": count(OpenPoint, OpenPoint.round_id == outcome.round.id),
        "documents": count(Document, Document.round_id == outcome.round.id, Document.state != "replaced"),
        "events": count(Event),
    }


def _cases(story: Story, outcome: Outcome) -> list[str]:
    """The awkward cases in the order of the stages, each with its units."""
    told: dict[str, list[str]] = defaultdict(list)
    for case, what in story.events:
        told[case].append(what)
    told["tie"] = [texts.tied(*tie) for tie in outcome.ties()]
    lines: list[str] = []
    for case, title in {**texts.CASES, **texts.CASES_OF_GROUPS, **story.preset.words.cases}.items():
        lines += [f"### {title}", *(f"- {what}" for what in told[case])] if told[case] else []
    return lines


def _apart(group: Group) -> list[str]:
    return beside.apart(catalog.framework(group.framework_id))


def _heads(outcome: Outcome, group: Group) -> tuple[str, ...]:
    apart = _apart(group)
    return texts.table_with_sources(outcome.symbol, apart) if apart else texts.TABLE


def _cells(outcome: Outcome, group: Group, row: ResultRow) -> tuple[str, ...]:
    apart = _apart(group)
    given = beside.by_source(row, apart) if apart else [row.appraisal_total]
    return (
        str(row.rank) if row.ranked else texts.NO_RANK,
        row.unit_name,
        outcome.points(row.self_total),
        *(outcome.points(points) for points in given),
        outcome.points(row.total),
    )


def _markdown_table(outcome: Outcome, group: Group) -> str:
    heads = _heads(outcome, group)
    lines = ["| " + " | ".join(heads) + " |", "|---:|---|" + "---:|" * (len(heads) - 2)]
    lines += ["| " + " | ".join(_cells(outcome, group, row)) + " |" for row in group.rows]
    return "\n".join(lines)


def screen_table(outcome: Outcome, group: Group) -> str:
    """A ranking as a table of plain text."""
    rows = [_heads(outcome, group), *(_cells(outcome, group, row) for row in group.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 1 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([group.title, lines[0], "-" * max(map(len, lines)), *lines[1:]])
