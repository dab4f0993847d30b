"""From what a sentence says to the act it speaks of."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from dosekeeper.core import acts
from dosekeeper.core.notation import following, moments
from dosekeeper.core.notation.scene import Scene, plan_of
from dosekeeper.core.notation.sentence import Said
from dosekeeper.core.people import CLINICIANS, Actor
from dosekeeper.core.plan import Order, Place, Plan
from dosekeeper.core.units import zone_named


WAIVER = timedelta(hours=24)
"""How long an override lasts when the text does not say."""

_Builder = Callable[[Said, Scene, Actor, datetime], acts.Act]


def build(said: Said, scene: Scene, at: datetime) -> acts.Request:
    """Make the request a sentence speaks of. BadValueError is for the caller to place."""
    verb = said.form.verb
    if verb == "dose" and "by" not in said.values and "given_by" in said.values:
        said.put("by", said.values["given_by"], said.at("given_by"))
    by = scene.who(said)
    second = said.get("second")
    return acts.Request(
        act=_BUILDERS[verb](said, scene, by, at),
        by=by,
        at=at,
        second=scene.actor(second, verb) if second else None,
    )


def _holding(said: Said, scene: Scene, by: Actor) -> acts.Holding:
    plan = scene.chart.plan
    return acts.Holding(
        hand=scene.hand(said, by),
        product=scene.product(said, plan).id,
        units=scene.some_units(said, plan),
        lot=said.get("lot"),
    )


def _dose(said: Said, scene: Scene, by: Actor, _: datetime) -> acts.Act:
    plan = scene.chart.plan
    given_by = said.get("given_by", by.person)
    place = said.get("place", plan.place if plan else Place.HOME)
    what = acts.Holding(
        hand=scene.giver_hand(said, given_by, place),
        product=scene.product(said, plan).id,
        units=scene.some_units(said, plan),
        lot=said.get("lot"),
    )
    patient = scene.chart.patient
    seen = said.get("observed_by", None if given_by == patient else given_by)
    observed_by = None if seen == ":nobody" else seen
    systolic, diastolic = said.get("pressure", (None, None))
    return acts.TakeDose(
        what=what,
        given_by=given_by,
        observed_by=observed_by,
        evidence=said.get("evidence")
        or usual_evidence(scene, by, given_by, observed_by, place),
        place=place,
        systolic=systolic,
        diastolic=diastolic,
        pulse=said.get("pulse"),
        already="already" in said.values,
    )


def usual_evidence(
    scene: Scene, by: Actor, given_by: str, observed_by: str | None, place: Place
) -> acts.Evidence:
    """Grade a dose whose grade the text leaves out, by who was there."""
    if observed_by is None or observed_by == scene.chart.patient:
        own = given_by == scene.chart.patient
        return acts.Evidence.SELF_REPORT if own else acts.Evidence.UNKNOWN
    clinician = scene.role(observed_by, "dose") in CLINICIANS
    if clinician and (place is Place.CLINIC or by.person == observed_by):
        return acts.Evidence.OBSERVED
    return acts.Evidence.DELEGATE_OBSERVED


def _count(said: Said, scene: Scene, by: Actor, _: datetime) -> acts.Act:
    what = scene.product(said, scene.chart.plan)
    return acts.Count(
        hand=scene.hand(said, by),
        product=what.id,
        units=scene.some_units(said, scene.chart.plan),
        lot=said.get("lot"),
    )


def _script(said: Said, scene: Scene) -> int:
    return int(said.get("entry") if "entry" in said.values else scene.script(said).position)


def _fill(said: Said, scene: Scene, by: Actor, _: datetime) -> acts.Act:
    position = _script(said, scene)
    script = scene.chart.scripts.get(position)
    plan: Plan | None = script.signed.plan if script else scene.chart.plan
    return acts.Fill(
        prescription=position,
        site=said.get("site", by.person),
        recipient=said.need("recipient", "'for' and whom it is for"),
        units=scene.some_units(said, plan),
        lot=said.get("lot"),
        record=said.get("record", ""),
    )


def _offer(said: Said, scene: Scene, mine: str | None) -> int:
    """Find the offer: the one named, else the latest to this person, else the latest."""
    offers = scene.chart.offers
    own = [position for position, offer in offers.items() if offer.recipient == mine]
    position = said.get("entry", next(iter([*own[-1:], *reversed(offers)]), None))
    if position is None:
        said.place.fail("nothing is on offer (or name it: 'of entry 5')")
    units = scene.units(said, scene.chart.plan)
    if units is not None and position in offers and units != offers[position].units:
        there = offers[position].units
        said.place.fail(f"the offer of entry {position} is of {there} units, not {units}")
    return int(position)


def _accept(said: Said, scene: Scene, by: Actor, _: datetime) -> acts.Act:
    return acts.Accept(offer=_offer(said, scene, scene.chart.hand_of(by.person)))


def _decline(said: Said, scene: Scene, by: Actor, _: datetime) -> acts.Act:
    offer = _offer(said, scene, scene.chart.hand_of(by.person))
    return acts.Decline(offer=offer, reason=said.get("reason", ""))


def _expire(said: Said, scene: Scene, _: Actor, __: datetime) -> acts.Act:
    return acts.Expire(offer=_offer(said, scene, None))


def _hand_over(said: Said, scene: Scene, by: Actor, _: datetime) -> acts.Act:
    to = said.need("recipient", "'to' and whom it is handed to")
    return acts.HandOver(what=_holding(said, scene, by), recipient=to)


def _prescribe(said: Said, scene: Scene, _: Actor, __: datetime) -> acts.Act:
    doses = said.need("doses", "a number of doses, such as '8 doses'")
    return acts.Prescribe(
        plan=plan_of(said, scene.chart.plan),
        doses=doses,
        days=said.need("days", "'for N days'"),
        doses_per_fill=said.get("per_fill", doses),
        order=Order(said.get("order", Order.SCHEDULED)),
        refills=said.get("refills", 0),
        group=said.get("group", ""),
        starts_on=said.get("starts_on"),
    )


def _evaluate(said: Said, _: Scene, __: Actor, ___: datetime) -> acts.Act:
    return acts.Evaluate(
        scores=tuple(acts.Score(name, value) for name, value in said.scores),
        decision=said.get("decision", acts.Decision.CONTINUE),
        note=said.get("note", ""),
    )


def _waive(said: Said, scene: Scene, _: Actor, at: datetime) -> acts.Act:
    expires_at = at + WAIVER
    if "until" in said.values:
        zone = zone_named(scene.zone_name)
        place = said.at("clock")
        expires_at = moments.instant(said.values["until"], said.values["clock"], zone, place)
    return acts.Waive(
        rule=said.need("rule", "a rule and a verb, such as 'early-fill for fill'"),
        of_verb=said.values["of_verb"],
        reason=said.get("why", acts.WaiveReason.OTHER),
        note=said.need("note", "a colon and why"),
        expires_at=expires_at,
    )


def _why(said: Said, name: str = "reason") -> str:
    return str(said.need(name, "a colon and a few words why"))


def _lost(said: Said, scene: Scene, by: Actor, _: datetime) -> acts.Act:
    return acts.Lose(
        what=_holding(said, scene, by),
        reason=_why(said),
        stolen="stolen" in said.values,
        report=said.get("report", ""),
    )


def _latest(said: Said, things: Mapping[int, object], what: str) -> int:
    position = said.get("entry", next(reversed(list(things)), None))
    if position is None:
        said.place.fail(f"there is no open {what} (or name it: 'entry 5')")
    return int(position)


def _open(said: Said, scene: Scene, _: Actor, __: datetime) -> acts.Act:
    return acts.OpenCourse(
        patient=said.need("patient", "'for' and the patient"),
        clinic=said.get("clinic", "clinic"),
        zone=said.get("zone", scene.zone_name),
        policy=said.get("policy", scene.policy),
    )


def _receive(said: Said, scene: Scene, _: Actor, __: datetime) -> acts.Act:
    return acts.Receive(
        product=scene.product(said, None).id,
        lot=said.need("lot", "'lot' and its number"),
        units=scene.some_units(said, None),
        supplier=said.need("supplier", "'from' and the supplier"),
        invoice=said.get("invoice", ""),
    )


def _finding(said: Said, scene: Scene, _: Actor, __: datetime) -> acts.Act:
    return acts.Resolve(
        case=_latest(said, scene.chart.cases, "difference"),
        finding=said.need("finding", "'as' and what it was"),
        note=_why(said, "note"),
    )


_BUILDERS: Mapping[str, _Builder] = {
    **following.BUILDERS,
    "dose": _dose,
    "count": _count,
    "fill": _fill,
    "accept": _accept,
    "decline": _decline,
    "expire": _expire,
    "hand-over": _hand_over,
    "prescribe": _prescribe,
    "evaluate": _evaluate,
    "waive": _waive,
    "lost": _lost,
    "resolve": _finding,
    "open": _open,
    "receive": _receive,
    "weigh": lambda said, *_: acts.Weigh(weight_g=said.need("weight", "'N kg'")),
    "waste": lambda said, scene, by, _: acts.Waste(
        what=_holding(said, scene, by), reason=_why(said)
    ),
    "return": lambda said, scene, by, _: acts.Return(
        what=_holding(said, scene, by),
        collector=said.need("collector", "'to' and the collector"),
        reason=said.get("reason", ""),
    ),
    "found": lambda said, scene, by, _: acts.Find(
        what=_holding(said, scene, by), reason=_why(said)
    ),
    "correct": lambda said, *_: acts.Correct(
        entry=said.need("entry", "'entry N'"), reason=_why(said)
    ),
    "contact": lambda said, scene, *_: acts.Contact(
        task=_latest(said, scene.chart.tasks, "task"),
        outcome=said.need("outcome", "'as' and what came of it"),
        note=said.get("note", ""),
    ),
    "stop": lambda said, scene, *_: acts.Stop(
        prescription=_script(said, scene), reason=_why(said)
    ),
    "level": lambda said, *_: acts.SetLevel(
        level=said.need("level", "'to' and a level"), reason=_why(said)
    ),
    "check-source": lambda said, *_: acts.CheckSource(
        result=said.need("result", "'as' and what was found"),
        method=said.need("method", "a colon and how it was looked for"),
        note=said.get("note", ""),
    ),
    "plan": lambda said, *_: acts.SetPlan(
        plan=plan_of(said, None),
        end_point=said.get("end_point", ""),
        ends_on=said.get("until"),
    ),
    "close": lambda said, *_: acts.CloseCourse(reason=_why(said)),
    "open-site": lambda said, scene, *_: acts.OpenSite(
        zone=said.get("zone", scene.zone_name), policy=said.get("policy", scene.policy)
    ),
}
