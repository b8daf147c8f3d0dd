#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Installs what is missing, builds Fakecam with warnings as errors and runs every test.
#
#   scripts/test.sh [--quick] [--no-install]
#
# --quick leaves out the tests of the suite "slow", those in QEMU among them; --no-install never
# calls apt-get. The last line is "N passed, N failed, N skipped"; the status is 0 when nothing
# failed. What was skipped is said with its reason. Tests that want pictures take them from
# ../shared/data or $FAKECAM_TEST_DATA. The build is in build/test.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build=$root/build/test
quick=0
install=1

for option; do
    case $option in
    --quick) quick=1 ;;
    --no-install) install=0 ;;
    *)
        echo "usage: scripts/test.sh [--quick] [--no-install]" >&2
        exit 2
        ;;
    esac
done

list_slow()
{
    meson test -C "$build" --no-rebuild --suite slow --list 2>/dev/null | grep ' / ' || true
}

run_tests()
{
    local status=0 suites=()

    if ((quick)); then
        suites=(--no-suite slow)
    fi
    rm -f "$build"/meson-logs/testlog.*
    # The limits are there against what hangs; a busy machine may take its time.
    meson test -C "$build" --no-rebuild --print-errorlogs --timeout-multiplier 3 "${suites[@]}" \
        </dev/null || status=$?
    if ((quick)); then
        list_slow | sed 's/^/left out by --quick: /'
    fi
    "$root/scripts/count-tests.py" "$build" "$status"
}

# The tests in QEMU say themselves what is not there, and skip.
prepare_vm()
{
    if ((install && !quick)) && [[ $(uname -m) == x86_64 ]]; then
        "$root/scripts/deps.sh" --install vm ||
            say "QEMU could not be installed: the tests in it are skipped"
    fi
}

prepare "$install" run test
prepare_vm
find_test_data
configure "$build" --buildtype=debugoptimized -Dwerror=true
say "Building in $build"
ninja -C "$build"
run_tests
