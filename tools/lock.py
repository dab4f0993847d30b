"""Write the lock files, or say (without network) whether they are current.

    python tools/lock.py           resolve again and write the lock files
    python tools/lock.py --check   compare them with the dependency tables

A lock file names versions and hashes, never a host, so that any mirror serves.
Its first line holds a digest of the dependency tables it was resolved from:
that is what makes the check possible without asking anybody.
"""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")

# In this order: each file is resolved with the versions of those before it, so that
# a test never runs on another version than the product does.
LOCKS = {
    "requirements.lock": ["pyproject.toml"],
    "requirements-dev.lock": ["pyproject.toml", "--group", "dev"],
    "tools/bootstrap.lock": ["--group", "bootstrap"],
    "tools/node.lock": ["--group", "node"],
}
# A release gets a week in the open before we take it.
QUARANTINE = "7 days"


def main() -> int:
    if sys.argv[1:] == ["--check"]:
        problems = [*stale_python_locks(), *stale_browser_lock()]
        for problem in problems:
            print(problem)
        return 1 if problems else 0
    write_python_locks()
    subprocess.run(["npm", "install", "--package-lock-only"], cwd=ROOT, check=True)
    return 0


def first_line() -> str:
    """Digest of everything in pyproject.toml that a resolution depends on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [
        project["project"]["dependencies"],
        project["project"]["requires-python"],
        project["dependency-groups"],
        project["build-system"]["requires"],
        LOCKS,
    ]
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    return f"# dependency tables: sha256:{digest}"


def write_python_locks() -> None:
    done: list[str] = []
    for name, sources in LOCKS.items():
        constraints = [part for lock in done for part in ("--constraints", lock)]
        resolved = subprocess.run(
            [
                UV,
                *("pip", "compile", "--quiet", "--universal", "--generate-hashes"),
                *("--no-header", "--no-emit-index-url", "--no-annotate"),
                *("--no-config", "--exclude-newer", QUARANTINE),
                *("--python-version", "3.11"),
                *constraints,
                *sources,
            ],
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
        (ROOT / name).write_text(f"{first_line()}\n{resolved}", "utf-8")
        done.append(name)
        print(f"wrote {name}")


def stale_python_locks() -> list[str]:
    expected = first_line()
    return [
        f"{name} is not what pyproject.toml asks for: run `make lock`"
        for name in LOCKS
        if not (ROOT / name).read_text("utf-8").startswith(expected + "\n")
    ]


def stale_browser_lock() -> list[str]:
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    locked = locked["packages"][""]
    return [
        f"package-lock.json is not what package.json asks for ({kind}): run `make lock`"
        for kind in ("dependencies", "devDependencies")
        if asked.get(kind, {}) != locked.get(kind, {})
    ]


if __name__ == "__main__":
    sys.exit(main())
