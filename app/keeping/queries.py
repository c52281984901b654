"""Reads of kept frameworks, filtered by what the person may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import catalog, messages
from app.accounts.actor import Actor
from app.errors import NotFound
from app.extensions import Model, db
from app.keeping.models import CriterionMapping, FrameworkVersion
from frameworks.model import Framework
from frameworks.writing import shipped_text

READERS = frozenset({"standing_body", "administrator", "auditor"})
SHIPPED = "shipped"


class Ref(NamedTuple):
    """The exact version of a framework, written ``id@version``."""

    framework_id: str
    version: int

    def __str__(self) -> str:
        return f"{self.framework_id}@{self.version}"

    @classmethod
    def of(cls, text: str) -> "Ref":
        """The version a text names.  Raises NotFound for what names none."""
        key, _, number = text.rpartition("@")
        if not key or not (number.isascii() and number.isdigit() and len(number) < 10):
            raise NotFound(messages.NOT_FOUND, framework=text)
        return cls(key, int(number))


@dataclass(frozen=True)
class Version:
    """One version to read: shipped with the program (``kept`` is None) or kept by the authority."""

    ref: Ref
    title: str
    state: str
    text: str
    kept: FrameworkVersion | None = None


def published_text(framework_id: str, version: int) -> str | None:
    """The text of one published (or since retired) version; it never changes, so it may be remembered."""
    return db.session.scalar(
        select(FrameworkVersion.content).where(
            FrameworkVersion.framework_id == framework_id,
            FrameworkVersion.framework_version == version,
            FrameworkVersion.state != "draft",
        )
    )


def offered(session: Session, authority_id: int) -> Sequence[tuple[str, int]]:
    """The published versions an authority may score a new round by: `(id, version)`, newest first."""
    rows = session.execute(
        select(FrameworkVersion.framework_id, FrameworkVersion.framework_version)
        .where(FrameworkVersion.authority_id == authority_id, FrameworkVersion.state == "published")
        .order_by(FrameworkVersion.framework_id, FrameworkVersion.framework_version.desc())
    )
    return [(key, version) for key, version in rows]


def usable(session: Session, authority_id: int, ref: str) -> Framework | None:
    """The framework a round of this authority may be scored by: shipped, or published by the authority.

    ``ref`` is ``id@version``, or the id alone for a shipped one.
    """
    shipped = catalog.frameworks()
    key, _, number = ref.rpartition("@") if "@" in ref else (ref, "", "")
    if key in shipped and number in ("", str(shipped[key].version)):
        return shipped[key]
    if not number.isdigit() or (key, int(number)) not in offered(session, authority_id):
        return None
    return catalog.framework(key, int(number))


def open_kept(session: Session, actor: Actor, kept_id: int, *, lock: bool = False) -> FrameworkVersion:
    """Load one kept version for a person of its authority, or NotFound; with `lock` for a transaction."""
    query = select(FrameworkVersion).where(
        FrameworkVersion.id == kept_id, FrameworkVersion.authority_id == actor.authority_id
    )
    if lock:
        query = query.with_for_update()
    kept = session.scalar(query.execution_options(populate_existing=True))
    if kept is None or not actor.all_roles & READERS:
        raise NotFound(messages.NOT_FOUND, framework=kept_id, actor=actor.id)
    return kept


def open_version(session: Session, actor: Actor, ref: Ref) -> Version:
    """One version by its name, shipped or the authority's own.  Raises NotFound."""
    if not actor.all_roles & READERS or "\0" in ref.framework_id:  # no database takes a zero byte
        raise NotFound(messages.NOT_FOUND, framework=str(ref), actor=actor.id)
    shipped = catalog.frameworks().get(ref.framework_id)
    if shipped is not None and shipped.version == ref.version:
        return _shipped(shipped)
    kept = session.scalar(
        select(FrameworkVersion).where(
            FrameworkVersion.authority_id == actor.authority_id,
            FrameworkVersion.framework_id == ref.framework_id,
            FrameworkVersion.framework_version == ref.version,
        )
    )
    if kept is None:
        raise NotFound(messages.NOT_FOUND, framework=str(ref), actor=actor.id)
    return version_of(kept)


def version_of(kept: FrameworkVersion) -> Version:
    """A kept version as one to read."""
    return Version(Ref(kept.framework_id, kept.framework_version), kept.title, kept.state, kept.content, kept)


def _shipped(framework: Framework) -> Version:
    text = shipped_text(framework.id)
    return Version(Ref(framework.id, framework.version), framework.title, SHIPPED, text)


def versions(session: Session, actor: Actor) -> list[Version]:
    """Every version the person may read, by framework, newest first."""
    kept = session.scalars(
        select(FrameworkVersion)
        .where(FrameworkVersion.authority_id == actor.authority_id)
        .order_by(FrameworkVersion.framework_id, FrameworkVersion.framework_version.desc())
    )
    found = [version_of(one) for one in kept]
    for framework in catalog.frameworks().values():
        try:
            found.append(_shipped(framework))
        except KeyError:  # put into the catalogue by hand, without a file of its own
            continue
    return sorted(found, key=lambda one: (one.ref.framework_id, -one.ref.version))


def next_version(session: Session, framework_id: str) -> int:
    """The number of a framework's next version; numbers are never used twice, by whomever."""
    latest = session.scalar(
        select(func.max(FrameworkVersion.framework_version)).where(
            FrameworkVersion.framework_id == framework_id
        )
    )
    shipped = catalog.frameworks().get(framework_id)
    return max(latest or 0, shipped.version if shipped else 0) + 1


def is_taken(session: Session, framework_id: str) -> bool:
    """Whether any framework has this id."""
    return next_version(session, framework_id) > 1


def has_draft(session: Session, authority_id: int, framework_id: str) -> bool:
    """Whether the authority is writing a version of this framework."""
    found = session.scalar(
        select(FrameworkVersion.id).where(
            FrameworkVersion.authority_id == authority_id,
            FrameworkVersion.framework_id == framework_id,
            FrameworkVersion.state == "draft",
        )
    )
    return found is not None


def uses(session: Session, authority_id: int) -> Mapping[Ref, list[str]]:
    """The titles of the authority's rounds by the version that scores one of their groups.

    Rounds are a room above this one: their tables are known here by name only.
    """
    rounds, groups = (Model.metadata.tables[name] for name in ("rounds", "round_groups"))
    rows = session.execute(
        select(groups.c.framework_id, groups.c.framework_version, rounds.c.title)
        .join(rounds, rounds.c.id == groups.c.round_id)
        .where(rounds.c.authority_id == authority_id)
        .distinct()
        .order_by(rounds.c.title)
    )
    found: dict[Ref, list[str]] = {}
    for key, version, title in rows:
        found.setdefault(Ref(key, version), []).append(title)
    return found


def mappings(session: Session, authority_id: int, left: Ref, right: Ref) -> Sequence[CriterionMapping]:
    """Which criterion of the left version continues as which of the right one, oldest first."""
    return session.scalars(
        select(CriterionMapping)
        .where(
            CriterionMapping.authority_id == authority_id,
            CriterionMapping.from_framework == left.framework_id,
            CriterionMapping.from_version == left.version,
            CriterionMapping.to_framework == right.framework_id,
            CriterionMapping.to_version == right.version,
        )
        .order_by(CriterionMapping.id)
    ).all()


def continuations(session: Session, authority_id: int, left: Ref, right: Ref) -> Mapping[str, str]:
    """For comparing two years: the code that continues each code; of several the first made."""
    found: dict[str, str] = {}
    for one in mappings(session, authority_id, left, right):
        found.setdefault(one.from_code, one.to_code)
    return found
