#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Compiles each header alone: all as C with $CC (gcc), the public ones as C++ with $CXX too.
#
#   scripts/check-headers.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cc=${CC:-gcc}
cxx=${CXX:-clang++}
warnings=(-Wall -Wextra -Werror -Wno-unused-parameter)
libraries=(glib-2.0 gio-unix-2.0 cairo gstreamer-1.0 gstreamer-app-1.0 gstreamer-video-1.0
    libpipewire-0.3)
# The app is optional, and so are its libraries.
folders=("$root/src" "$root/tests")
if pkg-config --exists gtk4 libadwaita-1; then
    libraries+=(gtk4 libadwaita-1)
else
    echo "src/app is left out: there is no gtk4 or no libadwaita-1"
    folders=("$root/tests")
    while IFS= read -r folder; do
        folders+=("$folder")
    done < <(find "$root/src" -mindepth 1 -maxdepth 1 -type d ! -name app | sort)
fi
generated=$(mktemp -d)
trap 'rm -rf "$generated"' EXIT
gdbus-codegen --interface-prefix org.fakecam. --c-namespace FcBus --header \
    --output "$generated/fakecam-bus.h" "$root/src/bus/org.fakecam.Fakecam.xml"
read -r -a library_flags < <(pkg-config --cflags "${libraries[@]}")

# A private header may include libraries; a public one has only the C library.
check_private()
{
    "$cc" -std=gnu17 -D_GNU_SOURCE -fsyntax-only "${warnings[@]}" -I"$root/include" -I"$root/src" \
        -I"$root/tests/common" -I"$root/tests/cli" -I"$generated" "${library_flags[@]}" \
        -include "$1" -x c /dev/null
}

check_public()
{
    "$cc" -std=c17 -pedantic -fsyntax-only "${warnings[@]}" -I"$root/include" \
        -include "$1" -x c /dev/null &&
        "$cxx" -std=c++17 -pedantic -fsyntax-only "${warnings[@]}" -I"$root/include" \
            -include "$1" -x c++ /dev/null
}

count=0
failed=0
check_all()
{
    local check=$1 header
    shift

    while IFS= read -r header; do
        count=$((count + 1))
        "$check" "$header" || {
            echo "FAILED: ${header#"$root"/} does not compile alone" >&2
            failed=$((failed + 1))
        }
    done < <(find "$@" -name '*.h' | sort)
}

check_all check_public "$root/include"
check_all check_private "${folders[@]}"
echo "$count headers, $failed do not compile alone"
((count > 0 && failed == 0))
