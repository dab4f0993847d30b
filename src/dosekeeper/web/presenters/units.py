"""What one unit of a product is called, and so many of them."""

from dosekeeper.core.ledger import Hand
from dosekeeper.web.scene import Scene
from dosekeeper.wording import form_of, label, units_text
from dosekeeper.wording import unit_name as noun


def unit_name(product: str, number: int) -> str:
    """The noun alone: ``troche``, ``troches``."""
    return noun(form_of(product), number)


def so_many(product: str, number: int) -> str:
    """``4 troches``."""
    return units_text(form_of(product), number)


def so_many_in(scene: Scene, holder: Hand, product: str, number: int) -> str:
    """``4 troches``, as the books have it; whoever is to count that hand is not told."""
    if holder in scene.chart.uncounted:
        return label("sharing", "uncounted")
    return so_many(product, number)
