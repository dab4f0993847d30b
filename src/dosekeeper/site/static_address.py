"""The address of the static files: it changes exactly when they do."""

import hashlib
from pathlib import Path


FOLDER = Path(__file__).resolve().parent.parent / "web" / "static"


def static_address() -> str:
    made_from = hashlib.sha256()
    for file in sorted(FOLDER.rglob("*")):
        if file.is_file():
            made_from.update(str(file.relative_to(FOLDER)).encode())
            made_from.update(file.read_bytes())
    return f"/static/{made_from.hexdigest()[:12]}/"
