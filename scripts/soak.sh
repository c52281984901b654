#!/usr/bin/env bash
# Runs the long sweeps that scripts/test.sh leaves out:  soak.sh [arguments for pytest]
set -euo pipefail
exec "$(dirname "$0")/test.sh" -m soak "$@"
