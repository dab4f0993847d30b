"""What it does a second, beside what the machine can do: `make bench`.

Each module has `run() -> list[Row]`.
"""

import sys
from pathlib import Path


# The measurements use the same private PostgreSQL as the tests do, and that asks tools/.
sys.path.append(str(Path(__file__).resolve().parent.parent / "tools"))
