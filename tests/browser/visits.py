"""Which pages the looking test opens: at each stage of a round, by role, the endpoints with their queries."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from app import clock
from app.appraisal import operations as appraisal
from app.assessments import operations as assessments
from app.council import operations as council
from app.council.models import CouncilSession
from app.documents.models import Document
from app.explaining import operations as explaining
from app.improvements.models import ImprovementTask
from app.keeping.models import FrameworkVersion
from app.messages.cohort import SECTIONS
from app.notifications.models import Notification
from app.worklists import operations as bulk
from app.worklists.models import BulkRun
from tests import complaints, improving, stages, teams
from tests.browser.site import fresh
from tests.conftest import DATA
from tests.factories import World

NOBODY = ""
STAGES: dict[str, dict[str, tuple[str, ...]]] = {
    "preparing": {
        NOBODY: (
            "accounts.sign_in",
            "portal.home",
            "calculator.home",
            "calculator.show",
            "calculator.ca_mau",
        ),
        "standing_body": (
            "desk.work",
            "rounds.setup",
            "rounds.rule_group",
            "assigning.overview",
            "assigning.hand_over",
            "desk.board",
            "keeping.list",
            "keeping.show",
            "keeping.copy",
            "keeping.copy?tu=thanh_hoa_2021/so@1",
            "keeping.compare?trai=thanh_hoa_2021/so@1&phai=thanh_hoa_2021/huyen@1",
            "keeping.mapping?trai=thanh_hoa_2021/so@1&phai=thanh_hoa_2021/huyen@1",
            "keeping.inputs",
            "keeping.input?ten=so_hoi_thao",
            "keeping.case?so=0",
            "keeping.head",
            "keeping.node?ma=2.1",
            "keeping.node?ma=1",
            "keeping.add_node?cha=1",
            "keeping.upload",
            "keeping.publish",
        ),
        "appraiser": ("desk.work", "appraisal.units", "appraisal.criteria"),
    },
    "collecting": {
        "specialist": (
            "desk.work",
            "assessments.form",
            "assessments.form?muc=2",
            "assessments.table",
            "assessments.table?muc=2",
            "assessments.summary",
            "assessments.timeline",
            "assessments.print",
            "assessments.mine?tat-ca=1",
            "documents.list",
            "notifications.list",
            "notifications.list?loc=chua-doc",
            "accounts.change_password",
            "rounds.framework",
            "rounds.workflow",
            "processes.list",
            "processes.show",
            "processes.compare?trai=round@2&phai=round@3",
            "audit.item",
        ),
        "leader": ("desk.work", "assessments.summary", "assessments.form", "delegating.list"),
        "standing_body": (
            "desk.work",
            "desk.board",
            "desk.late",
            "schedule.deadlines",
            "schedule.days_off",
            "rounds.setup",
            "accounts.list",
            "accounts.create",
            "accounts.create_for_unit",
            "accounts.detail",
            "delegating.list",
            "delegating.appoint",
            "assessments.summary",
        ),
        "administrator": (
            "desk.work",
            "accounts.list",
            "accounts.detail",
            "notifications.undone",
            "processes.publish",
            "processes.move",
        ),
    },
    "confirming": {"leader": ("desk.work", "assessments.summary"), "specialist": ("assessments.form",)},
    "appraising": {
        "appraiser": (
            "desk.work",
            "appraisal.units",
            "appraisal.unit",
            "appraisal.unit?muc=2",
            "appraisal.criteria",
            "appraisal.criterion",
            "appraisal.conflicts",
            "council.raise_point",
            "worklists.show",
            "worklists.show?tim=so",
            "worklists.why",
            "processes.item",
            "worklists.runs",
            "worklists.report",
        ),
        "chairman": ("worklists.why_round",),
        "standing_body": ("desk.board", "appraisal.units", "assigning.overview", "appraisal.conflicts"),
    },
    "objected": {
        "specialist": ("explaining.unit",),
        "appraiser": ("explaining.file", "explaining.waiting", "explaining.send", "explaining.counts"),
    },
    "double": {
        "standing_body": (
            "assigning.overview",
            "appraisal.units",
            "appraisal.unit?muc=2",
            "appraisal.differences",
            "appraisal.settle",
        ),
        "appraiser": ("appraisal.unit?muc=1", "appraisal.unit?muc=2", "appraisal.criterion"),
    },
    "explaining": {
        "specialist": ("desk.work", "assessments.form?muc=2", "assessments.summary", "explaining.unit"),
        "appraiser": ("appraisal.unit?muc=2",),
        "leader": ("assessments.summary", "explaining.unit"),
    },
    "meeting": {
        "council_secretary": (
            "desk.work",
            "council.sessions",
            "council.plan",
            "council.session",
            "council.screen",
            "council.agenda",
            "council.change",
            "council.settle_plan",
            "council.raise_plan",
            "council.units",
            "council.unit",
            "council.unit?xem=tat-ca",
            "council.differences",
        ),
        "council_member": ("desk.work", "council.session", "council.unit"),
        "council_chair": ("desk.work", "council.sessions"),
    },
    "submitted": {
        "chairman": ("desk.work", "documents.dossier", "documents.to_sign", "results.ranking"),
        "secretariat": (
            "desk.work",
            "documents.list",
            "documents.show",
            "documents.issue_many?id=1",
            "documents.dossier",
        ),
        "standing_body": ("desk.board", "documents.dossier"),
    },
    "published": {
        NOBODY: ("portal.home", "portal.result", "portal.unit"),
        "specialist": (
            "desk.work",
            "assessments.result",
            "assessments.sheets",
            "assessments.mine",
            "documents.list",
            "notifications.list",
            "notifications.show",
        ),
        "auditor": (
            "desk.work",
            "audit.search",
            "audit.item",
            "audit.check",
            "audit.after_confirmation",
            "assessments.sheets",
            "assessments.timeline",
            "documents.show",
        ),
        "secretariat": ("documents.list", "documents.dossier"),
        "standing_body": (
            "rounds.create",
            "desk.board",
            "results.ranking",
            "results.years",
            "council.analysis",
            *(f"council.analysis?muc={section}" for section in SECTIONS),
            "council.coverage?xem=tat-ca",
            "council.unranked",
        ),
    },
    "tasking": {
        "standing_body": (
            "improvements.list",
            "improvements.edit",
            "improvements.create",
            "improvements.weak",
            "improvements.upload",
        )
    },
    "tasked": {
        "leader": ("desk.work", "improvements.list", "improvements.show"),
        "specialist": ("improvements.show",),
        "standing_body": ("improvements.show", "improvements.progress"),
    },
    "complained": {
        "leader": ("complaints.unit", "complaints.list"),
        "standing_body": ("complaints.list", "complaints.unit", "corrections.versions"),
    },
    "correcting": {
        "council_secretary": ("complaints.unit", "council.unit"),
        "chairman": ("desk.work", "corrections.show"),
        "standing_body": ("corrections.show", "complaints.list"),
        "leader": ("assessments.result", "complaints.unit"),
    },
    "corrected": {
        NOBODY: ("portal.home", "portal.result", "portal.result?ban=1", "portal.unit?ban=1"),
        "leader": ("corrections.versions", "complaints.unit"),
        "auditor": ("corrections.versions", "results.ranking?ban=1"),
    },
}
# What answers with a file, or leads on to another page.
NO_PAGES = frozenset(
    {
        "static",
        "bootstrap.static",
        "desk.start",
        "desk.late_csv",
        "worklists.report_csv",
        "explaining.counts_csv",
        "evidence.download",
        "keeping.download",
        "council.analysis_csv",
        "council.screen_mark",
        "supplied.template",
        "assigning.template",
        "improvements.template",
        "improvements.progress_csv",
        "supplied.file",
        "documents.download",
        "documents.preview",
        "results.ranking_csv",
        "portal.ranking_csv",
        "calculator.empty_file",
    }
)


def reach(world: World, stage: str) -> None:
    """Take the world to a stage that is looked at."""
    assessment = world.assessment
    if stage == "preparing":
        _draft(world)
        return
    if stage == "collecting":
        _half_filled(world)
        return
    if stage == "confirming":
        stages.fill(world, assessment)
        stages.submit(world, assessment)
        assessments.return_to_specialist(
            world.leader_of(assessment),
            assessment.id,
            reason="Kiểm tra lại số hội thảo tháng 10",
        )
        stages.fill(world, assessment, so_hoi_thao="5")
        stages.submit(world, assessment)
        return
    if stage == "appraising":
        stages.received(world)
        _adjust(world)
        _run_on_both(world)
        return
    if stage == "objected":
        reach(world, "explaining")
        _object(world)
        return
    if stage == "double":
        _two_opinions(world)
        return
    if stage == "explaining":
        stages.received(world)
        _adjust(world)
        appraiser = world.actor("appraiser")
        appraisal.write_question(appraiser, assessment.id, "2.2", "Số chi cho CNTT lấy từ báo cáo nào?")
        appraisal.ask(appraiser, assessment.id)
        return
    if stage in ("complained", "correcting", "corrected"):
        _complain(world, stage)
        return
    if stage in ("tasking", "tasked"):
        (improving.drawn_up if stage == "tasking" else improving.reported)(world)
        return
    stages.STAGES[stage](world)
    if stage == "meeting":
        council.raise_point(
            world.actor("council_secretary"),
            assessment.id,
            "2.1",
            question="Theo danh mục mới?",
            proposed="6",
        )


def _complain(world: World, stage: str) -> None:
    """A complaint about what is published; its correction on the chairman's desk; or published."""
    if stage == "complained":
        stages.published(world)
        complaints.complain(world)
    elif stage == "correcting":
        complaints.submitted(world)
    else:
        complaints.corrected(world)


def _draft(world: World) -> None:
    """A framework that the standing body is writing."""
    world.make.keep(
        FrameworkVersion(
            authority_id=world.authority.id,
            framework_id="thu/ban_thao",
            framework_version=1,
            title="Bộ chỉ số đang soạn",
            content=(DATA / "small.yaml").read_text().replace("id: small", "id: thu/ban_thao"),
            based_on="thanh_hoa_2021/so@1",
            created_by=world.person("standing_body").id,
            created_at=clock.now(),
            changed_at=clock.now(),
        )
    )


def _half_filled(world: World) -> None:
    """Some figures, a declaration, and a deadline that one unit has missed."""
    assessments.declare(
        world.specialist_of(world.assessment),
        world.assessment.id,
        "1.3",
        "na_claimed",
        reason="Đơn vị không có trang thông tin riêng",
    )
    stages.fill(world, world.assessment)
    world.round.entry_deadline = clock.today() - timedelta(days=1)
    world.round.grace_days = 5
    world.make.session.commit()


def _two_opinions(world: World) -> None:
    """Two people appraise the units independently: one opinion alone, two equal and two different ones."""
    first, (second,) = world.person("appraiser"), teams.appraisers(world, 1)
    teams.mode(world, double=True)
    for unit in (world.unit, world.other_unit):
        teams.assign(world, teams.part(first, unit), teams.part(second, unit, lane=2))
    stages.received(world)
    _adjust(world)
    other, number = world.make.actor(second), world.assessment.id
    appraisal.review(other, number, "2.1", "accepted")
    for actor in (world.actor("appraiser"), other):
        appraisal.review(actor, number, "1.1", "accepted")
    appraisal.review(world.actor("appraiser"), number, "1.2", "accepted")


def _object(world: World) -> None:
    """The unit answers its question and objects to what came down; its leader confirms."""
    specialist, number = world.specialist_of(world.assessment), world.assessment.id
    explaining.object_to(
        specialist, number, "2.1", "Danh mục đã được công bố tại Quyết định số 12/QĐ-STP ngày 05/01"
    )
    assessments.answer(specialist, number, "2.2", "Lấy từ báo cáo quyết toán năm, nguồn chi thường xuyên")
    assessments.send_explanation(specialist, number)
    seen = stages.self_hash(world, world.assessment)
    assessments.confirm_explanation(world.leader_of(world.assessment), number, sheet_hash=seen)


def _adjust(world: World) -> None:
    appraisal.review(
        world.actor("appraiser"),
        world.assessment.id,
        "2.1",
        "adjusted",
        points="5",
        reason="Thiếu quyết định công bố danh mục dịch vụ công trực tuyến",
    )


def _run_on_both(world: World) -> None:
    """An action on both units, neither of which is appraised yet."""
    chosen = [(one.id, one.version) for one in world.assessments]
    bulk.run(world.actor("appraiser"), world.round.id, "finish_appraisal", chosen, token="mot-lan", given={})


def known_values(world: World) -> dict[str, Any]:
    """What may stand in an address, by the name of its place there."""
    fresh()
    session = world.make.session
    meeting = session.scalars(select(CouncilSession.id)).first()
    paper = session.scalars(select(Document.id).where(Document.kind == "submission")).first()
    draft = session.scalars(select(FrameworkVersion.id)).first()
    run = session.scalars(select(BulkRun.id)).first()
    task = session.scalars(select(ImprovementTask.id).order_by(ImprovementTask.id)).first()
    told = session.scalars(
        select(Notification.id)
        .where(Notification.account_id == world.specialist.id)
        .order_by(Notification.id)
    ).first()
    return {
        "assessment_id": world.assessment.id,
        "round_id": world.round.id,
        "group_id": world.assessment.round_group_id,
        "account_id": world.specialist.id,
        "session_id": meeting,
        "document_id": paper,
        "kept_id": draft,
        "run_id": run,
        "task_id": task,
        "notification_id": told,  # the specialist's, once the worker has told them
        "name": "to_appraise",
        "framework_id": "thanh_hoa_2021/so",
        "version": 1,
        "subject_type": "assessment",
        "subject_id": world.assessment.id,
        "year": world.round.year,
        "unit_code": world.unit.code,
        "code": "2.1",
        "decision": "thanh_hoa_2021",
        "group": "so",
        "key": "thanh_hoa_assessment@2",
    }


def address(app: Flask, world: World, endpoint: str, known: dict[str, Any]) -> str:
    """The address of a visit: `endpoint` or `endpoint?query`."""
    name, _, query = endpoint.partition("?")
    values = {**known, "code": world.authority.code} if name.startswith("portal.") else known
    places = set().union(*(rule.arguments for rule in app.url_map.iter_rules(name)))
    with app.test_request_context():
        built = app.url_for(name, **{place: values[place] for place in places})
    return f"{built}?{query}" if query else built
