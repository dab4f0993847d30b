"""Everything that is measured, side by side in one run.

    python tools/bench.py              all of it, about six minutes
    python tools/bench.py judge        only what begins so

Rates are shares of what the same machine does bare in the same minutes: trust those, not the
absolute figures.
"""

import importlib
import sys
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
MEASURED = ("judge", "due", "appends", "http", "today", "round")


def main() -> None:
    sys.path.insert(0, str(ROOT))
    table = importlib.import_module("bench.rows").table
    begin = sys.argv[1] if len(sys.argv) > 1 else ""
    rows = []
    for name in MEASURED:
        if name.startswith(begin):
            print(f"measuring: {name}", file=sys.stderr)
            rows += importlib.import_module(f"bench.{name}").run()
    print(table(rows))


if __name__ == "__main__":
    main()
