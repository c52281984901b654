"""While a unit explains, nobody who judges it reads what its leader has not confirmed.

The team goes by what was confirmed last: the new figure, note, file, answer and objection are the unit's own
until the leader confirms them, as they are before the first confirmation. Whoever runs the round and whoever
inspects it read them, as they read a form that is still being filled.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from app.appraisal import operations as appraisal
from app.assessments import entry
from app.assessments import operations as assessments
from app.assessments.entry import Typed
from app.evidence.models import Evidence
from app.explaining import operations as explaining
from app.extensions import db
from tests import stages
from tests.factories import Maker
from tests.integration.test_leaks import reading, typed_in
from tests.pages import Asking, Known
from tests.people import Province, attach, carry_out, keep_files

JUDGING = ("appraiser", "council_secretary", "secretariat", "administrator", "other_leader")
NOTE, FILE = "Thuyết minh mới 7741", "tai-lieu-moi-7742.pdf"
ANSWER, OBJECTION = "Trả lời chưa trình 7743", "Kiến nghị chưa trình 7744"
# 2.1 comes to 59 / 60 × 10 = 9,83… points instead of 7,5, the whole to 17,38 instead of 15,05.
MARKS = (NOTE, FILE, ANSWER, OBJECTION, "9,83", "9.83", "17,38", "17.38")
OPENED, NEW = "2.1", "59"


def explained(app: Flask, *, sent: bool) -> Province:
    """A unit asked about 2.1 has changed the figure, written, attached and objected; perhaps handed in."""
    here = Province(app, Maker(db.session()), "received")
    team, unit = here.actor("appraiser"), here.assessment.id
    appraisal.write_question(team, unit, OPENED, "Dịch vụ nào?")
    appraisal.ask(team, unit)
    specialist = here.actor("specialist")
    entry.save_figure(specialist, unit, Typed("dvc_truc_tuyen", NEW))
    assessments.declare(specialist, unit, OPENED, "blank", note=NOTE)
    assessments.answer(specialist, unit, OPENED, ANSWER)
    explaining.object_to(specialist, unit, "2.2", OBJECTION)
    attach(here, here.assessment, FILE)
    if sent:
        assessments.send_explanation(specialist, unit)
    carry_out(app)
    keep_files()
    return here


def leaks(app: Flask, here: Province, roles: tuple[str, ...]) -> Iterator[str]:
    """Who reads what where, over every page about the unit and whatever leads on from the start."""
    asking, facts = Asking(app), here.facts()
    for role in roles:
        person = Known.of(here.account_of(role))
        start = ["/", *typed_in(app, facts), f"/tham-dinh/don-vi/{facts.assessment_id}?muc=2"]
        for address, text in reading(asking, person, start, follow=False):
            yield from (f"{role} reads {mark} at {address}" for mark in MARKS if mark in text)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("sent", [False, True], ids=["explaining", "awaiting_confirmation"])
def test_who_judges_reads_nothing_new_before_the_leader_confirms(app: Flask, sent: bool) -> None:
    here = explained(app, sent=sent)
    found = list(leaks(app, here, JUDGING))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_team_opens_a_new_file_only_after_the_confirmation(app: Flask) -> None:
    here = explained(app, sent=True)
    browser = Asking(app).browser(Known.of(here.account_of("appraiser")))
    session = here.make.session
    session.rollback()
    older, newer = session.scalars(
        select(Evidence.id).where(Evidence.assessment_id == here.assessment.id).order_by(Evidence.id)
    )

    def answers() -> list[int]:
        return [browser.get(f"/tai-lieu/{number}", buffered=True).status_code for number in (older, newer)]

    assert answers() == [200, 404]
    seen = stages.self_hash(here, here.assessment)
    assessments.confirm_explanation(here.leader_of(here.assessment), here.assessment.id, sheet_hash=seen)
    assert answers() == [200, 200]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_team_reads_all_of_it_once_the_leader_has_confirmed(app: Flask) -> None:
    here = explained(app, sent=True)
    seen = stages.self_hash(here, here.assessment)
    assessments.confirm_explanation(here.leader_of(here.assessment), here.assessment.id, sheet_hash=seen)
    carry_out(app)
    told = "\n".join(leaks(app, here, ("appraiser",)))
    for mark in (NOTE, FILE, ANSWER, OBJECTION, "9,83"):
        assert mark in told
