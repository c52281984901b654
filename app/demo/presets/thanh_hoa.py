"""Thanh Hóa 2021 (source 002): 20 departments on 160 points, 27 districts on 270."""

from datetime import UTC, datetime

from app.demo import province
from app.demo.days import Calendar
from app.demo.presets.model import (
    AuthorityPlan,
    GroupPlan,
    LegalBasisPlan,
    Preset,
    UnitPlan,
)
from app.demo.ranges import THANH_HOA as RANGES

_DISTRICTS = (
    *province.CITIES_AND_TOWNS,
    *((code, f"huyện {name}") for code, name in province.RURAL_DISTRICTS),
)

THANH_HOA = Preset(
    name="thanh_hoa",
    authority=AuthorityPlan(
        code=province.AUTHORITY,
        name="Ủy ban nhân dân tỉnh Thanh Hóa",
        area_name="tỉnh Thanh Hóa",
        place_name="Thanh Hóa",
        symbol="UBND",
        head_title="Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa",
        standing_body=province.STANDING_BODY,
    ),
    groups=(
        GroupPlan(
            "so",
            "Các sở, ban, ngành cấp tỉnh",
            "thanh_hoa_2021/so",
            tuple(UnitPlan(*row) for row in province.DEPARTMENTS),
        ),
        GroupPlan(
            "huyen",
            "UBND các huyện, thị xã, thành phố",
            "thanh_hoa_2021/huyen",
            tuple(
                UnitPlan(code, "UBND", f"UBND {name}", f"Chủ tịch UBND {name}") for code, name in _DISTRICTS
            ),
        ),
    ),
    staff=province.STAFF,
    legal_bases=tuple(
        LegalBasisPlan(
            citation,
            valid_from,
            valid_to,
            "decision,submission" if citation.startswith(province.ALSO_IN_SUBMISSION) else "decision",
        )
        for citation, valid_from, valid_to in province.LEGAL_BASES
    ),
    built=datetime(2021, 9, 6, 2, tzinfo=UTC),
    calendar=Calendar.of_2021(),
    seed=2021,
    ranges=RANGES,
    deputies=province.DEPUTIES,
    followed_up=True,
    meets_twice=True,
)
