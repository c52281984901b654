"""What documents call the authority and those it assesses: the committee of an area, or a ministry."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.messages import documents as texts
from app.rounds.models import Round
from app.rounds.queries import groups_of
from app.units.models import Authority, Unit


def of_area(authority: Authority) -> bool:
    """Whether the authority governs an area; a ministry's area carries the ministry's own name."""
    return authority.area_name != authority.name


def assessed(authority: Authority, groups: Iterable[str]) -> str:
    """All who are assessed, in a sentence: those of the area, or a ministry's groups by their titles."""
    if of_area(authority):
        return texts.all_of(authority.area_name)
    return texts.listed([texts.inside_sentence(title) for title in groups])


def council_owner(authority: Authority) -> str:
    """Whose council it is, after its name: "tỉnh Thanh Hóa", "của Bộ Thông tin và Truyền thông"."""
    return authority.area_name if of_area(authority) else texts.of(authority.name)


def team(session: Session, round_: Round) -> texts.Team:
    """Who appraises in a round, as the decision of its first framework calls them."""
    groups = groups_of(session, round_.id)
    return texts.team(groups[0].framework_id) if groups else texts.TEAM


def portal(authority: Authority) -> str:
    """The authority's site on which results are made public: "Cổng thông tin điện tử của tỉnh"."""
    return texts.portal_of(authority.area_name.split()[0] if of_area(authority) else authority.name)


def portal_recipient(authority: Authority) -> str:
    """The same as a recipient of the decision."""
    return texts.PORTAL if of_area(authority) else texts.for_publication(portal(authority))


def executors(authority: Authority, head: str, groups: Iterable[str]) -> str:
    """Who carries the decision out, as its last article names them; `head` leads the standing body."""
    if of_area(authority):
        office = texts.office_of(authority.symbol, authority.area_name.split()[0])
        return texts.executors(office, head, groups, authority.symbol)
    return texts.executors_of_ministry(head, groups)


def unit_place(authority: Authority, unit: Unit) -> str:
    """Where a unit dates its papers: a province under a ministry in its own place, others in the authority's.

    A city called after a person keeps the word for city (Decree 30/2020/NĐ-CP, Annex I, II.4).
    """
    area = unit.name.removeprefix(texts.COMMITTEE_LETTERS).strip()
    if of_area(authority) or area == unit.name:
        return authority.place_name
    name = area.removeprefix(texts.PROVINCE_WORD).removeprefix(texts.CITY_WORD).strip()
    return texts.capitalised(area) if name in texts.CALLED_AFTER_PEOPLE else name
