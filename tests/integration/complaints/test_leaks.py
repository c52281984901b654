"""Until the decision that corrects is out, nobody outside reads anything of the corrected result.

The corrected points are unmistakable: 2.1 becomes 8,87 points and the unit's total 16,42. Every page, search,
filter, file and form of the application is read by everybody who may not know.
"""

import re

import pytest
from flask import Flask

from app.documents import corrections
from app.extensions import db
from tests import complaints
from tests.factories import Maker
from tests.integration.test_leaks import reading, typed_in
from tests.pages import TARGETS, Asking, Known
from tests.people import Province, carry_out, keep_files

MARKS = ("8,87", "8.87", "16,42", "16.42", "887/100", "821/50")
REASON = "Theo danh mục đã ban hành"  # the council's, which stands in the corrected sheet
UNITS = ("specialist", "leader", "other_specialist", "other_leader")
OUTSIDE = ("anonymous", *UNITS, "appraiser", "administrator")
FOLLOWING = ("anonymous", "leader")  # the others ask for every page by its address
STEPS = ("settled", "submitted", "decided")


def driven(app: Flask, step: str) -> Province:
    """A province whose result is being corrected."""
    here = Province(app, Maker(db.session()), "published")
    complaints.complain(here)
    complaints.review(here, **{"2_1": "8,87"})
    complaints.meet(here)
    complaints.vote(here)
    complaints.settle(here)
    if step != "settled":
        body = here.actor("standing_body")
        corrections.start(body, here.round.id, reason="Hội đồng chấp nhận")
        corrections.submit(body, here.round.id)
        carry_out(app)
    if step in ("decided", "published"):
        complaints.decide(here)
    if step == "published":
        complaints.publish(here)
    carry_out(app)
    keep_files()
    return here


def told(text: str) -> list[str]:
    """The marks a text bears."""
    found = [mark for mark in MARKS if re.search(rf"(?<![\d.,/]){re.escape(mark)}(?!\d)", text)]
    return [*found, *([REASON] if REASON in text else [])]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("step", STEPS)
def test_nobody_reads_the_corrected_result_before_its_decision(app: Flask, step: str) -> None:
    here = driven(app, step)
    facts = here.facts()
    asking, leaks = Asking(app), []
    versions = [
        f"/ket-qua/{facts.authority}/{facts.year}{page}?ban={number}"
        for page in ("", f"/{facts.unit_code}", "/bang-xep-hang.csv")
        for number in (1, 2, 3)
    ]
    own = [f"/dieu-chinh/{facts.round_id}", f"/dieu-chinh/{facts.round_id}/cac-ban"]
    own += [f"/xep-hang/{facts.round_id}?ban=2", f"/xep-hang/{facts.round_id}.csv?ban=2"]
    for role in OUTSIDE:
        person = Known.of(here.account_of(role))
        start = ["/", *versions, *own, *typed_in(app, facts)]
        answers = list(reading(asking, person, start, follow=role in FOLLOWING))
        for target in TARGETS:
            if target.method == "POST" and not target.endpoint.startswith(("accounts.", "complaints.file")):
                sent = asking.ask(person, target, facts)
                assert sent is not None, asking.broken
                answers.append((target.label, sent.get_data().decode("utf-8", "replace")))
        leaks += [f"{role} reads {mark} at {where}" for where, text in answers for mark in told(text)]
    assert not leaks, "\n".join(leaks)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_everybody_reads_both_versions_afterwards(app: Flask) -> None:
    here = driven(app, "published")
    facts = here.facts()
    read = dict(reading(Asking(app), None, ["/ket-qua"]))
    address = f"/ket-qua/{facts.authority}/{facts.year}"
    assert "16,42" in read[address] and "Kết quả ban đầu theo Quyết định số" in read[address]
    older = read[f"{address}?ban=1"]
    assert "16,42" not in older and "13,55" in older and "Đã điều chỉnh bởi Quyết định số" in older
    page = read[f"{address}/{facts.unit_code}?ban=1"]
    assert "13,55" in page and "16,42" not in page
    assert "16,42" in read[f"{address}/{facts.unit_code}"]
