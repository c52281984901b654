"""The tables of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001_first"
down_revision = None
branch_labels = None
depends_on = None

# In the order of their references; a table's indexes go with it.
TABLES = (
    "authorities",
    "outbox_messages",
    "sign_in_attempts",
    "stored_files",
    "legal_bases",
    "rounds",
    "unit_groups",
    "round_groups",
    "units",
    "accounts",
    "assessments",
    "unit_predecessors",
    "council_sessions",
    "criterion_entries",
    "criterion_reviews",
    "deadline_extensions",
    "events",
    "evidence",
    "explanation_requests",
    "figures",
    "notifications",
    "result_versions",
    "role_grants",
    "sheets",
    "attendances",
    "current_sheets",
    "documents",
    "explanation_items",
    "open_points",
    "result_rows",
    "document_files",
    "register_entries",
    "votes",
)


def reference(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A foreign key that never cascades."""
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{name}", ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "authorities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("area_name", sa.String(), nullable=False),
        sa.Column("place_name", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("head_title", sa.String(), nullable=False),
        sa.Column("standing_body_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["standing_body_id"],
            ["units.id"],
            name="fk_authorities_standing_body_id_units",
            ondelete="RESTRICT",
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_authorities"),
        sa.UniqueConstraint("code", name="uq_authorities_code"),
    )
    op.create_table(
        "outbox_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True)),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("dead_at", sa.DateTime(timezone=True)),
        sa.Column("error", sa.String()),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_messages_attempts_not_negative")),
        sa.CheckConstraint(
            "done_at IS NULL OR dead_at IS NULL", name=op.f("ck_outbox_messages_done_or_dead")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_messages"),
    )
    op.create_index(
        "ix_outbox_messages_waiting",
        "outbox_messages",
        ["available_at", "id"],
        sqlite_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempts"),
    )
    op.create_index("ix_sign_in_attempts_address", "sign_in_attempts", ["address", "at"])
    op.create_index("ix_sign_in_attempts_username", "sign_in_attempts", ["username", "at"])
    op.create_table(
        "stored_files",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_stored_files_hash_length")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_stored_files_size_not_negative")),
        sa.PrimaryKeyConstraint("hash", name="pk_stored_files"),
    )
    op.create_table(
        "legal_bases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("document_kinds", sa.String(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to",
            name=op.f("ck_legal_bases_validity_in_order"),
        ),
        reference("legal_bases_authority_id_authorities", "authority_id", "authorities.id"),
        sa.PrimaryKeyConstraint("id", name="pk_legal_bases"),
        sa.UniqueConstraint("authority_id", "citation", name="uq_legal_bases_authority_id_citation"),
    )
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("workflow_version", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("entry_deadline", sa.Date(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("appraisal_deadline", sa.Date(), nullable=False),
        sa.Column("explanation_days", sa.Integer(), nullable=False),
        sa.Column("council_on", sa.Date(), nullable=False),
        sa.Column("publish_before", sa.Date(), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("casting_vote", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('preparing', 'collecting', 'appraising', 'council', 'concluded', 'submitted', 'decided', 'published')",
            name=op.f("ck_rounds_state_known"),
        ),
        sa.CheckConstraint("decimals BETWEEN 0 AND 6", name=op.f("ck_rounds_decimals_range")),
        sa.CheckConstraint("explanation_days BETWEEN 1 AND 60", name=op.f("ck_rounds_explanation_range")),
        sa.CheckConstraint("grace_days BETWEEN 0 AND 60", name=op.f("ck_rounds_grace_range")),
        sa.CheckConstraint(
            "opens_on <= entry_deadline AND entry_deadline <= appraisal_deadline AND appraisal_deadline <= council_on AND council_on <= publish_before",
            name=op.f("ck_rounds_dates_in_order"),
        ),
        reference("rounds_authority_id_authorities", "authority_id", "authorities.id"),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
    )
    op.create_index("ix_rounds_authority_id", "rounds", ["authority_id"])
    op.create_index(
        "uq_rounds_one_open",
        "rounds",
        ["authority_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'published'"),
        postgresql_where=sa.text("state <> 'published'"),
    )
    op.create_table(
        "unit_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        reference("unit_groups_authority_id_authorities", "authority_id", "authorities.id"),
        sa.PrimaryKeyConstraint("id", name="pk_unit_groups"),
        sa.UniqueConstraint("authority_id", "code", name="uq_unit_groups_authority_id_code"),
    )
    op.create_table(
        "round_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_group_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("framework_id", sa.String(), nullable=False),
        sa.Column("framework_version", sa.Integer(), nullable=False),
        sa.Column("framework_hash", sa.String(), nullable=False),
        reference("round_groups_round_id_rounds", "round_id", "rounds.id"),
        reference("round_groups_unit_group_id_unit_groups", "unit_group_id", "unit_groups.id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_groups"),
        sa.UniqueConstraint("round_id", "position", name="uq_round_groups_round_id_position"),
        sa.UniqueConstraint("round_id", "unit_group_id", name="uq_round_groups_round_id_unit_group_id"),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer()),
        sa.Column("parent_id", sa.Integer()),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("head_title", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.CheckConstraint("parent_id IS NULL OR parent_id <> id", name=op.f("ck_units_not_own_parent")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to",
            name=op.f("ck_units_validity_in_order"),
        ),
        reference("units_authority_id_authorities", "authority_id", "authorities.id"),
        reference("units_group_id_unit_groups", "group_id", "unit_groups.id"),
        reference("units_parent_id_units", "parent_id", "units.id"),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
        sa.UniqueConstraint("authority_id", "code", name="uq_units_authority_id_code"),
    )
    op.create_index("ix_units_group_id", "units", ["group_id"])
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("position_title", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer()),
        sa.Column("unit_role", sa.String()),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_sign_in_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "unit_role IS NULL OR unit_role IN ('specialist', 'leader')",
            name=op.f("ck_accounts_unit_role_known"),
        ),
        sa.CheckConstraint(
            "unit_role IS NULL OR unit_id IS NOT NULL", name=op.f("ck_accounts_unit_role_needs_unit")
        ),
        sa.CheckConstraint(
            "username = lower(username) AND length(username) >= 3", name=op.f("ck_accounts_username_plain")
        ),
        reference("accounts_authority_id_authorities", "authority_id", "authorities.id"),
        reference("accounts_unit_id_units", "unit_id", "units.id"),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("username", name="uq_accounts_username"),
    )
    op.create_index("ix_accounts_authority_id", "accounts", ["authority_id"])
    op.create_index(
        "uq_accounts_one_per_unit_role",
        "accounts",
        ["unit_id", "unit_role"],
        unique=True,
        sqlite_where=sa.text("is_active AND unit_role IS NOT NULL"),
        postgresql_where=sa.text("is_active AND unit_role IS NOT NULL"),
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("round_group_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("workflow_version", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('drafting', 'awaiting_confirmation', 'appraising', 'explaining', 'awaiting_explanation_confirmation', 'appraised', 'in_council', 'settled', 'published')",
            name=op.f("ck_assessments_state_known"),
        ),
        reference("assessments_round_group_id_round_groups", "round_group_id", "round_groups.id"),
        reference("assessments_round_id_rounds", "round_id", "rounds.id"),
        reference("assessments_unit_id_units", "unit_id", "units.id"),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
        sa.UniqueConstraint("round_id", "unit_id", name="uq_assessments_round_id_unit_id"),
    )
    op.create_index("ix_assessments_round_group_id", "assessments", ["round_group_id"])
    op.create_index("ix_assessments_round_state", "assessments", ["round_id", "state"])
    op.create_index("ix_assessments_unit_id", "assessments", ["unit_id"])
    op.create_table(
        "unit_predecessors",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("predecessor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "unit_id <> predecessor_id", name=op.f("ck_unit_predecessors_not_own_predecessor")
        ),
        reference("unit_predecessors_predecessor_id_units", "predecessor_id", "units.id"),
        reference("unit_predecessors_unit_id_units", "unit_id", "units.id"),
        sa.PrimaryKeyConstraint("unit_id", "predecessor_id", name="pk_unit_predecessors"),
    )
    op.create_table(
        "council_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("chair_id", sa.Integer(), nullable=False),
        sa.Column("secretary_id", sa.Integer(), nullable=False),
        sa.Column("conclusion", sa.String()),
        sa.Column("shown_point_id", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "chair_id <> secretary_id", name=op.f("ck_council_sessions_chair_is_not_secretary")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_council_sessions_closed_after_opened")
        ),
        reference("council_sessions_chair_id_accounts", "chair_id", "accounts.id"),
        reference("council_sessions_round_id_rounds", "round_id", "rounds.id"),
        reference("council_sessions_secretary_id_accounts", "secretary_id", "accounts.id"),
        sa.PrimaryKeyConstraint("id", name="pk_council_sessions"),
        sa.UniqueConstraint("round_id", "number", name="uq_council_sessions_round_id_number"),
    )
    op.create_table(
        "criterion_entries",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("note", sa.String()),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('blank', 'filled') OR length(trim(coalesce(reason, ''))) > 0",
            name=op.f("ck_criterion_entries_declaration_has_reason"),
        ),
        sa.CheckConstraint(
            "status IN ('blank', 'filled', 'no_data', 'na_claimed', 'na_accepted', 'na_refused')",
            name=op.f("ck_criterion_entries_status_known"),
        ),
        reference("criterion_entries_assessment_id_assessments", "assessment_id", "assessments.id"),
        sa.PrimaryKeyConstraint("assessment_id", "code", name="pk_criterion_entries"),
    )
    op.create_index("ix_criterion_entries_code", "criterion_entries", ["code", "assessment_id"])
    op.create_table(
        "criterion_reviews",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("reviewed_by", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decision = 'accepted' OR length(trim(coalesce(reason, ''))) > 0",
            name=op.f("ck_criterion_reviews_difference_has_reason"),
        ),
        sa.CheckConstraint(
            "decision IN ('accepted', 'adjusted', 'na_accepted', 'na_refused')",
            name=op.f("ck_criterion_reviews_decision_known"),
        ),
        reference("criterion_reviews_assessment_id_assessments", "assessment_id", "assessments.id"),
        reference("criterion_reviews_reviewed_by_accounts", "reviewed_by", "accounts.id"),
        sa.PrimaryKeyConstraint("assessment_id", "code", name="pk_criterion_reviews"),
    )
    op.create_index("ix_criterion_reviews_code", "criterion_reviews", ["code", "assessment_id"])
    op.create_table(
        "deadline_extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("letter_number", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(trim(letter_number)) > 0", name=op.f("ck_deadline_extensions_letter_named")
        ),
        reference("deadline_extensions_assessment_id_assessments", "assessment_id", "assessments.id"),
        reference("deadline_extensions_granted_by_accounts", "granted_by", "accounts.id"),
        sa.PrimaryKeyConstraint("id", name="pk_deadline_extensions"),
    )
    op.create_index("ix_deadline_extensions_assessment_id", "deadline_extensions", ["assessment_id"])
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("definition", sa.String()),
        sa.Column("transition", sa.String()),
        sa.Column("source", sa.String()),
        sa.Column("target", sa.String()),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_title", sa.String(), nullable=False),
        sa.Column("acting_role", sa.String(), nullable=False),
        sa.Column("actor_unit", sa.String(), nullable=False),
        sa.Column("comment", sa.String()),
        sa.Column("sheet_hash", sa.String()),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(transition IS NULL) = (target IS NULL)", name=op.f("ck_events_transition_has_target")
        ),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_events_sequence_from_one")),
        reference("events_actor_id_accounts", "actor_id", "accounts.id"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint(
            "subject_type", "subject_id", "sequence", name="uq_events_subject_type_subject_id_sequence"
        ),
    )
    op.create_index("ix_events_actor", "events", ["actor_id", "at"])
    op.create_index("ix_events_at", "events", ["at"])
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Integer()),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(removed_by IS NULL) = (removed_at IS NULL)", name=op.f("ck_evidence_removal_whole")
        ),
        reference("evidence_added_by_accounts", "added_by", "accounts.id"),
        reference("evidence_assessment_id_assessments", "assessment_id", "assessments.id"),
        reference("evidence_file_hash_stored_files", "file_hash", "stored_files.hash"),
        reference("evidence_removed_by_accounts", "removed_by", "accounts.id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_file_hash", "evidence", ["file_hash"])
    op.create_index("ix_evidence_place", "evidence", ["assessment_id", "code"])
    op.create_table(
        "explanation_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "asked_at IS NULL OR due_on IS NOT NULL", name=op.f("ck_explanation_requests_asked_with_due_day")
        ),
        reference("explanation_requests_asked_by_accounts", "asked_by", "accounts.id"),
        reference("explanation_requests_assessment_id_assessments", "assessment_id", "assessments.id"),
        sa.PrimaryKeyConstraint("id", name="pk_explanation_requests"),
        sa.UniqueConstraint("assessment_id", "number", name="uq_explanation_requests_assessment_id_number"),
    )
    op.create_table(
        "figures",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_figures_version_from_one")),
        reference("figures_assessment_id_assessments", "assessment_id", "assessments.id"),
        reference("figures_updated_by_accounts", "updated_by", "accounts.id"),
        sa.PrimaryKeyConstraint("assessment_id", "name", name="pk_figures"),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        reference("notifications_account_id_accounts", "account_id", "accounts.id"),
        reference("notifications_message_id_outbox_messages", "message_id", "outbox_messages.id"),
        sa.PrimaryKeyConstraint("id", name="pk_notifications"),
        sa.UniqueConstraint("account_id", "message_id", name="uq_notifications_account_id_message_id"),
    )
    op.create_index("ix_notifications_unread", "notifications", ["account_id", "read_at"])
    op.create_table(
        "result_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("program_version", sa.String(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)",
            name=op.f("ck_result_versions_published_has_time"),
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'returned', 'decided', 'published')",
            name=op.f("ck_result_versions_state_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('decided', 'published') OR (decided_by IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_result_versions_decision_has_person"),
        ),
        reference("result_versions_created_by_accounts", "created_by", "accounts.id"),
        reference("result_versions_decided_by_accounts", "decided_by", "accounts.id"),
        reference("result_versions_round_id_rounds", "round_id", "rounds.id"),
        sa.PrimaryKeyConstraint("id", name="pk_result_versions"),
        sa.UniqueConstraint("round_id", "number", name="uq_result_versions_round_id_number"),
    )
    op.create_index(
        "uq_result_versions_one_running",
        "result_versions",
        ["round_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('submitted', 'decided')"),
        postgresql_where=sa.text("state IN ('submitted', 'decided')"),
    )
    op.create_table(
        "role_grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer()),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Integer()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "role IN ('appraiser', 'council_member', 'council_chair', 'council_secretary', 'secretariat', 'standing_body', 'chairman', 'administrator', 'auditor')",
            name=op.f("ck_role_grants_role_known"),
        ),
        reference("role_grants_account_id_accounts", "account_id", "accounts.id"),
        reference("role_grants_granted_by_accounts", "granted_by", "accounts.id"),
        reference("role_grants_round_id_rounds", "round_id", "rounds.id"),
        sa.PrimaryKeyConstraint("id", name="pk_role_grants"),
    )
    op.create_index("ix_role_grants_round_role", "role_grants", ["round_id", "role"])
    op.create_index(
        "uq_role_grants_authority",
        "role_grants",
        ["account_id", "role"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND round_id IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND round_id IS NULL"),
    )
    op.create_index(
        "uq_role_grants_round",
        "role_grants",
        ["account_id", "round_id", "role"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND round_id IS NOT NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND round_id IS NOT NULL"),
    )
    op.create_table(
        "sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("total", sa.Text(), nullable=False),
        sa.Column("excluded", sa.Text(), nullable=False),
        sa.Column("frozen_by", sa.Integer()),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "stage IN ('self', 'appraisal', 'council', 'final')", name=op.f("ck_sheets_stage_known")
        ),
        sa.CheckConstraint("length(content_hash) = 64", name=op.f("ck_sheets_hash_length")),
        reference("sheets_assessment_id_assessments", "assessment_id", "assessments.id"),
        reference("sheets_frozen_by_accounts", "frozen_by", "accounts.id"),
        sa.PrimaryKeyConstraint("id", name="pk_sheets"),
        sa.UniqueConstraint("assessment_id", "stage", "number", name="uq_sheets_assessment_id_stage_number"),
    )
    op.create_table(
        "attendances",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String()),
        reference("attendances_account_id_accounts", "account_id", "accounts.id"),
        reference("attendances_session_id_council_sessions", "session_id", "council_sessions.id"),
        sa.PrimaryKeyConstraint("session_id", "account_id", name="pk_attendances"),
    )
    op.create_table(
        "current_sheets",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('self', 'appraisal', 'council', 'final')", name=op.f("ck_current_sheets_stage_known")
        ),
        reference("current_sheets_assessment_id_assessments", "assessment_id", "assessments.id"),
        reference("current_sheets_sheet_id_sheets", "sheet_id", "sheets.id"),
        sa.PrimaryKeyConstraint("assessment_id", "stage", name="pk_current_sheets"),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer()),
        sa.Column("result_id", sa.Integer()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("issued_on", sa.Date()),
        sa.Column("issued_by", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'issued' OR series = '' OR (number IS NOT NULL AND issued_on IS NOT NULL)",
            name=op.f("ck_documents_issued_has_number"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'signed', 'issued', 'replaced')", name=op.f("ck_documents_state_known")
        ),
        reference("documents_assessment_id_assessments", "assessment_id", "assessments.id"),
        reference("documents_authority_id_authorities", "authority_id", "authorities.id"),
        reference("documents_issued_by_accounts", "issued_by", "accounts.id"),
        reference("documents_result_id_result_versions", "result_id", "result_versions.id"),
        reference("documents_round_id_rounds", "round_id", "rounds.id"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
    )
    op.create_index("ix_documents_assessment_id", "documents", ["assessment_id"])
    op.create_index("ix_documents_round_kind", "documents", ["round_id", "kind"])
    op.create_index(
        "uq_documents_one_live",
        "documents",
        ["kind", "round_id", sa.literal_column("coalesce(assessment_id, 0)")],
        unique=True,
        sqlite_where=sa.text("state <> 'replaced'"),
        postgresql_where=sa.text("state <> 'replaced'"),
    )
    op.create_table(
        "explanation_items",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String()),
        sa.Column("answered_by", sa.Integer()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("length(trim(question)) > 0", name=op.f("ck_explanation_items_question_given")),
        reference("explanation_items_answered_by_accounts", "answered_by", "accounts.id"),
        reference("explanation_items_asked_by_accounts", "asked_by", "accounts.id"),
        reference(
            "explanation_items_request_id_explanation_requests", "request_id", "explanation_requests.id"
        ),
        sa.PrimaryKeyConstraint("request_id", "code", name="pk_explanation_items"),
    )
    op.create_table(
        "open_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer()),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("proposed_points", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String()),
        sa.Column("reason", sa.String()),
        sa.Column("decided_by", sa.Integer()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state = 'open' OR (coalesce(outcome, '') IN ('keep', 'adjust') AND length(trim(coalesce(reason, ''))) > 0 AND decided_by IS NOT NULL AND decided_at IS NOT NULL AND session_id IS NOT NULL)",
            name=op.f("ck_open_points_decided_whole"),
        ),
        sa.CheckConstraint("state IN ('open', 'decided')", name=op.f("ck_open_points_state_known")),
        reference("open_points_assessment_id_assessments", "assessment_id", "assessments.id"),
        reference("open_points_decided_by_accounts", "decided_by", "accounts.id"),
        reference("open_points_raised_by_accounts", "raised_by", "accounts.id"),
        reference("open_points_round_id_rounds", "round_id", "rounds.id"),
        reference("open_points_session_id_council_sessions", "session_id", "council_sessions.id"),
        sa.PrimaryKeyConstraint("id", name="pk_open_points"),
    )
    op.create_index("ix_open_points_round_state", "open_points", ["round_id", "state"])
    op.create_index(
        "uq_open_points_one_open",
        "open_points",
        ["assessment_id", "code"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "result_rows",
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("round_group_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("council_sheet_id", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Text(), nullable=False),
        sa.Column("excluded", sa.Text(), nullable=False),
        sa.Column("self_total", sa.Text(), nullable=False),
        sa.Column("appraisal_total", sa.Text(), nullable=False),
        sa.Column("total", sa.Text(), nullable=False),
        sa.Column("published", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "rank >= 1 AND rank <= position", name=op.f("ck_result_rows_rank_before_position")
        ),
        reference("result_rows_assessment_id_assessments", "assessment_id", "assessments.id"),
        reference("result_rows_council_sheet_id_sheets", "council_sheet_id", "sheets.id"),
        reference("result_rows_result_id_result_versions", "result_id", "result_versions.id"),
        reference("result_rows_round_group_id_round_groups", "round_group_id", "round_groups.id"),
        reference("result_rows_unit_id_units", "unit_id", "units.id"),
        sa.PrimaryKeyConstraint("result_id", "assessment_id", name="pk_result_rows"),
        sa.UniqueConstraint(
            "result_id", "round_group_id", "position", name="uq_result_rows_result_id_round_group_id_position"
        ),
    )
    op.create_table(
        "document_files",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("format IN ('docx', 'pdf')", name=op.f("ck_document_files_format_known")),
        reference("document_files_document_id_documents", "document_id", "documents.id"),
        reference("document_files_file_hash_stored_files", "file_hash", "stored_files.hash"),
        sa.PrimaryKeyConstraint("document_id", "revision", "format", name="pk_document_files"),
    )
    op.create_table(
        "register_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("registered_by", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_register_entries_number_from_one")),
        reference("register_entries_authority_id_authorities", "authority_id", "authorities.id"),
        reference("register_entries_document_id_documents", "document_id", "documents.id"),
        reference("register_entries_registered_by_accounts", "registered_by", "accounts.id"),
        sa.PrimaryKeyConstraint("id", name="pk_register_entries"),
        sa.UniqueConstraint(
            "authority_id",
            "body",
            "series",
            "year",
            "number",
            name="uq_register_entries_authority_id_body_series_year_number",
        ),
        sa.UniqueConstraint("document_id", name="uq_register_entries_document_id"),
    )
    op.create_table(
        "votes",
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("choice IN ('for', 'against', 'abstain')", name=op.f("ck_votes_choice_known")),
        reference("votes_account_id_accounts", "account_id", "accounts.id"),
        reference("votes_entered_by_accounts", "entered_by", "accounts.id"),
        reference("votes_point_id_open_points", "point_id", "open_points.id"),
        sa.PrimaryKeyConstraint("point_id", "account_id", name="pk_votes"),
    )
    if op.get_bind().dialect.name == "postgresql":
        # authorities and units name each other: the second reference can only come once both are there
        op.create_foreign_key(
            "fk_authorities_standing_body_id_units",
            "authorities",
            "units",
            ["standing_body_id"],
            ["id"],
            ondelete="RESTRICT",
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_authorities_standing_body_id_units", "authorities", type_="foreignkey")
    # what still points inside its own circle would hold the tables back
    op.execute("UPDATE authorities SET standing_body_id = NULL")
    op.execute("UPDATE units SET parent_id = NULL")
    for table in reversed(TABLES):
        op.drop_table(table)
