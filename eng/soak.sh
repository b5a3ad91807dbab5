#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the crash tests for long, at other seeds each time; a failure prints its seed.
#   eng/soak.sh            2000 schedules, 100 killed builds
#   eng/soak.sh 20000      ten times that
set -uo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
cd "$root"
. eng/host.sh
export SLIPWAY_SOAK=${1:-2000}
for project in Build EndToEnd; do
  dotnet build "tests/Slipway.$project.Tests" --nologo -v quiet -clp:NoSummary || exit 1
done
failed=0
artifacts/bin/Slipway.Build.Tests/debug/Slipway.Build.Tests -noColor -class '*StoreCrashTests' -class '*StoreStressTests' || failed=1
artifacts/bin/Slipway.EndToEnd.Tests/debug/Slipway.EndToEnd.Tests -noColor -class '*KilledBuildTests' || failed=1
exit $failed
