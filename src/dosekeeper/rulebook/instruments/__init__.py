"""The instruments: those that ship, one file each in this folder, and a clinic's own.

``phq-9.json`` is PHQ-9. A file without items is a *slot*: its questions may not be shipped,
and its score is taken from whoever was allowed to ask them. A clinic that holds a licence
puts the instrument's file into its own folder, under the slot's name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from dosekeeper.core.instruments import Instrument, InstrumentError, read


__all__ = ["Instruments", "load", "load_file", "names"]


@cache
def names() -> tuple[str, ...]:
    """Return the names of what ships: the instruments, then the slots."""
    return tuple(sorted(_files(), key=lambda name: (load(name).is_slot, name)))


@cache
def load(name: str) -> Instrument:
    """Return what ships under a name. Raises InstrumentError when there is nothing."""
    if name not in _files():
        raise _unknown(name, names())
    return _read(_files()[name].read_bytes(), f"{name}.json")


@cache
def _files() -> Mapping[str, Traversable]:
    there = {Path(file.name): file for file in resources.files(__name__).iterdir()}
    return {path.stem: file for path, file in there.items() if path.suffix == ".json"}


def _unknown(name: str, there: Iterable[str]) -> InstrumentError:
    shown = name[:80]
    return InstrumentError(shown, f"there is no such instrument; there are {', '.join(there)}")


def load_file(path: Path) -> Instrument:
    """Read a clinic's own file.

    Raises InstrumentError for a wrong one, and for one named as an instrument that ships:
    "phq-9" means the same everywhere. The place of a slot is there to be taken, by what
    scores as the slot did.
    """
    slot = load(path.stem) if path.stem in names() else None
    if slot is not None and not slot.is_slot:
        raise InstrumentError(path.name, f"{path.stem!r} is the name of one that ships")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InstrumentError(path.name, f"cannot be read: {error.strerror}") from error
    own = _read(data, path.name)
    if slot is not None:
        _check_takes_place(own, slot, path.name)
    return own


def _check_takes_place(own: Instrument, slot: Instrument, file: str) -> None:
    """Refuse what would give a score that stands in charts another meaning."""
    if slot.most is not None and (own.least, own.most) != (slot.least, slot.most):
        raise InstrumentError(
            file,
            f"scores from {own.least} to {own.most},"
            f" and {slot.name} from {slot.least} to {slot.most}",
        )
    if own.direction is not slot.direction:
        raise InstrumentError(file, f"is {own.direction}, and {slot.name} {slot.direction}")
    if slot.triggers and not own.triggers:
        raise InstrumentError(file, f"opens no safety task, and {slot.name} does")


def _read(data: bytes, file: str) -> Instrument:
    instrument = read(data, file)
    if f"{instrument.name}.json" != file:
        raise InstrumentError(file, f"its id is {instrument.name!r}, and not the file's name")
    return instrument


@dataclass(slots=True)
class Instruments:
    """The instruments of this installation: those that ship, and a clinic's folder of files.

    Files are read once, as policies are: one that changed counts from the next start.
    """

    clinic_files: Path | None = None
    _known: dict[str, Instrument] = field(default_factory=dict)

    def named(self, name: str) -> Instrument:
        """Return an instrument by its name. Raises InstrumentError when there is none."""
        if name not in self._known:
            if name not in self.names():
                raise _unknown(name, self.names())
            own = self._own()
            self._known[name] = load_file(own[name]) if name in own else load(name)
        return self._known[name]

    def names(self) -> tuple[str, ...]:
        """Return all names; what a clinic added stands last."""
        return tuple(dict.fromkeys((*names(), *self._own())))

    def _own(self) -> dict[str, Path]:
        files = sorted(self.clinic_files.glob("*.json")) if self.clinic_files else []
        return {file.stem: file for file in files}
