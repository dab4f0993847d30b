"""The training of a trusted person: its questions, and what was right of the answers.

The questions stand with all other sentences; here they are only graded. Whether a result is
good enough, and a version recent enough, is the rule ``delegate-ready``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dosekeeper.core.acts import Training
from dosekeeper.wording.words import training_text


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its right answer, and why it is."""

    word: str
    asks: str
    right: bool
    because: str


def version() -> str:
    """Return the version of the training as it is asked now."""
    return str(training_text()["version"])


def questions() -> tuple[Question, ...]:
    """Return the questions in their order."""
    return tuple(
        Question(word, told["asks"], told["right"] == "yes", told["because"])
        for word, told in training_text()["questions"].items()
    )


def graded(answers: Mapping[str, bool | None]) -> Training:
    """Count what is right; what was not answered is not."""
    asked = questions()
    right = sum(answers.get(question.word) is question.right for question in asked)
    return Training(version=version(), right=right, questions=len(asked))
