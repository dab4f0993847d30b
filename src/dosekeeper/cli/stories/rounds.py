"""The clinic's own book: the rounds its doctors signed. Today's is still to be signed."""

from datetime import datetime

from dosekeeper.cli.stories.cast import CLINIC, POLICY, ZONE
from dosekeeper.cli.stories.telling import Story
from dosekeeper.core import acts
from dosekeeper.core.events import site_stream
from dosekeeper.core.units import day_of, zone_named


SATURDAY = 5


def harbor_clinic(now: datetime) -> Story:
    """Two working weeks of rounds; one of Dr Chen's was forgotten."""
    story = Story(site_stream(CLINIC), now)
    story.tell(story.at(-120, "07:30"), "mona", acts.OpenSite(zone=ZONE, policy=POLICY))
    for day in range(-14, 0):
        on = day_of(story.at(day, "12:00"), zone_named(ZONE))
        if on.weekday() >= SATURDAY:
            continue
        listed, left = 4 + day % 3, day % 2
        signed = acts.SignRound(on=on, listed=listed, left=left)
        story.tell(story.at(day, "16:20"), "dr-reyes", signed)
        if day != -6:  # noqa: PLR2004 - the day that was forgotten
            own = acts.SignRound(on=on, listed=1 + day % 2)
            story.tell(story.at(day, "16:45"), "dr-chen", own)
    return story
