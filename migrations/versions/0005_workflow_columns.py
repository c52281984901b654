"""What running items need for the second workflows: variables, new states, settings of a round.

Items stay with the workflow version they are pinned to. SQLite changes a CHECK only by making the table
again; the migrator lets go of foreign keys meanwhile and checks them all before it commits.
"""

import unicodedata
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0005_workflow_columns"
down_revision = "0004_workflow_tables"
branch_labels = None
depends_on = None

OLD_STATES = {
    "assessments": (
        "drafting",
        "awaiting_confirmation",
        "appraising",
        "explaining",
        "awaiting_explanation_confirmation",
        "appraised",
        "in_council",
        "settled",
        "published",
    ),
    "rounds": (
        "preparing",
        "collecting",
        "appraising",
        "council",
        "concluded",
        "submitted",
        "decided",
        "published",
    ),
    "documents": ("draft", "signed", "issued", "replaced"),
}
NEW_STATES = {
    "assessments": (*OLD_STATES["assessments"], "reviewing_complaint", "corrected", "closed"),
    "rounds": (
        *OLD_STATES["rounds"],
        "correcting",
        "correction_submitted",
        "correction_decided",
        "closed",
    ),
    "documents": ("draft", "awaiting_signature", "signed", "issued", "recalled", "replaced"),
}
PUBLIC = ("published", "correcting", "correction_submitted", "correction_decided", "closed")
MAIL_MODES = "mail_mode IN ('each', 'daily', 'none')"
SHOWN = "shown IN ('agenda', 'point', 'totals', 'attendance')"
EXTENDED_DEADLINES = "deadline IN ('entry', 'explanation')"
MOVES = "kind = 'transition' AND source <> target"
# Minutes were those of the meeting at which the council concluded: the last one closed.
MINUTES_OF_LAST_MEETING = """
UPDATE documents SET session_id = (
    SELECT council_sessions.id FROM council_sessions
    WHERE council_sessions.round_id = documents.round_id AND council_sessions.closed_at IS NOT NULL
    ORDER BY council_sessions.closed_at DESC, council_sessions.number DESC LIMIT 1
) WHERE kind = 'council_minutes'
"""
# Before, a round had one paper of a kind: of several meetings' papers the last one drawn up counts.
ONE_MEETING_KEPT = """
UPDATE documents SET state = 'replaced' WHERE session_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM documents AS later
    WHERE later.kind = documents.kind AND later.round_id = documents.round_id AND later.id > documents.id
    AND later.session_id IS NOT NULL AND later.state <> 'replaced'
)
"""
SOURCES = "source IN ('team', 'difference', 'question', 'objection', 'complaint', 'member')"


def text(name: str, default: str) -> sa.Column[str]:
    """A column of text with what rows that are there get."""
    return sa.Column(name, sa.String(), server_default=default, nullable=False)


def whole(name: str, default: int) -> sa.Column[int]:
    """A column of whole numbers with what rows that are there get."""
    return sa.Column(name, sa.Integer(), server_default=str(default), nullable=False)


def switch(name: str) -> sa.Column[bool]:
    """A setting that is off."""
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def variables() -> sa.Column[str]:
    """A workflow's variables, as JSON."""
    return sa.Column("variables", sa.Text(), server_default="{}", nullable=False)


def upgrade() -> None:
    add_columns("accounts", [text("mail_mode", "each")], {"mail_mode_known": MAIL_MODES})
    op.drop_index("ix_assessments_round_state", "assessments")
    add_columns("assessments", [variables()], states("assessments", NEW_STATES))
    op.create_index("ix_assessments_round_state", "assessments", ["round_id", "state", "unit_id"])
    op.create_index("ix_assessments_state", "assessments", ["state"])
    add_columns(
        "council_sessions",
        [
            sa.Column("starts_at", sa.String()),
            sa.Column("invited_at", sa.DateTime(timezone=True)),
            text("shown", "agenda"),
            sa.Column("names_shown", sa.Boolean(), server_default=sa.false(), nullable=False),
        ],
        {"shown_known": SHOWN},
    )
    op.add_column("notifications", sa.Column("mailed_at", sa.DateTime(timezone=True)))
    partial_index("ix_outbox_messages_dead", ["dead_at"], "dead_at IS NOT NULL")
    partial_index("uq_outbox_messages_one_gathering", ["payload"], "topic = 'gather_mail'", unique=True)
    add_columns("open_points", [text("source", "member")], {"source_known": SOURCES})
    add_columns("deadline_extensions", [text("deadline", "entry")], {"deadline_known": EXTENDED_DEADLINES})
    op.execute(
        "UPDATE deadline_extensions SET deadline = 'explanation' WHERE EXISTS (SELECT 1 FROM"
        " explanation_requests WHERE explanation_requests.assessment_id = deadline_extensions.assessment_id"
        " AND explanation_requests.asked_at <= deadline_extensions.granted_at)"
    )
    upgrade_rounds()
    upgrade_documents()
    upgrade_lists()
    with op.batch_alter_table("explanation_requests") as requests:
        requests.add_column(sa.Column("provisional_sheet_id", sa.Integer()))
        refer(requests, "explanation_requests", "provisional_sheet_id", "sheets")


def upgrade_rounds() -> None:
    one_running("rounds", drop=True)
    add_columns(
        "rounds",
        [
            variables(),
            text("assessment_workflow", "thanh_hoa_assessment"),
            whole("assessment_workflow_version", 1),
            whole("quorum_percent", 50),
            switch("assigned_only"),
            switch("double_appraisal"),
            whole("complaint_days", 10),
        ],
        {
            **states("rounds", NEW_STATES),
            "quorum_range": "quorum_percent BETWEEN 50 AND 99",
            "complaint_range": "complaint_days BETWEEN 0 AND 90",
        },
    )
    one_running("rounds", f"state NOT IN ({', '.join(repr(state) for state in PUBLIC)})")


def upgrade_documents() -> None:
    op.drop_index("uq_documents_one_live", "documents")
    add_columns(
        "documents",
        [
            text("workflow", "official_document"),
            whole("workflow_version", 1),
            variables(),
            sa.Column("session_id", sa.Integer()),
        ],
        states("documents", NEW_STATES),
        {"session_id": "council_sessions"},
    )
    op.execute(MINUTES_OF_LAST_MEETING)
    one_live(
        ["coalesce(assessment_id, 0)", "coalesce(session_id, 0)", "coalesce(result_id, 0)"],
        "state NOT IN ('replaced', 'recalled') AND NOT (kind = 'explanation_request' AND state = 'issued')",
    )


def upgrade_lists() -> None:
    """What lists of work need: names of units to search in, papers by state, and the last time an item came
    to its state."""
    op.create_index("ix_documents_round_state", "documents", ["round_id", "state"])
    op.add_column("units", text("search_name", ""))
    units = sa.table("units", sa.column("id"), sa.column("name"), sa.column("search_name"))
    connection = op.get_bind()
    for unit in connection.execute(sa.select(units.c.id, units.c.name)).all():
        plain = unicodedata.normalize("NFD", unit.name.casefold().replace("đ", "d"))
        words = "".join(letter for letter in plain if not unicodedata.combining(letter))
        connection.execute(units.update().where(units.c.id == unit.id).values(search_name=words))
    with op.batch_alter_table("units") as batch:
        batch.alter_column("search_name", server_default=None)
    op.create_index(
        "ix_events_moves",
        "events",
        ["subject_type", "subject_id", "id"],
        sqlite_where=sa.text(MOVES),
        postgresql_where=sa.text(MOVES),
    )


def partial_index(name: str, columns: Sequence[str], condition: str, *, unique: bool = False) -> None:
    """An index over some messages of the outbox."""
    where = sa.text(condition)
    op.create_index(
        name, "outbox_messages", columns, unique=unique, sqlite_where=where, postgresql_where=where
    )


def one_running(table: str, condition: str = "", *, drop: bool = False) -> None:
    """The index that lets an authority have one running round."""
    if drop:
        op.drop_index("uq_rounds_one_open", table)
        return
    op.create_index(
        "uq_rounds_one_open",
        table,
        ["authority_id"],
        unique=True,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )


def one_live(columns: Sequence[str], condition: str) -> None:
    """The index that lets a kind of document live once."""
    op.create_index(
        "uq_documents_one_live",
        "documents",
        ["kind", "round_id", *(sa.text(column) for column in columns)],
        unique=True,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )


def states(table: str, known: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The CHECK of a table's states."""
    return {"state_known": f"state IN ({', '.join(repr(state) for state in known[table])})"}


def add_columns(
    table: str,
    columns: Sequence[sa.Column],
    checks: Mapping[str, str],
    references: Mapping[str, str] | None = None,
) -> None:
    """Add columns with their conditions; a condition of a name that is there takes its place."""
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.add_column(column)
        for name, condition in checks.items():
            if name == "state_known" and table in NEW_STATES:
                batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)
        for column_name, target in (references or {}).items():
            refer(batch, table, column_name, target)


def refer(batch: BatchOperations, table: str, column: str, target: str) -> None:
    """A foreign key that never cascades."""
    batch.create_foreign_key(
        op.f(f"fk_{table}_{column}_{target}"), target, [column], ["id"], ondelete="RESTRICT"
    )


def downgrade() -> None:
    with op.batch_alter_table("explanation_requests") as requests:
        requests.drop_constraint(
            op.f("fk_explanation_requests_provisional_sheet_id_sheets"), type_="foreignkey"
        )
        requests.drop_column("provisional_sheet_id")
    op.drop_index("ix_documents_round_state", "documents")
    downgrade_documents()
    op.drop_index("ix_events_moves", "events")
    op.drop_column("units", "search_name")
    one_running("rounds", drop=True)
    go_back("rounds")
    drop_columns(
        "rounds",
        (
            "complaint_days",
            "double_appraisal",
            "assigned_only",
            "quorum_percent",
            "assessment_workflow_version",
            "assessment_workflow",
            "variables",
        ),
        {**states("rounds", OLD_STATES), "quorum_range": "", "complaint_range": ""},
    )
    one_running("rounds", "state <> 'published'")
    drop_columns("deadline_extensions", ("deadline",), {"deadline_known": ""})
    drop_columns("open_points", ("source",), {"source_known": ""})
    op.drop_index("uq_outbox_messages_one_gathering", "outbox_messages")
    op.drop_index("ix_outbox_messages_dead", "outbox_messages")
    op.drop_column("notifications", "mailed_at")
    drop_columns("council_sessions", ("names_shown", "shown", "invited_at", "starts_at"), {"shown_known": ""})
    op.drop_index("ix_assessments_state", "assessments")
    op.drop_index("ix_assessments_round_state", "assessments")
    go_back("assessments")
    drop_columns("assessments", ("variables",), states("assessments", OLD_STATES))
    op.create_index("ix_assessments_round_state", "assessments", ["round_id", "state"])
    drop_columns("accounts", ("mail_mode",), {"mail_mode_known": ""})


def downgrade_documents() -> None:
    op.drop_index("uq_documents_one_live", "documents")
    op.execute("UPDATE documents SET state = 'draft' WHERE state = 'awaiting_signature'")
    op.execute("UPDATE documents SET state = 'replaced' WHERE state = 'recalled'")
    op.execute("UPDATE documents SET state = 'replaced' WHERE kind = 'explanation_request'")
    op.execute(ONE_MEETING_KEPT)
    with op.batch_alter_table("documents") as documents:
        documents.drop_constraint(op.f("fk_documents_session_id_council_sessions"), type_="foreignkey")
    drop_columns(
        "documents",
        ("session_id", "variables", "workflow_version", "workflow"),
        states("documents", OLD_STATES),
    )
    one_live(["coalesce(assessment_id, 0)"], "state <> 'replaced'")


def go_back(table: str) -> None:
    """What is being corrected, or closed, counts as published where there is no correcting."""
    items = sa.table(table, sa.column("state"))
    op.execute(items.update().where(items.c.state.not_in(OLD_STATES[table])).values(state="published"))


def drop_columns(table: str, columns: Sequence[str], checks: Mapping[str, str]) -> None:
    """Take columns away with their conditions; a condition given anew takes its old shape."""
    with op.batch_alter_table(table) as batch:
        for name, condition in checks.items():
            batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            if condition:
                batch.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)
        for column in columns:
            batch.drop_column(column)
