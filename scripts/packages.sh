# Packages of the operating system, installed through apt where that is allowed; read by setup.sh.
# shellcheck shell=bash

# Whether apt may be used here without asking anybody for a password.
may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; }
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# The set-up lock (descriptor 9) is closed for apt: a service it starts must not hold the lock for ever.
apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qq -y "$@" \
        </dev/null 9>&-
}

# Another apt may be renewing the lists at this moment: wait for it, ten minutes at most.
renew_lists() {
    local attempt
    for attempt in $(seq 1 60); do
        if apt update >"$APT_LOG" 2>&1; then return 0; fi
        grep -q "Could not get lock\|is held by process" "$APT_LOG" || break
        [ "$attempt" -gt 1 ] || say "Chờ chương trình cài đặt khác của hệ thống xong…"
        sleep 10
    done
    cat "$APT_LOG" >&2
    return 1
}

has_candidate() {
    LC_ALL=C apt-cache policy "$1" 2>/dev/null | grep "Candidate:" | grep -qv "(none)"
}

# For each name, or "this|else-that", the first one that apt knows; fails when it knows none.
choose_names() {
    local wanted name found
    for wanted in "$@"; do
        found=
        for name in ${wanted//|/ }; do
            if has_candidate "$name"; then
                found=$name
                break
            fi
        done
        [ -n "$found" ] || return 1
        printf '%s\n' "$found"
    done
}

try_install() {
    local names
    names=$(choose_names "$@") || return 1
    # shellcheck disable=SC2086 # one word per package
    apt install --no-install-recommends $names >"$APT_LOG" 2>&1
}

# Install the named packages, or stop with the exact command somebody with the right must run.
install_packages() {
    local names=("${@%%|*}")
    if ! may_install; then
        fail "Máy còn thiếu các gói: ${names[*]}
Nhờ người quản trị máy chạy lệnh sau rồi chạy lại:
    sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names[*]}"
    fi
    say "Đang cài các gói của hệ điều hành: ${names[*]}"
    APT_LOG=$(mktemp "${TMPDIR:-/tmp}/apt.XXXXXX")
    if ! try_install "$@"; then
        if ! renew_lists || ! try_install "$@"; then
            cat "$APT_LOG" >&2
            rm -f "$APT_LOG"
            fail "Không cài được các gói: ${names[*]} (nguyên nhân ở ngay trên)."
        fi
    fi
    rm -f "$APT_LOG"
}
