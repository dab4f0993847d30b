"""Where the project is, and which files are its own."""

from pathlib import Path

import project_files as kept


ROOT = Path(__file__).resolve().parents[2]


def project_files() -> list[Path]:
    """Every file that is committed or added, relative to the root."""
    return kept.project_files(ROOT)
