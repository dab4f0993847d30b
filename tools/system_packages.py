"""Programs of the system that the tests drive: Chromium and PostgreSQL.

Missing ones are installed from Debian's packages where we may (root, or sudo that
asks nothing). Where we may not, the tests stop and say what to install: a test that
silently does not run is worse than none.
"""

import ctypes
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path


OLDEST_POSTGRESQL = 15
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
POSTGRESQL_HOMES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt")


class MissingError(Exception):
    """A program is missing and we may not install it."""


def install() -> None:
    missing: dict[str, str] = {}
    if chromium() is None:
        missing["chromium"] = "browser journeys"
    if postgresql() is None:
        missing["postgresql"] = f"storage tests (PostgreSQL >= {OLDEST_POSTGRESQL})"
    if not libatomic():
        missing["libatomic1"] = "what drives the browser"
    if not missing:
        return
    install_debian(list(missing), needed_for="; ".join(missing.values()))
    if chromium() is None or postgresql() is None or not libatomic():
        raise MissingError(
            f"installed {', '.join(missing)}, and still cannot find a chromium on the PATH, "
            f"initdb of a PostgreSQL >= {OLDEST_POSTGRESQL}, and libatomic"
        )


def chromium() -> str | None:
    """Path of a Chromium, if there is one (DOSEKEEPER_CHROMIUM names another)."""
    chosen = os.environ.get("DOSEKEEPER_CHROMIUM")
    if chosen:
        return chosen if Path(chosen).exists() else None
    found = (shutil.which(name) for name in CHROMIUM_NAMES)
    return next((path for path in found if path), None)


def libatomic() -> bool:
    """Say whether Playwright's own Node can start: a bare Debian lacks this library."""
    if not sys.platform.startswith("linux"):
        return True
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


def postgresql() -> Path | None:
    """Folder with the newest initdb and postgres that are new enough."""
    chosen = os.environ.get("DOSEKEEPER_POSTGRESQL_BIN")
    places = [Path(chosen)] if chosen else list(postgresql_places())
    usable = [
        (version, place)
        for place in places
        if (version := postgresql_version(place)) >= OLDEST_POSTGRESQL
    ]
    return max(usable)[1] if usable else None


def postgresql_places() -> list[Path]:
    homes = [Path(home) for home in POSTGRESQL_HOMES]
    places = [home / "bin" for home in homes]
    places += [place for home in homes for place in home.glob("*/bin")]
    on_path = shutil.which("initdb")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    return places


def postgresql_version(place: Path) -> int:
    programs = [place / "initdb", place / "postgres"]
    if not all(program.exists() for program in programs):
        return 0
    asked = subprocess.run(
        [programs[1], "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r"\b(\d+)\b", asked.stdout)
    return int(found.group(1)) if found else 0


def install_debian(packages: list[str], needed_for: str) -> None:
    options = ["--yes", "--quiet=2", "--no-install-recommends"]
    command = ["apt-get", "install", *options, *packages]
    by_hand = " ".join(["apt-get", "install", *packages])
    if not shutil.which("apt-get"):
        raise MissingError(
            f"missing: {', '.join(packages)} (for {needed_for}), and this is no "
            f"Debian-like machine. What on Debian is `{by_hand}` has to be "
            "installed by hand here."
        )
    as_root = root_prefix()
    if as_root is None:
        raise MissingError(
            f"missing: {', '.join(packages)} (for {needed_for}). "
            f"I may not install packages here; please run as root:\n    {by_hand}"
        )
    print(f"installing {', '.join(packages)} (for {needed_for}) ...", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*as_root, "apt-get", "update", "--quiet=2"], env=quiet, check=True)
    subprocess.run([*as_root, *command], env=quiet, check=True)


def root_prefix() -> list[str] | None:
    """How to run a command as root: as we are, by a sudo that asks nothing, or not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None
