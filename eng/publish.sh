#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Publishes the program both ways into a folder: framework-dependent (a few MB, wants the .NET runtime) and one trimmed self-contained file.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
out=${1:?usage: eng/publish.sh FOLDER}
mkdir -p "$out"
out=$(readlink -f "$out")
publish() { # publish FOLDER PROPERTIES…
  local folder=$1 log
  shift
  log=$(mktemp)
  rm -rf "${out:?}/$folder"
  # Each form has intermediate files of its own: trimmed ones must not end up in the other, nor in what ./slipway builds. What the analyzers say is said by the build.
  if ! dotnet publish "$root/src/Slipway.Cli" -c Release -r linux-x64 -o "$out/$folder" --artifacts-path "$out/.work/$folder" --nologo -v quiet -p:RunAnalyzers=false -p:UseSharedCompilation=true "$@" >"$log" 2>&1; then cat "$log" >&2; rm -f "$log"; exit 1; fi
  # A trim warning is a crash that waits.
  if grep -E 'warning IL[0-9]+' "$log" >&2; then rm -f "$log"; exit 1; fi
  rm -f "$log"
  printf '%s: %s bytes in %s files\n' "$folder" "$(find "$out/$folder" -type f -printf '%s\n' | awk '{ s += $1 } END { print s }')" "$(find "$out/$folder" -type f | wc -l)"
}
publish framework-dependent --no-self-contained
# Compiled as one with the framework, and for processors with AVX2 (others compile while running): that halves what a command spends on starting.
publish single-file --self-contained -p:PublishSingleFile=true -p:PublishTrimmed=true -p:SuppressTrimAnalysisWarnings=false \
  -p:PublishReadyToRunComposite=true -p:PublishReadyToRunCrossgen2ExtraArgs=--instruction-set:avx2
