# SPDX-License-Identifier: Apache-2.0
"""The health check of an image: `python -m homeiq.check URL` ends with 0 when the address answers 200 within two seconds. So no image needs curl."""
import http.client
import sys
from urllib.parse import urlsplit

PATIENCE_SECONDS = 2
MAX_ANSWER_BYTES = 64 * 1024


def check(url):
    """Whether an address answers 200."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", parts.path or "/")
        answer = connection.getresponse()
        answer.read(MAX_ANSWER_BYTES)
        return answer.status == 200
    except (OSError, http.client.HTTPException) as problem:
        print(f"{url}: {problem}", file=sys.stderr)
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if check(sys.argv[1]) else 1)
