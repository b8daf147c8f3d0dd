#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Does what a newcomer does, in a clean Debian of that release: clone, scripts/run.sh,
# scripts/test.sh --quick, as an ordinary user with sudo.
#
#   scripts/test-fresh.sh [12 | 13]
#
# Needs root, debootstrap and a network. The tree stands in a temporary folder (about 3 GB) and
# goes away at the end; the bare base and the downloaded packages are kept for the next time in
# ${XDG_CACHE_HOME:-~/.cache}/fakecam. It tests what is committed, not what is only in the
# working tree. Where the host needs a mirror, a proxy or an authority of its own to reach the
# net, the tree takes these over. ../shared/data (or $FAKECAM_TEST_DATA) is mounted read-only
# beside the clone.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

release=${1-13}
case $release in
12) suite=bookworm ;;
13) suite=trixie ;;
*)
    echo "usage: scripts/test-fresh.sh [12 | 13]" >&2
    exit 2
    ;;
esac
((EUID == 0)) || die "needs root, to make a Debian tree of its own" "Try: sudo $0 $release"
command -v debootstrap >/dev/null || die "debootstrap is not there" "Try: scripts/deps.sh ci"

# Mounts are made in a name space of our own, so that none of them can outlive this script, and
# whatever is started in the tree ends with it.
if [[ -z ${FAKECAM_FRESH_INSIDE-} ]]; then
    export FAKECAM_FRESH_INSIDE=1
    exec unshare --mount --pid --fork --kill-child --propagation private "$0" "$release"
fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/fakecam
base=$cache/debian-$release.tar
ca=/etc/ssl/certs/ca-certificates.crt
home=/home/newcomer
tree=

# The host's own mirror, whoever runs it; debootstrap knows one when there is none.
mirror()
{
    # shellcheck disable=SC2016 # apt-get expands it
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' \
        'Label: Debian' 2>/dev/null | head -n 1
}

unmount_tree()
{
    local place

    while read -r place; do
        umount -l "$place"
    done < <(awk -v tree="$tree/" 'index($2, tree) == 1 { print $2 }' /proc/self/mounts | sort -r)
}

clean_up()
{
    [[ -n $tree ]] || return 0
    unmount_tree
    rm -rf --one-file-system "$tree"
}

make_base()
{
    local bare=$tree/base url
    url=$(mirror)

    say "Making the base of Debian $release ($suite)"
    debootstrap --variant=minbase --include=ca-certificates,sudo "$suite" "$bare" \
        ${url:+"$url"} >"$tree/debootstrap.log" 2>&1 || {
        tail -n 20 "$tree/debootstrap.log"
        die "debootstrap failed"
    }
    tar -C "$bare" --numeric-owner -cf "$base.part" .
    mv "$base.part" "$base"
    rm -rf --one-file-system "$bare"
}

# A base older than a week is made anew. The lock is held to the end, for the packages too.
unpack_base()
{
    mkdir -p "$cache"
    exec 9>"$base.lock"
    flock 9
    [[ -n $(find "$base" -mtime -7 2>/dev/null) ]] || make_base
    mkdir -p "$tree/root"
    tar -C "$tree/root" --numeric-owner -xpf "$base"
}

mount_into_tree()
{
    local at=$tree/root

    mount -t proc proc "$at/proc"
    mount --bind /dev "$at/dev"
    mount -t tmpfs tmpfs "$at/dev/shm"
    mkdir -p "$cache/packages-$release/partial" "$at$home/shared"
    mount --bind "$cache/packages-$release" "$at/var/cache/apt/archives"
    find_test_data
    if [[ -n ${FAKECAM_TEST_DATA-} ]]; then
        mkdir -p "$at$home/shared/data"
        mount --bind "$FAKECAM_TEST_DATA" "$at$home/shared/data"
        mount -o remount,bind,ro "$at$home/shared/data"
    fi
}

# How the host reaches the net (names, authorities, apt's proxies), and what suits a tree.
set_up_tree()
{
    local at=$tree/root

    cp -L /etc/resolv.conf "$at/etc/resolv.conf"
    cp -L /etc/hosts "$at/etc/hosts"
    [[ ! -f $ca ]] || cp -L "$ca" "$at$ca"
    apt-config dump 2>/dev/null | grep -iE '^Acquire::[a-z]+::proxy' \
        >"$at/etc/apt/apt.conf.d/90host-proxy" || true
    echo 'Binary::apt-get::APT::Keep-Downloaded-Packages "true";' \
        >"$at/etc/apt/apt.conf.d/91keep-packages"
    # The tree is thrown away, so nothing in it has to survive a power cut.
    echo force-unsafe-io >"$at/etc/dpkg/dpkg.cfg.d/91unsafe-io"
    # No service starts in a tree.
    printf '#!/bin/sh\nexit 101\n' >"$at/usr/sbin/policy-rc.d"
    chmod 755 "$at/usr/sbin/policy-rc.d"
}

make_newcomer()
{
    local at=$tree/root

    chroot "$at" useradd --shell /bin/bash --home-dir "$home" newcomer
    echo 'newcomer ALL=(ALL) NOPASSWD: ALL' >"$at/etc/sudoers.d/newcomer"
    chroot "$at" chown newcomer: "$home" "$home/shared"
}

# Cloned from outside, for the tree does not see this checkout.
clone()
{
    local at=$tree/root

    # The checkout may be another user's, which git clone otherwise refuses.
    printf '[safe]\n\tdirectory = *\n' >"$tree/gitconfig"
    export GIT_CONFIG_GLOBAL=$tree/gitconfig
    git clone --quiet --no-hardlinks --no-checkout "$root" "$at$home/fakecam"
    git -C "$at$home/fakecam" checkout --quiet --detach "$(git -C "$root" rev-parse HEAD)"
    chroot "$at" chown -R newcomer: "$home/fakecam"
}

# Runs a command as the newcomer would, in the clone.
newcomer()
{
    local keep=() name

    for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
        [[ -z ${!name-} ]] || keep+=("$name=${!name}")
    done
    chroot --userspec=newcomer:newcomer "$tree/root" /usr/bin/env -i \
        HOME="$home" USER=newcomer LANG=C.UTF-8 PATH=/usr/local/bin:/usr/bin:/bin \
        NODE_EXTRA_CA_CERTS="$ca" "${keep[@]}" \
        /bin/bash -c "cd $home/fakecam && $1" </dev/null
}

step()
{
    local begin=$SECONDS

    say "Debian $release: $1"
    newcomer "$1" || die "Debian $release: $1 failed after $((SECONDS - begin)) s"
    say "Debian $release: $1 took $((SECONDS - begin)) s"
}

tree=$(mktemp -d "${TMPDIR:-/tmp}/fakecam-fresh-$release.XXXXXX")
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
chmod 755 "$tree"
unpack_base
mount_into_tree
set_up_tree
make_newcomer
clone
step scripts/run.sh
step "scripts/test.sh --quick"
say "Debian $release: a newcomer gets there"
