# What every script shares; read with ". common.sh", not run.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
VENV=$ROOT/.venv
PYTHON_IN_VENV=$VENV/bin/python
cd "$ROOT" || exit 1

# Vietnamese must print and read right even where no locale is set.
export PYTHONUTF8=1
if [ -z "${LC_ALL:-}${LC_CTYPE:-}${LANG:-}" ]; then
    export LC_ALL=C.UTF-8
fi

say() {
    printf '%s\n' "$*"
}

fail() {
    printf 'LỖI: %s\n' "$*" >&2
    exit 1
}

flask_command() {
    "$PYTHON_IN_VENV" -m flask --app app "$@"
}

# A folder that is removed when the script ends, in TEMPORARY_DIR.
make_temporary_dir() {
    TEMPORARY_DIR=$(mktemp -d "${TMPDIR:-/tmp}/chuyen-doi-so.XXXXXX")
    trap 'rm -rf "$TEMPORARY_DIR"' EXIT
}

# The newest PostgreSQL on this machine: prints the folder of its programs.
find_postgres() {
    local folder
    while IFS= read -r folder; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/pg_ctl" ]; then
            printf '%s\n' "$folder"
            return 0
        fi
    done < <(
        [ -z "${POSTGRES_BIN:-}" ] || printf '%s\n' "$POSTGRES_BIN"
        printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV
        if command -v initdb >/dev/null 2>&1; then dirname "$(readlink -f "$(command -v initdb)")"; fi
    )
    return 1
}

# A Chromium that can be driven: prints its path. CHROMIUM names one outright.
find_chromium() {
    local name path
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        path=$(command -v "${name:-/}" 2>/dev/null) || continue
        [ -d "$path" ] && continue
        if "$path" --version >/dev/null 2>&1; then
            printf '%s\n' "$path"
            return 0
        fi
    done
    return 1
}
