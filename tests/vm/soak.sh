#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Lets readers come and go in the guest for long, by hand.
#
#   tests/vm/soak.sh [SECONDS] [OPTION...]
#
# SECONDS of the guest's clock, 3600 by default; a busy machine needs several times that. OPTIONs
# are those of run.sh. Prints TAP with what was measured; guest/95-soak.sh says what is looked at.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
seconds=3600
if [[ ${1-} =~ ^[0-9]+$ ]]; then
    seconds=$1
    shift
fi
export SOAK_SECONDS=$seconds GROUP_SECONDS=$((seconds + 300)) BOOT_SECONDS=$((seconds * 10 + 600))
exec "$here/run.sh" --loopback 0.15.0 "$@" 95-soak
