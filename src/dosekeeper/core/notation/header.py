"""The lines before the first day: whose chart, where, who is who, what is in stock.

They are shorthand. A ``course`` line with a day, and a ``plan`` line, stand for ordinary
acts at the first instant of that day; nothing a header says could not be said by sentences.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from dosekeeper.core import acts
from dosekeeper.core.events import course_stream, site_stream
from dosekeeper.core.ledger import SOURCE, Books, HandKind, Movement, hand
from dosekeeper.core.notation.grammar import PLAN
from dosekeeper.core.notation.kinds import KINDS
from dosekeeper.core.notation.phrase import Form, phrases
from dosekeeper.core.notation.scene import plan_of
from dosekeeper.core.notation.sentence import Said, read_phrases
from dosekeeper.core.notation.words import Place, Split, did_you_mean, show
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.plan import Level
from dosekeeper.core.units import BadValueError


_COURSE = Form(
    "header",
    "course",
    "course",
    phrases(
        "policy <policy:id> | weight <weight:kg> kg | zone <zone:zone> | clinic <clinic:id>"
        " | patient <patient:id> | prescriber <prescriber:id> | level <level:level>"
        " | agreed -> agreed=yes | <on:day>"
    ),
)
_PLAN = Form("header", "plan", "plan", phrases(f"held by <delegate:id> | {PLAN}"))
_STOCK = Form(
    "header",
    "stock",
    "stock",
    phrases("<units:whole> unit(s) | of <product:product> | lot <lot:id>"),
)
_FIT = acts.Agree(
    vetting=acts.Vetting(adult=True, in_treatment=False, patients=0, paid=False),
    training=acts.Training(version="1", right=6, questions=6),
)
"""What whoever holds by the header has signed: a text that cares says it in sentences."""
FIRST_WORDS = ("course", "site", "plan", "people", "stock", "under")
"""What a line may begin with, beside a day, ``ask`` and ``#``."""


@dataclass(slots=True)
class Header:
    """What the lines before the first day say."""

    stream: str
    place: Place
    zone: str
    policy: str
    course: Said
    plan: Said | None = None
    roles: dict[str, Role] = field(default_factory=dict)
    shelves: dict[str, Books] = field(default_factory=dict)
    prescriber: str = ""

    @property
    def on(self) -> date | None:
        """The day of the header's own acts; without one the text tells them itself."""
        day: date | None = self.course.get("on")
        return day


def read_opening(line: Split, place: Place, doctor: str) -> Header:
    """Read the first line, ``course lucia, 2026-01-05, ...`` or ``site main-pharmacy, ...``."""
    tokens = line.tokens
    if len(tokens) < 2 or tokens[0].text not in {"course", "site"}:  # noqa: PLR2004 - a word and a name
        place.at(tokens[0].column).fail(
            "a text begins with 'course' or 'site' and its name, such as 'course lucia'"
        )
    name, where = tokens[1].text.rstrip(":"), place.at(tokens[1].column)
    try:
        stream = (course_stream if tokens[0].text == "course" else site_stream)(name)
    except BadValueError as error:
        where.fail(error.message)
    said = Said(_COURSE, where)
    read_phrases(said, _COURSE.phrases, tokens[2:], line.raw)
    said.values.setdefault("patient", name)
    return Header(
        stream=stream,
        place=place,
        zone=said.get("zone", "UTC"),
        policy=said.get("policy", "article"),
        course=said,
        prescriber=said.get("prescriber", doctor),
    )


def read_more(header: Header, line: Split, place: Place) -> None:
    """Read one of the lines that may follow the first."""
    word = line.tokens[0].text.rstrip(":")
    place = place.at(line.tokens[0].column)
    match word:
        case "plan":
            if header.plan is not None or header.on is None:
                place.fail("one plan line, below a course line with a day")
            header.plan = Said(_PLAN, place)
            read_phrases(header.plan, _PLAN.phrases, line.tokens[1:], line.raw)
        case "people":
            _people(header, line, place)
        case "stock":
            _stock(header, line, place)
        case _:
            hint = did_you_mean(word, list(FIRST_WORDS))
            place.fail(f"{show(word)} begins no line here; a day or 'ask' would{hint}")


def _people(header: Header, line: Split, place: Place) -> None:
    words = [token for token in line.tokens[1:] if token.text not in {",", ":"}]
    if len(words) % 2:
        place.at(words[-1].column).fail("each person needs a role: 'people: nell nurse'")
    for who, what in zip(words[::2], words[1::2], strict=True):
        person = KINDS["id"].read(who.text, place.at(who.column))
        if person in header.roles:
            place.at(who.column).fail(f"{person} has a role already")
        header.roles[person] = KINDS["role"].read(what.text, place.at(what.column))


def _stock(header: Header, line: Split, place: Place) -> None:
    if len(line.tokens) < 2:  # noqa: PLR2004 - a word and a name
        place.fail("a site is missing: 'stock main-pharmacy: 20 units of ...'")
    site = KINDS["id"].read(line.tokens[1].text.rstrip(":"), place.at(line.tokens[1].column))
    books = header.shelves.setdefault(site, Books())
    said = Said(_STOCK, place)
    read_phrases(said, _STOCK.phrases, line.tokens[2:], line.raw)
    if said.values:
        product = said.need("product", "'of' and a product")
        units, lot = said.need("units", "'N units'"), said.get("lot", "unknown")
        try:
            books.apply(Movement(SOURCE, hand(HandKind.STOCK, site), product.id, lot, units))
        except BadValueError as error:
            place.fail(f"{error.field}: {error.message}")


def expand(header: Header) -> Iterator[tuple[acts.Act, Actor, Place]]:
    """Yield the acts a header stands for, in order, with who did them and where it says so."""
    said, plan, place = header.course, header.plan, header.place
    doctor = Actor(header.prescriber, Role.PRESCRIBER)
    patient = said.get("patient")
    if header.stream.startswith("site:"):
        manager = Actor("manager", Role.MANAGER)
        yield acts.OpenSite(zone=header.zone, policy=header.policy), manager, place
        return
    clinic = said.get("clinic", "clinic")
    opened = acts.OpenCourse(
        patient=patient, clinic=clinic, zone=header.zone, policy=header.policy
    )
    yield opened, doctor, place
    if "weight" in said.values:
        yield acts.Weigh(weight_g=said.values["weight"]), doctor, said.at("weight")
    if plan is not None:
        yield (
            acts.SetPlan(
                plan=plan_of(plan, None),
                end_point=plan.get("end_point", ""),
                ends_on=plan.get("until"),
            ),
            doctor,
            plan.place,
        )
    if "agreed" in said.values:
        yield acts.Agree(), Actor(patient, Role.PATIENT), place
        yield acts.Agree(), doctor, place
    yield from _custody(header, doctor, patient)


def _custody(
    header: Header, doctor: Actor, patient: str
) -> Iterator[tuple[acts.Act, Actor, Place]]:
    """Yield the level and the delegate. Who is said to hold does hold: that is level two."""
    holder = header.plan.get("delegate") if header.plan else None
    place = header.plan.place if header.plan else header.place
    level = header.course.get("level")
    if level is None and holder is not None:
        level = Level.L4 if holder == patient else Level.L2
    if level is not None:
        yield acts.SetLevel(level=level, reason="as the header says"), doctor, place
    if holder is not None and holder != patient:
        told = "as the header says"
        appoint = acts.Appoint(
            delegate=holder,
            relation="trusted person",
            legal_basis=told,
            consent=told,
            identity=told,
        )
        yield appoint, doctor, place
        yield _FIT, Actor(holder, Role.DELEGATE), place
