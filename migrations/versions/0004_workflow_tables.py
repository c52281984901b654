"""Local roles, objections, complaints, meetings, time, mail, kept workflows and improvement tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0004_workflow_tables"
down_revision = "0003_frameworks_kept"
branch_labels = None
depends_on = None

# In the order of their references; a table's indexes go with it.
TABLES = (
    "local_roles",
    "conflict_declarations",
    "delegations",
    "appraisal_opinions",
    "objections",
    "complaints",
    "agenda_items",
    "step_outs",
    "discussion_notes",
    "holidays",
    "sent_reminders",
    "mails",
    "bulk_runs",
    "workflow_versions",
    "improvement_tasks",
    "task_reports",
)


def reference(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A foreign key that never cascades."""
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{name}", ondelete="RESTRICT")


def moment(name: str, nullable: bool = False) -> sa.Column[sa.DateTime]:
    """A column that holds a moment."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def text(name: str, nullable: bool = False) -> sa.Column[str]:
    """A column of text."""
    return sa.Column(name, sa.String(), nullable=nullable)


def whole(name: str, nullable: bool = False) -> sa.Column[int]:
    """A column of whole numbers."""
    return sa.Column(name, sa.Integer(), nullable=nullable)


def upgrade() -> None:
    create_people()
    create_appraisal()
    create_council()
    create_time()
    create_work()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER workflow_versions_no_change BEFORE UPDATE OR DELETE ON workflow_versions "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are never changed')"
        )
        return
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER workflow_versions_no_{verb} BEFORE {verb} ON workflow_versions "
            "BEGIN SELECT RAISE(ABORT, 'workflow_versions: rows are never changed'); END"
        )


def create_people() -> None:
    op.create_table(
        "local_roles",
        whole("id"),
        whole("account_id"),
        whole("round_id"),
        text("role"),
        whole("unit_id", nullable=True),
        whole("round_group_id", nullable=True),
        text("code", nullable=True),
        sa.Column("lane", sa.Integer(), server_default="1", nullable=False),
        moment("given_at"),
        whole("given_by", nullable=True),
        moment("ended_at", nullable=True),
        whole("ended_by", nullable=True),
        text("end_reason", nullable=True),
        sa.CheckConstraint(
            "role IN ('appraiser', 'council_member', 'council_chair', 'council_secretary', 'secretariat', 'standing_body', 'chairman', 'administrator', 'auditor', 'expert')",
            name=op.f("ck_local_roles_role_known"),
        ),
        sa.CheckConstraint(
            "code IS NULL OR round_group_id IS NOT NULL", name=op.f("ck_local_roles_code_in_group")
        ),
        sa.CheckConstraint("lane IN (1, 2)", name=op.f("ck_local_roles_lane_known")),
        sa.CheckConstraint(
            "unit_id IS NOT NULL OR round_group_id IS NOT NULL", name=op.f("ck_local_roles_somewhere")
        ),
        reference("local_roles_account_id_accounts", "account_id", "accounts.id"),
        reference("local_roles_ended_by_accounts", "ended_by", "accounts.id"),
        reference("local_roles_given_by_accounts", "given_by", "accounts.id"),
        reference("local_roles_round_group_id_round_groups", "round_group_id", "round_groups.id"),
        reference("local_roles_round_id_rounds", "round_id", "rounds.id"),
        reference("local_roles_unit_id_units", "unit_id", "units.id"),
        sa.PrimaryKeyConstraint("id", name="pk_local_roles"),
    )
    op.create_index("ix_local_roles_round_unit", "local_roles", ["round_id", "unit_id"])
    op.create_index(
        "uq_local_roles_standing",
        "local_roles",
        [
            "account_id",
            "round_id",
            "role",
            sa.literal_column("coalesce(unit_id, 0)"),
            sa.literal_column("coalesce(round_group_id, 0)"),
            sa.literal_column("coalesce(code, '')"),
        ],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "conflict_declarations",
        whole("id"),
        whole("account_id"),
        whole("round_id"),
        whole("unit_id"),
        text("reason"),
        moment("declared_at"),
        moment("withdrawn_at", nullable=True),
        whole("withdrawn_by", nullable=True),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_conflict_declarations_reason_given")),
        reference("conflict_declarations_account_id_accounts", "account_id", "accounts.id"),
        reference("conflict_declarations_round_id_rounds", "round_id", "rounds.id"),
        reference("conflict_declarations_unit_id_units", "unit_id", "units.id"),
        reference("conflict_declarations_withdrawn_by_accounts", "withdrawn_by", "accounts.id"),
        sa.PrimaryKeyConstraint("id", name="pk_conflict_declarations"),
    )
    op.create_index("ix_conflict_declarations_round_unit", "conflict_declarations", ["round_id", "unit_id"])
    op.create_index(
        "uq_conflict_declarations_standing",
        "conflict_declarations",
        ["account_id", "round_id", "unit_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "delegations",
        whole("id"),
        whole("authority_id"),
        whole("principal_id"),
        whole("delegate_id"),
        text("roles"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        text("reason"),
        text("letter_number"),
        moment("given_at"),
        whole("given_by"),
        moment("ended_at", nullable=True),
        whole("ended_by", nullable=True),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_delegations_reason_given")),
        sa.CheckConstraint("principal_id <> delegate_id", name=op.f("ck_delegations_two_people")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_delegations_days_in_order")),
        reference("delegations_authority_id_authorities", "authority_id", "authorities.id"),
        reference("delegations_delegate_id_accounts", "delegate_id", "accounts.id"),
        reference("delegations_ended_by_accounts", "ended_by", "accounts.id"),
        reference("delegations_given_by_accounts", "given_by", "accounts.id"),
        reference("delegations_principal_id_accounts", "principal_id", "accounts.id"),
        sa.PrimaryKeyConstraint("id", name="pk_delegations"),
    )
    op.create_index("ix_delegations_delegate_id", "delegations", ["delegate_id"])
    op.create_index("ix_delegations_principal_id", "delegations", ["principal_id"])


def create_appraisal() -> None:
    op.create_table(
        "appraisal_opinions",
        whole("assessment_id"),
        text("code"),
        whole("lane"),
        text("decision"),
        sa.Column("points", sa.Text(), nullable=False),
        text("reason", nullable=True),
        whole("given_by"),
        moment("given_at"),
        whole("version"),
        sa.CheckConstraint(
            "decision = 'accepted' OR length(trim(coalesce(reason, ''))) > 0",
            name=op.f("ck_appraisal_opinions_difference_has_reason"),
        ),
        sa.CheckConstraint(
            "decision IN ('accepted', 'adjusted', 'na_accepted', 'na_refused')",
            name=op.f("ck_appraisal_opinions_decision_known"),
        ),
        sa.CheckConstraint("lane IN (1, 2)", name=op.f("ck_appraisal_opinions_lane_known")),
        reference("appraisal_opinions_assessment_id_assessments", "assessment_id", "assessments.id"),
        reference("appraisal_opinions_given_by_accounts", "given_by", "accounts.id"),
        sa.PrimaryKeyConstraint("assessment_id", "code", "lane", name="pk_appraisal_opinions"),
    )
    op.create_table(
        "objections",
        whole("id"),
        whole("request_id"),
        text("code"),
        text("argument"),
        whole("raised_by"),
        moment("raised_at"),
        text("outcome", nullable=True),
        text("answer", nullable=True),
        whole("answered_by", nullable=True),
        moment("answered_at", nullable=True),
        sa.CheckConstraint(
            "outcome IS NULL OR (length(trim(coalesce(answer, ''))) > 0 AND answered_by IS NOT NULL AND answered_at IS NOT NULL)",
            name=op.f("ck_objections_answered_whole"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('upheld', 'kept')", name=op.f("ck_objections_outcome_known")
        ),
        sa.CheckConstraint("length(trim(argument)) > 0", name=op.f("ck_objections_argument_given")),
        reference("objections_answered_by_accounts", "answered_by", "accounts.id"),
        reference("objections_raised_by_accounts", "raised_by", "accounts.id"),
        reference("objections_request_id_explanation_requests", "request_id", "explanation_requests.id"),
        sa.PrimaryKeyConstraint("id", name="pk_objections"),
        sa.UniqueConstraint("request_id", "code", name="uq_objections_request_id_code"),
    )
    op.create_table(
        "complaints",
        whole("id"),
        whole("assessment_id"),
        whole("number"),
        text("letter_number"),
        text("content"),
        sa.Column("codes", sa.Text(), nullable=False),
        whole("filed_by"),
        moment("filed_at"),
        text("state"),
        text("answer", nullable=True),
        whole("answered_by", nullable=True),
        moment("answered_at", nullable=True),
        whole("result_number", nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'reviewing') OR (length(trim(coalesce(answer, ''))) > 0 AND answered_by IS NOT NULL AND answered_at IS NOT NULL)",
            name=op.f("ck_complaints_answered_whole"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'reviewing', 'upheld', 'rejected')", name=op.f("ck_complaints_state_known")
        ),
        sa.CheckConstraint("length(trim(content)) > 0", name=op.f("ck_complaints_content_given")),
        reference("complaints_answered_by_accounts", "answered_by", "accounts.id"),
        reference("complaints_assessment_id_assessments", "assessment_id", "assessments.id"),
        reference("complaints_filed_by_accounts", "filed_by", "accounts.id"),
        sa.PrimaryKeyConstraint("id", name="pk_complaints"),
        sa.UniqueConstraint("assessment_id", "number", name="uq_complaints_assessment_id_number"),
    )
    op.create_index("ix_complaints_assessment_id", "complaints", ["assessment_id"])
    op.create_index(
        "uq_complaints_one_open",
        "complaints",
        ["assessment_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'reviewing')"),
        postgresql_where=sa.text("state IN ('open', 'reviewing')"),
    )


def create_council() -> None:
    op.create_table(
        "agenda_items",
        whole("id"),
        whole("session_id"),
        whole("position"),
        text("title"),
        text("presenter"),
        whole("point_id", nullable=True),
        moment("done_at", nullable=True),
        sa.CheckConstraint("length(trim(title)) > 0", name=op.f("ck_agenda_items_title_given")),
        reference("agenda_items_point_id_open_points", "point_id", "open_points.id"),
        reference("agenda_items_session_id_council_sessions", "session_id", "council_sessions.id"),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_items"),
        sa.UniqueConstraint("session_id", "position", name="uq_agenda_items_session_id_position"),
    )
    op.create_table(
        "step_outs",
        whole("point_id"),
        whole("account_id"),
        whole("session_id"),
        text("reason"),
        moment("noted_at"),
        whole("noted_by"),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_step_outs_reason_given")),
        reference("step_outs_account_id_accounts", "account_id", "accounts.id"),
        reference("step_outs_noted_by_accounts", "noted_by", "accounts.id"),
        reference("step_outs_point_id_open_points", "point_id", "open_points.id"),
        reference("step_outs_session_id_council_sessions", "session_id", "council_sessions.id"),
        sa.PrimaryKeyConstraint("point_id", "account_id", name="pk_step_outs"),
    )
    op.create_table(
        "discussion_notes",
        whole("id"),
        whole("session_id"),
        whole("point_id", nullable=True),
        text("speaker"),
        text("content"),
        whole("written_by"),
        moment("written_at"),
        sa.CheckConstraint("length(trim(content)) > 0", name=op.f("ck_discussion_notes_content_given")),
        reference("discussion_notes_point_id_open_points", "point_id", "open_points.id"),
        reference("discussion_notes_session_id_council_sessions", "session_id", "council_sessions.id"),
        reference("discussion_notes_written_by_accounts", "written_by", "accounts.id"),
        sa.PrimaryKeyConstraint("id", name="pk_discussion_notes"),
    )
    op.create_index("ix_discussion_notes_session_id", "discussion_notes", ["session_id"])


def create_time() -> None:
    op.create_table(
        "holidays",
        whole("id"),
        whole("authority_id"),
        sa.Column("day", sa.Date(), nullable=False),
        text("title"),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(trim(title)) > 0", name=op.f("ck_holidays_title_given")),
        reference("holidays_authority_id_authorities", "authority_id", "authorities.id"),
        sa.PrimaryKeyConstraint("id", name="pk_holidays"),
        sa.UniqueConstraint("authority_id", "day", name="uq_holidays_authority_id_day"),
    )
    op.create_table(
        "sent_reminders",
        whole("id"),
        text("subject_type"),
        whole("subject_id"),
        text("deadline"),
        sa.Column("due_on", sa.Date(), nullable=False),
        text("kind"),
        whole("days"),
        moment("sent_at"),
        sa.CheckConstraint(
            "kind IN ('remind', 'escalate_leader', 'escalate_standing_body')",
            name=op.f("ck_sent_reminders_kind_known"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sent_reminders"),
        sa.UniqueConstraint(
            "subject_type", "subject_id", "deadline", "due_on", "kind", "days", name="uq_sent_reminders_once"
        ),
    )
    op.create_index("ix_sent_reminders_sent_at", "sent_reminders", ["sent_at"])
    op.create_table(
        "mails",
        whole("id"),
        whole("message_id"),
        whole("account_id"),
        text("address"),
        text("kind"),
        text("subject"),
        moment("sent_at"),
        reference("mails_account_id_accounts", "account_id", "accounts.id"),
        reference("mails_message_id_outbox_messages", "message_id", "outbox_messages.id"),
        sa.PrimaryKeyConstraint("id", name="pk_mails"),
        sa.UniqueConstraint("message_id", name="uq_mails_message_id"),
    )
    op.create_index("ix_mails_account_id", "mails", ["account_id"])
    op.create_index("ix_mails_sent_at", "mails", ["sent_at"])


def create_work() -> None:
    op.create_table(
        "bulk_runs",
        whole("id"),
        whole("round_id"),
        whole("account_id"),
        text("action"),
        text("token"),
        whole("done"),
        whole("refused"),
        sa.Column("report", sa.Text(), nullable=False),
        moment("at"),
        reference("bulk_runs_account_id_accounts", "account_id", "accounts.id"),
        reference("bulk_runs_round_id_rounds", "round_id", "rounds.id"),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_runs"),
        sa.UniqueConstraint("token", name="uq_bulk_runs_token"),
    )
    op.create_index("ix_bulk_runs_round_id", "bulk_runs", ["round_id"])
    op.create_table(
        "workflow_versions",
        whole("id"),
        text("workflow"),
        whole("version"),
        text("title"),
        text("content"),
        text("content_hash"),
        text("note"),
        whole("published_by", nullable=True),
        moment("published_at"),
        sa.CheckConstraint("length(content_hash) = 64", name=op.f("ck_workflow_versions_hash_length")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_workflow_versions_version_from_one")),
        reference("workflow_versions_published_by_accounts", "published_by", "accounts.id"),
        sa.PrimaryKeyConstraint("id", name="pk_workflow_versions"),
        sa.UniqueConstraint("workflow", "version", name="uq_workflow_versions_workflow_version"),
    )
    op.create_table(
        "improvement_tasks",
        whole("id"),
        whole("authority_id"),
        whole("round_id", nullable=True),
        whole("unit_id"),
        text("coordinating"),
        text("code", nullable=True),
        text("title"),
        text("search_title"),
        text("target"),
        sa.Column("due_on", sa.Date(), nullable=False),
        text("state"),
        text("workflow"),
        whole("workflow_version"),
        sa.Column("variables", sa.Text(), server_default="{}", nullable=False),
        whole("created_by"),
        moment("created_at"),
        whole("version"),
        sa.CheckConstraint(
            "state IN ('drafting', 'assigned', 'in_progress', 'reported', 'completed', 'cancelled', "
            "'discarded')",
            name=op.f("ck_improvement_tasks_state_known"),
        ),
        sa.CheckConstraint("length(trim(title)) > 0", name=op.f("ck_improvement_tasks_title_given")),
        reference("improvement_tasks_authority_id_authorities", "authority_id", "authorities.id"),
        reference("improvement_tasks_created_by_accounts", "created_by", "accounts.id"),
        reference("improvement_tasks_round_id_rounds", "round_id", "rounds.id"),
        reference("improvement_tasks_unit_id_units", "unit_id", "units.id"),
        sa.PrimaryKeyConstraint("id", name="pk_improvement_tasks"),
    )
    op.create_index(
        "ix_improvement_tasks_authority", "improvement_tasks", ["authority_id", "state", "due_on"]
    )
    op.create_index("ix_improvement_tasks_unit", "improvement_tasks", ["unit_id", "state", "due_on"])
    op.create_table(
        "task_reports",
        whole("id"),
        whole("task_id"),
        text("period"),
        whole("percent"),
        text("content"),
        whole("reported_by"),
        moment("reported_at"),
        sa.CheckConstraint("length(trim(content)) > 0", name=op.f("ck_task_reports_content_given")),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_task_reports_percent_range")),
        reference("task_reports_reported_by_accounts", "reported_by", "accounts.id"),
        reference("task_reports_task_id_improvement_tasks", "task_id", "improvement_tasks.id"),
        sa.PrimaryKeyConstraint("id", name="pk_task_reports"),
        sa.UniqueConstraint("task_id", "period", name="uq_task_reports_task_id_period"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
