# SPDX-License-Identifier: Apache-2.0
# What Slipway needs of the host, and how it gets there. Sourced by ./slipway and ./test; prints to stderr alone.

say() { printf 'slipway: %s\n' "$*" >&2; }

# need COMMAND-LIBRARY-OR-PATH PACKAGE: remembers the package when the command (or lib*.so.N, or the absolute path) is not there.
missing=()
need() {
  case $1 in
    lib*.so.*)
      local found
      for found in /usr/lib/"$1" /usr/lib/*/"$1" /lib/*/"$1"; do [ -e "$found" ] && return; done ;;
    /*) [ -e "$1" ] && return ;;
    *) PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null 2>&1 && return ;;
  esac
  missing+=("$2")
}

# Installs what `need` found missing, when it may: as root, with apt. Says what it does; asks nothing.
install_missing() { # install_missing WHAT-FOR
  [ ${#missing[@]} -gt 0 ] || return 0
  local command="apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    say "$1 needs packages that this host lacks: ${missing[*]}"
    say "run this, then try again:  sudo apt-get update && sudo $command"
    return 3
  fi
  say "$1 needs packages that this host lacks; installing them: $command"
  # Installed for their programs: the services some of them bring stay stopped.
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && made=1
  fi
  local log status=0
  log=$(mktemp)
  { apt-get -o DPkg::Lock::Timeout=300 update && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}"; } \
    >"$log" 2>&1 </dev/null || status=$?
  [ -z "$made" ] || rm -f "$policy"
  if [ $status -ne 0 ]; then
    tail -n 15 "$log" >&2
    say "apt could not install them (exit code $status); mend what it says above, then run: apt-get update && $command"
    status=3
  else
    say "installed ${missing[*]}"
  fi
  rm -f "$log"
  missing=()
  return $status
}

need_dotnet() {
  if ! command -v dotnet >/dev/null 2>&1; then
    say "the .NET SDK 10 is not on PATH; install it (package dotnet-sdk-10.0, or https://dot.net), then try again"
    return 3
  fi
}
