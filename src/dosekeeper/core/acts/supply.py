"""Supply: prescribed, dispensed, taken over by the one it is for; a site and its deliveries."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from dosekeeper.core.plan import Order, Plan
from dosekeeper.core.product import product_of
from dosekeeper.core.units import (
    check_day,
    check_id,
    check_position,
    check_text,
    check_units,
    check_whole,
    zone_named,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescribe:
    """Sign a prescription: ``doses`` of the plan for ``days``, at most so many a fill."""

    verb: ClassVar[str] = "prescribe"
    plan: Plan
    doses: int
    days: int
    doses_per_fill: int
    order: Order = Order.SCHEDULED
    refills: int = 0
    group: str = ""
    starts_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse quantities nobody could dispense."""
        check_units("doses", self.doses)
        check_whole("days", self.days, least=1, most=3_660)
        check_units("doses_per_fill", self.doses_per_fill)
        check_whole("refills", self.refills, least=0, most=99)
        if self.group:
            check_id("group", self.group)
        check_day("starts_on", self.starts_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """End a prescription before its time; nothing more is filled on it."""

    verb: ClassVar[str] = "stop"
    prescription: int
    reason: str

    def __post_init__(self) -> None:
        """Refuse a stop without a reason."""
        check_position("prescription", self.prescription)
        check_text("reason", self.reason, least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """Dispense ``units`` on a prescription; the recipient must still accept them.

    ``record`` is the dispensing record of a site whose stock is not kept here.
    """

    verb: ClassVar[str] = "fill"
    prescription: int
    site: str
    recipient: str
    units: int
    lot: str | None = None
    record: str = ""

    def __post_init__(self) -> None:
        """Refuse quantities and names nobody could dispense."""
        check_position("prescription", self.prescription)
        check_id("site", self.site)
        check_id("recipient", self.recipient)
        check_units("units", self.units)
        if self.lot is not None:
            check_id("lot", self.lot)
        check_text("record", self.record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """Take what was offered into one's own hands."""

    verb: ClassVar[str] = "accept"
    offer: int

    def __post_init__(self) -> None:
        """Refuse a position no entry has."""
        check_position("offer", self.offer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """Do not take what was offered.

    What a person offered is theirs again; what a pharmacy filled stays in transit until
    the staff call it back.
    """

    verb: ClassVar[str] = "decline"
    offer: int
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse a position no entry has."""
        check_position("offer", self.offer)
        check_text("reason", self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expire:
    """Call back an offer nobody answered in time."""

    verb: ClassVar[str] = "expire"
    offer: int

    def __post_init__(self) -> None:
        """Refuse a position no entry has."""
        check_position("offer", self.offer)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSite:
    """Begin keeping a site's stock here."""

    verb: ClassVar[str] = "open-site"
    zone: str
    policy: str

    def __post_init__(self) -> None:
        """Refuse a zone or policy nobody has."""
        zone_named(self.zone)
        check_id("policy", self.policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receive:
    """Take a delivery into a site's stock."""

    verb: ClassVar[str] = "receive"
    product: str
    lot: str
    units: int
    supplier: str
    invoice: str = ""

    def __post_init__(self) -> None:
        """Refuse a delivery nobody sent."""
        product_of(self.product)
        check_id("lot", self.lot)
        check_units("units", self.units)
        check_text("supplier", self.supplier, least=1)
        check_text("invoice", self.invoice)
