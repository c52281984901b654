"""Keeping frameworks: copying, changing and importing a draft, publishing, retiring, mapping criteria.

Only the standing body writes.  A draft may be wrong for as long as it takes; what is published is right,
its worked cases come out, and it never changes again (the database refuses it too).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, or_, select, tuple_
from sqlalchemy.orm import Session

from app import clock, history, messages, workflow
from app.accounts.actor import Actor
from app.database import transaction
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion, WrongState
from app.extensions import db
from app.keeping import importing, queries
from app.keeping.models import CriterionMapping, FrameworkVersion
from app.keeping.queries import Ref
from app.messages import framework_workbook as sheets
from app.messages import keeping as texts
from app.spreadsheets.tables import Problem, Unreadable, in_sheet
from frameworks.writing import Plain, edits, examine, read_plain, to_yaml
from frameworks.writing.outline import outline
from frameworks.writing.plain import same_content

SUBJECT = "framework"
MAPPING_SUBJECT = "criterion_mapping"
LONGEST = 2_000_000  # characters; the longest framework known has 450 thousand
LONGEST_NUMBER = 60
_ID = re.compile(r"[a-z][a-z0-9_]{0,60}(/[a-z0-9_]{1,60})?")


@dataclass(frozen=True)
class Edit:
    """One change of a draft: what the history calls it, what it is about, and how the data change."""

    what: str
    about: str
    apply: Callable[[Plain], Plain]


@dataclass(frozen=True)
class Issue:
    """What publishing needs to know: the decision, and from when to when it is in force."""

    number: str
    day: date | None
    valid_from: date | None = None
    valid_to: date | None = None

    def check(self) -> None:
        """Refuse a decision without number or day, and a validity that ends before it begins."""
        if not self.number.strip():
            raise InvalidInput(texts.NUMBER_NEEDED, field="decision_number", typed=self.number)
        if len(self.number) > LONGEST_NUMBER:
            raise InvalidInput(texts.NUMBER_LONG, field="decision_number", typed=self.number)
        if self.day is None:
            raise InvalidInput(texts.DATE_NEEDED, field="decision_date")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise InvalidInput(texts.VALIDITY_ORDER, field="valid_to")


def require_keeper(actor: Actor) -> None:
    """Refuse everyone but the standing body, appointed for every round."""
    if "standing_body" not in actor.roles_in(None):
        raise Forbidden(texts.ONLY_STANDING_BODY, rule="only the standing body keeps frameworks")


# ---------------------------------------------------------------- drafts


def copy(actor: Actor, source: Ref, new_id: str = "") -> int:
    """Begin a draft from any version: the next version of the same framework, or a framework of its own.

    Returns the draft's id.  Raises InvalidInput for an id that cannot be, or where a draft stands already.
    """
    new_id = new_id.strip()
    if new_id and _ID.fullmatch(new_id) is None:
        raise InvalidInput(texts.ID_WRITING, field="new_id", typed=new_id)
    with transaction() as session:
        require_keeper(actor)
        origin = queries.open_version(session, actor, source)
        if new_id and queries.is_taken(session, new_id):
            raise InvalidInput(texts.ID_TAKEN.format(key=new_id), field="new_id", typed=new_id)
        key = new_id or source.framework_id
        if queries.has_draft(session, actor.authority_id, key):
            raise InvalidInput(texts.DRAFT_EXISTS, field="new_id", typed=new_id)
        number = queries.next_version(session, key)
        data = edits.set_head(read_plain(origin.text), {"id": key, "version": str(number)})
        now = clock.now()
        draft = FrameworkVersion(
            authority_id=actor.authority_id,
            framework_id=key,
            framework_version=number,
            title=origin.title,
            content=to_yaml(data),
            based_on=str(source),
            created_by=actor.id,
            created_at=now,
            changed_at=now,
        )
        session.add(draft)
        session.flush()
        _record(session, draft, actor, "framework_copied", {"based_on": str(source)})
        return draft.id


def change(actor: Actor, kept_id: int, seen_version: int | None, edit: Edit) -> None:
    """Change a draft.  What the loader says of it is shown, not refused.

    Raises InvalidInput for an edit that has no place, StaleVersion when somebody was quicker.
    """
    with transaction() as session:
        draft = _draft(session, actor, kept_id, seen_version)
        try:
            data = edit.apply(read_plain(draft.content))
        except edits.EditRefused as refusal:
            raise InvalidInput(refusal.message, field=refusal.field) from refusal
        _write(draft, data)
        _record(session, draft, actor, "framework_changed", {"edit": edit.what, "name": edit.about})


def import_workbook(actor: Actor, kept_id: int, seen_version: int | None, name: str, content: bytes) -> None:
    """Put the content of a workbook in the place of a draft's, whole or not at all.

    Raises GuardRefused whose ``reasons`` are all mistakes by sheet and cell.
    """
    require_keeper(actor)
    queries.open_kept(db.session(), actor, kept_id)
    try:
        data = importing.read(name, content)  # before the transaction: nobody waits while a file is read
    except Unreadable as refusal:
        raise _file_refused(refusal.problems) from refusal
    with transaction() as session:
        draft = _draft(session, actor, kept_id, seen_version)
        if data.get("id") != draft.framework_id:
            told = texts.OTHER_FRAMEWORK.format(found=data.get("id"), expected=draft.framework_id)
            raise _file_refused([Problem(in_sheet(sheets.HEAD, ""), told)])
        _write(draft, data)
        _record(session, draft, actor, "framework_imported", {"filename": name})


def _file_refused(problems: Sequence[Problem]) -> GuardRefused:
    return GuardRefused(texts.FILE_REFUSED, reasons=[str(problem) for problem in problems])


def delete_draft(actor: Actor, kept_id: int, seen_version: int | None) -> None:
    """Give a draft up, with what was said of its criteria.  A published version is never deleted."""
    with transaction() as session:
        draft = _draft(session, actor, kept_id, seen_version)
        _record(session, draft, actor, "framework_deleted", {})
        ref = (draft.framework_id, draft.framework_version)
        session.execute(
            delete(CriterionMapping).where(
                or_(
                    tuple_(CriterionMapping.from_framework, CriterionMapping.from_version) == ref,
                    tuple_(CriterionMapping.to_framework, CriterionMapping.to_version) == ref,
                )
            )
        )
        session.delete(draft)


def _draft(session: Session, actor: Actor, kept_id: int, seen_version: int | None) -> FrameworkVersion:
    """The draft, locked, as the person saw it; refused to all but the standing body, and once published."""
    kept = queries.open_kept(session, actor, kept_id, lock=True)
    require_keeper(actor)
    _check_seen(session, kept, seen_version)
    if kept.state != "draft":
        raise WrongState(texts.DRAFT_ONLY, state=kept.state)
    return kept


def _check_seen(session: Session, kept: FrameworkVersion, seen: int | None) -> None:
    """Refuse what was decided on an old page, saying who changed the version and when."""
    if seen is not None and seen != kept.version:
        told = messages.stale(workflow.last_change(session, SUBJECT, kept.id))
        raise StaleVersion(told, seen=seen, current=kept.version)


def _write(draft: FrameworkVersion, data: Plain) -> None:
    """New content under the draft's own id and number."""
    own = {"id": draft.framework_id, "version": str(draft.framework_version)}
    content = to_yaml({**data, **own})
    if len(content) > LONGEST:
        raise InvalidInput(texts.TOO_LONG, field="title")
    draft.content = content
    draft.title = str(data.get("title") or draft.title)
    draft.changed_at = clock.now()


# ---------------------------------------------------------------- published versions


def publish(actor: Actor, kept_id: int, seen_version: int | None, issue: Issue) -> None:
    """Publish a draft under its decision: from then on it never changes.

    Raises GuardRefused with every mistake, every worked case that differs, or the version it repeats.
    """
    issue.check()
    with transaction() as session:
        draft = _draft(session, actor, kept_id, seen_version)
        content = to_yaml(_issued(read_plain(draft.content), issue))
        told = examine(content)
        reasons = [texts.at(problem.place, problem.message) for problem in (*told.problems, *told.differing)]
        reasons += [
            texts.SAME_AS.format(title=other.title, version=other.ref.version)
            for other in queries.versions(session, actor)
            if other.state != "draft" and same_content(read_plain(other.text), read_plain(content))
        ]
        if reasons or told.framework is None:
            raise GuardRefused(texts.NOT_READY, reasons=reasons)
        draft.content, draft.content_hash = content, told.framework.hash
        draft.state = "published"
        draft.decision_number, draft.decision_date = issue.number.strip(), issue.day
        draft.valid_from, draft.valid_to = issue.valid_from, issue.valid_to
        draft.published_by, draft.published_at = actor.id, clock.now()
        draft.changed_at = clock.now()
        data = {
            "number": draft.decision_number,
            "issued_on": str(issue.day),
            "content_hash": draft.content_hash,
        }
        _record(session, draft, actor, "framework_published", data)


def _issued(data: Plain, issue: Issue) -> Plain:
    """The data with the decision that issues them."""
    decision = data.get("decision")
    told = {"number": issue.number.strip(), "date": f"{issue.day:%d/%m/%Y}" if issue.day else None}
    return {**data, "decision": {**(decision if isinstance(decision, dict) else {}), **told}}


def retire(actor: Actor, kept_id: int, seen_version: int | None) -> None:
    """Offer a published version to no new round; rounds that use it go on as they are."""
    with transaction() as session:
        kept = queries.open_kept(session, actor, kept_id, lock=True)
        require_keeper(actor)
        _check_seen(session, kept, seen_version)
        if kept.state != "published":
            raise WrongState(texts.NOT_PUBLISHED, state=kept.state)
        kept.state, kept.changed_at = "retired", clock.now()
        _record(session, kept, actor, "framework_retired", {})


# ---------------------------------------------------------------- mapping criteria


def map_criteria(
    actor: Actor, left: Ref, right: Ref, pairs: Sequence[tuple[str, str]], note: str = ""
) -> int:
    """Say that criteria of one version continue as criteria of another; returns how many are new.

    Pairs that stand already are left as they are.  Raises InvalidInput for codes that are not there.
    """
    if left == right:
        raise InvalidInput(texts.SAME_VERSION, field="right")
    if not pairs:
        raise InvalidInput(texts.NO_PAIRS, field="pairs")
    with transaction() as session:
        require_keeper(actor)
        codes = [
            {row.code for row in outline(read_plain(queries.open_version(session, actor, ref).text))}
            for ref in (left, right)
        ]
        standing = {
            (one.from_code, one.to_code) for one in queries.mappings(session, actor.authority_id, left, right)
        }
        new = [pair for pair in dict.fromkeys(pairs) if pair not in standing]
        for pair in new:
            for code, known, field in zip(pair, codes, ("from_code", "to_code"), strict=True):
                if code not in known:
                    raise InvalidInput(texts.UNKNOWN_CODE.format(code=code), field=field, typed=code)
            session.add(_mapping(actor, left, right, pair, note))
        if new:
            data = {"from": str(left), "to": str(right), "pairs": [f"{one} → {other}" for one, other in new]}
            _record_mapping(session, actor, "criteria_mapped", data)
        return len(new)


def _mapping(actor: Actor, left: Ref, right: Ref, pair: tuple[str, str], note: str) -> CriterionMapping:
    return CriterionMapping(
        authority_id=actor.authority_id,
        from_framework=left.framework_id,
        from_version=left.version,
        from_code=pair[0],
        to_framework=right.framework_id,
        to_version=right.version,
        to_code=pair[1],
        note=note.strip(),
        made_by=actor.id,
        made_at=clock.now(),
    )


def unmap(actor: Actor, mapping_id: int) -> None:
    """Take one pair back."""
    with transaction() as session:
        one = session.scalar(
            select(CriterionMapping).where(
                CriterionMapping.id == mapping_id, CriterionMapping.authority_id == actor.authority_id
            )
        )
        if one is None or not actor.all_roles & queries.READERS:
            raise NotFound(messages.NOT_FOUND, mapping=mapping_id)
        require_keeper(actor)
        data = {
            "from": str(Ref(one.from_framework, one.from_version)),
            "to": str(Ref(one.to_framework, one.to_version)),
            "pairs": [f"{one.from_code} → {one.to_code}"],
        }
        session.delete(one)
        _record_mapping(session, actor, "criteria_unmapped", data)


# ---------------------------------------------------------------- history


def _record(session: Session, kept: FrameworkVersion, actor: Actor, kind: str, data: dict[str, Any]) -> None:
    about = {"framework": str(Ref(kept.framework_id, kept.framework_version)), **data}
    history.append(session, SUBJECT, kept.id, kind, actor, "standing_body", data=about)


def _record_mapping(session: Session, actor: Actor, kind: str, data: dict[str, Any]) -> None:
    """Pairs have one chain for the whole authority: shipped versions have no row to hang it on."""
    history.append(session, MAPPING_SUBJECT, actor.authority_id, kind, actor, "standing_body", data=data)
