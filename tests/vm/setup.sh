#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Gets what boot.sh needs: a Debian kernel, and v4l2loopback built for it in both versions that
# Fakecam must be right on. Nothing is installed, everything lies in the one folder.
#
#   tests/vm/setup.sh [DIR]
#
# DIR is $FAKECAM_VM_DIR, or build/vm in the checkout, by default. In it are afterwards
#   vmlinux                   the kernel of Debian 12, uncompressed (unpacking takes 3 s in QEMU)
#   initrd                    busybox and the modules; boot.sh adds init.sh
#   packages/, apt/           what these were made from, and the lists that named it
# The packages come with `apt-get download` from the mirror that this machine uses, by package
# lists of our own, so that a Debian 12 and a Debian 13 end with the same guest. The lists are
# looked up again after a week; what has not changed is kept. Prints DIR last.
# Needs the group vm of scripts/deps.sh.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=${1:-${FAKECAM_VM_DIR:-$here/../../build/vm}}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
PATH=$PATH:/usr/sbin:/sbin

kernel_suite=bookworm
# VERSION:SUITE, which has that version of v4l2loopback
loopbacks=(0.12.7:bookworm 0.15.0:trixie)
# What the guest may load, with all that these need.
modules=(virtio_pci virtio_console virtio_rng 9pnet_virtio 9p overlay
    videodev vivid uvcvideo vhci-hcd)

fail()
{
    echo "setup.sh: $1" >&2
    exit 1
}

mirror()
{
    # shellcheck disable=SC2016 # apt-get expands it
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' \
        'Label: Debian' 2>/dev/null | head -n 1
}

# apt SUITE COMMAND [ARG...]: apt-get or apt-cache with lists of our own for that release.
apt()
{
    local suite=$1 command=$2
    shift 2

    "$command" -o Dir::Etc::sourcelist="$dir/apt/$suite/sources.list" \
        -o Dir::Etc::sourceparts=/dev/null -o Dir::State::Lists="$dir/apt/$suite/lists" \
        -o Dir::State::status=/dev/null -o Dir::Cache="$dir/apt/$suite/cache" \
        -o Acquire::Languages=none -o APT::Sandbox::User="$(id -un)" -o APT::Architecture=amd64 \
        -o APT::Architectures::=amd64 -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
        -q "$@"
}

refresh_lists()
{
    local suite=$1 at=$dir/apt/$1 url

    [[ -z $(find "$at/fresh" -mtime -7 2>/dev/null) ]] || return 0
    url=$(mirror)
    [[ -n $url ]] || fail "apt-get knows no Debian mirror on this machine"
    mkdir -p "$at/lists/partial" "$at/cache/archives/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $url $suite main" \
        >"$at/sources.list"
    if apt "$suite" apt-get update -o APT::Update::Error-Mode=any; then
        rm -f "$dir/versions"
        touch "$at/fresh"
    elif [[ ! -e $at/fresh ]]; then
        fail "no package lists of Debian's $suite"
    else
        echo "setup.sh: no new package lists of $suite; the old ones are used" >&2
    fi
}

# newest SUITE PACKAGE: its version
newest()
{
    apt "$1" apt-cache policy "$2" | awk '$1 == "Candidate:" { print $2 }'
}

# fetch SUITE PACKAGE: its file, downloaded unless it lies there already
fetch()
{
    local suite=$1 package=$2 at=$dir/packages/$1 version

    version=$(newest "$suite" "$package")
    [[ -n $version ]] || fail "Debian's $suite has no package $package"
    mkdir -p "$at"
    if ! compgen -G "$at/${package}_${version//:/%3a}_*.deb" >/dev/null; then
        rm -f "$at/${package}"_*.deb
        (cd "$at" && apt "$suite" apt-get download "$package" >&2)
    fi
    compgen -G "$at/${package}_*.deb"
}

kernel_release()
{
    apt "$kernel_suite" apt-cache depends linux-image-amd64 |
        sed -n 's/^ *Depends: linux-image-//p' | head -n 1
}

# The newest versions, one a line, the kernel's release first. Asking apt takes seconds.
find_versions()
{
    local pair

    [[ ! -s $dir/versions ]] || return 0
    release=$(kernel_release)
    [[ -n $release ]] || fail "Debian's $kernel_suite names no kernel"
    {
        echo "$release"
        newest "$kernel_suite" "linux-image-$release"
        for pair in "${loopbacks[@]}"; do
            newest "${pair#*:}" v4l2loopback-dkms
        done
    } >"$dir/versions.new"
    mv "$dir/versions.new" "$dir/versions"
}

# What everything is made from; when this changes, it is made anew.
wanted_stamp()
{
    md5sum <"$here/setup.sh"
    cat "$dir/versions"
    cc --version | head -n 1
}

unpack_kernel()
{
    local common=linux-headers-${release%-amd64}-common package

    rm -rf "$dir/kernel" "$dir/headers"
    mkdir -p "$dir/kernel"
    # Most of its 400 MB are drivers that no guest of ours has a device for.
    dpkg --fsys-tarfile "$(fetch "$kernel_suite" "linux-image-$release")" |
        tar -x -C "$dir/kernel" --exclude='*/drivers/net' --exclude='*/drivers/gpu/drm/*/*' \
            --exclude='*/drivers/infiniband' --exclude='*/drivers/scsi' --exclude='*/sound' \
            ./boot ./lib
    for package in "linux-headers-$release" "$common" "linux-kbuild-$kbuild"; do
        dpkg -x "$(fetch "$kernel_suite" "$package")" "$dir/headers"
    done
    # Its paths and its compiler are those of an installed Debian 12.
    sed -i "s|^include .*|include $dir/headers/usr/src/$common/Makefile|" "$headers/Makefile"
    sed -i 's|gcc-[0-9]*|gcc|' "$headers/.kernelvariables"
    depmod -b "$dir/kernel" "$release"
}

# number OFFSET SIZE: of the kernel's header (Documentation/arch/x86/boot.rst in its sources)
number()
{
    od -An -v -tu"$2" -j "$1" -N "$2" "$dir/kernel/boot/vmlinuz-$release" | tr -d ' '
}

# QEMU starts an uncompressed kernel by the note that CONFIG_PVH puts into it.
unpack_vmlinux()
{
    local sectors offset length

    sectors=$(number $((0x1f1)) 1)
    offset=$(($(number $((0x248)) 4) + (sectors + 1) * 512))
    length=$(number $((0x24c)) 4)
    tail -c "+$((offset + 1))" "$dir/kernel/boot/vmlinuz-$release" | head -c "$length" |
        xz --decompress --stdout --single-stream >"$dir/vmlinux" 2>/dev/null || true
    [[ $(head -c 4 "$dir/vmlinux" | tail -c 3) == ELF ]] || fail "no kernel in vmlinuz-$release"
}

build_loopback()
{
    local version=$1 suite=$2 at=$dir/v4l2loopback-$1 package

    package=$(fetch "$suite" v4l2loopback-dkms)
    [[ $package == *_"$version"-* ]] || fail "Debian's $suite has ${package##*/}, not $version"
    rm -rf "$at" "$at.deb"
    dpkg -x "$package" "$at.deb"
    mv "$at.deb"/usr/src/v4l2loopback-* "$at"
    rm -rf "$at.deb"
    make -C "$headers" M="$at" modules >"$at.log" 2>&1 || {
        tail -n 20 "$at.log" >&2
        fail "v4l2loopback $version could not be built"
    }
    strip --strip-debug "$at/v4l2loopback.ko"
}

# The files of a module and of all that it needs, inside lib/modules/RELEASE.
module_files()
{
    modprobe -d "$dir/kernel" -S "$release" --show-depends "$1" |
        awk '$1 == "insmod" { print $2 }' | sed "s|.*/lib/modules/$release/||"
}

make_initrd()
{
    local at=$dir/tree module pair from=$dir/kernel/lib/modules/$release
    local to=$at/lib/modules/$release

    rm -rf "$at"
    mkdir -p "$at"/{bin,proc,sys,dev} "$to"
    cp "$(command -v busybox)" "$at/bin/busybox"
    for module in "${modules[@]}"; do
        module_files "$module"
    done | sort -u | (cd "$from" && xargs cp --parents -t "$to")
    cp "$from"/modules.{order,builtin,builtin.modinfo} "$to"
    find "$to" -name '*.ko' -exec strip --strip-debug {} +
    # modprobe finds what the index names: one for each version, which init.sh puts into place.
    for pair in "${loopbacks[@]}"; do
        mkdir "$to/extra" "$at/v4l2loopback-${pair%:*}"
        cp "$dir/v4l2loopback-${pair%:*}/v4l2loopback.ko" "$to/extra"
        depmod -b "$at" "$release"
        mv "$to/extra" "$to"/modules.* "$at/v4l2loopback-${pair%:*}"
        cp "$from"/modules.{order,builtin,builtin.modinfo} "$to"
    done
    (cd "$at" && find . | cpio --create --format=newc --quiet) >"$dir/initrd"
    rm -rf "$at"
}

make_all()
{
    local pair

    rm -f "$dir/stamp"
    echo "setup.sh: making kernel $release and v4l2loopback ${loopbacks[*]%:*} in $dir" >&2
    unpack_kernel
    unpack_vmlinux
    for pair in "${loopbacks[@]}"; do
        build_loopback "${pair%:*}" "${pair#*:}"
    done
    make_initrd
    rm -rf "$dir/kernel" "$dir/headers"
    wanted_stamp >"$dir/stamp"
}

[[ $(uname -m) == x86_64 ]] || fail "only for x86_64 so far, and this is $(uname -m)"
exec 9>"$dir/lock"
flock 9
for pair in "${loopbacks[@]}"; do
    refresh_lists "${pair#*:}" >&2
done
find_versions
release=$(head -n 1 "$dir/versions")
kbuild=$(cut -d. -f1,2 <<<"$release")
headers=$dir/headers/usr/src/linux-headers-$release
[[ $(wanted_stamp) == "$(cat "$dir/stamp" 2>/dev/null)" ]] || make_all
echo "$dir"
