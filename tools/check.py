"""The fence: every fast check, side by side, slowest first.

    python tools/check.py           all of them
    python tools/check.py types     only those whose name begins so

Files that git does not know yet are not looked at: they may be nobody's business.
`make check` is the only list of checks there is; it has to stay under 20 seconds, once the
first run has filled mypy's cache, because a slow fence is one people climb over.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from project_files import project_files


ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable

PYTEST = [PYTHON, "-m", "pytest", "-q", "--tb=short"]
WORDS = ["tests/wording", "tests/messages/test_texts.py"]
FIELDS = ["tests/docs/test_cli.py", "tests/cli/test_fields.py"]
CODE = [str(path) for path in project_files(ROOT) if path.suffix == ".py"]
TYPED = [name for name in CODE if name.startswith(("src/", "tests/", "tools/"))]

CHECKS: dict[str, list[str | Path]] = {
    "types": [BIN / "mypy", *TYPED],
    "architecture": [*PYTEST, "tests/architecture"],
    "words": [*PYTEST, *WORDS, *FIELDS],
    "imports": [BIN / "lint-imports"],
    "lint": [BIN / "ruff", "check", "--output-format=concise", "pyproject.toml", *CODE],
    "format": [BIN / "ruff", "format", "--check", "--output-format=concise", *CODE],
    "dependencies": [BIN / "deptry", "src"],
    "locks": [PYTHON, "tools/lock.py", "--check"],
    "docs": [PYTHON, "tools/docs.py", "--check"],
}


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    output: str
    seconds: float


def main() -> int:
    begin = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = [name for name in CHECKS if name.startswith(begin)]
    started = time.monotonic()
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        running: list[Future[Outcome]] = [pool.submit(run, name) for name in chosen]
        outcomes = [future.result() for future in running]
    for outcome in outcomes:
        report(outcome)
    failed = [outcome.name for outcome in outcomes if not outcome.passed]
    seconds = time.monotonic() - started
    if failed:
        print(f"check: FAILED in {seconds:.1f} s: {', '.join(failed)}")
        return 1
    print(f"check: all {len(outcomes)} passed in {seconds:.1f} s")
    return 0


def run(name: str) -> Outcome:
    started = time.monotonic()
    done = subprocess.run(
        CHECKS[name],
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    seconds = time.monotonic() - started
    return Outcome(name, done.returncode == 0, done.stdout, seconds)


def report(outcome: Outcome) -> None:
    word = "ok    " if outcome.passed else "FAILED"
    print(f"{word} {outcome.name:<14}{outcome.seconds:5.1f} s")
    if not outcome.passed:
        print("    " + outcome.output.rstrip().replace("\n", "\n    "))


if __name__ == "__main__":
    sys.exit(main())
