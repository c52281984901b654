#!/usr/bin/env bash
# Checks the house without running the tests: style, types, who imports whom, data, templates.
# Every check runs, so that one look shows all that is wrong.
set -euo pipefail
. "$(dirname "$0")/common.sh"

"$ROOT/scripts/setup.sh" dev
make_temporary_dir
export DATA_DIR=$TEMPORARY_DIR/data
unset DATABASE_URL SECRET_KEY PUBLIC_URL
failed=()

check() {
    local title=$1
    shift
    say "== $title"
    "$@" || failed+=("$title")
}

check "Phong cách mã (ruff)" "$PYTHON_IN_VENV" -m ruff check .
check "Kiểu dữ liệu (mypy)" "$PYTHON_IN_VENV" -m mypy config.py app dossier frameworks workflows
check "Quan hệ giữa các phần (import-linter)" "$VENV/bin/lint-imports" --no-logo
check "Bộ tiêu chí, quy trình, mẫu trang và văn bản" flask_command check

[ "${#failed[@]}" -eq 0 ] || fail "Chưa đạt: $(printf '%s; ' "${failed[@]}")"
say "Tất cả đều đạt."
