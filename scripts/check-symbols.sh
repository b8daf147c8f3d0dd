#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Looks with nm at what the libraries of a build let others see:
# - libfakecam.so exports what include/ declares with FC_API, all of it and nothing else;
# - in every static library each global symbol begins with fc_;
# - the GStreamer plugin exports what GStreamer looks for and nothing else.
#
#   scripts/check-symbols.sh BUILD
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build=${1:?usage: scripts/check-symbols.sh BUILD}
failed=0

complain()
{
    echo "FAILED: $*"
    failed=1
}

# Functions and variables that the public headers declare with FC_API.
declared()
{
    cat "$root"/include/fakecam/*.h | grep -v '^#' | tr '\n' ' ' |
        grep -oP '\bFC_API\b[^;(]*?\b\Kfc_\w+(?=\s*[(;\[])' | sort -u
}

# Names without their version; the version itself is an absolute symbol (A).
exported()
{
    nm -D --defined-only "$1" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort -u
}

check_shared()
{
    local library=$1 name

    while IFS= read -r name; do
        complain "$library does not export $name, which include/ declares"
    done < <(comm -23 <(declared) <(exported "$library"))
    while IFS= read -r name; do
        complain "$library exports $name, which include/ does not declare"
    done < <(comm -13 <(declared) <(exported "$library"))
    echo "$library: $(exported "$library" | wc -l) symbols"
}

check_static()
{
    local library=$1 object name

    while read -r object name; do
        complain "$object: $name does not begin with fc_"
    done < <(nm -A -g --defined-only "$library" |
        awk '$NF !~ /^fc_/ { sub(/:[0-9a-f]*$/, "", $1); print $1, $NF }')
}

shared=$(find "$build/src" -name 'libfakecam.so*' -type f -not -name '*.p' | sort | head -n 1)
if [[ -n $shared ]]; then
    check_shared "$shared"
else
    complain "$build has no libfakecam.so"
fi
plugin=$build/src/gst/libgstfakecam.so
if [[ $(exported "$plugin" | tr '\n' ' ') != "gst_plugin_fakecam_get_desc gst_plugin_fakecam_register " ]]; then
    complain "$plugin exports: $(exported "$plugin" | tr '\n' ' ')"
fi
count=0
for library in "$build"/src/*.a "$build"/src/*/*.a; do
    [[ -f $library ]] || continue
    check_static "$library"
    count=$((count + 1))
done
echo "$count static libraries looked at"
((count > 0 && failed == 0))
