# SPDX-License-Identifier: Apache-2.0
"""What the services have in common: settings, logs, events, the store of events, and a small JSON server."""
