#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds and proves optimised images: what their fleet file claims (sizes, savings, user, no build tools), and that each starts and gets healthy with a root that
# can't be written, without privileges. Ends with 0 if all of it holds, 1 if not, 2 for words that it doesn't know, 3 if something could not be done.
#
#   scripts/validate-optimized-images.sh [--fleet FILE] [--no-build] [TARGET...]
#
#   --fleet FILE   the fleet file; the default is slipway.yaml of examples/ha-ingestor
#   --no-build     takes the images that are there
#   TARGET         which images; the default is every image of the fleet that has a health check
#
# Images whose program wants a setting get it from VALIDATE_ENV, such as VALIDATE_ENV="HA_TOKEN=x API_KEY=y". SLIPWAY names another program than ../slipway.
set -uo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
slipway=${SLIPWAY:-$root/slipway}
fleet=$root/examples/ha-ingestor/slipway.yaml
build=1
patience=60
targets=()
environment=()

say() { printf 'validate-optimized-images: %s\n' "$*" >&2; }

while [ $# -gt 0 ]; do
  case $1 in
    --fleet) fleet=${2:?"--fleet wants a file"}; shift ;;
    --no-build) build= ;;
    -h|--help) sed -n '3,13s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) say "unknown option '$1'; see --help"; exit 2 ;;
    *) targets+=("$1") ;;
  esac
  shift
done
command -v jq >/dev/null 2>&1 || { say "it needs jq: apt-get install jq"; exit 3; }
for setting in ${VALIDATE_ENV-HA_TOKEN=validate}; do environment+=(--env "$setting"); done

if [ -n "$build" ]; then
  "$slipway" build --fleet "$fleet" --progress quiet ${targets[@]+"${targets[@]}"} >&2 || exit $?
fi
# What doesn't hold is told with its place, on standard error.
proofs=$("$slipway" verify --fleet "$fleet" --format json ${targets[@]+"${targets[@]}"})
status=$?
[ $status -le 1 ] || exit $status

container=
remove() { [ -z "$container" ] || "$slipway" rm -f -v "$container" >/dev/null 2>&1; container=; }
trap remove EXIT
trap 'exit 130' INT TERM

# Starts an image as docker-compose.prod.yml does, and waits until its own health check says something.
start() { # start IMAGE; sets $started
  local state end=$((SECONDS + patience))
  started=no
  container=$("$slipway" run -d --read-only --tmpfs /tmp --tmpfs /var/tmp --security-opt no-new-privileges:true --cap-drop ALL --memory 128m \
    --health-interval 1s "${environment[@]}" "$1") || { container=; return; }
  while [ $SECONDS -lt $end ]; do
    state=$("$slipway" inspect "$container" --format '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}') || break
    case $state in
      "running healthy") started=healthy; break ;;
      "running starting"|"running ") sleep 0.2 ;;
      *) started=${state% }; break ;;
    esac
  done
  [ "$started" = healthy ] || "$slipway" logs "$container" >&2
  remove
}

passed=0 failed=0
printf '%-22s %9s %9s %8s %-12s %-12s %-16s %s\n' IMAGE SIZE LIMIT CLAIMS USER 'BUILD TOOLS' 'READ-ONLY START' RESULT
while IFS=$'\t' read -r target image size limit claims user tools holds; do
  start "$image"
  result=passed
  [ "$holds" = true ] && [ "$started" = healthy ] || result=FAILED
  if [ $result = passed ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  printf '%-22s %9s %9s %8s %-12s %-12s %-16s %s\n' "$target" "$size" "$limit" "$claims" "$user" "$tools" "$started" "$result"
done < <(jq -r '
  def proof(kind; word): [.proofs[] | select(.kind == kind and (.claim | contains(word)))][0];
  def answer(kind; word): proof(kind; word) | if . == null then "-" elif .outcome == "proven" then "ok" else .outcome end;
  .targets[] | select(.platforms[0] != null) | .name as $name | .holds as $holds | .digest as $digest | .platforms[0]
  | select(any(.proofs[]; .kind == "healthcheck"))
  | [$name, $digest, (.size / 1e5 | round / 10 | "\(.) MB"),
     (proof("size"; "at most") | if . == null then "-" else .claim | sub("^.* "; "") | sub("MB$"; " MB") end),
     "\([.proofs[] | select(.outcome == "proven")] | length)/\(.proofs | length)",
     (proof("user"; "number") | if . == null then "-" elif .outcome == "proven" then (.claim | capture("(?<n>[0-9]+)").n) else .outcome end),
     (answer("no-build-tools"; "") | if . == "ok" then "none" else . end), $holds] | @tsv' <<<"$proofs")

missing=$(jq -r '[.targets[] | select(.platforms[0] == null)] | length' <<<"$proofs")
printf '\n%d passed, %d failed, %d not built\n' "$passed" "$failed" "$missing"
[ "$failed" = 0 ] && [ "$missing" = 0 ] && [ "$passed" -gt 0 ] && [ $status = 0 ]
