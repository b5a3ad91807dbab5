#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds OpenHQM's image variants for several platforms: a thin front of `slipway build`, whose command line it prints before it runs it.
set -eu

usage() {
  cat <<'USAGE'
Usage: scripts/build-multiarch.sh [OPTIONS]

Builds one variant of OpenHQM, or all of them, for one platform or several.

Options:
  -p, --platforms PLATFORMS    Target platforms, by commas (default: linux/amd64,linux/arm64)
  -b, --backend BACKEND        Queue backend: all, redis, kafka, sqs, azure, gcp, mqtt or minimal (default: all)
  -n, --name NAME              Image name (default: openhqm)
  -t, --tag TAG                Image tag (default: latest)
      --push                   Push to the registry that the name says
      --build-all              Build all 8 variants
      --test-only              Run every step and keep no image
  -h, --help                   Show help

An image is named NAME:TAG-BACKEND, and the variant with every backend NAME:TAG too.

Environment:
  IMAGE_NAME                   Image name, where -n doesn't say it
  OPENHQM_FLEET                The folder of the fleet (default: examples/openhqm)
  SLIPWAY                      The program (default: slipway on the PATH, else this repository's)

Examples:
  scripts/build-multiarch.sh --backend minimal --platforms "linux/$(uname -m)"
  scripts/build-multiarch.sh --build-all --push --tag v1.2.0
  IMAGE_NAME=myregistry.io/openhqm scripts/build-multiarch.sh --backend redis --push --tag prod
USAGE
}

refuse() {
  printf 'build-multiarch: %s\nhelp: scripts/build-multiarch.sh --help shows how it is used\n' "$1" >&2
  exit 2
}

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
platforms=linux/amd64,linux/arm64 backend='' name=${IMAGE_NAME:-openhqm} tag=latest push='' every='' test=''

while [ $# -gt 0 ]; do
  option=$1 joined=''
  case $option in
    --*=*) value=${option#*=} option=${option%%=*} joined=1 ;;
    *) value=${2-} ;;
  esac
  case $option in
    -p | --platforms | -b | --backend | -n | --name | -t | --tag)
      [ -n "$joined" ] || [ $# -gt 1 ] || refuse "$option wants a value"
      case $value in '' | -*) refuse "$option wants a value, got '$value'" ;; esac
      [ -n "$joined" ] || shift ;;
    *) [ -z "$joined" ] || refuse "$option takes no value, or is no option" ;;
  esac
  case $option in
    -p | --platforms) platforms=$value ;;
    -b | --backend) backend=$value ;;
    -n | --name) name=$value ;;
    -t | --tag) tag=$value ;;
    --push) push=1 ;;
    --build-all) every=1 ;;
    --test-only) test=1 ;;
    -h | --help) usage; exit 0 ;;
    *) refuse "unknown option '$option'" ;;
  esac
  shift
done

case ${backend:-all} in
  all | redis | kafka | sqs | azure | gcp | mqtt | minimal) ;;
  *) refuse "'$backend' is no backend; expected all, redis, kafka, sqs, azure, gcp, mqtt or minimal" ;;
esac
[ -z "$every" ] || [ -z "$backend" ] || refuse "--build-all builds every backend, and --backend names one"
[ -z "$push" ] || [ -z "$test" ] || refuse "--test-only keeps no image, so there is none to push"


fleet=${OPENHQM_FLEET:-$root/examples/openhqm}
slipway=${SLIPWAY:-$(command -v slipway || printf '%s' "$root/slipway")}

# Says a command line as a shell would take it, and runs it.
run() {
  line=''
  for word in "$@"; do
    case $word in
      '' | *[!A-Za-z0-9_./:=,@%+-]*) word="'$(printf '%s' "$word" | sed "s/'/'\\\\''/g")'" ;;
    esac
    line="$line $word"
  done
  printf '+%s\n' "$line" >&2
  "$@"
}

# The variants are for the platforms asked for; what they are built with and stand on is for this machine's as well ("local").
target=openhqm
[ -n "$every" ] || target="openhqm(backend=${backend:-all})"
set -- build "$fleet" "$target" --set "platforms=local,$platforms" --set "openhqm.platforms=$platforms" --set "openhqm.tags=$name:$tag-{backend}"
[ -z "$push" ] || set -- "$@" --push
[ -z "$test" ] || set -- "$@" --set openhqm.output=type=cacheonly
run "$slipway" "$@"

# The variant with every backend is the image of that name, too.
if [ -z "$test" ] && [ "${backend:-all}" = all ]; then
  run "$slipway" tag "$name:$tag-all" "$name:$tag"
  [ -z "$push" ] || run "$slipway" push "$name:$tag"
fi
