#!/bin/bash
# SPDX-License-Identifier: MIT
#
# In the guest: runs groups of tests one after the other and prints one TAP stream.
#
#   main.sh GROUP...      (names without .sh)
#
# run.sh starts it and sets the environment that lib.sh names. A group that ends with a status
# other than 0, or is not done after GROUP_SECONDS, counts as one more failure. After each one its
# processes are ended and the cameras unloaded, so that the next begins afresh.
set -u

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cases=0

# Seconds that no jump of the clock moves.
uptime_s()
{
    cut -d. -f1 /proc/uptime
}

clean_up()
{
    local module

    # The group is a session of its own, so its processes are found by that.
    pkill -KILL -s "$1" 2>/dev/null
    umount -q /sys/kernel/debug 2>/dev/null
    sleep 0.2
    for module in v4l2loopback vivid uvcvideo vhci_hcd; do
        [[ ! -d /sys/module/$module ]] || rmmod "$module" 2>/dev/null ||
            echo "# $module could not be unloaded after this group"
    done
}

# Prints what the group prints; the number of its cases goes to the file.
run_group()
{
    local pid status=0 begin

    begin=$(uptime_s)
    GROUP=$1
    WORK=$(mktemp -d)
    export GROUP WORK
    setsid timeout --foreground --kill-after=5 "${GROUP_SECONDS:-300}" \
        bash "$here/$1.sh" 2>&1 &
    pid=$!
    wait "$pid" || status=$?
    clean_up "$pid"
    case $status in
    0) ;;
    124 | 137) echo "not ok - $1: not done after ${GROUP_SECONDS:-300} s" ;;
    *) echo "not ok - $1: ended with status $status" ;;
    esac
    echo "# $1 took $(($(uptime_s) - begin)) s"
    rm -rf "$WORK"
}

echo "# kernel $(uname -r), v4l2loopback $LOOPBACK, up after $(cut -d' ' -f1 /proc/uptime) s"
for group; do
    while IFS= read -r line; do
        [[ ! $line =~ ^(not\ )?ok\  ]] || cases=$((cases + 1))
        printf '%s\n' "$line"
    done < <(run_group "$group")
done
echo "1..$cases"
