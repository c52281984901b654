#!/usr/bin/env bash
# Makes the machine ready:  setup.sh [runtime | dev | test]
#   runtime  what the running programme needs
#   dev      and the libraries for checking
#   test     and the browser and the database server for testing
# Whatever is there already is left alone; a second run only looks. Two runs at once wait for each other.
set -euo pipefail
. "$(dirname "$0")/common.sh"
. "$ROOT/scripts/packages.sh"

PROFILE=${1:-runtime}
case $PROFILE in
    runtime) LOCK_NAME=runtime ;;
    dev | test) LOCK_NAME=dev ;;
    *) fail "Cách dùng: scripts/setup.sh [runtime | dev | test]" ;;
esac

wait_for_other_run() {
    [ -w "$ROOT" ] || fail "Tài khoản $(id -un) không ghi được vào thư mục $ROOT."
    exec 9>"$ROOT/.setup.lock"
    if ! flock -n 9; then
        say "Chờ một lần cài đặt khác đang chạy…"
        flock 9
    fi
}

# Python 3.11 or newer, one that can make a virtual environment where there is a choice; empty if none.
find_python() {
    local name path first=
    for name in "${PYTHON:-}" python3.11 python3.12 python3.13 python3.14 python3 \
        /usr/bin/python3.11 /usr/bin/python3; do
        path=$(command -v "${name:-/}" 2>/dev/null) || continue
        "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
        if can_make_venv "$path"; then
            printf '%s\n' "$path"
            return 0
        fi
        first=${first:-$path}
    done
    printf '%s\n' "$first"
}

can_make_venv() {
    "$1" -c 'import ensurepip, sqlite3, ssl, venv' >/dev/null 2>&1
}

# A virtual environment that works, stands where it was made and is new enough is kept.
venv_is_good() {
    [ "$(cat "$VENV/made-for" 2>/dev/null)" = "$VENV" ] &&
        "$PYTHON_IN_VENV" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# --- what is missing: each thing is tried, not looked up in a list of packages ---

missing_for_python() {
    local python version
    if venv_is_good; then return 0; fi
    python=$(find_python)
    if [ -z "$python" ]; then
        printf '%s\n' "python3.11|python3.12|python3.13|python3.14" \
            "python3.11-venv|python3.12-venv|python3.13-venv|python3.14-venv"
    elif ! can_make_venv "$python"; then
        version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
        printf '%s\n' "$version-venv|python3-venv"
    fi
}

# What the documents need: Pango for layout, and a Times-like face with every Vietnamese letter.
missing_for_documents() {
    has_library libpango-1.0.so.0 || printf '%s\n' libpango-1.0-0
    has_library libpangoft2-1.0.so.0 || printf '%s\n' libpangoft2-1.0-0
    has_library libharfbuzz-subset.so.0 || printf '%s\n' libharfbuzz-subset0
    command -v fc-list >/dev/null || printf '%s\n' fontconfig
    has_font || printf '%s\n' "fonts-liberation2|fonts-liberation"
}

missing_for_tests() {
    has_poppler || printf '%s\n' poppler-utils
    find_postgres >/dev/null || printf '%s\n' postgresql
    find_chromium >/dev/null || printf '%s\n' chromium
}

has_library() {
    local python=$PYTHON_IN_VENV
    venv_is_good || python=$(find_python)
    "${python:-false}" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" >/dev/null 2>&1
}

has_font() {
    [ -n "$(fc-list ':family=Liberation Serif:lang=vi' family 2>/dev/null)" ]
}

has_poppler() {
    command -v pdftotext >/dev/null && command -v pdffonts >/dev/null && command -v pdftoppm >/dev/null
}

missing_packages() {
    missing_for_python
    missing_for_documents
    if [ "$PROFILE" = test ]; then missing_for_tests; fi
}

# --- putting it there ---

install_system_packages() {
    local missing
    mapfile -t missing < <(missing_packages)
    if [ "${#missing[@]}" -eq 0 ]; then return 0; fi
    install_packages "${missing[@]}"
    mapfile -t missing < <(missing_packages)
    [ "${#missing[@]}" -eq 0 ] || fail "Đã cài nhưng vẫn không dùng được: ${missing[*]%%|*}"
}

make_venv() {
    if venv_is_good; then return 0; fi
    say "Tạo môi trường Python trong .venv"
    rm -rf "$VENV"
    "$(find_python)" -m venv "$VENV"
    printf '%s\n' "$VENV" >"$VENV/made-for"
}

fingerprint() {
    sha256sum <"$ROOT/requirements/$1.txt" | cut -d ' ' -f 1
}

install_libraries() {
    local mark
    mark=$(fingerprint "$LOCK_NAME")
    if [ "$(cat "$VENV/installed-$LOCK_NAME" 2>/dev/null)" = "$mark" ]; then return 0; fi
    say "Cài các thư viện đã khóa trong requirements/$LOCK_NAME.txt (chỉ lần đầu, một đến vài phút)"
    # The lock names everything, so nothing is left for pip to decide (--no-deps); pip check proves it.
    "$PYTHON_IN_VENV" -m pip install --quiet --quiet --no-input --disable-pip-version-check --no-deps \
        --require-hashes -r "$ROOT/requirements/$LOCK_NAME.txt" 9>&-
    "$PYTHON_IN_VENV" -m pip --disable-pip-version-check check >/dev/null ||
        fail "Các thư viện không hợp nhau: chạy .venv/bin/python -m pip check để xem."
    printf '%s\n' "$mark" >"$VENV/installed-$LOCK_NAME"
    if [ "$LOCK_NAME" = dev ]; then
        fingerprint runtime >"$VENV/installed-runtime" # the longer list holds the shorter one whole
    fi
}

wait_for_other_run
install_system_packages
make_venv
install_libraries
