# SPDX-License-Identifier: Apache-2.0
# A front of validate-optimized-images.sh. Slipway runs on Linux, so that this asks WSL for it. Untested: no machine that tests Slipway has PowerShell.
wsl bash ./scripts/validate-optimized-images.sh @args; exit $LASTEXITCODE
