"""The rulebook: policies as files, read strictly, and the formulary.

``base.toml`` is the profile ``article`` and says what settings there are; every other file
changes some of its values. A clinic's own file stands on one of the profiles here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path

from dosekeeper.core.policy import Policy, PolicyError
from dosekeeper.rulebook.document import Document, read
from dosekeeper.rulebook.formulary import formulary_of, shipped_products
from dosekeeper.rulebook.profile import Profile, base_profile, overlaid


__all__ = [
    "Profile",
    "Rulebook",
    "load",
    "load_file",
    "names",
    "product_name",
    "profile",
    "profile_file",
]

_FILES: Mapping[str, str] = {
    "article": "base.toml",
    "us": "us.toml",
    "us-ny": "us-ny.toml",
    "england": "england.toml",
    "nsw": "nsw.toml",
}


def names() -> tuple[str, ...]:
    """Return the names of the profiles that ship."""
    return tuple(_FILES)


def load(name: str) -> Policy:
    """Return a shipped policy. Raises PolicyError when there is none of that name."""
    return profile(name).policy


def load_file(path: Path) -> Policy:
    """Return a clinic's own policy. Raises PolicyError with file, line and a sentence."""
    return profile_file(path).policy


@cache
def profile(name: str) -> Profile:
    """Return a shipped profile: its policy, its title, its notes."""
    if name not in _FILES:
        raise PolicyError(name, f"there is no such policy; there are {', '.join(names())}")
    data = resources.files(__name__).joinpath(_FILES[name]).read_bytes()
    doc = read(data, _FILES[name])
    return base_profile(doc, name) if name == "article" else _laid_over(doc, name)


def profile_file(path: Path) -> Profile:
    """Read a clinic's file; its name is the file's, its ground one of the profiles here."""
    doc = read(_bytes(path), path.name)
    if path.stem in _FILES:
        raise doc.error(f"{path.stem!r} is the name of a profile that ships")
    return _laid_over(doc, path.stem)


def _laid_over(doc: Document, name: str) -> Profile:
    ground = doc.top.get("extends")
    if not isinstance(ground, str) or ground not in _FILES:
        raise doc.error(f"extends {ground!r}, none of {', '.join(names())}", "extends")
    return overlaid(doc, name, profile(ground))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PolicyError(path.name, f"cannot be read: {error.strerror}") from error


@dataclass(slots=True)
class Rulebook:
    """The policies of this installation: those that ship, and a clinic's folder of files.

    Files are read once: a policy that changed counts from the next start, so that all
    workers of a server change at the same moment.
    """

    clinic_files: Path | None = None
    _known: dict[str, Profile] = field(default_factory=dict)
    _products: dict[str, str] | None = None

    def named(self, name: str) -> Policy:
        """Return a policy by its name. Raises PolicyError when there is none."""
        return self.profile(name).policy

    def profile(self, name: str) -> Profile:
        """Return a profile by its name. Raises PolicyError when there is none."""
        if name in _FILES:
            return profile(name)
        if name not in self._known:
            if name not in self.names():
                there = ", ".join(self.names())
                raise PolicyError(name, f"there is no such policy; there are {there}")
            assert self.clinic_files is not None
            self._known[name] = profile_file(self.clinic_files / f"{name}.toml")
        return self._known[name]

    def names(self) -> tuple[str, ...]:
        """Return the names of all policies, the clinic's own last."""
        folder = self.clinic_files
        own = sorted(p.stem for p in folder.glob("*.toml")) if folder else []
        return (*_FILES, *(name for name in own if name != "formulary"))

    @property
    def formulary(self) -> Mapping[str, str]:
        """The products a clinic may use here. Raises PolicyError for a broken file."""
        if self._products is None:
            own = self.clinic_files / "formulary.toml" if self.clinic_files else None
            added = own is not None and own.exists()
            products = dict(shipped_products())
            if own is not None and added:
                products |= formulary_of(read(_bytes(own), own.name))
            self._products = products
        return self._products


def product_name(product_id: str) -> str:
    """Return what people call a product; one that is not known here keeps its id."""
    return shipped_products().get(product_id, product_id)
