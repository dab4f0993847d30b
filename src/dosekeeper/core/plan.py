"""How much, how often, where: the terms of treatment a course has agreed."""

from dataclasses import dataclass
from enum import StrEnum

from dosekeeper.core.product import Product, product_of
from dosekeeper.core.units import BadValueError, Mass, ceil_div, check_whole


class Place(StrEnum):
    """Where doses are taken."""

    HOME = "home"
    CLINIC = "clinic"


class Order(StrEnum):
    """How the order is worded. Only a schedule can be checked, so only it can be filled."""

    SCHEDULED = "scheduled"
    AS_NEEDED = "as-needed"
    AS_DIRECTED = "as-directed"


class Level(StrEnum):
    """The access ladder: how much supply may leave the clinic, and into whose hands."""

    L0 = "L0"
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A dose of one product, so many a week, at least so many hours apart."""

    product: str
    dose: Mass
    doses_per_week: int
    spacing_hours: int
    place: Place = Place.HOME

    def __post_init__(self) -> None:
        """Refuse a plan nobody could carry out, a dose of broken units among them."""
        check_whole("doses_per_week", self.doses_per_week, least=1, most=168)
        check_whole("spacing_hours", self.spacing_hours, least=0, most=24 * 60)
        unit = product_of(self.product).unit_mass.micrograms
        if not self.dose.micrograms or self.dose.micrograms % unit:
            raise BadValueError(
                "dose", f"{self.dose.text} is not a whole number of units of {self.product}"
            )

    @property
    def units_per_dose(self) -> int:
        """Whole units of the product that make one dose."""
        return self.dose.micrograms // product_of(self.product).unit_mass.micrograms

    @property
    def drug(self) -> Product:
        """The product itself."""
        return product_of(self.product)

    def days_for(self, doses: int) -> int:
        """Return how many calendar days that many doses last when taken as planned.

        >>> troches = Plan(
        ...     product="ketamine-sublingual-troche-100mg",
        ...     dose=Mass.mg(100),
        ...     doses_per_week=2,
        ...     spacing_hours=48,
        ... )
        >>> troches.days_for(4), troches.days_for(9)
        (14, 32)
        """
        return ceil_div(doses * 7, self.doses_per_week)
