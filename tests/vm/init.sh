#!/bin/busybox sh
# shellcheck shell=dash
# SPDX-License-Identifier: MIT
#
# The guest's first process, from the initrd. Its root becomes the host's, read
# by 9p and overlaid with memory: programs built on the host run as they are, and what the guest
# writes is gone with it. That memory is the initrd's own, /upper in it: what boot.sh has put there
# need not be read by 9p. It gives the modules to the guest, loads none of the cameras', and
# hands over to the script "start" in the folder that boot.sh shares.
# loopback=VERSION on the kernel's command line says which v4l2loopback is there.
/bin/busybox --install -s /bin
export PATH=/bin
options=trans=virtio,version=9p2000.L,msize=512000

die()
{
    echo "init: $*"
    sleep 1
    poweroff -f
}

set -e
trap 'die "broke off"' EXIT
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
loopback=$(sed -n 's/.*\bloopback=\([^ ]*\).*/\1/p' /proc/cmdline)
cp -a "/v4l2loopback-$loopback/." "/lib/modules/$(uname -r)/"
for module in virtio_pci virtio_console virtio_rng 9pnet_virtio 9p overlay; do
    modprobe "$module"
done

mkdir -p /host /upper /work /root
mount -t 9p -o "ro,$options,cache=loose" root /host
mount -t overlay -o lowerdir=/host,upperdir=/upper,workdir=/work root /root

mkdir -p /root/proc /root/sys /root/dev /root/run /root/lib/modules
mount -t tmpfs -o mode=755 run /root/run
mkdir /root/run/host
mount -t 9p -o "rw,$options,cache=none" share /root/run/host

mount -t tmpfs modules /root/lib/modules
cp -a /lib/modules/. /root/lib/modules/

mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs -o mode=1777 shm /dev/shm
ln -s /proc/self/fd /dev/fd
ln -s fd/0 /dev/stdin
ln -s fd/1 /dev/stdout
ln -s fd/2 /dev/stderr
ip link set lo up
hostname fakecam
echo 1 >/proc/sys/kernel/sysrq
for place in proc sys dev; do
    mount --move "/$place" "/root/$place"
done
trap - EXIT
cd /root
mount --move . /
exec chroot . /bin/bash /run/host/start
