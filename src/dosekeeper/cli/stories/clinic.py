"""All stories of the demo clinic."""

from datetime import datetime

from dosekeeper.cli.stories import home, in_clinic, pharmacy, rounds, trouble
from dosekeeper.cli.stories.telling import Story


def stories(now: datetime) -> tuple[Story, ...]:
    """Tell them all, dated around ``now``."""
    tellers = (
        pharmacy.main_pharmacy,
        rounds.harbor_clinic,
        home.lucia,
        home.amara,
        home.grace,
        home.carl,
        trouble.omar,
        trouble.bela,
        trouble.henrik,
        trouble.ivy,
        trouble.petra,
        trouble.dana,
        trouble.felix,
        in_clinic.theo,
        in_clinic.ruth,
    )
    told = tuple(tell(now) for tell in tellers)
    for story in told:
        story.catch_up(now)
    return told
