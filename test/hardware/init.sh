#!/bin/busybox sh
# The guest's first process: loads the modules, enters the host's file tree, runs the command, says how it ended.
export PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev

while read -r module parameters; do
  insmod "/modules/$module" $parameters || echo "init: $module was not loaded"
done < /modules/list

mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=524288 host /host || poweroff -f
mount -t proc proc /host/proc
mount -t sysfs sysfs /host/sys
mount -t devtmpfs dev /host/dev
mount -t tmpfs tmpfs /host/run
mkdir -p /host/dev/pts /host/dev/shm /host/run/tmp
mount -t devpts devpts /host/dev/pts
mount -t tmpfs tmpfs /host/dev/shm
mount -t configfs configfs /host/sys/kernel/config
chmod 1777 /host/run/tmp
ifconfig lo up

for port in /sys/class/virtio-ports/*; do
  [ "$(cat "$port/name")" = results ] && exec > "/dev/${port##*/}" 2>&1
done
echo "guest: booted"
HOME=/run TMPDIR=/run/tmp PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot /host /bin/sh -c "$(cat /command)"
echo "guest: ended with $?"
poweroff -f
