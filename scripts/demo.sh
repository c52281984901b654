#!/usr/bin/env bash
# Runs a whole round without a browser:  demo.sh [OUT] [options of the demo command, such as --seed 7]
# PRESET chooses the round (thanh_hoa, an_giang, ninh_thuan, ca_mau, quoc_gia). It works on a database of its own;
# documents, rankings and a summary are left in OUT.
set -euo pipefail
called_from=$PWD
. "$(dirname "$0")/common.sh"

if [ "$#" -gt 0 ] && [ "${1#-}" = "$1" ]; then
    OUT=$1
    shift
fi
case ${OUT:=$ROOT/var/demo} in
    /*) ;;
    *) OUT=$called_from/$OUT ;;
esac
options=(--out "$OUT")
[ -z "${PRESET:-}" ] || options+=(--preset "$PRESET")
[ -z "${SEED:-}" ] || options+=(--seed "$SEED")
[ -z "${UNITS:-}" ] || options+=(--units "$UNITS")

"$ROOT/scripts/setup.sh" runtime
make_temporary_dir
export DATA_DIR=$TEMPORARY_DIR/data
unset DATABASE_URL SECRET_KEY
flask_command db upgrade
flask_command demo "${options[@]}" "$@"
