"""The trusted person holds the medication of many.

Somebody who keeps it for a partner is at home with them; somebody who keeps it for several
people is nobody's trusted person any more, and in the worst case sells it. Before they sign
they say for how many they keep it (`delegate-ready`); this counts what the record knows, over
all clinics here, in case they said less or it was asked of them later. It names nobody else.
"""

from collections.abc import Iterator

from dosekeeper.core.signals.signal import Colour, Sight, Signal


RULE = "serves-many"


def signals(sight: Sight) -> Iterator[Signal]:
    """Count the patients of each trusted person who may hold the box now."""
    most = sight.number(RULE, "patients-max")
    for delegate, trust in sight.chart.trusts.items():
        patients = 1 + sight.chart.around.boxes.get(delegate, 0)
        if not trust.holds_role(sight.today) or patients <= most:
            continue
        yield Signal(
            rule=RULE,
            colour=Colour.AMBER,
            finding="holds-for-many",
            about=delegate,
            numbers={"patients": patients, "patients_max": most},
            since_at=trust.accepted_at,
            asks_for=("contact", "appoint"),
            cite=sight.cite(RULE, "patients-max"),
        )
