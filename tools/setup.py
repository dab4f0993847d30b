"""Make this checkout ready to run: Python packages, browser files, system packages.

    python3 tools/setup.py run     what `make run` needs
    python3 tools/setup.py dev     also what `make check` needs
    python3 tools/setup.py test    also what `make test` needs (Chromium, PostgreSQL)

Needs a Python and nothing else. Repeats are fast: what was done is stamped with a
digest of what it was done from.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed-from"
OLDEST = (3, 11)

BOOTSTRAP = ROOT / "tools" / "bootstrap.lock"
# `dev` holds all that `run` holds, so a run after a check has nothing to undo.
LOCKS = {
    "run": [ROOT / "requirements.lock", BOOTSTRAP],
    "dev": [ROOT / "requirements-dev.lock", BOOTSTRAP],
}


class CannotSetUpError(Exception):
    """The machine lacks something that we may not or cannot install."""


def main() -> int:
    if sys.version_info < OLDEST:
        return newer_python()
    wanted = sys.argv[1]
    # Only now: these modules may use the Python they ask for.
    import browser_files  # noqa: PLC0415
    import system_packages  # noqa: PLC0415

    try:
        install_python_packages("run" if wanted == "run" else "dev")
        browser_files.install(VENV)
        if wanted == "test":
            system_packages.install()
    except (CannotSetUpError, system_packages.MissingError) as reason:
        print(f"\nset-up stopped: {reason}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failure:
        command = " ".join(str(part) for part in failure.cmd)
        print(
            f"\nset-up stopped: this command failed ({failure.returncode}):\n"
            f"    {command}\nIf the network failed, run the same command again.",
            file=sys.stderr,
        )
        return 1
    return 0


def newer_python() -> int:
    """Start again with the newest Python that is new enough, or say what to do."""
    for minor in range(14, 10, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return subprocess.run([found, *sys.argv], check=False).returncode
    print(
        "Dosekeeper needs Python 3.11 or newer; this is "
        f"{sys.version.split()[0]} ({sys.executable}). On Debian 12 or newer:\n"
        "    apt-get install python3 python3-venv\n"
        "or name another one: make PYTHON=/path/to/python3.12 ...",
        file=sys.stderr,
    )
    return 1


def install_python_packages(profile: str) -> None:
    if installed(profile) or (profile == "run" and installed("dev")):
        return
    print(f"installing Python packages ({profile}) into .venv ...", flush=True)
    make_environment()
    uv = [str(VENV / "bin" / "uv"), "pip"]
    target = ["--quiet", "--python", str(PYTHON)]
    locks = [str(lock) for lock in LOCKS[profile]]
    subprocess.run([*uv, "sync", "--require-hashes", *target, *locks], check=True)
    # The builder is in the lock as well, so nothing unlocked is fetched for this.
    here = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    subprocess.run([*uv, "install", *target, *here], check=True)
    STAMP.write_text(stamp(profile), "utf-8")


def installed(profile: str) -> bool:
    return STAMP.exists() and STAMP.read_text("utf-8") == stamp(profile)


def stamp(profile: str) -> str:
    made_from = hashlib.sha256()
    # The place counts: a copied environment still points at where it came from.
    made_from.update(f"{profile} {ROOT} {sys.version_info[:3]}".encode())
    # So does everything an editable install reads.
    for path in [*LOCKS[profile], ROOT / "pyproject.toml"]:
        made_from.update(path.read_bytes())
    return made_from.hexdigest()


def make_environment() -> None:
    """Make .venv and put the locked uv in it."""
    if not (works(PYTHON) and same_python()):
        shutil.rmtree(VENV, ignore_errors=True)
        create_environment()
    if works(VENV / "bin" / "uv"):
        return
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*pip(), "install", *options, "--requirement", str(BOOTSTRAP)], check=True)


def create_environment() -> None:
    if module_exists("ensurepip"):
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        return
    # Debian ships venv without ensurepip unless python3-venv is installed. Any pip
    # can fill an environment that has none; failing that, Debian has the package.
    if module_exists("pip"):
        bare = [sys.executable, "-m", "venv", "--without-pip", str(VENV)]
        subprocess.run(bare, check=True)
        return
    import system_packages  # noqa: PLC0415

    system_packages.install_debian(["python3-venv"], needed_for="the .venv folder")
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)


def pip() -> list[str]:
    if works(PYTHON, "-m", "pip"):
        return [str(PYTHON), "-m", "pip"]
    if module_exists("pip"):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    raise CannotSetUpError("no pip to install with; on Debian: apt-get install python3-venv")


def works(program: Path, *arguments: str) -> bool:
    if not program.exists():
        return False
    asked = subprocess.run(
        [str(program), *arguments, "--version"], capture_output=True, check=False
    )
    return asked.returncode == 0


def same_python() -> bool:
    asked = subprocess.run(
        [str(PYTHON), "-c", "import sys; print(sys.version_info[:3])"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() == str(sys.version_info[:3])


def module_exists(name: str) -> bool:
    asked = subprocess.run(
        [sys.executable, "-c", f"import {name}"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return asked.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
