"""What one unit of a product is called, and so many of them."""

from dosekeeper.wording import form_of, units_text
from dosekeeper.wording import unit_name as noun


def unit_name(product: str, number: int) -> str:
    """The noun alone: ``troche``, ``troches``."""
    return noun(form_of(product), number)


def so_many(product: str, number: int) -> str:
    """``4 troches``."""
    return units_text(form_of(product), number)
