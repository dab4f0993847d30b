"""The counts of wrong guesses stand, whatever else is written beside them."""

import pytest

from dosekeeper.door.guesses import GuessedTooOftenError, Guesses


def test_locks_outlive_a_flood_of_other_names(db):
    """Django's own limit is 300 entries: then a third of them go, locks and all."""
    counted = Guesses("flood", most=1, seconds=300)
    names = [f"name-{number}" for number in range(400)]
    for name in names:
        counted.wrong(name)
    for name in names:
        with pytest.raises(GuessedTooOftenError):
            counted.wrong(name)
