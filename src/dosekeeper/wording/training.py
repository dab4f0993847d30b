"""The training of a trusted person: its questions, and what was right of the answers.

The questions stand with all other sentences; here they are only graded. Whether a result is
good enough, and a version recent enough, is the rule ``delegate-ready``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dosekeeper.core.acts import Training
from dosekeeper.wording.languages import FIRST
from dosekeeper.wording.trusted import training_text


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its right answer, and why it is."""

    word: str
    asks: str
    right: bool
    because: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One page to read before the questions."""

    word: str
    title: str
    lines: tuple[str, ...]


def version() -> str:
    """Return the version of the training as it is asked now."""
    return str(training_text(FIRST)["version"])


def lessons(language: str = FIRST) -> tuple[Lesson, ...]:
    """Return the pages to read, in their order."""
    return tuple(
        Lesson(word, told["title"], tuple(told["lines"]))
        for word, told in training_text(language)["lessons"].items()
    )


def questions(language: str = FIRST) -> tuple[Question, ...]:
    """Return the questions in their order."""
    return tuple(
        Question(word, told["asks"], told["right"] == "yes", told["because"])
        for word, told in training_text(language)["questions"].items()
    )


def graded(answers: Mapping[str, bool | None]) -> Training:
    """Count what is right; what was not answered is not."""
    asked = questions()
    right = sum(answers.get(question.word) is question.right for question in asked)
    return Training(version=version(), right=right, questions=len(asked))
