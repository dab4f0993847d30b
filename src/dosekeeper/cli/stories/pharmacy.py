"""The inside pharmacy: deliveries, counts that agree, waste in front of a witness."""

from collections.abc import Callable
from datetime import datetime

from dosekeeper.cli.stories.cast import INSIDE, POLICY, ZONE
from dosekeeper.cli.stories.home import TROCHE
from dosekeeper.cli.stories.in_clinic import SPRAY, VIAL
from dosekeeper.cli.stories.telling import Story
from dosekeeper.core import acts
from dosekeeper.core.acts import Act
from dosekeeper.core.events import site_stream
from dosekeeper.core.ledger import Books, HandKind, hand


STOCK = hand(HandKind.STOCK, INSIDE)


def main_pharmacy(now: datetime) -> Story:
    """Four months of the clinic's own stock."""
    story = Story(site_stream(INSIDE), now)
    story.tell(story.at(-120, "08:00"), "mona", acts.OpenSite(zone=ZONE, policy=POLICY))
    _receive(story, -119, TROCHE, "tr-0417", 40)
    _count(story, -91, TROCHE)
    _receive(story, -63, TROCHE, "tr-0512", 60)
    _count(story, -35, TROCHE)
    _receive(story, -17, VIAL, "iv-2208", 100)
    _receive(story, -11, SPRAY, "es-7781", 24)
    leftover = acts.Waste(
        what=acts.Holding(hand=STOCK, product=VIAL, units=3, lot="iv-2208"),
        reason="rest of an opened vial",
    )
    story.tell(story.at(-9, "16:30"), "ines", leftover, second="nell")
    _count(story, -7, TROCHE, VIAL, SPRAY)
    _count(story, -1, TROCHE, VIAL, SPRAY)
    return story


def _receive(story: Story, day: int, product: str, lot: str, units: int) -> None:
    act = acts.Receive(
        product=product,
        lot=lot,
        units=units,
        supplier="Northway Wholesale",
        invoice=f"nw-{lot}",
    )
    story.tell(story.at(day, "08:30"), "ines", act)


def _count(story: Story, day: int, *products: str) -> None:
    """Count in the evening, product by product; the books agree."""
    for minute, product in enumerate(products):
        story.tell(story.at(day, f"18:{minute:02}"), "ines", _agreeing(product))


def _agreeing(product: str) -> Callable[[Books], Act]:
    def act(books: Books) -> Act:
        return acts.Count(hand=STOCK, product=product, units=books.units(STOCK, product))

    return act
