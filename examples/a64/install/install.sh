#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs a module through the module API, as the guide does by curl. The module is what a file of JSON says.
#   TOKEN=$(slipway token create --role super_admin --ttl 1h) install/install.sh install/example-app.json [ADDRESS]
set -eu
exec curl --silent --show-error --fail-with-body -X POST "${2:-http://127.0.0.1:8080}/api/v1/modules/install" \
  -H "Authorization: Bearer $TOKEN" \
  -H "Content-Type: application/json" \
  -d "@$1"
