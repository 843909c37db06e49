"""The health check of the web container: one question to the server beside it."""

import sys
import urllib.error
import urllib.request


def main(path: str) -> int:
    try:
        url = f"http://localhost:8000{path}"
        with urllib.request.urlopen(url, timeout=4) as answer:
            return int(answer.status != 200)
    except (urllib.error.URLError, TimeoutError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
