"""The database itself keeps history, frozen sheets and published results from being changed.

Triggers, since no CHECK can compare a row with what it was. SQLite loses a table's triggers when the table
is rebuilt (Alembic's batch mode): a migration that rebuilds one of these tables puts them back.
"""

from alembic import op

revision = "0002_append_only"
down_revision = "0001_first"
branch_labels = None
depends_on = None

# Whole tables in which a row, once written, stays as it is.
APPEND_ONLY = ("events", "sheets")

# Rows that stay as they are once a condition holds; {row} is the row before or after the change.
FIXED_ONCE = {
    "result_versions": "{row}.state = 'published'",
    "result_rows": (
        "EXISTS (SELECT 1 FROM result_versions AS v WHERE v.id = {row}.result_id AND v.state = 'published')"
    ),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        upgrade_postgresql()
    else:
        upgrade_sqlite()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        downgrade_postgresql()
    else:
        downgrade_sqlite()


def upgrade_sqlite() -> None:
    """One trigger per table and verb: SQLite cannot name two verbs in one."""
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END"
            )
    for table, condition in FIXED_ONCE.items():
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} WHEN {condition.format(row='OLD')} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: a published result is never changed'); END"
            )
    for verb in ("insert", "update"):
        op.execute(
            f"CREATE TRIGGER result_rows_no_{verb}_into BEFORE {verb} ON result_rows "
            f"WHEN {FIXED_ONCE['result_rows'].format(row='NEW')} "
            "BEGIN SELECT RAISE(ABORT, 'result_rows: a published result is never changed'); END"
        )


def downgrade_sqlite() -> None:
    for table in (*APPEND_ONLY, *FIXED_ONCE):
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
    for verb in ("insert", "update"):
        op.execute(f"DROP TRIGGER result_rows_no_{verb}_into")


def upgrade_postgresql() -> None:
    """One function that refuses, and triggers that call it."""
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'restrict_violation'; "
        "END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are never changed')"
        )
    # A trigger's WHEN cannot hold a query in PostgreSQL, so the condition stands in a function of its own.
    for table, condition in FIXED_ONCE.items():
        op.execute(
            f"CREATE FUNCTION {table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP <> 'INSERT' AND {condition.format(row='OLD')} THEN "
            f"RAISE EXCEPTION '{table}: a published result is never changed' "
            "USING ERRCODE = 'restrict_violation'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse_change()"
        )
    op.execute(
        "CREATE FUNCTION result_rows_refuse_into() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {FIXED_ONCE['result_rows'].format(row='NEW')} THEN "
        "RAISE EXCEPTION 'result_rows: a published result is never changed' "
        "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER result_rows_no_change_into BEFORE INSERT OR UPDATE ON result_rows "
        "FOR EACH ROW EXECUTE FUNCTION result_rows_refuse_into()"
    )


def downgrade_postgresql() -> None:
    op.execute("DROP TRIGGER result_rows_no_change_into ON result_rows")
    op.execute("DROP FUNCTION result_rows_refuse_into()")
    for table in FIXED_ONCE:
        op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
        op.execute(f"DROP FUNCTION {table}_refuse_change()")
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
