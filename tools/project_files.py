"""The files of the project: what git keeps, and nobody's scratch files beside them."""

import shutil
import subprocess
from pathlib import Path


# What an unpacked archive may hold besides, where there is no git to ask.
MADE_HERE = {".git", ".venv", "node_modules", "var", "dist", "vendor", "__pycache__"}


def project_files(root: Path) -> list[Path]:
    """Return every file that is committed or added, relative to the root and in order."""
    if shutil.which("git") and (root / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "--deduplicate", "-z"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        files = [Path(name) for name in listed.split("\0") if name]
    else:
        files = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
        files = [path for path in files if not made_here(path)]
    # A file deleted and not yet committed is still listed.
    return sorted(path for path in files if (root / path).is_file())


def made_here(path: Path) -> bool:
    return any(part in MADE_HERE or part.endswith("_cache") for part in path.parts)
