"""The languages that patients and trusted persons are spoken to in, the first one first."""

from typing import Final


FIRST: Final = "en"
"""What is spoken to whoever asks for no language that we have."""
LANGUAGES: Final = (FIRST, "es")
