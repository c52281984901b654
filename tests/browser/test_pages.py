"""Every page, at the stages of a round, for the roles it is for: looked at on a desk and on a phone."""

import pytest
from flask import Flask

from app import policy
from tests.browser.looks import WIDTHS, faults_at_width, faults_of_page
from tests.browser.site import Site
from tests.browser.test_supplied import LOOKED_AT
from tests.browser.visits import NO_PAGES, NOBODY, STAGES, address, known_values, reach
from tests.factories import Maker, World

DRAWN_UP = ("submitted", "published")  # stages whose documents have been made


def test_every_page_is_looked_at(app: Flask) -> None:
    opened = {
        visit.partition("?")[0] for roles in STAGES.values() for visits in roles.values() for visit in visits
    }
    readable = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert set(policy.ENDPOINTS) & readable - NO_PAGES - LOOKED_AT - opened == set()


@pytest.mark.parametrize("stage", STAGES)
def test_pages(site: Site, make: Maker, stage: str) -> None:
    world = World(make, "preparing" if stage == "preparing" else "collecting")
    reach(world, stage)
    if stage in DRAWN_UP:
        site.drain()
    known = known_values(world)
    faults: list[str] = []
    for role, visits in STAGES[stage].items():
        visitor = site.visitor(world.person(role) if role != NOBODY else None)
        for visit in visits:
            visitor.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
            answer = visitor.page.goto(address(site.app, world, visit, known))
            found = faults_of_page(visitor.page)
            if answer is None or answer.status != 200:
                found.append(f"answered {answer and answer.status}")
            for width in WIDTHS:
                found += faults_at_width(visitor.page, width)
            faults += [f"{role} {visit}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


def test_a_page_that_is_not_there(site: Site, world: World) -> None:
    visitor = site.visitor(world.specialist)
    answer = visitor.page.goto("/khong-co-trang-nay")
    assert answer is not None and answer.status == 404
    faults = faults_of_page(visitor.page)
    for width in WIDTHS:
        faults += faults_at_width(visitor.page, width)
    assert not faults, "\n".join(faults)
