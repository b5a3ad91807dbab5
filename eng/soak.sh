#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the crash tests for long, at other seeds each time; a failure prints its seed.
#   eng/soak.sh                2000 schedules of the store and 20000 of the registry, 150 killed builds, 200 killed registries, ten minutes of collecting,
#                              an agent that dies at each moment of what it does to a container, and 100 killed agents and commands of containers,
#                              and the long forms of two examples
#   eng/soak.sh 20000          ten times that
#   eng/soak.sh --minutes 15   rounds of 500 schedules and 37 killed builds, the last of which begins before 15 minutes have passed
# A test program that has not ended after half an hour (or SLIPWAY_SOAK_SECONDS) is killed, and counts as failed.
set -uo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
cd "$root"
. eng/host.sh
schedules=2000 minutes=
case ${1:-} in
  '') ;;
  --minutes) minutes=${2:?--minutes wants a number}; schedules=500 ;;
  -h|--help) sed -n '3,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) schedules=$1 ;;
esac
[[ $schedules =~ ^[1-9][0-9]*$ && ${minutes:-1} =~ ^[1-9][0-9]*$ ]] || { say "'$*' is no number; see eng/soak.sh --help"; exit 2; }
need_dotnet || exit $?
need skopeo skopeo
need runc runc
need busybox busybox-static
for tool in jq curl gpgv python3 shellcheck; do need $tool $tool; done
install_missing "the soak" || exit $?
for project in Build Registry Containers EndToEnd; do
  dotnet build "tests/Slipway.$project.Tests" --nologo -v quiet -clp:NoSummary || exit 1
done

export SLIPWAY_SOAK=$schedules SLIPWAY_TESTS_STRICT=1
failed=0
run() { # run PROJECT CLASS…
  local project=$1 classes=() log status class
  shift
  for class in "$@"; do classes+=(-class "*$class"); done
  log=$(mktemp)
  timeout --kill-after=30 "${SLIPWAY_SOAK_SECONDS:-1800}" "artifacts/bin/Slipway.$project.Tests/debug/Slipway.$project.Tests" -noColor "${classes[@]}" >"$log" 2>&1
  status=$?
  if [ $status -ne 0 ] || ! grep -qE 'Total: [1-9]' "$log"; then
    failed=$((failed + 1))
    cat "$log"
    [ $status -ne 124 ] && [ $status -ne 137 ] || say "$* did not end within ${SLIPWAY_SOAK_SECONDS:-1800} seconds"
  fi
  rm -f "$log"
}

# The examples in their long forms, once.
run EndToEnd A64Tests HaIngestorTests

rounds=0
while :; do
  run Build StoreCrashTests StoreStressTests
  run Registry StorageCrashTests
  run Registry .CrashTests
  run Registry GarbageCollectorTests
  run Containers SupervisorCrashTests
  run EndToEnd KilledBuildTests KilledFleetTests KilledByHandTests
  run EndToEnd ShudlTests ShudlLakehouseTests
  rounds=$((rounds + 1))
  say "round $rounds ended after $((SECONDS / 60)) minutes, $failed failed"
  [ -n "$minutes" ] && [ $SECONDS -lt $((minutes * 60)) ] || break
done
# As many as the tests make of what they are asked for.
kills=$((schedules / 20 > 8 ? schedules / 20 : 8))
kills=$((kills + (schedules / 40 > 4 ? schedules / 40 : 4)))
echo "$((rounds * schedules)) schedules, $((rounds * kills)) killed builds in $((SECONDS / 60)) minutes, $failed failed"
[ $failed -eq 0 ]
