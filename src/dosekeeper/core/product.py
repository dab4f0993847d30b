"""What one unit of a product is.

A product's identifier says all of it: ``ketamine-sublingual-troche-100mg`` is racemic
ketamine, by that route, in that form, 100 mg a unit. A journal, a text chart or an export
therefore needs no catalogue to be read back in ten years. Which products a clinic really
stocks is its formulary, and that is the rulebook's business.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Self

from dosekeeper.core.units import ID_MAX, BadValueError, Mass, mg_text


class Substance(StrEnum):
    """Racemic ketamine or its S-enantiomer; limits differ."""

    KETAMINE = "ketamine"
    ESKETAMINE = "esketamine"


class Route(StrEnum):
    """How a product enters the body, in FHIR's and the pharmacy's words."""

    INTRAVENOUS = "intravenous"
    INTRAMUSCULAR = "intramuscular"
    SUBCUTANEOUS = "subcutaneous"
    ORAL = "oral"
    SUBLINGUAL = "sublingual"
    BUCCAL = "buccal"
    INTRANASAL = "intranasal"
    RECTAL = "rectal"
    OTHER = "other"


INJECTED = frozenset({Route.INTRAVENOUS, Route.INTRAMUSCULAR, Route.SUBCUTANEOUS})
_ID = re.compile(
    r"(?P<substance>ketamine|esketamine)-(?P<route>[a-z]+)-(?P<form>[a-z][a-z0-9-]*[a-z0-9])"
    r"-(?P<mg>[0-9]{1,5}(?:\.[0-9]{1,3})?)mg"
)


@dataclass(frozen=True, slots=True)
class Product:
    """A product; ``unit_mass`` is the substance in its smallest countable unit.

    A divisible liquid is counted in its smallest measured step, so a 50 mg/mL vial that is
    drawn by tenths of a millilitre has the form ``tenth-ml`` and 5 mg a unit.
    """

    substance: Substance
    route: Route
    form: str
    unit_mass: Mass

    @property
    def id(self) -> str:
        """The one spelling of this product."""
        mg = mg_text(self.unit_mass.micrograms)
        return f"{self.substance}-{self.route}-{self.form}-{mg}mg"

    @property
    def injected(self) -> bool:
        """Whether it goes through a needle."""
        return self.route in INJECTED

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an identifier; anything else is an unknown product.

        >>> troche = Product.parse("ketamine-sublingual-troche-100mg")
        >>> str(troche.route), troche.unit_mass.text, troche.injected
        ('sublingual', '100 mg', False)
        """
        match = _ID.fullmatch(text) if len(text) <= ID_MAX else None
        if match is None or match["route"] not in set(Route):
            raise BadValueError("product", f"{text[:80]!r} is not a known product")
        product = cls(
            Substance(match["substance"]),
            Route(match["route"]),
            match["form"],
            Mass.mg(match["mg"]),
        )
        if product.id != text or not product.unit_mass.micrograms:
            raise BadValueError("product", f"{text!r} is not a known product")
        return product


@lru_cache(maxsize=512)
def product_of(product_id: str) -> Product:
    """Return the product an identifier spells; remembered, since a fold asks often."""
    return Product.parse(product_id)
