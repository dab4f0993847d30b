"""Forms of the acts of ``core.acts.supply``: prescribed, dispensed, taken over, received."""

from collections.abc import Sequence
from typing import Any

from typing_extensions import override

from dosekeeper.core.facts import Offer, Script
from dosekeeper.core.ledger import HandKind, hand, kind_of, who_of
from dosekeeper.core.plan import Order, Place
from dosekeeper.core.product import product_of
from dosekeeper.core.units import mg_text
from dosekeeper.door import desk
from dosekeeper.rulebook import product_name
from dosekeeper.web.acts.fields import Day, Pick, Thousandths, Whole, Words, plain
from dosekeeper.web.acts.forms.base import ActForm, Fact, words_of
from dosekeeper.web.presenters.units import unit_name
from dosekeeper.web.scene import Scene
from dosekeeper.wording import counted, day_text, label


class PlanForm(ActForm):
    """A dose of one product, so many a week, at least so many hours apart."""

    product = Pick(label="Product")
    dose_mg = Thousandths(label="One dose", suffix="mg")
    doses_per_week = Whole(label="Doses a week", suffix="a week")
    spacing_hours = Whole(label="At least this far apart", suffix="hours", least=0)
    place = Pick(label="Taken where", choices=words_of("place", Place))
    blame = {"dose": "dose_mg", "plan.dose": "dose_mg", "micrograms": "dose_mg"}  # noqa: RUF012 - as declared

    @override
    def set_up(self) -> None:
        plan = self.scene.chart.plan
        self.offer("product", [(p, product_name(p)) for p in _formulary()])
        if plan is not None:
            self.initial |= {
                "product": plan.product,
                "dose_mg": mg_text(plan.dose.micrograms),
                "doses_per_week": plan.doses_per_week,
                "spacing_hours": plan.spacing_hours,
                "place": plan.place,
            }

    @override
    def part(self, name: str) -> Any:
        if name != "plan":
            return super().part(name)
        parts = {
            "product": self.cleaned_data["product"],
            "dose": {"micrograms": self.cleaned_data["dose_mg"]},
            "doses_per_week": self.cleaned_data["doses_per_week"],
            "spacing_hours": self.cleaned_data["spacing_hours"],
            "place": self.cleaned_data["place"],
        }
        return {key: value for key, value in parts.items() if value is not None}


class SetPlan(PlanForm):
    """State the plan."""

    verb = "plan"
    title = "State the plan"
    button = "State this plan"
    end_point = Words(
        label="What the course is for, and when it ends",
        help_text="For example: PHQ-9 below 10, judged at the end",
        required=False,
    )
    ends_on = Day(label="Ends, or is judged again, on", required=False)

    @override
    def set_up(self) -> None:
        super().set_up()
        chart = self.scene.chart
        self.initial |= {"end_point": chart.end_point, "ends_on": chart.ends_on}


class Prescribe(PlanForm):
    """Sign a prescription of the plan."""

    verb = "prescribe"
    title = "Prescribe"
    button = "Sign the prescription"
    doses = Whole(label="Doses in all", suffix="doses")
    days = Whole(label="For", suffix="days")
    doses_per_fill = Whole(label="At most in one fill", suffix="doses")
    order = Pick(label="Worded as", choices=words_of("order", Order))
    refills = Whole(label="Refills", least=0)
    starts_on = Day(label="Starts on", required=False, help_text="Leave empty for today")
    fold = ("order", "refills", "starts_on")
    fold_label = "Wording, refills, another first day"

    @override
    def set_up(self) -> None:
        super().set_up()
        scene, last = self.scene, _last(self.scene.chart.scripts)
        days = min(28, scene.limit("days-supply", "days-max"))
        level = scene.limit("doses-per-fill", scene.chart.level.lower())
        self.initial |= {"days": days, "order": Order.SCHEDULED, "refills": 0}
        if last is not None:
            self.initial |= {
                "doses": last.signed.doses,
                "days": min(last.signed.days, days),
                "doses_per_fill": last.signed.doses_per_fill,
            }
        elif scene.chart.plan is not None:
            weekly = scene.chart.plan.doses_per_week
            doses = days * weekly // 7
            self.initial |= {"doses": doses, "doses_per_fill": min(doses, level) or doses}

    @override
    def facts(self) -> Sequence[Fact]:
        chart = self.scene.chart
        found: list[Fact] = []
        if script := _last(chart.scripts):
            found += script_facts(script)
        return [*found, *supply_facts(self)]

    @override
    def part(self, name: str) -> Any:
        # A clinic's prescribers are one group: they see the same chart.
        return self.scene.chart.clinic if name == "group" else super().part(name)


class Stop(ActForm):
    """End a prescription before its time."""

    verb = "stop"
    title = "Stop the prescription"
    button = "Stop it"
    intro = "Nothing more is filled on it. What is already handed out stays where it is."
    prescription = Pick(label="Which prescription")
    reason = Words(label="Why")

    @override
    def set_up(self) -> None:
        live = [s for s in self.scene.chart.scripts.values() if s.stopped_at is None]
        choices = [(str(s.position), script_text(s)) for s in reversed(live)]
        self.offer("prescription", choices, nothing="No prescription is in force.")

    @override
    def part(self, name: str) -> Any:
        return number(self, name) if name == "prescription" else super().part(name)


class Fill(ActForm):
    """Dispense on a prescription. Typed in doses, moved in whole units."""

    verb = "fill"
    title = "Fill"
    button = "Fill"
    blame = {"units": "doses"}  # noqa: RUF012 - as declared
    prescription = Pick(label="Prescription")
    site = Pick(label="Dispensed at")
    recipient = Pick(label="Handed to", large=True)
    doses = Whole(label="How many doses", suffix="doses")
    lot = Pick(label="Lot", required=False)
    record = Words(
        label="Dispensing record",
        help_text="The pharmacy's own number",
        required=False,
    )

    @override
    def set_up(self) -> None:
        scene = self.scene
        scripts = [(str(s.position), script_text(s)) for s in _to_fill(scene)]
        self.offer("prescription", scripts, nothing="There is no prescription to fill.")
        sites = [s for s in scene.works_at if s in scene.places]
        pharmacies = [s for s in sites if scene.places[s].kind == "pharmacy"] or sites
        self.offer("site", [(s, scene.name(s)) for s in sorted(pharmacies)])
        self._recipients()
        self._lots(str(self.asked.get("site", self.initial["site"])))
        if script := self.script():
            self.initial["doses"] = likely_doses(self, script) or ""
            per_dose = script.signed.plan.units_per_dose
            field = self.fields["doses"]
            if per_dose > 1:
                units = unit_name(script.signed.plan.product, per_dose)
                field.help_text = f"One dose is {per_dose} {units}"
            else:
                self.suffix("doses", script.signed.plan.product)
                field.label = "How many"

    def script(self) -> Script | None:
        """The prescription that is filled."""
        sent = self.data.get("prescription") if self.is_bound else None
        position = str(sent or self.initial.get("prescription", ""))
        return self.scene.chart.scripts.get(int(position)) if position.isdecimal() else None

    @override
    def moved_product(self) -> str:
        script = self.script()
        return script.signed.plan.product if script else ""

    def _recipients(self) -> None:
        scene, chart = self.scene, self.scene.chart
        trusted = chart.delegate_on(scene.today)
        people = [
            (each.delegate, f"{scene.name(each.delegate)}, trusted person")
            for each in chart.trusts.values()
            if each.revoked_at is None
        ]
        people.append((chart.patient, f"{scene.name(chart.patient)}, the patient"))
        self.offer("recipient", people, likely=trusted)

    def _lots(self, site: str) -> None:
        shelf, script = self.scene.shelves.get(site), self.script()
        if shelf is None or script is None:
            del self.fields["lot"]
            return
        lots = shelf.lots(hand(HandKind.STOCK, site), script.signed.plan.product)
        choices = [("", "The oldest first")]
        choices += [(lot, f"{lot}, {units} in stock") for lot, units in lots.items()]
        self.offer("lot", choices)
        del self.fields["record"]

    @override
    def facts(self) -> Sequence[Fact]:
        script = self.script()
        return [*(script_facts(script) if script else ()), *supply_facts(self)]

    @override
    def part(self, name: str) -> Any:
        if name == "prescription":
            return number(self, name)
        if name == "units":
            script, doses = self.script(), self.cleaned_data["doses"]
            return doses * (script.signed.plan.units_per_dose if script else 1)
        return super().part(name)


class OfferForm(ActForm):
    """An act about one offer on its way."""

    offer_nothing = "Nothing is on its way."

    def offers(self) -> list[Offer]:
        """The offers this person may have a word about."""
        chart, own = self.scene.chart, self.scene.own_hand
        return [o for o in chart.offers.values() if o.recipient == own]

    @override
    def set_up(self) -> None:
        self.fields = {"offer": Pick(label="Which", large=True), **self.fields}
        choices = [(str(o.position), offer_text(self, o)) for o in self.offers()]
        self.offer("offer", choices, nothing=self.offer_nothing)

    @override
    def deed(self) -> str:
        chart, position = self.scene.chart, number(self, "offer") or 0
        offer = chart.offers.get(position)
        return f"{self.title}: {offer_text(self, offer)}" if offer else ""

    @override
    def part(self, name: str) -> Any:
        return number(self, name) if name == "offer" else super().part(name)


class Accept(OfferForm):
    """Take what was offered into one's own hands."""

    verb = "accept"
    title = "Take over doses"
    button = "I have them"
    intro = "Count them before you say so. From then on they are in your hands."
    offer_nothing = "Nothing is on its way to you."

    @override
    def facts(self) -> Sequence[Fact]:
        return [
            {"label": f"From {self.scene.hand_name(o.giver)}", "value": units_of(o)}
            for o in self.offers()
        ]


class Decline(OfferForm):
    """Do not take what was offered."""

    verb = "decline"
    title = "Do not take them"
    button = "I do not take them"
    intro = "They go back to whoever offered them."
    offer_nothing = "Nothing is on its way to you."
    reason = Words(label="Why", required=False)


class Expire(OfferForm):
    """Call back an offer nobody answered."""

    verb = "expire"
    title = "Call an offer back"
    button = "Call it back"
    intro = "What nobody took goes back to the hand it came from."

    @override
    def offers(self) -> list[Offer]:
        return list(self.scene.chart.offers.values())


class Receive(ActForm):
    """Take a delivery into a site's stock."""

    verb = "receive"
    title = "Receive a delivery"
    button = "Take it into stock"
    product = Pick(label="Product")
    lot = Words(label="Lot", help_text="As printed, in small letters", max_length=64)
    units = Whole(label="How many", suffix="units")
    supplier = Words(label="Supplier")
    invoice = Words(label="Invoice", required=False)

    @override
    def set_up(self) -> None:
        self.offer("product", [(p, product_name(p)) for p in _formulary()])

    @override
    def part(self, name: str) -> Any:
        value = super().part(name)
        return value.lower() if name == "lot" and value else value


class OpenSite(ActForm):
    """Begin keeping a site's stock here."""

    verb = "open-site"
    title = "Keep this site's stock here"
    button = "Begin"
    zone = Words(label="Time zone", help_text="For example America/New_York")
    policy = Pick(label="Policy")

    @override
    def set_up(self) -> None:
        site = self.scene.places[self.scene.id]
        self.offer("policy", policies(), likely=site.policy)
        self.initial["zone"] = site.zone


# --- what several forms say -------------------------------------------------------------


def policies() -> list[tuple[str, str]]:
    """The policies of this installation."""
    names = getattr(desk().policies, "names")()  # noqa: B009 - the port does not promise it
    return [(name, name) for name in names]


def number(form: ActForm, name: str) -> int | None:
    """A position in the journal, as the whole number it has to be."""
    text = plain(form.cleaned_data.get(name))
    if text is None:
        return None
    return int(text) if str(text).isdecimal() and len(str(text)) < 9 else 0  # noqa: PLR2004


def script_text(script: Script) -> str:
    """A prescription in one line."""
    plan = script.signed.plan
    return (
        f"{counted('doses', script.signed.doses)} of {plan.dose.text},"
        f" to {day_text(script.ends_on)}"
    )


def script_facts(script: Script) -> list[Fact]:
    """Prescribed, dispensed, remaining: in doses, and in units when a dose is several."""
    plan = script.signed.plan
    left = script.units_left // plan.units_per_dose
    return [
        {"label": "Prescribed", "value": _both(script.signed.doses, plan)},
        {"label": "Dispensed", "value": _both(script.signed.doses - left, plan)},
        {"label": "Remaining", "value": _both(left, plan)},
    ]


def supply_facts(form: ActForm) -> list[Fact]:
    """What is at home now, and what the level lets go home at once."""
    scene, chart = form.scene, form.scene.chart
    level = chart.level
    doses = scene.limit("doses-per-fill", level.lower())
    facts = [{"label": label("level", level).capitalize(), "value": f"{doses} a fill"}]
    if chart.plan is not None:
        units = chart.home_units()
        facts.insert(
            0,
            {
                "label": "At home now",
                "value": f"{units} {unit_name(chart.plan.product, units)}",
            },
        )
    return facts


def _both(doses: int, plan: Any) -> str:
    if plan.units_per_dose == 1:
        return f"{doses} {unit_name(plan.product, doses)}"
    units = doses * plan.units_per_dose
    return f"{counted('doses', doses)} ({units} {unit_name(plan.product, units)})"


def likely_doses(form: ActForm, script: Script) -> int:
    """As many doses as the level, the prescription and what is left of it have in common."""
    scene, plan = form.scene, script.signed.plan
    level = scene.chart.level.lower()
    days = scene.limit("days-per-fill", level)
    return min(
        scene.limit("doses-per-fill", level),
        script.signed.doses_per_fill,
        script.units_left // plan.units_per_dose,
        days * plan.doses_per_week // 7,
    )


def units_of(offer: Offer) -> str:
    """``4 troches``."""
    product = offer.movements[0].product
    return f"{offer.units} {unit_name(product, offer.units)}"


def offer_text(form: ActForm, offer: Offer) -> str:
    """An offer in one line."""
    whom = form.scene.name(who_of(offer.recipient))
    giver = form.scene.hand_name(offer.giver)
    sent = "" if kind_of(offer.giver) is HandKind.SOURCE else f" from {giver}"
    return f"{units_of(offer)}{sent} for {whom}"


def _to_fill(scene: Scene) -> list[Script]:
    """The latest first; what is over or used up only when there is nothing else."""
    signed = [s for s in reversed(scene.chart.scripts.values()) if s.stopped_at is None]
    live = [s for s in signed if s.units_left and s.ends_on > scene.today]
    return live or signed[:1]


def _last(scripts: dict[int, Script]) -> Script | None:
    return next(reversed(scripts.values()), None)


def _formulary() -> list[str]:
    known = desk().policies.formulary
    assert isinstance(known, dict), "the rulebook's formulary names its products"
    return sorted(known, key=lambda each: (product_of(each).injected, each))
