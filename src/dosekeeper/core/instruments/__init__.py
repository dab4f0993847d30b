"""Instruments: what is asked, what an answer counts, and what the sum means.

An instrument is a data file, a FHIR Questionnaire (docs/decisions/0014-instruments.md).
``reading`` makes values of it, and refuses one that could score wrongly; ``scoring`` is the
one place that adds points. Nothing here knows PHQ-9 from a checklist of our own.
"""

from dosekeeper.core.instruments.reading import read
from dosekeeper.core.instruments.scoring import (
    Answer,
    AnswersError,
    Given,
    Scored,
    score,
    take,
)
from dosekeeper.core.instruments.values import (
    Band,
    Choice,
    Direction,
    Instrument,
    InstrumentError,
    Item,
    Method,
    Subscale,
    Translation,
    Trigger,
    Words,
)


__all__ = [
    "Answer",
    "AnswersError",
    "Band",
    "Choice",
    "Direction",
    "Given",
    "Instrument",
    "InstrumentError",
    "Item",
    "Method",
    "Scored",
    "Subscale",
    "Translation",
    "Trigger",
    "Words",
    "read",
    "score",
    "take",
]
