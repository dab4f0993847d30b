"""Forms of the acts of ``core.acts.hands``: passed on, taken, counted, destroyed, lost."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from typing_extensions import override

from dosekeeper.core.acts import Finding
from dosekeeper.core.case import Case
from dosekeeper.core.events import Done
from dosekeeper.core.gates.correctable import FIXED
from dosekeeper.core.ledger import UNACCOUNTED, Hand, HandKind, hand, kind_of
from dosekeeper.core.people import CLINICIANS, Role
from dosekeeper.core.plan import Place
from dosekeeper.core.units import BadValueError
from dosekeeper.rulebook import product_name
from dosekeeper.web.acts.fields import Pick, Whole, Words
from dosekeeper.web.acts.forms.base import SECOND, ActForm, Fact, WithSecond, words_of
from dosekeeper.web.acts.forms.supply import number
from dosekeeper.web.presenters.moments import when
from dosekeeper.web.presenters.strip import gap_text
from dosekeeper.web.presenters.units import so_many, so_many_in, unit_name
from dosekeeper.web.scene import Scene
from dosekeeper.wording import entry_sentence


_AT_HOME = (HandKind.DELEGATE, HandKind.PATIENT)


class HeldForm(ActForm):
    """An act about units in a hand; ``box`` is hand, product and perhaps lot in one choice."""

    box_label: ClassVar[str] = "From"
    kinds: ClassVar[tuple[HandKind, ...]] = _AT_HOME
    nothing_held: ClassVar[str] = "Nobody holds anything here."
    blame = {"what": "box", "hand": "box", "product": "box", "lot": "box"}  # noqa: RUF012 - as declared

    @override
    def set_up(self) -> None:
        box = Pick(label=self.box_label, large=True)
        self.fields = {"box": box, **self.fields}
        choices = self.boxes()
        asked = str(self.asked.get("hand", ""))
        likely = next((value for value, _ in choices if value.startswith(f"{asked}|")), None)
        self.offer("box", choices, nothing=self.nothing_held, likely=likely)
        if "units" in self.fields and choices:
            products = {value.split("|")[1] for value, _ in choices}
            if len(products) == 1:
                self.suffix("units", products.pop())

    @override
    def facts(self) -> Sequence[Fact]:
        """The only hand there is, which is not asked for."""
        box = self.fields["box"]
        assert isinstance(box, Pick)
        if not box.widget.is_hidden:
            return ()
        return [{"label": self.box_label, "value": text} for _, text in self.boxes()[:1]]

    def boxes(self) -> list[tuple[str, str]]:
        """The hands to choose from, a person's own first and alone."""
        scene = self.scene
        if not scene.is_course:
            return _shelf(self)
        held: dict[tuple[Hand, str], int] = {}
        for holder, product, _, units in scene.chart.books.items():
            if kind_of(holder) in self.kinds:
                held[holder, product] = held.get((holder, product), 0) + units
        if scene.holder:
            held = {place: n for place, n in held.items() if place[0] == scene.own_hand}
        return [
            (f"{holder}|{product}|", _held_text(self, holder, product, units))
            for (holder, product), units in held.items()
        ]

    def box(self) -> tuple[str, str, str]:
        """Hand, product and lot of the choice that was made."""
        parts = str(self.cleaned_data["box"]).split("|")
        if len(parts) != 3:  # noqa: PLR2004 - hand, product, lot
            raise BadValueError("box", "is not one of the hands here")
        return parts[0], parts[1], parts[2]

    @override
    def part(self, name: str) -> Any:
        if name == "what":
            holder, product, lot = self.box()
            what = {"hand": holder, "product": product, "units": self.cleaned_data["units"]}
            return what | ({"lot": lot} if lot else {})
        if name in {"hand", "product", "lot"}:
            return self.box()[("hand", "product", "lot").index(name)] or None
        return super().part(name)


def _shelf(form: ActForm) -> list[tuple[str, str]]:
    site = form.scene.id
    stock = hand(HandKind.STOCK, site)
    shelf = form.scene.shelves.get(site)
    found = shelf.items() if shelf is not None else ()
    return [
        (f"{holder}|{product}|{lot}", f"{product_name(product)}, lot {lot}: {units}")
        for holder, product, lot, units in found
        if holder == stock
    ]


def _held_text(form: ActForm, holder: Hand, product: str, units: int) -> str:
    where = form.scene.hand_name(holder)
    held = so_many_in(form.scene, holder, product, units)
    return f"{where[:1].upper()}{where[1:]}: {held}"


class HandOver(HeldForm):
    """Offer units to another person."""

    verb = "hand-over"
    title = "Hand over"
    button = "Hand over"
    intro = "They stay on their way until the other person says that they have them."
    recipient = Pick(label="To", large=True)
    units = Whole(label="How many", suffix="units")

    @override
    def set_up(self) -> None:
        super().set_up()
        scene, chart = self.scene, self.scene.chart
        people = [
            (each.delegate, f"{scene.name(each.delegate)}, trusted person")
            for each in chart.trusts.values()
            if each.revoked_at is None and each.delegate != scene.person
        ]
        if chart.patient != scene.person:
            people.append((chart.patient, f"{scene.name(chart.patient)}, the patient"))
        self.offer("recipient", people)


class TakeDose(HeldForm):
    """Record a dose: from whose hand, by whom, seen by whom."""

    verb = "dose"
    title = "Give a dose"
    button = "Record the dose"
    box_label = "Out of"
    nothing_held = "There is nothing here to give."
    blame = HeldForm.blame | {"place": "units", "evidence": "observed_by"}
    units = Whole(label="How many", suffix="units")
    given_by = Pick(label="Given by")
    observed_by = Pick(label="Watched by", required=False)
    # Not required: a dose already taken is recorded without them, if a rule was lifted.
    systolic = Whole(label="Upper blood pressure", suffix="mmHg", required=False)
    diastolic = Whole(label="Lower blood pressure", suffix="mmHg", required=False)
    pulse = Whole(label="Pulse", suffix="a minute", required=False)
    already = forms.BooleanField(
        label="It has been taken already",
        help_text="Then it is written down even where a rule says no, and the clinic calls.",
        required=False,
    )

    fold = ("already", "at")
    fold_label = "It was taken already"

    @override
    def set_up(self) -> None:
        super().set_up()
        scene, plan = self.scene, self.scene.chart.plan
        if plan is not None:
            self.initial["units"] = plan.units_per_dose
            unit = unit_name(plan.product, plan.units_per_dose)
            self.fields[
                "units"
            ].help_text = f"The plan: {plan.units_per_dose} {unit}, {plan.dose.text}"
            self.suffix("units", plan.product)
        for name in ("systolic", "diastolic", "pulse"):
            field = self.fields[name]
            assert isinstance(field, Whole)
            field.expected = True
        givers = self._givers()
        self.offer("given_by", givers, likely=self._likely_giver())
        nobody = ("", "Nobody")
        self.offer("observed_by", [*givers, nobody], likely=self._likely_giver())
        if scene.role is Role.DELEGATE:
            # The one who opens the box gives the dose and watches: not worth two questions.
            for name in ("given_by", "observed_by"):
                self.fields[name].widget = forms.HiddenInput()

    @override
    def boxes(self) -> list[tuple[str, str]]:
        scene, plan = self.scene, self.scene.chart.plan
        found = super().boxes()
        if scene.holder or plan is None:
            return found
        for site, shelf in scene.shelves.items():
            stock = hand(HandKind.STOCK, site)
            units = shelf.units(stock, plan.product)
            if site in scene.works_at and units:
                found.append(
                    (f"{stock}|{plan.product}|", _held_text(self, stock, plan.product, units))
                )
        if plan.place is Place.CLINIC:
            found.reverse()
        return found

    def _givers(self) -> list[tuple[str, str]]:
        scene, chart = self.scene, self.scene.chart
        people = {each.delegate: None for each in chart.trusts.values()}
        people |= {one.id: None for one in scene.team} if not scene.holder else {}
        if scene.role in CLINICIANS:
            people = {scene.person: None, **people}
        return [(who, scene.name(who)) for who in (*people, chart.patient)]

    def _likely_giver(self) -> str | None:
        scene = self.scene
        if scene.role is Role.PATIENT:
            return scene.chart.delegate_on(scene.today)
        return scene.person

    @override
    def part(self, name: str) -> Any:
        in_clinic = kind_of(Hand(self.box()[0] or "source")) is HandKind.STOCK
        if name == "place":
            return str(Place.CLINIC if in_clinic else Place.HOME)
        if name == "evidence":
            return self._evidence(in_clinic=in_clinic)
        return super().part(name)

    def _evidence(self, *, in_clinic: bool) -> str:
        """How well it is known follows from who watched and who signs."""
        scene, observer = self.scene, self.cleaned_data.get("observed_by")
        if not observer or observer == scene.chart.patient:
            return "self-report" if scene.role is Role.PATIENT else "unknown"
        clinician = scene.role in CLINICIANS and observer == scene.person
        return "observed-in-person" if clinician or in_clinic else "delegate-observed"


class Count(HeldForm):
    """Say how many there are. The books' number is not shown: a count is blind."""

    verb = "count"
    title = "Count"
    button = "Record the count"
    intro = "Open the box, count them twice, and type what you see."
    box_label = "What you count"
    units = Whole(label="How many are there", suffix="units", least=0)

    @override
    def boxes(self) -> list[tuple[str, str]]:
        if not self.scene.is_course:
            return [(value, text.rpartition(":")[0]) for value, text in _shelf(self)]
        scene, chart = self.scene, self.scene.chart
        found = {value: text.rpartition(":")[0] for value, text in super().boxes()}
        plan = chart.plan
        trusted = chart.delegate_on(scene.today)
        own = scene.own_hand if scene.holder else trusted and chart.hand_of(trusted)
        if own and plan is not None:
            where = scene.hand_name(Hand(own))
            found.setdefault(f"{own}|{plan.product}|", f"{where[:1].upper()}{where[1:]}")
        for case in chart.cases.values():
            where = scene.hand_name(case.hand)
            if not scene.holder or case.hand == scene.own_hand:
                found.setdefault(f"{case.hand}|{case.product}|{case.lot or ''}", where)
        return list(found.items())


class Resolve(ActForm):
    """Close a count difference."""

    verb = "resolve"
    title = "Close a count difference"
    button = "Close it"
    intro = "The books and the last count have to agree first; then say what it was."
    case = Pick(label="Which")
    finding = Pick(label="What it was", choices=[])
    note = Words(label="In words", rows=2)

    @override
    def set_up(self) -> None:
        scene = self.scene
        choices = [
            (str(case.position), f"{scene.hand_name(case.hand)}: {gap_text(case.gap)}")
            for case in scene.chart.cases.values()
        ]
        self.offer("case", choices, nothing="No count difference is open.")
        self.offer("finding", words_of("finding", Finding))

    @override
    def facts(self) -> Sequence[Fact]:
        """Each difference with its numbers: what was counted, by whom, and what is missing."""
        return [_difference(self.scene, case) for case in self.scene.chart.cases.values()]

    @override
    def part(self, name: str) -> Any:
        return number(self, name) if name == "case" else super().part(name)


def _difference(scene: Scene, case: Case) -> Fact:
    where, counted = scene.hand_name(case.hand), so_many(case.product, case.counted)
    at = when(case.at, scene.chart.zone, scene.now)["text"]
    books = f"{case.counted - case.gap} in the books: {gap_text(case.gap)}"
    who = scene.name(case.counted_by)
    return {
        "label": f"{where[:1].upper()}{where[1:]}, counted {at} by {who}",
        "value": f"{counted}; {books}" if case.gap else f"{counted}, and so say the books now",
    }


class Waste(HeldForm, WithSecond):
    """Destroy units in front of a witness, who signs on the same form."""

    verb = "waste"
    title = "Waste"
    button = "Record the waste"
    second_says = "Witness"
    units = Whole(label="How many", suffix="units")
    reason = Words(label="Why")

    @override
    def set_up(self) -> None:
        super().set_up()
        self.ask_second()


class Return(HeldForm, WithSecond):
    """Give units to a collector for destruction; whoever takes them over signs too."""

    verb = "return"
    title = "Return for destruction"
    button = "Record the return"
    intro = "What leaves a home is destroyed; it never goes back into stock."
    units = Whole(label="How many", suffix="units")
    collector = Words(label="Given to", help_text="The pharmacy or the collection point")
    reason = Words(label="Why", required=False)

    @override
    def set_up(self) -> None:
        super().set_up()
        self.second_says = "Who takes them over" if self.scene.holder else "Who signs too"
        self.ask_second()


class Lose(HeldForm):
    """Move units to unaccounted, on somebody's name."""

    verb = "lost"
    title = "Report a loss"
    button = "Report the loss"
    intro = "Thank you for saying so. The clinic looks at it with you."
    box_label = "Lost out of"
    kinds = (*_AT_HOME, HandKind.OFFER)
    units = Whole(label="How many", suffix="units")
    reason = Words(label="What happened", rows=2)
    stolen = forms.BooleanField(label="They were stolen", required=False)
    report = Words(
        label="Police report", help_text="Its number, if there is one", required=False
    )


class Find(HeldForm):
    """Bring units back from unaccounted into a hand."""

    verb = "found"
    title = "Report found doses"
    button = "They are found"
    box_label = "Now with"
    nothing_held = "Nothing is missing."
    units = Whole(label="How many", suffix="units")
    reason = Words(label="Where they were")

    @override
    def boxes(self) -> list[tuple[str, str]]:
        scene, chart = self.scene, self.scene.chart
        missing = {p: n for h, p, _, n in chart.books.items() if h == UNACCOUNTED}
        holders = [hand(HandKind.STOCK, scene.id)] if not scene.is_course else _homes(self)
        return [
            (f"{holder}|{product}|", scene.hand_name(holder))
            for product in missing
            for holder in holders
        ]


def _homes(form: ActForm) -> list[Hand]:
    scene, chart = form.scene, form.scene.chart
    if scene.holder:
        return [scene.own_hand]
    people = [each.delegate for each in chart.trusts.values()]
    return [chart.hand_of(who) for who in (*people, chart.patient)]


class Correct(WithSecond):
    """Strike an earlier entry by adding this one; two sign where it moved units."""

    verb = "correct"
    title = "Correct an entry"
    button = "Strike that entry"
    intro = (
        "Nothing is erased: the entry is struck, what it moved is undone, both stay readable."
    )
    fold = SECOND
    fold_label = "A second person signs, where the entry moved units"
    entry = Pick(label="Which entry")
    reason = Words(label="Why it was wrong")

    @override
    def set_up(self) -> None:
        scene, chart = self.scene, self.scene.chart
        live = [
            (entry, entry.fact)
            for entry in reversed(chart.entries)
            if isinstance(entry.fact, Done)
            and entry.position not in chart.struck
            and not isinstance(entry.fact.act, FIXED)
        ][:60]
        choices = []
        for entry, _ in live:
            said = entry_sentence(entry, scene.names, chart.zone)
            line = f"{entry.position}: {scene.name(entry.by.person)} {said}"
            choices.append((str(entry.position), line[:120]))
        self.offer("entry", choices, nothing="There is nothing to correct yet.")
        self.moved = {str(entry.position) for entry, fact in live if fact.movements}
        if self.moved:
            # Which entry is chosen is known only when it is sent, so `clean` asks then.
            self.ask_second(required=False)

    @property
    @override
    def wants_second(self) -> bool:
        chosen = self.data if self.is_bound else self.initial | self.asked
        return chosen.get("entry") in self.moved

    @property
    @override
    def unfolded(self) -> bool:
        return self.wants_second or super().unfolded

    @override
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.signing and self.wants_second:
            for name in SECOND[:2]:
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, "Two sign here: this entry moved units.")
        return cleaned

    @override
    def part(self, name: str) -> Any:
        return number(self, name) if name == "entry" else super().part(name)
