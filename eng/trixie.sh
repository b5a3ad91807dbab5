#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Debian 13 with docker 26, buildx, Compose, containerd, buildah and skopeo as a root directory: the peers that builds are compared and timed with.
# It is made once (root, mmdebstrap and a Debian mirror are needed) and kept in the user's cache folder.
#   eng/trixie.sh                    makes it where it is missing, and prints its path
#   eng/trixie.sh enter COMMAND…     runs a command in it, on the host's network and with the host's temporary folder, in mount and process
#                                    namespaces of its own: whatever it mounts or starts ends with it
#   eng/trixie.sh dockerd FOLDER     runs its dockerd (containerd's image store, no bridge, no firewall) with all that it keeps in FOLDER, which must
#                                    lie in the temporary folder; it answers on FOLDER/docker.sock
#   eng/trixie.sh beside PID COMMAND…  runs a command where the dockerd is that `dockerd` started as process PID
set -euo pipefail
# What it holds is told by this number: count it up when the packages or the way they are installed change.
version=2
packages=docker.io,docker-cli,docker-buildx,docker-compose,containerd,runc,crun,buildah,skopeo,ca-certificates,iproute2,procps,git,xz-utils
temporary=${TMPDIR:-/tmp}
say() { printf 'trixie: %s\n' "$*" >&2; }

mirror_of() { # mirror_of LAST-PART-OF-ITS-PATH: where this host's apt gets that part of Debian from
  local found
  found=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | sed 's,/$,,' | grep -E "^(https?|file|copy|ftp)://.*/$1\$" | head -n 1) || true
  printf '%s' "${found:-http://deb.debian.org/$1}"
}

proxy_of() { # proxy_of SCHEME: the proxy that this host's apt uses
  apt-config dump --format '%v%n' "Acquire::$1::Proxy" 2>/dev/null | grep -vE '^(DIRECT)?$' | head -n 1 || true
}

make() { # make FOLDER
  [ "$(id -u)" = 0 ] || { say "making the peers' root needs root"; return 3; }
  command -v mmdebstrap >/dev/null || { say "mmdebstrap is missing: apt-get install mmdebstrap"; return 3; }
  local keys=/usr/share/keyrings/debian-archive-keyring.gpg log status=0 name value
  for name in http https; do
    value=$(proxy_of $name)
    [ -z "$value" ] || export "${name}_proxy=$value"
  done
  say "making $1 (once, some minutes)…"
  log=$1.log
  # In a mount namespace of its own, so that nothing it mounts outlives it, however it ends.
  unshare --mount --propagation slave -- mmdebstrap --variant=minbase --mode=root --format=directory --include=$packages \
    --aptopt='Acquire::Retries "3"' --dpkgopt=force-unsafe-io \
    --dpkgopt=path-exclude='/usr/share/doc/*' --dpkgopt=path-exclude='/usr/share/man/*' --dpkgopt=path-exclude='/usr/share/locale/*' \
    trixie "$1" "deb [signed-by=$keys] $(mirror_of debian) trixie main" "deb [signed-by=$keys] $(mirror_of debian-security) trixie-security main" \
    >"$log" 2>&1 </dev/null || status=$?
  if [ $status -ne 0 ]; then
    tail -n 15 "$log" >&2
    rm -rf --one-file-system "$1" "$log"
    return 3
  fi
  rm -f "$log"
}

find_root() {
  local cache=${XDG_CACHE_HOME:-$HOME/.cache}/slipway/peers
  root=$cache/trixie-$version
  [ ! -d "$root" ] || return 0
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  if [ ! -d "$root" ]; then
    # What a maker that was killed left behind goes first; whoever comes here holds the lock.
    rm -rf --one-file-system "$root".making*
    make "$root.making" || exit $?
    sync -f "$root.making"
    mv "$root.making" "$root"
  fi
  exec 9>&-
}

enter() {
  exec unshare --mount --propagation private --pid --fork --kill-child=SIGKILL -- bash -euc '
    root=$1 temporary=$2
    shift 2
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs -o mode=755 run "$root/run"
    mkdir -p "$root$temporary"
    mount --bind "$temporary" "$root$temporary"
    for file in /etc/resolv.conf /etc/hosts; do
      [ ! -e "$file" ] || { touch "$root$file"; mount --bind -o ro "$(readlink -f "$file")" "$root$file"; }
    done
    cd /
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TMPDIR="$temporary" chroot "$root" "$@"
  ' enter "$root" "$(readlink -f "$temporary")" "$@"
}

case ${1-} in
  '') find_root; printf '%s\n' "$root" ;;
  enter) shift; find_root; enter "$@" ;;
  dockerd)
    folder=${2:?usage: eng/trixie.sh dockerd FOLDER}
    find_root
    mkdir -p "$folder"
    printf '{"features": {"containerd-snapshotter": true}}\n' >"$folder/daemon.json"
    enter dockerd --config-file "$folder/daemon.json" --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/pid" \
      -H "unix://$folder/docker.sock" --iptables=false --ip6tables=false --bridge=none --log-level=error ;;
  beside)
    starter=${2:?usage: eng/trixie.sh beside PID COMMAND…}
    shift 2
    inside=$(cut -d" " -f1 "/proc/$starter/task/$starter/children")
    exec nsenter --target "$inside" --mount --pid --root --wdns=/ -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@" ;;
  *) sed -n '3,10s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
