"""What the pages of the analysis show and what their files hold: rows of plain data for each section."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from app.assessments.entry import show_value
from app.council import analysis
from app.council.analysis import MOST_DRAWS, Group
from app.messages import cohort as texts
from frameworks import wording
from frameworks.analysis.statistics import Deviation, Spread
from frameworks.numbers import canonical, format_vi, round_half_up
from frameworks.ranking import published

LEAST_DRAWS = 10
LARGEST_SEED = 999_999_999
FACTORS = {"1,5": Fraction(3, 2), "2": Fraction(2), "3": Fraction(3), "5": Fraction(5)}
TELLING = {"1": 1, "2": 2, "3": 3}
SORTS = ("tieu-chi", "trung-binh", "trung-vi", "do-lech", "thap-nhat", "cao-nhat", "cach-xa", "so-lieu")
SCALE = 1000  # the width of a drawn line of ranks


@dataclass(frozen=True)
class Settings:
    """What a reader has chosen, as typed and as understood; `errors` say what was not."""

    typed: Mapping[str, str]
    errors: Sequence[tuple[str, str]]
    deviation: Deviation
    change: int  # of a weight, in percent
    draws: int
    seed: int
    factor: Fraction
    telling: int
    sort: str
    descending: bool


def read_settings(given: Mapping[str, str], year: int) -> Settings:
    """The choices of an address; where one cannot be, the usual one stands and the reader is told."""
    errors: list[tuple[str, str]] = []
    usual = {"muc-thay-doi": "20", "so-lan": "300", "hat-giong": str(year), "he-so": "2", "so-trung": "2"}
    typed = {name: given.get(name, text)[:20] for name, text in usual.items()}

    def whole(name: str, least: int, most: int) -> int:
        text = typed[name].strip().removesuffix("%").strip()
        if text.isascii() and text.isdecimal() and least <= int(text) <= most:
            return int(text)
        errors.append((texts.not_between(name, typed[name], least, most), f"o-{name}"))
        return int(usual[name])

    sort = given.get("xep", "")
    sample = given.get("do-lech-chuan") == Deviation.SAMPLE
    return Settings(
        typed=typed,
        errors=errors,
        deviation=Deviation.SAMPLE if sample else Deviation.POPULATION,
        change=whole("muc-thay-doi", 1, 100),
        draws=whole("so-lan", LEAST_DRAWS, MOST_DRAWS),
        seed=whole("hat-giong", 0, LARGEST_SEED),
        factor=FACTORS.get(typed["he-so"], Fraction(2)),
        telling=TELLING.get(typed["so-trung"], 2),
        sort=sort if sort in SORTS else SORTS[0],
        descending=given.get("chieu") == "giam",
    )


@dataclass(frozen=True)
class Shown:
    """One section: rows for the page, further facts it needs, and the same table as a file."""

    rows: Sequence[dict[str, Any]]
    header: Sequence[str]
    lines: Sequence[Sequence[object]]
    facts: Mapping[str, Any]


def section(name: str, session: Session, group: Group, settings: Settings) -> Shown:
    """One section by the name it has in the address."""
    return _SECTIONS[name](session, group, settings)


def signed(value: Fraction, decimals: int = 2) -> str:
    """A number with its sign, "+0,50"; what rounds to nothing has none."""
    rounded = round_half_up(abs(value), decimals)
    if not rounded:
        return format_vi(rounded, decimals)
    return ("+" if value > 0 else "−") + format_vi(rounded, decimals)


def exact(value: Fraction | None, decimals: int) -> Decimal | None:
    """A number for a file, so many decimals, half up."""
    if value is None:
        return None
    return -published(-value, decimals) if value < 0 else published(value, decimals)


def _moved(rank: int, other: int) -> str:
    """How far another rank is from the official one: "+2" for two places better."""
    return "" if rank == other else (f"+{rank - other}" if other < rank else f"−{other - rank}")


def _totals(_session: Session, group: Group, settings: Settings) -> Shown:
    decimals = group.round.decimals
    found = [one for one in analysis.normalised_totals(group, settings.deviation) if one.code in group.shown]
    rows = [
        {
            "name": group.names[one.code],
            "official": format_vi(one.official, decimals),
            "rank": one.rank,
            "z": signed(one.z, 3),
            "z_rank": one.z_rank,
            "z_moved": _moved(one.rank, one.z_rank),
            "min_max": format_vi(one.min_max, decimals),
            "min_max_rank": one.min_max_rank,
            "min_max_moved": _moved(one.rank, one.min_max_rank),
        }
        for one in found
    ]
    lines = [
        [
            group.names[one.code],
            exact(one.official, decimals),
            one.rank,
            exact(one.z, 6),
            one.z_rank,
            exact(one.min_max, decimals),
            one.min_max_rank,
        ]
        for one in found
    ]
    return Shown(rows, texts.CSV_TOTALS, lines, {"maximum": wording.number(group.table.maximum)})


def _spread(_session: Session, group: Group, settings: Settings) -> Shown:
    found = [
        _spread_line(group, place, code, spread, settings.deviation)
        for place, (code, spread) in enumerate(analysis.spread_of(group, settings.deviation).items())
    ]
    found.sort(key=lambda row: row[settings.sort] or Fraction(0), reverse=settings.descending)
    lines = [
        [
            row["label"],
            row["title"],
            exact(row["maximum"], 2),
            row["so-lieu"],
            *(exact(row[key], 4) for key in ("trung-binh", "trung-vi", "do-lech", "thap-nhat", "cao-nhat")),
            row["far"],
        ]
        for row in found
    ]
    return Shown(found, texts.CSV_SPREAD, lines, {"units": len(group.ranked)})


def _spread_line(group: Group, place: int, code: str, spread: Spread[str], kind: Deviation) -> dict[str, Any]:
    numbers, node = spread.statistics, group.framework.nodes[code]
    far = {group.names[unit]: signed(score, 1) for unit, score in spread.far.items() if unit in group.shown}
    line: dict[str, Any] = dict.fromkeys(("trung-binh", "trung-vi", "do-lech", "thap-nhat", "cao-nhat"))
    if numbers is not None:
        sample = kind is Deviation.SAMPLE
        line = {
            "trung-binh": numbers.mean,
            "trung-vi": numbers.median,
            "do-lech": numbers.sample_deviation if sample else numbers.population_deviation,
            "thap-nhat": numbers.minimum,
            "cao-nhat": numbers.maximum,
        }
    return {
        **line,
        "code": code,
        "label": group.label(code),
        "title": node.title,
        "maximum": node.maximum,
        "tieu-chi": place,
        "so-lieu": numbers.size if numbers else 0,
        "cach-xa": len(far),
        "far": texts.far_units(list(far.items())),
    }


def _dropped(_session: Session, group: Group, _settings: Settings) -> Shown:
    found = analysis.without_each(group)
    labels = {code: group.label(code) for code in found}
    rows: list[dict[str, Any]] = [
        {
            "name": group.names[code],
            "rank": rank,
            "without": [(one.ranks[code], _moved(rank, one.ranks[code])) for one in found.values()],
        }
        for code, (_, rank) in group.official.items()
        if code in group.shown
    ]
    header = [*texts.CSV_DROPPED, *(texts.without_main(label) for label in labels.values())]
    lines = [[row["name"], row["rank"], *(rank for rank, _ in row["without"])] for row in rows]
    mains = [
        {
            "label": labels[code],
            "title": group.framework.nodes[code].title,
            "maximum": wording.number(group.table.mains[code]),
            "mean": format_vi(one.mean_change, 2),
        }
        for code, one in found.items()
    ]
    return Shown(rows, header, lines, {"mains": mains})


def _weights(_session: Session, group: Group, settings: Settings) -> Shown:
    found = analysis.intervals(group, Fraction(settings.change, 100), settings.draws, settings.seed)
    last = max(len(group.ranked) - 1, 1)
    rows = [
        {
            "name": group.names[code],
            "rank": rank,
            "best": found[code].best,
            "median": format_vi(found[code].median),
            "worst": found[code].worst,
            "width": found[code].worst - found[code].best,
            "from": SCALE * (found[code].best - 1) // last,
            "to": SCALE * (found[code].worst - 1) // last,
            "at": SCALE * (rank - 1) // last,
        }
        for code, (_, rank) in group.official.items()
        if code in group.shown
    ]
    lines = [
        [row["name"], row["rank"], row["best"], str(row["median"]).replace(",", "."), row["worst"]]
        for row in rows
    ]
    return Shown(rows, texts.CSV_WEIGHTS, lines, {"units": len(group.ranked), "scale": SCALE})


def _jumps(session: Session, group: Group, settings: Settings) -> Shown:
    before = analysis.last_year(session, group)
    if before is None:
        return Shown([], texts.CSV_JUMPS, [], {"before": None, "compared": 0})
    rows: list[dict[str, Any]] = []
    for one in analysis.jumps(group, before, settings.factor):
        field = group.framework.inputs[one.name]
        rows.append(
            {
                "name": group.names[one.unit],
                "input": field.title,
                "unit": field.unit,
                "previous": one.previous,
                "current": one.current,
                "ratio": one.ratio,
                "kind": texts.KINDS[one.kind],
            }
        )
    lines = [
        [
            row["name"],
            row["input"],
            row["unit"],
            exact(row["previous"], 4),
            exact(row["current"], 4),
            exact(row["ratio"], 2),
            row["kind"],
        ]
        for row in rows
    ]
    facts = {"before": before.round, "compared": len(before.figures.keys() & group.shown)}
    return Shown(rows, texts.CSV_JUMPS, lines, facts)


def _same(session: Session, group: Group, settings: Settings) -> Shown:
    whole, parts = analysis.same_figures(group, settings.telling)
    files, names = analysis.shared_files(session, group)
    rows: list[dict[str, Any]] = [
        {
            "kind": texts.SAME_FIGURES,
            "label": group.label(same.code) if same.code else "",
            "title": group.framework.nodes[same.code].title if same.code else texts.WHOLE_FORM,
            "units": [group.names[unit] for unit in same.units],
            "what": _figures(group, same.figures) if same.code else "",
        }
        for same in (*whole, *parts)
    ]
    for shared in files:
        codes = dict.fromkeys(code for _, code in shared.places)
        rows.append(
            {
                "kind": texts.SHARED_FILE,
                "label": ", ".join(group.label(code) for code in codes if code in group.framework.nodes),
                "title": names[shared.sha256],
                "units": [group.names[unit] for unit in dict.fromkeys(unit for unit, _ in shared.places)],
                "what": shared.sha256[:16],
            }
        )
    lines = [
        [
            row["kind"],
            " ".join(filter(None, (row["label"], row["title"]))),
            "; ".join(row["units"]),
            row["what"],
        ]
        for row in rows
    ]
    return Shown(rows, texts.CSV_SAME, lines, {})


def _figures(group: Group, figures: Mapping[str, Any]) -> str:
    """ "Số dịch vụ công: 60; …"."""
    shown = {
        group.framework.inputs[name].title: show_value(group.framework.inputs[name], canonical(value))
        for name, value in figures.items()
        if value is not None
    }
    return "; ".join(f"{title}: {text}" for title, text in shown.items())


_SECTIONS: Mapping[str, Callable[[Session, Group, Settings], Shown]] = {
    "tong-diem": _totals,
    "phan-tan": _spread,
    "bo-chi-so": _dropped,
    "trong-so": _weights,
    "nam-truoc": _jumps,
    "trung-nhau": _same,
}
