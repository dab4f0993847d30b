"""Words for people: reasons, entries, roles and numbers in plain language.

The core speaks in data. What is read on a screen, in a letter or in a terminal is made
here, from one file a language.
"""

from dosekeeper.wording.entries import deed, entry_sentence
from dosekeeper.wording.languages import FIRST, LANGUAGES
from dosekeeper.wording.looks import look_line
from dosekeeper.wording.messages import Written, message
from dosekeeper.wording.sentences import (
    Said,
    badges,
    cite_line,
    findings,
    has_words,
    how_to_clear,
    said,
    sentence,
    ways_out,
)
from dosekeeper.wording.settings import setting_name, setting_text
from dosekeeper.wording.values import (
    day_text,
    form_of,
    hand_name,
    instant_text,
    product_text,
    shown,
)
from dosekeeper.wording.words import (
    amount,
    amount_name,
    counted,
    label,
    notice_words,
    panel_words,
    unit_name,
    units_text,
)


__all__ = [
    "FIRST",
    "LANGUAGES",
    "Said",
    "Written",
    "amount",
    "amount_name",
    "badges",
    "cite_line",
    "counted",
    "day_text",
    "deed",
    "entry_sentence",
    "findings",
    "form_of",
    "hand_name",
    "has_words",
    "how_to_clear",
    "instant_text",
    "label",
    "look_line",
    "message",
    "notice_words",
    "panel_words",
    "product_text",
    "said",
    "sentence",
    "setting_name",
    "setting_text",
    "shown",
    "unit_name",
    "units_text",
    "ways_out",
]
