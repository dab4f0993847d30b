"""The files of the project, as git would commit them."""

import shutil
import subprocess
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]
# What an unpacked archive may hold besides, where there is no git to ask.
MADE_HERE = {".git", ".venv", "node_modules", "var", "dist", "vendor", "__pycache__"}


def project_files() -> list[Path]:
    """Every file that is committed or would be, relative to the root."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        files = [Path(name) for name in listed.split("\0") if name]
    else:
        files = [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]
        files = [path for path in files if not made_here(path)]
    # A file deleted and not yet committed is still listed.
    return sorted(path for path in files if (ROOT / path).is_file())


def made_here(path: Path) -> bool:
    return any(part in MADE_HERE or part.endswith("_cache") for part in path.parts)
