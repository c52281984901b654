"""A province with one unit whose form is full, kept as the programme keeps it, to measure requests on."""

import logging
import os
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, session
from flask_migrate import upgrade
from flask_wtf.csrf import generate_csrf

from app import catalog, clock, create_app, security
from app.accounts.loading import load_actor
from app.accounts.models import Account
from app.assessments import entry
from app.assessments.models import Assessment
from app.evidence.models import Evidence, StoredFile
from app.extensions import db
from app.rounds.models import Round, RoundGroup
from app.units.models import Authority, Unit, UnitGroup
from bench import synthetic
from config import Settings
from frameworks.model import Framework

_nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115

SECRET = "khoa-bi-mat-chi-de-do-toc-do-0123456789"


@dataclass(frozen=True)
class World:
    """The application on its own data, and a specialist signed in to fill in one assessment."""

    app: Flask
    framework: Framework
    account_id: int
    assessment_id: int
    cookie: str
    csrf_token: str


def build(folder: Path, criteria: int) -> World:
    """A migrated database with a round under way; every figure is given, a file stands at each criterion."""
    app = application(folder, criteria)
    made = catalog.framework(f"bench_{criteria}")
    with app.app_context():
        upgrade()
        account, assessment = _rows(made)
        actor = load_actor(db.session(), account.id)
        assert actor is not None
        texts = synthetic.figures(made, random.Random(criteria))
        typed = [entry.Typed(name, text.replace(".", ",")) for name, text in texts.items()]
        _, refused = entry.save_figures(actor, assessment.id, typed)
        assert not refused, refused
        cookie, token = signed_in(app, account)
        who, what = account.id, assessment.id
        db.session.remove()
    return World(app, made, who, what, cookie, token)


def application(folder: Path, criteria: int) -> Flask:
    """The real application on the folder's database, knowing the framework of so many criteria."""
    made = synthetic.framework(criteria)
    known: Mapping[str, Framework] = {made.id: made}
    catalog.frameworks = lambda: known  # type: ignore[assignment]
    app = create_app(Settings(folder, f"sqlite:///{folder / 'app.db'}", SECRET))
    app.logger.handlers[:] = [logging.StreamHandler(_nowhere)]  # log lines are made, but not shown
    return app


def served() -> Flask:
    """The same application for gunicorn, which finds the folder and the size in its environment."""
    return application(Path(os.environ["BENCH_FOLDER"]), int(os.environ["BENCH_CRITERIA"]))


def _keep(row: Any) -> Any:
    db.session.add(row)
    db.session.commit()
    return row


def _rows(made: Framework) -> tuple[Account, Assessment]:
    authority = _keep(
        Authority(
            code="tinh",
            name="Ủy ban nhân dân tỉnh Thanh Hóa",
            area_name="tỉnh Thanh Hóa",
            place_name="Thanh Hóa",
            symbol="UBND",
            head_title="Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa",
        )
    )
    group = _keep(UnitGroup(authority_id=authority.id, code="so", title="các sở, ban, ngành cấp tỉnh"))
    names = {"code": "stp", "name": "Sở Tư pháp", "symbol": "STP", "head_title": "Giám đốc"}
    unit = _keep(Unit(authority_id=authority.id, group_id=group.id, **names))
    account = _keep(
        Account(
            authority_id=authority.id,
            unit_id=unit.id,
            unit_role="specialist",
            username="stp.cv",
            full_name="Nguyễn Văn An",
            position_title="Chuyên viên",
            password_hash="!",
            must_change_password=False,
            created_at=clock.now(),
        )
    )
    round_ = _keep(_round(authority))
    version = {"framework_id": made.id, "framework_version": made.version, "framework_hash": made.hash}
    placed = {"title": group.title, "position": 1}
    scored = _keep(RoundGroup(round_id=round_.id, unit_group_id=group.id, **placed, **version))
    assessment = _keep(
        Assessment(
            round_id=round_.id,
            unit_id=unit.id,
            round_group_id=scored.id,
            workflow=catalog.ASSESSMENT_WORKFLOW,
            workflow_version=catalog.workflow(catalog.ASSESSMENT_WORKFLOW).version,
            variables={},
        )
    )
    _attach(made, assessment, account)
    return account, assessment


def _round(authority: Authority) -> Round:
    day = clock.today()
    return Round(
        authority_id=authority.id,
        year=day.year,
        title=f"Đánh giá mức độ chuyển đổi số năm {day.year}",
        state="collecting",
        workflow=catalog.ROUND_WORKFLOW,
        workflow_version=catalog.workflow(catalog.ROUND_WORKFLOW).version,
        opens_on=day - timedelta(days=1),
        entry_deadline=day + timedelta(days=20),
        appraisal_deadline=day + timedelta(days=40),
        council_on=day + timedelta(days=50),
        publish_before=day + timedelta(days=70),
        created_at=clock.now(),
    )


def _attach(made: Framework, assessment: Assessment, account: Account) -> None:
    """A file's record at each criterion; the page shows no more of a file than that."""
    file = _keep(StoredFile(hash="0" * 64, size=120_000, media_type="application/pdf", stored_at=clock.now()))
    place = {"assessment_id": assessment.id, "file_hash": file.hash, "added_by": account.id}
    for leaf in made.leaves:
        filename = f"Báo cáo tiêu chí {leaf.code}.pdf"
        db.session.add(Evidence(code=leaf.code, filename=filename, added_at=clock.now(), **place))
    db.session.commit()


def signed_in(app: Flask, account: Account) -> tuple[str, str]:
    """The session cookie of somebody signed in, and the token their forms carry."""
    with app.test_request_context():
        security.start_session(session, account.id, account.session_epoch)
        token = generate_csrf()
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}", token
