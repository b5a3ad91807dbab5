#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds an image and serves a request with a published program, in a home of its own.
set -euo pipefail
program=$(readlink -f "${1:?usage: eng/smoke.sh PROGRAM}")
export SLIPWAY_HOME
SLIPWAY_HOME=$(mktemp -d)
server=
cleanup() { [ ! -s "$SLIPWAY_HOME/run/agent.pid" ] || kill "$(cat "$SLIPWAY_HOME/run/agent.pid")" 2>/dev/null || true; [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true; rm -rf "$SLIPWAY_HOME"; }
trap cleanup EXIT
if [ -z "${DOTNET_ROOT:-}" ] && command -v dotnet >/dev/null; then DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")"); export DOTNET_ROOT; fi

"$program" base busybox -t smoke/base:1
mkdir "$SLIPWAY_HOME/context"
printf 'FROM smoke/base:1\nRUN echo built > /built\nCOPY greeting /greeting\nCMD ["cat", "/built", "/greeting"]\n' >"$SLIPWAY_HOME/context/Dockerfile"
echo hello >"$SLIPWAY_HOME/context/greeting"
"$program" build --progress plain -t smoke/app:1 "$SLIPWAY_HOME/context"
[ "$("$program" run --rm smoke/app:1)" = "$(printf 'built\nhello')" ]

"$program" registry serve --address 127.0.0.1:0 --announce "$SLIPWAY_HOME/address" &
server=$!
for _ in $(seq 100); do [ -s "$SLIPWAY_HOME/address" ] && break; sleep 0.1; done
address=$(cat "$SLIPWAY_HOME/address")
curl -fsS "http://$address/v2/_catalog"
printf '\nsmoke: %s built an image, ran it, and answered at %s\n' "$program" "$address"
