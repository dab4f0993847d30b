"""What people call a setting of a rule, and its value."""

import re

from dosekeeper.core.policy import Amount, Setting
from dosekeeper.wording.words import label


_CEILING = re.compile(r"(.+)-(warn|override|refuse)-mg(?:-per-kg)?")


def setting_name(name: str) -> str:
    """``sublingual use: refused above`` for a ceiling of a route, a word of its own else."""
    if found := _CEILING.fullmatch(name):
        return f"{label('route', found[1])}: {label('step', found[2])}"
    return label("setting", name)


def setting_text(setting: Setting, amount: Amount) -> str:
    """Write a value in people's words: who, how strongly, or so many of a unit."""
    match setting.unit:
        case "roles":
            roles = [label("role", role) for role in str(amount).split()]
            return ", ".join(roles) or "nobody"
        case "strength":
            return label("strength", str(amount)).lower()
        case "custody":
            return label("custody", str(amount))
        case _:
            return setting.text(amount)
