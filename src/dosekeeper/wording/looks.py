"""Why a course needs a look, in one line with its numbers."""

from datetime import tzinfo

from dosekeeper.core.round import Look
from dosekeeper.wording.sentences import said
from dosekeeper.wording.values import Names, shown
from dosekeeper.wording.words import label, words


ANY = "any"


def look_line(
    look: Look, names: Names | None = None, zone: tzinfo | None = None, form: str = "unit"
) -> str:
    """Say a reason to look. A word of an older version is shown, never hidden."""
    table = words()["looks"].get(look.word, {})
    after = str(look.numbers.get("after", ""))
    template = table.get(look.finding) or table.get(after) or table.get(ANY)
    if template is None:
        return label("signal", look.word)
    numbers = {
        name: shown(name, value, names or {}, form, zone)
        for name, value in {**look.numbers, "about": look.about}.items()
    }
    because = "".join(f". {said(reason, names, zone).line}" for reason in look.reasons[:1])
    return str(template).format_map({**numbers, "because": because})
