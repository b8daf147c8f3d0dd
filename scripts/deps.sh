#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The one list of Debian packages that Fakecam needs, and their installation.
#
#   scripts/deps.sh [--list | --missing | --install] [run] [test] [vm] [ci]
#
# --list prints the packages of the groups, --missing those that are not installed, and
# --install (the default) installs these: it says first what, and asks only on a terminal.
# Groups: run (build and use it; the default), test (scripts/test.sh), vm (its tests in QEMU), ci
# (.ci/run).
# Names are the same on Debian 12 and 13.
set -euo pipefail

run_packages=(
    gcc libc6-dev meson ninja-build pkg-config gettext
    libxnnpack-dev libpthreadpool-dev libyuv-dev
    libglib2.0-dev libcairo2-dev libpng-dev libpipewire-0.3-dev
    libgtk-4-dev libadwaita-1-dev librsvg2-common
    libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev
    gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad
    gstreamer1.0-libav
)
test_packages=(
    python3 gstreamer1.0-tools
    pipewire pipewire-bin wireplumber gstreamer1.0-pipewire dbus-daemon
    desktop-file-utils appstream python3-gi xvfb at-spi2-core
)
vm_packages=(
    qemu-system-x86 busybox-static cpio kmod xz-utils make gcc libelf-dev udev v4l-utils ffmpeg
    gstreamer1.0-tools
)
ci_packages=(
    chromium firefox-esr xdg-desktop-portal
    git binutils clang libclang-rt-dev clang-format shellcheck debootstrap
)

usage()
{
    echo "usage: scripts/deps.sh [--list | --missing | --install] [run] [test] [vm] [ci]" >&2
    exit 2
}

packages_of()
{
    case $1 in
    run)
        printf '%s\n' "${run_packages[@]}"
        # npm fetches the networks. NodeSource's nodejs brings its own and conflicts with Debian's.
        command -v npm >/dev/null || echo npm
        ;;
    test) printf '%s\n' "${test_packages[@]}" ;;
    vm) printf '%s\n' "${vm_packages[@]}" ;;
    ci) printf '%s\n' "${ci_packages[@]}" ;;
    esac
}

is_installed()
{
    [[ $(dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | head -n 1) == installed ]]
}

missing()
{
    local package

    for package in "$@"; do
        is_installed "$package" || echo "$package"
    done
}

as_root()
{
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "deps.sh: needs root, and there is no sudo. As root, run:" >&2
        echo "  $*" >&2
        return 1
    fi
}

apt_get()
{
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@"
}

have_package_lists()
{
    compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null
}

confirm()
{
    local answer

    [[ -t 0 ]] || return 0
    read -r -p "Go on? [Y/n] " answer
    [[ -z $answer || $answer == [Yy]* ]]
}

install_packages()
{
    echo "These Debian packages are missing and will be installed with apt-get:"
    printf '  %s\n' "$*" | fold -s -w 96
    confirm || { echo "deps.sh: not installed, as you asked" >&2; return 1; }
    have_package_lists || apt_get -q update
    if ! apt_get -qy install --no-install-recommends "$@"; then
        echo "apt-get failed; trying once more with fresh package lists."
        apt_get -q update
        apt_get -qy install --no-install-recommends "$@"
    fi
}

main()
{
    local action=install group wanted=() lacking

    case ${1-} in
    --list | --missing | --install) action=${1#--}; shift ;;
    -*) usage ;;
    esac
    (($#)) || set -- run
    for group; do
        [[ $group == @(run|test|vm|ci) ]] || usage
        mapfile -t -O "${#wanted[@]}" wanted < <(packages_of "$group")
    done
    if [[ $action == list ]]; then
        printf '%s\n' "${wanted[@]}"
        return
    fi
    command -v dpkg-query >/dev/null || {
        echo "deps.sh: this is no Debian or Ubuntu (dpkg-query is not there)." >&2
        echo "Install by your own means: ${wanted[*]}; then use --no-install." >&2
        return 1
    }
    mapfile -t lacking < <(missing "${wanted[@]}")
    ((${#lacking[@]})) || return 0
    if [[ $action == missing ]]; then
        printf '%s\n' "${lacking[@]}"
    else
        install_packages "${lacking[@]}"
    fi
}

main "$@"
