"""The folder a clinic's data lives in: its key, made once, and where it is served."""

import os
import secrets
from pathlib import Path


def home() -> Path:
    """DOSEKEEPER_HOME, or the folder var under where the program was started."""
    return Path(os.environ.get("DOSEKEEPER_HOME") or "var").resolve()


def address(folder: Path) -> str:
    """Read where this clinic was served last; the usual place where it never was."""
    try:
        return (folder / "address").read_text("ascii").strip()
    except FileNotFoundError:
        return "http://127.0.0.1:8000"


def secret_key(folder: Path) -> str:
    """Read the key that signs sessions; make it on first use.

    Several workers may start at once, and all of them must end up with the same key:
    each writes its own whole file and links it under the final name, which exactly
    one of them can do.
    """
    final = folder / "secret-key"
    if not final.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f".secret-key-{secrets.token_hex(8)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, final)
        except FileExistsError:
            pass  # another worker was first: its key is the key
        finally:
            draft.unlink()
    return final.read_text("ascii").strip()
