"""Amounts as a policy file writes them: what each unit may be, and how it tightens.

Masses are written with their unit, "150 mg" or "2.5 mg/kg", because a bare 150 in a table
of milligrams and micrograms is the classic thousandfold error.
"""

import re
from collections.abc import Callable, Mapping

from dosekeeper.core.people import Role
from dosekeeper.core.policy import Amount, Stricter
from dosekeeper.core.units import BadValueError, Mass, check_id


NUMBER_MAX = 100_000
_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
STRENGTHS = ("off", "warn", "override", "refuse")
CUSTODIES = ("patient", "delegate", "clinic")


def _whole(raw: object) -> int:
    if type(raw) is not int or not 0 <= raw <= NUMBER_MAX:
        raise ValueError(f"is {raw!r}, not a whole number from 0 to {NUMBER_MAX}")
    return raw


def _flag(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise ValueError(f"is {raw!r}, neither true nor false")  # noqa: TRY004 - bad input
    return raw


def _mass(unit: str) -> Callable[[object], int]:
    def read(raw: object) -> int:
        number, _, written = raw.partition(" ") if isinstance(raw, str) else ("", "", "")
        if written != unit or not _DECIMAL.fullmatch(number):
            raise ValueError(f'is {raw!r}, not a mass such as "150 {unit}"')
        try:
            return Mass.mg(number).micrograms
        except BadValueError as error:
            raise ValueError(f"is {raw!r}: {error.message}") from error

    return read


def _word(words: tuple[str, ...]) -> Callable[[object], str]:
    def read(raw: object) -> str:
        if not isinstance(raw, str) or raw not in words:
            raise ValueError(f"is {raw!r}, none of {', '.join(words)}")
        return raw

    return read


def _roles(raw: object) -> str:
    words = raw.split() if isinstance(raw, str) else []
    if not isinstance(raw, str) or len(set(words)) != len(words) or not set(words) <= set(Role):
        raise ValueError(f"is {raw!r}, not some of the roles {', '.join(Role)}")
    return " ".join(words)


def _instruments(raw: object) -> str:
    words = raw.split() if isinstance(raw, str) else []
    if not isinstance(raw, str) or len(set(words)) != len(words):
        raise ValueError(f"is {raw!r}, not some instruments, each once")
    for word in words:
        try:
            check_id("instrument", word)
        except BadValueError as error:
            raise ValueError(f"is {raw!r}: {error.message}") from error
    return " ".join(words)


_NUMBERS = (
    "days",
    "hours",
    "minutes",
    "o'clock",
    "weeks",
    "doses",
    "units",
    "counts",
    "answers",
    "points",
    "rises",
    "refills",
    "patients",
    "percent",
    "version",
    "mmHg",
)
_UP_OR_DOWN = frozenset({Stricter.LOWER, Stricter.HIGHER})
UNITS: Mapping[str, tuple[Callable[[object], Amount], frozenset[Stricter]]] = {
    **dict.fromkeys((*_NUMBERS, "per minute"), (_whole, _UP_OR_DOWN)),
    "mg": (_mass("mg"), _UP_OR_DOWN),
    "mg/kg": (_mass("mg/kg"), _UP_OR_DOWN),
    "yes or no": (_flag, frozenset({Stricter.TRUE, Stricter.FALSE})),
    "strength": (_word(STRENGTHS), frozenset({Stricter.STRENGTH})),
    "custody": (_word(CUSTODIES), frozenset({Stricter.CUSTODY})),
    "roles": (_roles, frozenset({Stricter.FEWER})),
    "instruments": (_instruments, frozenset({Stricter.MORE})),
}
"""Unit to the reader of its amounts and the ways in which it can tighten."""
