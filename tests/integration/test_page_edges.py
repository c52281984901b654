"""At the edges of the pages: forms without their token, another authority's items, addresses nobody made."""

from dataclasses import asdict
from pathlib import Path

import pytest
from flask import Flask

from app.extensions import db
from tests.factories import Maker
from tests.pages import TARGETS, Asking, Known, Place, Target, plain
from tests.people import NOWHERE, Facts, Province

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ODD_NUMBERS = (0, 2**31, 10**30)
ODD_TEXTS = ("", "-1", "9" * 30, "1.5", "%00", "'\"><script>", "é" * 2000, "٣")
NAMES = (
    "ky", "nhom", "muc", "trang", "tim", "tt", "xep", "loc", "buoc", "sap-xep", "chieu", "tre", "nguoi",
    "don_vi", "viec", "tu_ngay", "den_ngay", "vai_tro", "trang_thai", "loai", "id", "tat_ca", "tat-ca", "xem",
    "issued_on", "next",
)  # fmt: skip


def nowhere(facts: Facts) -> Facts:
    """The same addresses with ids that nothing has."""
    return Facts(
        **{name: NOWHERE if isinstance(value, int) else "khong-co" for name, value in asdict(facts).items()}
    )


def test_no_form_is_taken_without_its_token(app: Flask, tmp_path: Path) -> None:
    here = Province(app, Maker(db.session()), "meeting")
    facts = here.facts()
    people = [Known.of(one) for one in (here.everything, here.specialist, here.leader)]
    place, asking = Place(tmp_path), Asking(app)
    for target in TARGETS:
        if target.method != "POST":
            continue
        answers = [asking.ask(person, target, facts, token=False) for person in people]
        codes = {answer.status_code for answer in answers if answer is not None}
        # Whoever may not come to the page at all hears that first.
        assert 400 in codes and codes <= {400, 403}, f"{target.label}: {codes}"
        assert not place.written, f"{target.label} wrote without a token"
    assert not asking.broken, asking.broken


def asked_for(target: Target, app: Flask) -> set[str]:
    """The facts that the address of a page is made of."""
    named = {value[1:] for value in target.values.values() if str(value).startswith(":")}
    return target.arguments(app) & set(Facts.__dataclass_fields__) | named


def test_what_belongs_to_another_authority_looks_like_what_does_not_exist(app: Flask, tmp_path: Path) -> None:
    """The same code and, word for word, the same page: an address typed in tells nothing."""
    make = Maker(db.session())
    here, there = Province(app, make, "published"), Province(app, make, "published")
    theirs, none = there.facts(), nowhere(here.facts())
    people = [Known.of(here.everything), Known.of(here.specialist), Known.of(here.leader)]
    place, asking = Place(tmp_path), Asking(app)
    for target in TARGETS:
        if not asked_for(target, app) or target.endpoint.startswith("portal."):
            continue
        for person in people:
            real, unreal = (asking.ask(person, target, facts, form_of=theirs) for facts in (theirs, none))
            assert real is not None and unreal is not None, asking.broken
            assert real.status_code in (403, 404), f"{target.label}: {real.status_code}"
            same = plain(real.text) == plain(unreal.text) and real.status_code == unreal.status_code
            assert same, f"{target.label} tells what exists from what does not"
            assert not place.written, f"{target.label} wrote {place.written}"


def test_nobody_breaks_a_page_by_typing_into_its_address(app: Flask, tmp_path: Path) -> None:
    here = Province(app, Maker(db.session()), "published")
    facts = here.facts()
    everything, specialist = Known.of(here.everything), Known.of(here.specialist)
    asking = Asking(app)
    for target in TARGETS:
        for number in ODD_NUMBERS:
            odd = Facts(
                **{name: number if isinstance(value, int) else value for name, value in asdict(facts).items()}
            )
            for person in (everything, specialist):
                answer = asking.ask(person, target, odd)
                assert answer is None or answer.status_code < 500
        if target.method == "GET":
            address = target.address(app, facts)
            for text in ODD_TEXTS:
                query = "&".join(f"{name}={text}" for name in NAMES)
                joined = f"{address}{'&' if '?' in address else '?'}{query}"
                try:
                    answer = asking.browser(everything).get(joined, buffered=True)
                    assert answer.status_code < 500
                except Exception as error:  # noqa: BLE001 -- whatever breaks is what this test looks for
                    asking.broken.append(f"{target.label} {text[:20]!r}: {type(error).__name__}: {error}")
    assert not asking.broken, "\n".join(dict.fromkeys(line[:200] for line in asking.broken))
