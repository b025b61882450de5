#!/bin/sh
# pod.sh PROGRAM POLICY REPORTS LOG COMMAND...: runs a command as a container of the manifests is run: PROGRAM as
# /usr/local/bin/flamegate, the folder POLICY as /etc/flamegate, REPORTS as /reports, the file LOG as /dev/termination-log,
# everything else read-only, as user 65532 without any capability. Needs root, in a mount namespace of its own:
#     unshare -m sh pod.sh ...
set -eu
program=$1 policy=$2 reports=$3 log=$4
shift 4
mount --make-rprivate /
pod=$(mktemp -d)
mount -t tmpfs -o mode=755 pod "$pod"
mkdir "$pod/upper" "$pod/work" "$pod/root"
mount -t overlay -o "lowerdir=/,upperdir=$pod/upper,workdir=$pod/work" pod "$pod/root"
cd "$pod/root"
mkdir -p etc/flamegate reports dev usr/local/bin
cp "$program" usr/local/bin/flamegate
for device in null urandom; do
    touch "dev/$device"
    mount --bind "/dev/$device" "dev/$device"
done
touch dev/termination-log
chmod 666 "$log"
chown 65532:65532 "$reports"
mount --bind "$log" dev/termination-log
mount --bind "$reports" reports
mount --bind "$policy" etc/flamegate
mount -o remount,bind,ro etc/flamegate
mount -o remount,ro .
exec chroot . setpriv --reuid 65532 --regid 65532 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
    env -i PATH=/usr/local/bin:/usr/bin:/bin "$@"
