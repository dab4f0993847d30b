"""What a sentence may leave unsaid: who is who, whose hand, which prescription, how much."""

from dataclasses import dataclass, field

from dosekeeper.core.chart import Chart
from dosekeeper.core.facts import Script
from dosekeeper.core.ledger import SOURCE, Hand, HandKind, hand
from dosekeeper.core.notation.sentence import Said
from dosekeeper.core.people import HOLDERS, MAY, Actor, Role, may
from dosekeeper.core.plan import Place as Where
from dosekeeper.core.plan import Plan
from dosekeeper.core.product import Product, Substance, product_of


_LEAST_FIRST = (Role.DELEGATE, Role.NURSE, Role.PHARMACIST, Role.MANAGER, Role.PRESCRIBER)
"""Whose role is not known is taken for the least entitled who may do what they did."""


@dataclass(slots=True)
class Scene:
    """The chart as it stands before a sentence, and what the text said of people.

    ``lines`` leads from a line of the text to the last entry it made.
    """

    chart: Chart
    zone_name: str = "UTC"
    policy: str = ""
    roles: dict[str, Role] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)

    def resolve_line(self, said: Said) -> None:
        """Turn a reference to a line into one to its entry."""
        if "line" in said.values:
            number, place = said.values["line"], said.at("line")
            if number not in self.lines:
                place.fail(f"line {number} is nothing that happened before this one")
            said.put("entry", self.lines[number], place)

    def actor(self, person: str, verb: str) -> Actor:
        """Return a person in their role: as told, as the course says, else as the verb."""
        return Actor(person, self.role(person, verb))

    def role(self, person: str, verb: str) -> Role:
        """Tell a person's role."""
        if person in self.roles:
            return self.roles[person]
        if person == self.chart.patient:
            return Role.PATIENT
        if person in self.chart.trusts:
            return Role.DELEGATE
        if person.startswith("dr-"):
            return Role.PRESCRIBER
        if person in self.chart.shelves:
            return Role.PHARMACIST
        entitled = MAY.get(verb, frozenset())
        return next((role for role in _LEAST_FIRST if role in entitled), Role.NURSE)

    def who(self, said: Said) -> Actor:
        """Return who asks, and fail when their role may not."""
        person = said.get("by") or said.need("by", "'by' and who did it")
        actor = self.actor(person, said.form.verb)
        if not may(actor.role, said.form.verb):
            several = ", ".join(sorted(MAY[said.form.verb]))
            said.at("by").fail(
                f"{person} is a {actor.role}, and this is for a {several}"
                " (a 'people:' line gives roles)"
            )
        return actor

    def hand(self, said: Said, by: Actor) -> Hand:
        """Return the hand a sentence speaks of: the one it names, else the actor's own."""
        named = said.get("hand")
        if "stock" in said.values:
            return hand(HandKind.STOCK, said.values["stock"])
        if named == ":source":
            return SOURCE
        if named == ":stock" or (named is None and self.chart.stream.startswith("site:")):
            return self._stock(said)
        if named is not None:
            return Hand(named) if ":" in named else self.chart.hand_of(named)
        if by.role not in HOLDERS:
            said.place.fail("say whose hand it is, such as 'with marco' or 'in stock'")
        return self.chart.hand_of(by.person)

    def _stock(self, said: Said) -> Hand:
        if self.chart.stream.startswith("site:"):
            return hand(HandKind.STOCK, self.chart.stream.partition(":")[2])
        if len(self.chart.shelves) != 1:
            said.at("hand").fail("say of which site: 'from stock of main-pharmacy'")
        return hand(HandKind.STOCK, next(iter(self.chart.shelves)))

    def giver_hand(self, said: Said, giver: str, place: Where) -> Hand:
        """Return whose units a dose comes from: the giver's, or the clinic's own stock."""
        if {"hand", "stock"} & said.values.keys():
            return self.hand(said, Actor(giver, Role.DELEGATE))
        if self.role(giver, "dose") in HOLDERS:
            return self.chart.hand_of(giver)
        if place is not Where.CLINIC:
            said.place.fail("say from whose hand, such as 'from marco'")
        return self._stock(said) if self.chart.shelves else SOURCE

    def script(self, said: Said) -> Script:
        """Return the prescription that stands: the latest not stopped, else the latest."""
        script = self.chart.script or next(reversed(self.chart.scripts.values()), None)
        if script is None:
            said.place.fail("there is no prescription yet (or name one: 'of entry 4')")
        return script

    def product(self, said: Said, plan: Plan | None) -> Product:
        """Return the product spoken of: named, else the plan's."""
        if "product" in said.values:
            product = said.values["product"]
            assert isinstance(product, Product)
            return product
        if plan is None:
            said.place.fail("say of which product; there is no plan yet")
        return plan.drug

    def units(self, said: Said, plan: Plan | None) -> int | None:
        """Return how many units are spoken of, whichever way it was said."""
        told = [name for name in ("doses", "units", "mg") if name in said.values]
        if len(told) > 1:
            said.at(told[1]).fail("the quantity is said twice")
        if not told:
            return None
        name, value = told[0], said.values[told[0]]
        if name == "units":
            return int(value)
        product = self.product(said, plan)
        if name == "mg":
            micrograms = value.micrograms
        elif plan is None:
            said.at(name).fail(
                "there is no plan yet, so nobody knows what a dose is: say units"
            )
        else:
            micrograms = plan.dose.micrograms * value
        units, rest = divmod(micrograms, product.unit_mass.micrograms)
        if rest:
            said.at(name).fail(f"that is not a whole number of units of {product.id}")
        return int(units)

    def some_units(self, said: Said, plan: Plan | None) -> int:
        """Return how many units are spoken of; there must be a number."""
        units = self.units(said, plan)
        if units is None:
            said.place.fail(f"{said.form.past!r} needs a quantity, such as '4 doses'")
        return units


def plan_of(said: Said, base: Plan | None) -> Plan:
    """Return the plan a sentence states; what it leaves out is as in ``base``."""
    if "mg" in said.values:
        product, dose = _product(said).id, said.values["mg"]
    elif base is not None:
        product, dose = base.product, base.dose
    else:
        said.place.fail("say of what, such as 'of 100 mg sublingual troche'")
    if {"per_week", "per_day"} <= said.values.keys():
        said.at("per_day").fail("how often is said twice")
    per_week = said.get("per_week", 7 * said.get("per_day", 0))
    if base is None and not per_week:
        said.place.fail("say how often, such as '2 a week'")
    return Plan(
        product=product,
        dose=dose,
        doses_per_week=per_week or (base.doses_per_week if base else 0),
        spacing_hours=said.get("spacing", base.spacing_hours if base else 0),
        place=said.get("place", base.place if base else Where.HOME),
    )


def _product(said: Said) -> Product:
    strength = said.get("strength", said.values["mg"])
    substance = said.get("substance", Substance.KETAMINE)
    spelt = Product(substance, said.values["route"], said.values["form"], strength)
    return product_of(spelt.id)
