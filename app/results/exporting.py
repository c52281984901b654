"""A published round written as one file which `flask rounds verify FILE` recomputes on another machine.

The file is the round as one version was published: what happened later, a complaint or the taking of the
file itself, is not in it, so that a file taken twice is the same file. A corrected round has a file for
each of its published versions.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO, Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app import catalog
from app.accounts.models import Account
from app.assessments.models import Assessment, Figure, Sheet
from app.council.bindings import newest
from app.council.models import WithdrawnCriterion
from app.database import canonical_json
from app.history import HASHED_COLUMNS, Event
from app.rendering.numbers import document_number
from app.results import ranking
from app.results.models import ResultRow, ResultVersion
from app.results.queries import rows_of
from app.rounds.models import Round, RoundGroup
from app.rounds.queries import groups_of
from app.supplied.models import FigureImport
from app.units.models import Authority, Unit
from app.version import VERSION
from dossier import contents
from dossier.archive import EVENTS, IMPORTS, RESULT, UNITS, Writer
from dossier.standing import UnitResult, result_content
from frameworks import RULES_VERSION

EXPORTED = "dossier_exported"
DECISIONS = ("decision", "correction_decision")
READ_AT_ONCE = 500


def write(session: Session, round_: Round, result: ResultVersion, target: IO[bytes]) -> None:
    """Write the round as it was published. The parts come in the order of their names."""
    export = _Export(session, round_, result)
    writer = Writer(target)
    writer.add(EVENTS, export.events())
    for name, text in sorted(export.frameworks().items()):
        writer.add(name, [text])
    for name, data in sorted(export.group_parts().items()):
        writer.add(name, [canonical_json(data)])
    writer.add(IMPORTS, [canonical_json(export.imports())])
    writer.add(RESULT, [canonical_json(export.result())])
    for name, text in export.sheets():
        writer.add(name, [text])
    writer.add(UNITS, [canonical_json({"units": export.units})])
    writer.finish(export.manifest())


class _Export:
    """The parts of one round's file, read as they are written."""

    def __init__(self, session: Session, round_: Round, result: ResultVersion) -> None:
        self.session, self.round, self.version = session, round_, result
        self.groups = groups_of(session, round_.id)
        self.rows = rows_of(session, result.id)
        self.chains: list[dict[str, Any]] = []
        self.decision: dict[str, str] | None = None
        self.rules_version = RULES_VERSION
        self.codes: dict[int, str] = {}  # of units, by assessment
        self.units = [self._unit(*row) for row in self._assessments()]

    def _assessments(self) -> Iterable[Any]:
        return self.session.execute(
            select(Assessment, Unit, RoundGroup.position)
            .join(Unit, Unit.id == Assessment.unit_id)
            .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
            .where(Assessment.round_id == self.round.id)
            .order_by(RoundGroup.position, Unit.position, Unit.id)
        )

    def _unit(self, assessment: Assessment, unit: Unit, position: int) -> dict[str, Any]:
        """A unit under the name it had when the result was drawn up."""
        self.codes[assessment.id] = unit.code
        published = next((row.unit_name for row in self.rows if row.assessment_id == assessment.id), None)
        return {
            "code": unit.code,
            "name": published or unit.name,
            "group": position,
            "ranked": assessment.ranked,
            "reason": assessment.unranked_reason,
            "assessment": assessment.id,
        }

    def events(self) -> Iterator[str]:
        """Every event of the round and of its units' assessments, one to a line, chain by chain."""
        ids = select(Assessment.id).where(Assessment.round_id == self.round.id)
        of_round = and_(Event.subject_type == "round", Event.subject_id == self.round.id)
        published = Event.at <= self.version.published_at
        last = self.session.scalar(
            select(func.max(Event.sequence)).where(of_round, Event.kind != EXPORTED, published)
        )
        rows = self.session.execute(
            select(*Event.__table__.c)
            .where(
                or_(
                    and_(of_round, Event.sequence <= (last or 0)),
                    and_(Event.subject_type == "assessment", Event.subject_id.in_(ids), published),
                )
            )
            .order_by(Event.subject_type, Event.subject_id, Event.sequence)
            .execution_options(yield_per=READ_AT_ONCE)
        )
        for (subject_type, subject_id), chain in groupby(
            rows, key=lambda row: (row.subject_type, row.subject_id)
        ):
            count, head = 0, ""
            for row in chain:
                count, head = count + 1, row.hash
                self._note_decision(row)
                data = {name: getattr(row, name) for name in (*HASHED_COLUMNS, "hash")}
                yield canonical_json({**data, "at": row.at.isoformat()}) + "\n"
            self.chains.append(
                {"subject_type": subject_type, "subject_id": subject_id, "events": count, "head": head}
            )

    def _note_decision(self, row: Any) -> None:
        if row.kind == "document_issued" and row.data.get("kind") in DECISIONS:
            number = f"{document_number(row.data['number'])}/{row.data['symbol']}"
            self.decision = {"number": number, "date": row.data["issued_on"]}

    def frameworks(self) -> dict[str, str]:
        """The text of every framework in use, as it is shipped or kept."""
        return {
            contents.framework_name(group.framework_id, group.framework_version): catalog.text(
                group.framework_id, group.framework_version
            )
            for group in self.groups
        }

    def group_parts(self) -> dict[str, dict[str, Any]]:
        """What is settled for each group."""
        return {contents.group_name(group.position): self._group(group) for group in self.groups}

    def _group(self, group: RoundGroup) -> dict[str, Any]:
        binding = newest(self.session, group.id, self.version.created_at)
        withdrawn = self.session.execute(
            select(WithdrawnCriterion, Account.full_name)
            .join(Account, Account.id == WithdrawnCriterion.decided_by)
            .where(WithdrawnCriterion.round_group_id == group.id, WithdrawnCriterion.restored_at.is_(None))
            .order_by(WithdrawnCriterion.code)
        )
        return {
            "title": group.title,
            "framework": {
                "id": group.framework_id,
                "version": group.framework_version,
                "hash": group.framework_hash,
            },
            "bands": group.bands,
            "tie_break": group.tie_break,
            "binding": json.loads(binding.content) if binding else None,
            "withdrawn": [
                {
                    "code": one.code,
                    "with_data": one.with_data,
                    "units": one.units,
                    "reason": one.reason,
                    "decided_by": name,
                    "decided_at": one.decided_at.isoformat(),
                }
                for one, name in withdrawn
            ],
        }

    def imports(self) -> dict[str, Any]:
        """Where figures came from that no unit entered: letters and files, and which figure is of which."""
        imports = self.session.execute(
            select(FigureImport, Account.full_name)
            .join(Account, Account.id == FigureImport.imported_by)
            .where(FigureImport.round_id == self.round.id)
            .order_by(FigureImport.id)
        ).all()
        numbers = {one.id: number for number, (one, _) in enumerate(imports, 1)}
        ids = select(Assessment.id).where(Assessment.round_id == self.round.id)
        figures: dict[str, dict[str, int]] = {}
        for assessment_id, name, import_id in self.session.execute(
            select(Figure.assessment_id, Figure.name, Figure.import_id).where(
                Figure.assessment_id.in_(ids), Figure.import_id.is_not(None), Figure.value.is_not(None)
            )
        ):
            if import_id is not None:
                figures.setdefault(self.codes[assessment_id], {})[name] = numbers[import_id]
        return {"imports": [_import(one, name, numbers[one.id]) for one, name in imports], "figures": figures}

    def result(self) -> dict[str, Any]:
        """The rows as published, in the very shape the result's hash covers."""
        hashes = dict(
            self.session.execute(
                select(Sheet.id, Sheet.content_hash)
                .join(ResultRow, ResultRow.council_sheet_id == Sheet.id)
                .where(ResultRow.result_id == self.version.id)
            ).all()
        )
        groups = [
            ranking.group_content(
                group, [self._row(row, hashes) for row in self.rows if row.round_group_id == group.id]
            )
            for group in self.groups
        ]
        return result_content(self.round.year, self.round.decimals, groups)

    def _row(self, row: ResultRow, hashes: dict[int, str]) -> UnitResult:
        return UnitResult(
            unit_code=self.codes[row.assessment_id],
            unit_name=row.unit_name,
            sheet_hash=hashes[row.council_sheet_id],
            maximum=row.maximum,
            excluded=row.excluded,
            self_total=row.self_total,
            appraisal_total=row.appraisal_total,
            total=row.total,
            published=row.published,
            rank=row.rank,
            ranked=row.ranked,
            band=row.band,
            parts=row.parts,
        )

    def sheets(self) -> Iterator[tuple[str, str]]:
        """Every sheet frozen until the publication, by the name of its part; one unit's at a time."""
        named = sorted((contents.sheet_name(code, "", 0), number) for number, code in self.codes.items())
        for _, assessment_id in named:
            rows = self.session.execute(
                select(Sheet.stage, Sheet.number, Sheet.content).where(
                    Sheet.assessment_id == assessment_id, Sheet.frozen_at <= self.version.published_at
                )
            )
            code = self.codes[assessment_id]
            found = {contents.sheet_name(code, stage, number): text for stage, number, text in rows}
            for text in found.values():
                self.rules_version = json.loads(text).get("rules_version", RULES_VERSION)
                break
            yield from sorted(found.items())

    def manifest(self) -> dict[str, Any]:
        """What the file is of; written last, when everything has been read."""
        authority = self.session.get_one(Authority, self.round.authority_id)
        return {
            "program_version": VERSION,
            "rules_version": self.rules_version,
            "authority": {"code": authority.code, "name": authority.name},
            "round": {
                "id": self.round.id,
                "year": self.round.year,
                "title": self.round.title,
                "decimals": self.round.decimals,
            },
            "result": {
                "number": self.version.number,
                "content_hash": self.version.content_hash,
                "program_version": self.version.program_version,
            },
            "decision": self.decision,
            "chains": self.chains,
        }


def _import(one: FigureImport, imported_by: str, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "supplier": one.supplier,
        "provider": one.provider,
        "letter_number": one.letter_number,
        "letter_date": one.letter_date.isoformat(),
        "filename": one.filename,
        "sha256": one.sha256,
        "rows_read": one.rows_read,
        "accepted": one.accepted,
        "changed": one.changed,
        "imported_by": imported_by,
        "imported_at": one.imported_at.isoformat(),
    }
