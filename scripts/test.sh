#!/usr/bin/env bash
# Runs the tests on SQLite, on a PostgreSQL of their own and in Chromium:  test.sh [arguments for pytest]
# Nothing is left out silently: a missing server or browser is an error.
set -euo pipefail
. "$(dirname "$0")/common.sh"

"$ROOT/scripts/setup.sh" test
make_temporary_dir
CHROMIUM=$(find_chromium) || fail "Không tìm thấy Chromium."
POSTGRES_BIN=$(find_postgres) || fail "Không tìm thấy PostgreSQL."
export CHROMIUM DATA_DIR=$TEMPORARY_DIR/data
unset DATABASE_URL SECRET_KEY PUBLIC_URL
"$PYTHON_IN_VENV" "$ROOT/scripts/temporary_postgres.py" "$POSTGRES_BIN" \
    "$PYTHON_IN_VENV" -m pytest -n "${TEST_PROCESSES:-2}" --dist loadscope "$@"
