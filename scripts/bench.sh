#!/usr/bin/env bash
# Measures the programme against its floors, in one run, on data of its own:  bench.sh [options of bench]
set -euo pipefail
. "$(dirname "$0")/common.sh"

"$ROOT/scripts/setup.sh" dev
make_temporary_dir
export DATA_DIR=$TEMPORARY_DIR/data
unset DATABASE_URL SECRET_KEY PUBLIC_URL
"$PYTHON_IN_VENV" -m bench "$@"
