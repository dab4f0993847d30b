"""The API, served, against its own document: thousands of requests made from the schema.

Schemathesis makes bodies that fit the document and bodies that do not, and holds every
answer against what is documented. A body that fits may still be wrong in ways no schema can
say (an offer that is not there), so it need not be accepted.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.server import served


SECONDS = 30
CASES_MIN = 200
CONFIG = """
[parameters]
"path.course" = "lucia"
"path.site" = "main-pharmacy"
"""


@pytest.mark.parametrize("person", ["dr-reyes", "ines"])
def test_every_answer_is_as_documented(clinic, person, tmp_path):
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    with served(clinic.engine) as server:
        done = subprocess.run(
            [
                Path(sys.executable).parent / "schemathesis",
                "run",
                f"{server.url}/api/v1/openapi.json",
                *("--header", f"Authorization: Bearer {clinic.tokens[person]}"),
                *("--checks", "all", "--exclude-checks", "positive_data_acceptance"),
                *("--max-time", str(SECONDS), "--max-examples", "15"),
                *("--phases", "examples,coverage,fuzzing", "--generation-database", "none"),
                *("--warnings", "off", "--no-color", "--workers", "1"),
            ],
            cwd=tmp_path,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert server.alive()
        log = server.log.read_text()
    assert "Traceback" not in log, log
    assert done.returncode == 0, done.stdout[-6_000:]
    made = re.search(r"(\d+) generated", done.stdout)
    assert made is not None
    assert int(made[1]) >= CASES_MIN
    from dosekeeper.store.verify import verify

    assert not verify().problems
