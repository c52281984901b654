"""Many units finished at once, confirmed with one form, against as many forms for one unit each."""

from itertools import count
from pathlib import Path
from time import perf_counter

from sqlalchemy import select

from app.accounts.loading import load_actor
from app.appraisal import operations as appraisal
from app.assessments.models import Assessment
from app.extensions import db
from app.worklists import operations
from app.worklists.forms import written
from bench import many
from bench.many import Many
from bench.measuring import Batch, Measure, Size, compare
from bench.wsgi import expect

REASON = "Bổ sung tài liệu"
_tokens = count(1)


def measure(folder: Path, size: Size) -> list[Measure]:
    """Every unit's appraisal is ended, and opened again: both steps of both ways are timed, as whole requests
    and, for information, as operations alone."""
    here = many.build(folder, size.criteria_on_page, size.annex_rows)
    told = f"{size.annex_rows} đơn vị"
    return [
        compare(
            f"Xác nhận một lần cho {told}",
            f"{told}, từng đơn vị một",
            _requests_one_by_one(here),
            _requests_at_once(here),
            size.rounds,
            aim=0.6,
        ),
        compare(
            f"Chỉ riêng thao tác cho {told} (để biết)",
            f"thao tác từng đơn vị, {told}",
            _one_by_one(here),
            _at_once(here),
            size.rounds,
            aim=None,
        ),
    ]


def _requests_one_by_one(here: Many) -> Batch:
    def batch() -> float:
        started = perf_counter()
        for path, form in (("ket-thuc", {}), ("mo-lai", {"reason": REASON})):
            for number in here.ids:
                expect(here.caller.post(f"/tham-dinh/don-vi/{number}/{path}", form), "302")
        return perf_counter() - started

    return batch


def _requests_at_once(here: Many) -> Batch:
    def batch() -> float:
        spent = 0.0
        for action in ("finish_appraisal", "reopen_appraisal"):
            form = {
                "round_id": here.round_id,
                "viec": action,
                "chon": written(_seen(here)),
                "token": f"lan-{next(_tokens)}",
                "reason": REASON,
            }
            started = perf_counter()
            expect(here.caller.post("/hang-loat/thuc-hien", form), "302")
            spent += perf_counter() - started
        _check(here)
        return spent

    return batch


def _one_by_one(here: Many) -> Batch:
    def batch() -> float:
        with here.here.app.app_context():
            actor = load_actor(db.session(), here.account_id)
            assert actor is not None
            started = perf_counter()
            for number in here.ids:
                appraisal.finish(actor, number)
            for number in here.ids:
                appraisal.reopen(actor, number, reason=REASON)
            return perf_counter() - started

    return batch


def _at_once(here: Many) -> Batch:
    def batch() -> float:
        with here.here.app.app_context():
            actor = load_actor(db.session(), here.account_id)
            assert actor is not None
            spent = 0.0
            for action in ("finish_appraisal", "reopen_appraisal"):
                seen, token = _seen(here), f"lan-{next(_tokens)}"
                started = perf_counter()
                operations.run(actor, here.round_id, action, seen, token=token, given={"reason": REASON})
                spent += perf_counter() - started
            _check(here)
            return spent

    return batch


def _seen(here: Many) -> list[tuple[int, int]]:
    """The units with their versions, as a preview would carry them."""
    with here.here.app.app_context():
        rows = db.session.execute(
            select(Assessment.id, Assessment.version).where(Assessment.id.in_(here.ids))
        ).all()
        db.session.remove()
    return [(number, version) for number, version in rows]


def _check(here: Many) -> None:
    """A refusal is quick, and would flatter us: every unit was ended and opened again."""
    with here.here.app.app_context():
        last = db.session.execute(
            select(operations.BulkRun.done, operations.BulkRun.refused)
            .order_by(operations.BulkRun.id.desc())
            .limit(2)
        ).all()
        db.session.remove()
    if any(row.refused or row.done != len(here.ids) for row in last):
        raise RuntimeError(f"units were refused: {last}")
