#!/usr/bin/env bash
# Renews the lock files from requirements/*.in: exact versions with hashes, no index address.
# With --upgrade every package moves to its newest release; without it only what the .in files ask for changes.
set -euo pipefail
. "$(dirname "$0")/common.sh"

"$ROOT/scripts/setup.sh" dev
cd "$ROOT/requirements"
for name in runtime dev; do
    CUSTOM_COMPILE_COMMAND="scripts/lock.sh" "$PYTHON_IN_VENV" -m piptools compile \
        --quiet --generate-hashes --allow-unsafe --strip-extras --no-annotate \
        --output-file "$name.txt" "$@" "$name.in"
    # Where this machine gets its packages from is its own affair.
    sed -i '/^--/d' "$name.txt"
done
say "Đã khóa lại các gói: requirements/runtime.txt, requirements/dev.txt"
