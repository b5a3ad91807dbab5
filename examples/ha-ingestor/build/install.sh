#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Unpacks the Debian packages of a list, and what these need that the runtime image lacks, below a folder that becomes a layer.
#
#   install.sh LIST STATUS ARCHITECTURE FOLDER
#
# STATUS is the runtime image's /var/lib/dpkg/status: what is installed there is not fetched again. Nothing of another architecture runs, and no script of a
# package does. What each package is stays readable, for scanners: /var/lib/dpkg/status.d/NAME.
set -eu
list=$1 status=$2 architecture=$3 folder=$4
packages=$(sed 's/#.*//; s/[[:space:]]*$//; /^$/d' "$list")
mkdir -p "$folder"
[ -n "$packages" ] || exit 0

set -- -q -y -o APT::Sandbox::User=root -o APT::Architecture="$architecture" -o APT::Architectures::="$architecture" -o Dir::State::status="$status"
apt-get "$@" update
# The words of the list are package names, one by one.
# shellcheck disable=SC2086
apt-get "$@" --no-install-recommends --download-only install $packages
mkdir -p "$folder/var/lib/dpkg/status.d"
for archive in /var/cache/apt/archives/*.deb; do
  dpkg-deb -x "$archive" "$folder"
  name=$(dpkg-deb -f "$archive" Package)
  dpkg-deb -f "$archive" > "$folder/var/lib/dpkg/status.d/$name"
done
# Papers, but for licences.
rm -rf "$folder/usr/share/man" "$folder/usr/share/doc-base" "$folder/usr/share/lintian"
find "$folder/usr/share/doc" -type f ! -name copyright -delete
find "$folder" -depth -type d -empty -delete
