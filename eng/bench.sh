#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures builds beside their peers (root), on a file system made for it: an ext4 with a journal, in a file that takes up to 24 GB. Where there is no
# journal the kernel passes by every inode that was deleted in the last minutes, and each builder would pay for what the one before it deleted.
#   eng/bench.sh [--rounds N] [--only TEXT] [--update FILE] [--slipway PROGRAM]
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
folder=$(mktemp -d /var/tmp/slipway-bench-XXXXXX)
disk=$folder/disk
cleanup() { umount "$disk" 2>/dev/null || umount --lazy "$disk" 2>/dev/null || true; rm -rf --one-file-system "$folder"; }
trap cleanup EXIT
mkdir "$disk"
truncate --size 24G "$folder/image"
mkfs.ext4 -q -F "$folder/image"
mount -o loop "$folder/image" "$disk"
dotnet build "$root/bench/Slipway.Bench" -c Release --nologo -v quiet -clp:NoSummary
cd "$root"
TMPDIR=$disk dotnet run --no-build --project bench/Slipway.Bench -c Release -- "$@"
