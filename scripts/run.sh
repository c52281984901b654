#!/usr/bin/env bash
# Starts everything: set-up, database, demonstration data if there are none, web and worker together.
# Ctrl-C (or TERM) stops both. Settings come from the environment: PORT, DATA_DIR, DATABASE_URL and others.
set -euo pipefail
. "$(dirname "$0")/common.sh"

# Reads the settings once, which makes the data folder and the secret key, and says what is wrong with them.
prepare_data_dir() {
    DATA_DIR=$("$PYTHON_IN_VENV" -c '
import sys, config
try:
    print(config.Settings.from_environment().data_dir)
except config.ConfigurationError as error:
    sys.exit(f"LỖI: {error}")
')
    export DATA_DIR
}

refuse_second_run() {
    exec 3>"$DATA_DIR/run.lock"
    flock -n 3 || fail "Phần mềm đang chạy với thư mục dữ liệu $DATA_DIR rồi."
}

refuse_taken_port() {
    "$PYTHON_IN_VENV" - "$BIND_ADDRESS" "$PORT" <<'PY' ||
import socket, sys
with socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET) as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((sys.argv[1].strip("[]"), int(sys.argv[2])))
    except OSError:
        sys.exit(1)
PY
        fail "Cổng $PORT trên $BIND_ADDRESS đang có chương trình khác dùng. Chọn cổng khác: PORT=8001 make run"
}

# The supervisor opens its output anew for each program. A socket, another account's pipe or terminal do not
# allow that, and a plain file would be overwritten: a pipe of our own goes between.
make_output_reopenable() {
    exec > >(trap '' INT TERM; exec cat 3>&-)
}

"$ROOT/scripts/setup.sh" runtime
export PORT=${PORT:-8000} BIND_ADDRESS=${BIND_ADDRESS:-127.0.0.1}
prepare_data_dir
refuse_second_run
refuse_taken_port
flask_command db upgrade
flask_command seed --if-empty
say ""
say "Địa chỉ: ${PUBLIC_URL:-http://127.0.0.1:$PORT}      (dừng: Ctrl-C)"
flask_command accounts demo
say ""
make_output_reopenable
RUN_USER=$(id -u)
export RUN_USER RUN_PYTHON=$PYTHON_IN_VENV PYTHONUNBUFFERED=1
exec "$PYTHON_IN_VENV" -m supervisor.supervisord -c "$ROOT/scripts/supervisord.conf"
