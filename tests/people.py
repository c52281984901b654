"""An authority at a stage of a round, with everybody who may come to a page, and what they ask for."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from io import BytesIO
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import select

from app import clock, history, jobs
from app.accounts import operations as accounts
from app.accounts.models import Account, RoleGrant
from app.accounts.rules import Person
from app.assessments.models import Assessment
from app.council import operations as council
from app.council.models import CouncilSession, OpenPoint
from app.database import transaction
from app.documents.models import Document, DocumentFile
from app.evidence import operations as evidence
from app.evidence.models import Evidence
from app.evidence.operations import Limits, Upload
from app.evidence.storage import store_bytes
from app.extensions import db
from app.improvements import operations as improvements
from app.improvements.drafts import Draft
from app.notifications.models import Notification
from app.outbox import OutboxMessage
from app.rounds.models import RoundGroup
from config import ALLOWED_UPLOADS
from tests import stages
from tests.factories import Maker, World

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
NOWHERE = 999_999  # an id that nothing has
# Columns of the matrix, in the order in which the work goes through their hands.
ROLES = (
    "anonymous",
    "specialist",
    "leader",
    "other_specialist",
    "other_leader",
    "appraiser",
    "conflicted",
    "council_member",
    "council_chair",
    "council_secretary",
    "secretariat",
    "standing_body",
    "chairman",
    "administrator",
    "auditor",
    "stranger",
)


@dataclass(frozen=True)
class Facts:
    """What the addresses of one authority's pages are made of; `NOWHERE` for what does not exist yet."""

    assessment_id: int
    round_id: int
    group_id: int
    account_id: int
    member_id: int
    grant_id: int
    session_id: int
    point_id: int
    evidence_id: int
    document_id: int
    minutes_id: int
    decision_id: int
    decision_revision: int
    notification_id: int
    task_id: int
    authority: str
    year: int
    unit_code: str


class Province(World):
    """A world at a stage, with papers, files and notices, and with people nobody should trust too far."""

    def __init__(self, app: Flask, make: Maker, stage: str, *, conflicted_with_other: bool = False) -> None:
        super().__init__(make)
        self.app = app
        self.point = NOWHERE
        judged = self.other_unit if conflicted_with_other else self.unit
        self.conflicted = make.account(
            self.authority, roles=["appraiser"], round_=self.round, unit_id=judged.id
        )
        attach(self, self.assessment)
        if stage == "collecting":
            stages.fill(self, self.assessment)
        stages.STAGES[stage](self)
        if stage == "meeting":
            council.raise_point(
                self.actor("council_secretary"), self.assessment.id, "2.1", question="Tính lại?", proposed="6"
            )
        member = self.person("council_member")
        accounts.correct_person(
            self.actor("administrator"), member.id, Person("Lê Thị Ủy Viên", "Ủy viên", ""), member.version
        )
        self.task = self._task() if stage == "published" else NOWHERE
        carry_out(app)
        keep_files()

    def _task(self) -> int:
        """An improvement task that the first unit has been assigned."""
        body = self.actor("standing_body")
        day = clock.today() + timedelta(days=90)
        wanted = Draft(self.unit.id, "Ban hành danh mục", day, "2.1", "", "Danh mục đã ban hành")
        (task_id,) = improvements.draw_up(body, self.round.id, [wanted])
        improvements.act(body, task_id, "assign")
        return task_id

    @cached_property
    def everything(self) -> Account:
        """Somebody who holds every role at once (and would be missed at the council's meetings)."""
        account: Account = self.make.account(self.authority, roles=(*self.STAFF, "expert"))
        return account

    def account_of(self, role: str) -> Account | None:
        """The account in a column of the matrix; nobody for the first."""
        found: dict[str, Account | None] = {
            "anonymous": None,
            "other_specialist": self.other_specialist,
            "other_leader": self.other_leader,
            "conflicted": self.conflicted,
        }
        return found[role] if role in found else self.person(role)

    def facts(self) -> Facts:
        """The ids that the addresses of this authority's pages carry."""
        session = self.make.session
        session.rollback()

        def first(query: Any) -> int:
            return session.scalar(query.limit(1)) or NOWHERE

        of_unit = Document.assessment_id == self.assessment.id
        decision = sa.and_(Document.round_id == self.round.id, Document.kind == "decision")
        return Facts(
            assessment_id=self.assessment.id,
            round_id=self.round.id,
            group_id=first(select(RoundGroup.id).where(RoundGroup.round_id == self.round.id)),
            account_id=self.specialist.id,
            member_id=self.person("council_member").id,
            grant_id=first(
                select(RoleGrant.id).where(RoleGrant.account_id == self.person("council_member").id)
            ),
            session_id=first(select(CouncilSession.id).where(CouncilSession.round_id == self.round.id)),
            point_id=first(select(OpenPoint.id).where(OpenPoint.round_id == self.round.id)),
            evidence_id=first(select(Evidence.id).where(Evidence.assessment_id == self.assessment.id)),
            document_id=first(select(Document.id).where(of_unit, Document.kind == "self_assessment_form")),
            minutes_id=first(select(Document.id).where(of_unit, Document.kind == "appraisal_minutes")),
            decision_id=first(select(Document.id).where(decision)),
            decision_revision=first(select(Document.revision).where(decision)),
            notification_id=first(
                select(Notification.id).where(Notification.account_id == self.specialist.id)
            ),
            task_id=self.task,
            authority=self.authority.code,
            year=self.round.year,
            unit_code=self.unit.code,
        )


def attach(world: World, assessment: Assessment, name: str = "bang-chung.pdf", code: str = "2.1") -> None:
    """The specialist attaches a file to a criterion."""
    upload = Upload(name, BytesIO(PDF + name.encode()))
    ids, refusals = evidence.attach(
        world.specialist_of(assessment), assessment.id, code, [upload], Limits(ALLOWED_UPLOADS, 1_000_000)
    )
    assert ids and not refusals, refusals


def carry_out(app: Flask) -> None:
    """Do what waits in the outbox but for the rendering, which takes seconds."""
    outcome = jobs.drain(app, only=OutboxMessage.topic != "render_document")
    assert outcome.failed == 0


def keep_files() -> None:
    """Give every document its files, though not real ones."""
    with transaction() as session:
        files = session.execute(select(DocumentFile.document_id, DocumentFile.revision))
        known = {tuple(file) for file in files}
        for document in session.scalars(select(Document).order_by(Document.id)):
            if (document.id, document.revision) in known:
                continue
            for name, media_type in jobs.MEDIA_TYPES.items():
                content = PDF + f"{document.id}.{document.revision}.{name}".encode()
                session.add(
                    DocumentFile(
                        document_id=document.id,
                        revision=document.revision,
                        format=name,
                        file_hash=store_bytes(session, content, media_type),
                        made_at=document.created_at,
                    )
                )
    db.session.rollback()


def record_opening(world: World) -> None:
    """Give the round, which the factories make already open, the event with which rounds open."""
    with transaction() as session:
        history.append(
            session,
            "round",
            world.round.id,
            "transition",
            world.actor("standing_body"),
            "standing_body",
            transition="open",
            source="preparing",
            target="collecting",
        )
