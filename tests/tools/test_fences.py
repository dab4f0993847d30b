"""Each fence is broken on purpose, in a copy, and has to notice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.repository import ROOT


BIN = Path(sys.executable).parent

FLOORS = "a floor imports only floors below it"
CIRCLES = "nothing climbs on itself in a circle"
WORLD = "core and desk know no world"
TABLES = "nobody outside store has a table to query"
GATES = "a gate knows no other gate"

TYPE_ONLY = """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from dosekeeper.desk import ports
"""
STORE_MODELS = "from dosekeeper.store.models import Account"


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    place = Path(tmp_path_factory.mktemp("copy"))
    unwanted = shutil.ignore_patterns("__pycache__", "static", "templates")
    shutil.copytree(ROOT / "src", place / "src", ignore=unwanted)
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


def broken_contracts(copy: Path) -> str:
    done = subprocess.run(
        [BIN / "lint-imports", "--no-cache"],
        cwd=copy,
        # Before the checkout, which is on the path of this environment as well.
        env={**os.environ, "PYTHONPATH": str(copy / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    return "\n".join(line for line in lines if line.endswith("BROKEN"))


@pytest.mark.parametrize(
    ("file", "added", "contract"),
    [
        ("core/units.py", "import os", WORLD),
        ("core/units.py", "import dosekeeper.desk.ports", FLOORS),
        ("core/units.py", TYPE_ONLY, FLOORS),
        ("core/units.py", "from dosekeeper.core import chart", CIRCLES),
        ("core/gates/spacing.py", "from dosekeeper.core.gates import frequency", GATES),
        ("desk/ports.py", "import django", WORLD),
        ("web/urls.py", STORE_MODELS, TABLES),
        ("site/apps.py", STORE_MODELS, TABLES),
        ("web/urls.py", "from dosekeeper.api import urls", FLOORS),
        ("elsewhere/__init__.py", "", FLOORS),
    ],
)
def test_a_broken_fence_is_noticed(copy, file, added, contract):
    path = copy / "src" / "dosekeeper" / file
    before = path.read_text("utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before or ''}\n{added}\n", "utf-8")
    try:
        assert contract in broken_contracts(copy)
    finally:
        if before is None:
            shutil.rmtree(path.parent)
        else:
            path.write_text(before, "utf-8")


@pytest.mark.parametrize(
    "added",
    [
        "import random",
        "import datetime\nNOW = datetime.datetime.now(datetime.UTC)",
        "import datetime\nTODAY = datetime.date.today()",
        "from uuid import uuid4",
        "import time",
    ],
)
def test_the_core_has_no_clock_and_no_dice(copy, added):
    path = copy / "src" / "dosekeeper" / "core" / "added.py"
    path.write_text(added + "\n", "utf-8")
    elsewhere = copy / "src" / "dosekeeper" / "store" / "added.py"
    elsewhere.write_text(added + "\n", "utf-8")
    try:
        assert "TID251" in lint(copy, path)
        assert "TID251" not in lint(copy, elsewhere)
    finally:
        path.unlink()
        elsewhere.unlink()


def lint(copy: Path, path: Path) -> str:
    ruff = str(BIN / "ruff")
    command = [ruff, "check", "--no-cache", "--output-format=concise", str(path)]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False).stdout
