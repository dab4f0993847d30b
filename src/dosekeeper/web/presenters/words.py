"""Words that several pages need about the same thing."""

from dosekeeper.wording import label


def task_word(verb: str) -> str:
    """Why a word is owed, by the verb that opened it: asked for help, or was refused."""
    word = {
        "report": "Something is wrong",
        "check-in": "Does not feel safe",
    }.get(verb)
    return word or f"Refused: {label('verb', verb)}"
