#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Runs a command as root in a QEMU guest with a kernel of its own, in which there may be cameras.
#
#   tests/vm/boot.sh [OPTION...] COMMAND [ARG...]
#
#   --loopback VERSION   the v4l2loopback that `modprobe` finds: 0.12.7 (default) or 0.15.0
#   --share DIR          the guest may write here, at the same path; all else that it writes is
#                        gone with it
#   --preload FILE       a list of files, from list_files.py, that the guest shall have in memory
#   --timeout SECONDS    then it is over, with status 124 (default 300)
#   --memory MIB         default 3072
#   --kernel WORDS       more of the kernel's command line
#
# The guest's root is the machine's own, so programs built here run as they are; the folder is
# the caller's. The environment is not passed on (`env A=B command` does), stdin is empty. What
# the command prints comes back, as does its status; 125 says that the guest ended without one,
# and the end of its console is on stderr. No module of a camera is loaded: guest/lib.sh does
# that. setup.sh must have been run.
#
# The processor is emulated in software (TCG), which works on every machine. AVX code runs hundreds
# of times slower in it than on the machine and SSE code some forty times, so it has no AVX. "rep
# movsb" goes byte by byte, so the kernel and libc shall not choose it. Code is translated anew for
# each address, so programs lie always at the same. Every open of one of the machine's files goes
# to QEMU and back, which takes longer than most programs do: hence --preload. The guest's clock counts instructions, 2 ns for each, and real time only while it has nothing to do: on a busy
# machine all takes longer, but nothing in the guest comes late for that.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=${FAKECAM_VM_DIR:-$here/../../build/vm}
loopback=0.12.7
share=
preload=
timeout=300
memory=3072
kernel_words=

usage()
{
    sed -n '3,/^set/s/^#\( \|$\)//p' "$0" >&2
    exit 2
}

while [[ ${1-} == --* ]]; do
    (($# > 1)) || usage
    case $1 in
    --loopback) loopback=$2 ;;
    --share) share=$(cd "$2" && pwd) ;;
    --preload) preload=$2 ;;
    --timeout) timeout=$2 ;;
    --memory) memory=$2 ;;
    --kernel) kernel_words=$2 ;;
    *) usage ;;
    esac
    shift 2
done
(($#)) || usage
[[ -e $dir/stamp ]] || {
    echo "boot.sh: no kernel in $dir; run tests/vm/setup.sh" >&2
    exit 125
}

run=$(mktemp -d "${TMPDIR:-/tmp}/fakecam-vm.XXXXXX")
qemu=

# shellcheck disable=SC2317 # called by trap
clean_up()
{
    [[ -z $qemu ]] || kill "$qemu" 2>/dev/null || true
    rm -rf "$run"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# What the guest runs first, after init.sh: the command, its output to the two ports.
write_start()
{
    cat <<'END'
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export HOME=/root TERM=dumb LANG=C.UTF-8
for port in /sys/class/virtio-ports/*; do
    case $(cat "$port/name") in
    out) exec 1>"/dev/${port##*/}" ;;
    err) exec 2>"/dev/${port##*/}" ;;
    esac
done
END
    if [[ -n $share ]]; then
        printf 'mount -t 9p -o rw,trans=virtio,version=9p2000.L,msize=512000,cache=none out %q\n' \
            "$share"
    fi
    printf '(cd %q && %s) </dev/null\n' "$PWD" "$(printf '%q ' "$@")"
    cat <<'END'
echo $? >/run/host/status
exec >/dev/null 2>&1
sync
echo b >/proc/sysrq-trigger
sleep 60
END
}

# The kernel unpacks one archive after the other. In upper is what lies over the machine's files.
write_initrd()
{
    cp "$here/init.sh" "$run/init"
    chmod 755 "$run/init"
    mkdir "$run/upper" "$run/files"
    ln -s / "$run/files/upper"
    cat "$dir/initrd"
    (cd "$run" && printf '%s\n' init upper | cpio --create --format=newc --quiet)
    [[ -z $preload ]] || sed 's,^,upper/,' "$preload" |
        (cd "$run/files" && cpio --create --format=newc --quiet)
}

folder()
{
    echo "local,path=$1,mount_tag=$2,security_model=none,multidevs=remap"
}

write_start "$@" >"$run/start"
write_initrd >"$run/initrd"
shares=(-virtfs "$(folder / root),readonly=on" -virtfs "$(folder "$run" share)")
[[ -z $share ]] || shares+=(-virtfs "$(folder "$share" out)")

# The guest's ports are pipes here: QEMU would cut a file, and cannot open a socket.
exec {out}> >(cat)
out_cat=$!
exec {err}> >(cat >&2)
err_cat=$!
timeout --foreground "$timeout" qemu-system-x86_64 -nodefaults -no-user-config -no-reboot \
    -display none -machine q35 -accel tcg,thread=single -icount shift=1,sleep=on \
    -cpu max,-avx,-avx2,-fma,-f16c,-erms,-fsrm -smp 1 -m "$memory" \
    -kernel "$dir/vmlinux" -initrd "$run/initrd" \
    -append "console=ttyS0 panic=-1 mitigations=off nokaslr no_timer_check random.trust_cpu=on \
tsc=reliable cryptomgr.notests norandmaps loopback=$loopback $kernel_words" \
    -chardev "file,id=console,path=$run/console" -serial chardev:console \
    -device virtio-serial-pci -device virtio-rng-pci \
    -chardev "file,id=out,path=/proc/self/fd/$out" -device virtserialport,chardev=out,name=out \
    -chardev "file,id=err,path=/proc/self/fd/$err" -device virtserialport,chardev=err,name=err \
    "${shares[@]}" </dev/null >"$run/qemu" 2>&1 &
qemu=$!
exec {out}>&- {err}>&-
ended=0
wait "$qemu" || ended=$?
qemu=
wait "$out_cat" "$err_cat"

if [[ -s $run/status ]]; then
    status=$(cat "$run/status")
elif ((ended == 124)); then
    echo "boot.sh: stopped after $timeout s" >&2
    status=124
else
    status=125
fi
if ((status == 125 || status == 124)); then
    { cat "$run/qemu"; tail -n 40 "$run/console"; } 2>/dev/null | sed 's/^/| /' >&2
fi
exit "$status"
