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
# The limits are there against what hangs; a busy machine may take its time.
meson_test=(meson test -C "$build" --no-rebuild --print-errorlogs --timeout-multiplier 3)
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

# The guests in QEMU wait for half of their time, and their clock counts instructions: nothing in
# them is late for having been put aside. So they run beside all the rest, and take what that leaves
# of the processors.
run_all()
{
    local status=0 said=$build/meson-logs/vm.txt

    nice -n 19 "${meson_test[@]}" --suite vm --logbase testlog-vm </dev/null >"$said" 2>&1 &
    vm=$!
    trap 'kill "$vm" 2>/dev/null' EXIT
    "${meson_test[@]}" --no-suite vm </dev/null || status=$?
    say "Waiting for the tests in QEMU"
    wait "$vm" || status=$?
    trap - EXIT
    cat "$said"
    return "$status"
}

run_tests()
{
    local status=0

    rm -f "$build"/meson-logs/testlog*
    if ((quick)); then
        "${meson_test[@]}" --no-suite slow </dev/null || status=$?
        list_slow | sed 's/^/left out by --quick: /'
    else
        run_all || status=$?
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
