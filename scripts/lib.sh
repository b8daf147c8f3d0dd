# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What run.sh, test.sh and .ci/run share. To be sourced; sets root, the checkout's folder.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say()
{
    printf '==> %s\n' "$*"
}

die()
{
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    shift
    if (($#)); then
        printf '  %s\n' "$@" >&2
    fi
    exit 1
}

# prepare INSTALL GROUP...: installs the packages of the groups when INSTALL is 1, gets the networks.
prepare()
{
    local install=$1
    shift

    if ((install)); then
        "$root/scripts/deps.sh" --install "$@"
    fi
    "$root/scripts/fetch-models.sh"
    export FAKECAM_MODELS=$root/models
}

# configure BUILD OPTION...: meson setup, unless the folder is configured already.
configure()
{
    local build=$1
    shift

    [[ -f $build/build.ninja ]] || meson setup "$build" "$root" "$@"
}

# The test material beside the checkout, where nobody named another.
find_test_data()
{
    if [[ -z ${FAKECAM_TEST_DATA-} && -d $root/../shared/data ]]; then
        FAKECAM_TEST_DATA=$(cd "$root/../shared/data" && pwd)
        export FAKECAM_TEST_DATA
    fi
}
