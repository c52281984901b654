"""Frameworks kept in the database, figures handed in by others, criteria withdrawn, groups bound.

The role of expert comes with the second version of the round's workflow: its states are those of the
first, so that running rounds simply go on under it.
"""

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0003_frameworks_kept"
down_revision = "0002_append_only"
branch_labels = None
depends_on = None

TABLES = (
    "framework_versions",
    "criterion_mappings",
    "figure_imports",
    "expert_marks",
    "withdrawn_criteria",
    "group_bindings",
)
ROLES = (
    "appraiser",
    "council_member",
    "council_chair",
    "council_secretary",
    "secretariat",
    "standing_body",
    "chairman",
    "administrator",
    "auditor",
)
# Rows that stay as they are once written, and versions whose text stays once they are no draft.
APPEND_ONLY = ("figure_imports", "group_bindings")
PUBLISHED_CHANGED = (
    "OLD.state <> 'draft' AND (NEW.content <> OLD.content OR NEW.state = 'draft' "
    "OR NEW.framework_id <> OLD.framework_id OR NEW.framework_version <> OLD.framework_version)"
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
    create_frameworks()
    create_supplied()
    create_council()
    add_columns()
    set_roles((*ROLES, "expert"))
    op.execute("UPDATE rounds SET workflow_version = 2 WHERE workflow = 'round' AND workflow_version = 1")
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()


def create_frameworks() -> None:
    op.create_table(
        "framework_versions",
        whole("id"),
        whole("authority_id"),
        text("framework_id"),
        whole("framework_version"),
        text("title"),
        text("state"),
        text("content"),
        text("content_hash", nullable=True),
        text("based_on"),
        text("decision_number", nullable=True),
        sa.Column("decision_date", sa.Date()),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        whole("created_by"),
        moment("created_at"),
        moment("changed_at"),
        whole("published_by", nullable=True),
        moment("published_at", nullable=True),
        whole("version"),
        sa.CheckConstraint(
            "state = 'draft' OR (decision_number IS NOT NULL AND decision_date IS NOT NULL "
            "AND content_hash IS NOT NULL AND published_by IS NOT NULL AND published_at IS NOT NULL)",
            name=op.f("ck_framework_versions_published_has_decision"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'retired')", name=op.f("ck_framework_versions_state_known")
        ),
        sa.CheckConstraint("framework_version >= 1", name=op.f("ck_framework_versions_version_from_one")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to",
            name=op.f("ck_framework_versions_validity_in_order"),
        ),
        reference("framework_versions_authority_id_authorities", "authority_id", "authorities.id"),
        reference("framework_versions_created_by_accounts", "created_by", "accounts.id"),
        reference("framework_versions_published_by_accounts", "published_by", "accounts.id"),
        sa.PrimaryKeyConstraint("id", name="pk_framework_versions"),
        sa.UniqueConstraint(
            "framework_id", "framework_version", name="uq_framework_versions_framework_id_framework_version"
        ),
    )
    op.create_index(
        "uq_framework_versions_one_draft",
        "framework_versions",
        ["authority_id", "framework_id"],
        unique=True,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_table(
        "criterion_mappings",
        whole("id"),
        whole("authority_id"),
        text("from_framework"),
        whole("from_version"),
        text("from_code"),
        text("to_framework"),
        whole("to_version"),
        text("to_code"),
        text("note"),
        whole("made_by"),
        moment("made_at"),
        reference("criterion_mappings_authority_id_authorities", "authority_id", "authorities.id"),
        reference("criterion_mappings_made_by_accounts", "made_by", "accounts.id"),
        sa.PrimaryKeyConstraint("id", name="pk_criterion_mappings"),
        sa.UniqueConstraint(
            "authority_id",
            "from_framework",
            "from_version",
            "from_code",
            "to_framework",
            "to_version",
            "to_code",
            name="uq_criterion_mappings_pair",
        ),
    )


def create_supplied() -> None:
    op.create_table(
        "figure_imports",
        whole("id"),
        whole("round_id"),
        text("supplier"),
        text("provider"),
        text("letter_number"),
        sa.Column("letter_date", sa.Date(), nullable=False),
        text("filename"),
        text("sha256"),
        whole("rows_read"),
        whole("accepted"),
        whole("changed"),
        whole("imported_by"),
        moment("imported_at"),
        sa.CheckConstraint(
            "supplier IN ('body', 'ministry', 'survey', 'cyberspace', 'experts', 'import')",
            name=op.f("ck_figure_imports_supplier_known"),
        ),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_figure_imports_hash_length")),
        sa.CheckConstraint("length(trim(letter_number)) > 0", name=op.f("ck_figure_imports_letter_named")),
        reference("figure_imports_imported_by_accounts", "imported_by", "accounts.id"),
        reference("figure_imports_round_id_rounds", "round_id", "rounds.id"),
        sa.PrimaryKeyConstraint("id", name="pk_figure_imports"),
    )
    op.create_index("ix_figure_imports_round_id", "figure_imports", ["round_id"])
    op.create_table(
        "expert_marks",
        whole("assessment_id"),
        text("name"),
        whole("account_id"),
        sa.Column("mark", sa.Text(), nullable=False),
        text("comment"),
        moment("marked_at"),
        whole("version"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_expert_marks_version_from_one")),
        reference("expert_marks_account_id_accounts", "account_id", "accounts.id"),
        reference("expert_marks_assessment_id_assessments", "assessment_id", "assessments.id"),
        sa.PrimaryKeyConstraint("assessment_id", "name", "account_id", name="pk_expert_marks"),
        sa.UniqueConstraint(
            "account_id", "assessment_id", "name", name="uq_expert_marks_account_id_assessment_id_name"
        ),
    )


def create_council() -> None:
    op.create_table(
        "withdrawn_criteria",
        whole("id"),
        whole("round_group_id"),
        text("code"),
        whole("with_data"),
        whole("units"),
        text("reason"),
        whole("decided_by"),
        moment("decided_at"),
        whole("restored_by", nullable=True),
        moment("restored_at", nullable=True),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_withdrawn_criteria_reason_given")),
        reference("withdrawn_criteria_decided_by_accounts", "decided_by", "accounts.id"),
        reference("withdrawn_criteria_restored_by_accounts", "restored_by", "accounts.id"),
        reference("withdrawn_criteria_round_group_id_round_groups", "round_group_id", "round_groups.id"),
        sa.PrimaryKeyConstraint("id", name="pk_withdrawn_criteria"),
    )
    op.create_index("ix_withdrawn_criteria_round_group_id", "withdrawn_criteria", ["round_group_id"])
    op.create_index(
        "uq_withdrawn_criteria_standing",
        "withdrawn_criteria",
        ["round_group_id", "code"],
        unique=True,
        sqlite_where=sa.text("restored_at IS NULL"),
        postgresql_where=sa.text("restored_at IS NULL"),
    )
    op.create_table(
        "group_bindings",
        whole("id"),
        whole("round_group_id"),
        whole("number"),
        text("content"),
        moment("made_at"),
        reference("group_bindings_round_group_id_round_groups", "round_group_id", "round_groups.id"),
        sa.PrimaryKeyConstraint("id", name="pk_group_bindings"),
        sa.UniqueConstraint("round_group_id", "number", name="uq_group_bindings_round_group_id_number"),
    )


def add_columns() -> None:
    op.add_column("assessments", sa.Column("ranked", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("assessments", text("unranked_reason", nullable=True))
    op.add_column(
        "criterion_entries", sa.Column("supplied", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    with figures_table() as figures:
        figures.add_column(whole("import_id", nullable=True))
        figures.create_foreign_key(
            op.f("fk_figures_import_id_figure_imports"),
            "figure_imports",
            ["import_id"],
            ["id"],
            ondelete="RESTRICT",
        )
    op.add_column("result_rows", sa.Column("ranked", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("result_rows", text("band", nullable=True))
    op.add_column("result_rows", text("parts", nullable=True))
    op.add_column("round_groups", text("bands", nullable=True))
    op.add_column("round_groups", text("tie_break", nullable=True))


def figures_table() -> AbstractContextManager[BatchOperations]:
    """The table of figures to change; SQLite makes it again, with its CHECK."""
    return op.batch_alter_table("figures")


def set_roles(roles: tuple[str, ...]) -> None:
    """Which roles may be granted; SQLite changes a CHECK only by making the table again."""
    condition = f"role IN ({', '.join(repr(role) for role in roles)})"
    with op.batch_alter_table("role_grants") as grants:
        grants.drop_constraint(op.f("ck_role_grants_role_known"), type_="check")
        grants.create_check_constraint(op.f("ck_role_grants_role_known"), condition)


def guard_sqlite() -> None:
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END"
            )
    op.execute(
        f"CREATE TRIGGER framework_versions_no_update BEFORE UPDATE ON framework_versions "
        f"WHEN {PUBLISHED_CHANGED} "
        "BEGIN SELECT RAISE(ABORT, 'framework_versions: a published version is never changed'); END"
    )
    op.execute(
        "CREATE TRIGGER framework_versions_no_delete BEFORE DELETE ON framework_versions "
        "WHEN OLD.state <> 'draft' "
        "BEGIN SELECT RAISE(ABORT, 'framework_versions: a published version is never changed'); END"
    )


def guard_postgresql() -> None:
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are never changed')"
        )
    op.execute(
        "CREATE TRIGGER framework_versions_no_update BEFORE UPDATE ON framework_versions FOR EACH ROW "
        f"WHEN ({PUBLISHED_CHANGED}) "
        "EXECUTE FUNCTION refuse_change('a published version is never changed')"
    )
    op.execute(
        "CREATE TRIGGER framework_versions_no_delete BEFORE DELETE ON framework_versions FOR EACH ROW "
        "WHEN (OLD.state <> 'draft') "
        "EXECUTE FUNCTION refuse_change('a published version is never changed')"
    )


def downgrade() -> None:
    op.execute("UPDATE rounds SET workflow_version = 1 WHERE workflow = 'round' AND workflow_version = 2")
    op.execute("DELETE FROM role_grants WHERE role = 'expert'")
    set_roles(ROLES)
    for table, columns in (
        ("round_groups", ("tie_break", "bands")),
        ("result_rows", ("parts", "band", "ranked")),
        ("criterion_entries", ("supplied",)),
        ("assessments", ("unranked_reason", "ranked")),
    ):
        for column in columns:
            op.drop_column(table, column)
    with figures_table() as figures:
        figures.drop_constraint(op.f("fk_figures_import_id_figure_imports"), type_="foreignkey")
        figures.drop_column("import_id")
    for table in reversed(TABLES):
        op.drop_table(table)
