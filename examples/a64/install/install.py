# SPDX-License-Identifier: Apache-2.0
"""
Installs a module through the module API, as the guide does by Python's requests; here by Python's own library, so that nothing has to be installed.

    TOKEN=$(slipway token create --role super_admin --ttl 1h) python3 install/install.py install/example-app.json [ADDRESS]
"""
import json
import os
import sys
import urllib.error
import urllib.request

file, server = (sys.argv[1:] + ["http://127.0.0.1:8080"])[:2]
headers = {"Authorization": f"Bearer {os.environ['TOKEN']}", "Content-Type": "application/json"}
with open(file, "rb") as source:
    request = urllib.request.Request(f"{server}/api/v1/modules/install", source.read(), headers)
try:
    with urllib.request.urlopen(request) as response:
        print(json.dumps(json.load(response), indent=2))
except urllib.error.HTTPError as refusal:
    # A refusal has a hint: what to do about it.
    print(json.dumps(json.load(refusal), indent=2), file=sys.stderr)
    sys.exit(1)
