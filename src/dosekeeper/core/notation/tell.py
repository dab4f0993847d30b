"""From an act to what a sentence says of it: the counterpart of ``build``.

It need not say everything. ``writer`` reads each sentence back and puts the rest in braces,
so an omission here makes a line longer, never wrong.
"""

from collections.abc import Callable, Mapping
from typing import Any

from dosekeeper.core import acts
from dosekeeper.core.chart import Chart
from dosekeeper.core.ledger import SOURCE, Hand, HandKind, kind_of, who_of
from dosekeeper.core.notation import following
from dosekeeper.core.notation.build import usual_evidence
from dosekeeper.core.notation.scene import Scene
from dosekeeper.core.people import Actor
from dosekeeper.core.plan import Order, Plan
from dosekeeper.core.product import Substance, product_of


_Told = dict[str, Any]
_AS_THEY_ARE: Mapping[type[acts.Act], tuple[str, ...]] = {
    **following.AS_THEY_ARE,
    acts.Weigh: (),
    acts.Correct: ("entry", "reason"),
    acts.Resolve: ("finding", "note"),
    acts.Contact: ("outcome", "note"),
    acts.Stop: ("reason",),
    acts.SetLevel: ("level", "reason"),
    acts.CheckSource: ("result", "method", "note"),
    acts.OpenCourse: ("patient", "clinic", "zone", "policy"),
    acts.CloseCourse: ("reason",),
    acts.OpenSite: ("zone", "policy"),
    acts.Receive: ("units", "lot", "supplier", "invoice"),
    acts.Waive: ("rule", "of_verb", "note"),
    acts.Evaluate: ("decision", "note"),
    acts.Decline: ("reason",),
    acts.Waste: ("reason",),
    acts.Return: ("collector", "reason"),
    acts.Lose: ("reason", "report"),
    acts.Find: ("reason",),
    acts.HandOver: ("recipient",),
    acts.Fill: ("recipient", "record"),
}
_ENTRIES = {
    acts.Resolve: "case",
    acts.Contact: "task",
    acts.Stop: "prescription",
    acts.Fill: "prescription",
    acts.Accept: "offer",
    acts.Decline: "offer",
    acts.Expire: "offer",
}
"""Which field of an act is its reference to an earlier entry."""


def tell(act: acts.Act, by: Actor, scene: Scene) -> _Told:
    """Return what to say of an act; what a reader would assume anyway is left out."""
    told = {name: getattr(act, name) for name in _AS_THEY_ARE.get(type(act), ())}
    if type(act) in _ENTRIES:
        told["entry"] = getattr(act, _ENTRIES[type(act)])
    what = getattr(act, "what", None)
    if isinstance(what, acts.Holding):
        told |= _amount(scene.chart, what.product, what.units, what.lot)
        if not isinstance(act, acts.TakeDose):
            told |= _hand(what.hand, by.person, scene.chart)
    if (more := _MORE.get(type(act))) is not None:
        told |= more(act, by, scene)
    usual = {
        "zone": scene.zone_name,
        "policy": scene.policy,
        "decision": acts.Decision.CONTINUE,
    }
    return {
        name: value
        for name, value in told.items()
        if value not in {None, ""} and usual.get(name) != value
    } | ({"by": by.person} if told.get("given_by") != by.person else {})


def _amount(chart: Chart, product: str, units: int, lot: str | None) -> _Told:
    told: _Told = {"lot": lot}
    plan = chart.plan
    if plan is None or plan.product != product:
        return told | {"units": units, "product": product_of(product)}
    doses, rest = divmod(units, plan.units_per_dose)
    return told | ({"units": units} if rest else {"doses": doses})


def _hand(holder: Hand, by: str, chart: Chart) -> _Told:
    if holder == SOURCE:
        return {"hand": ":source"}
    kind, who = kind_of(holder), who_of(holder)
    if kind is HandKind.STOCK:
        return {} if chart.stream == f"site:{who}" else {"stock": who}
    if holder != chart.hand_of(who):
        return {"hand": holder}
    return {} if who == by else {"hand": who}


def _plan(plan: Plan) -> _Told:
    drug = plan.drug
    return {
        "mg": plan.dose,
        "strength": None if plan.units_per_dose == 1 else drug.unit_mass,
        "substance": None if drug.substance is Substance.KETAMINE else drug.substance,
        "route": drug.route,
        "form": drug.form,
        "per_week": plan.doses_per_week,
        "spacing": plan.spacing_hours,
        "place": plan.place,
    }


def _dose(act: acts.TakeDose, by: Actor, scene: Scene) -> _Told:
    chart, given_by, seen_by = scene.chart, act.given_by, act.observed_by
    pressure = act.systolic is not None and act.diastolic is not None
    usual = usual_evidence(scene, by, given_by, seen_by, act.place)
    told: _Told = (
        {} if act.what.hand == chart.hand_of(given_by) else _hand(act.what.hand, "", chart)
    )
    if seen_by is None and given_by != chart.patient:
        told["observed_by"] = ":nobody"
    return told | {
        "given_by": given_by,
        "observed_by": told.get("observed_by", None if seen_by == given_by else seen_by),
        "evidence": None if act.evidence is usual else act.evidence,
        "place": None if chart.plan and chart.plan.place is act.place else act.place,
        "pressure": (act.systolic, act.diastolic) if pressure else None,
        "pulse": act.pulse,
        "already": "yes" if act.already else None,
    }


def _count(act: acts.Count, by: Actor, scene: Scene) -> _Told:
    chart = scene.chart
    return _amount(chart, act.product, act.units, act.lot) | _hand(act.hand, by.person, chart)


def _fill(act: acts.Fill, by: Actor, scene: Scene) -> _Told:
    chart = scene.chart
    script = chart.scripts.get(act.prescription)
    told: _Told = {"units": act.units}
    if script is not None:
        doses, rest = divmod(act.units, script.signed.plan.units_per_dose)
        told = told if rest else {"doses": doses}
    latest = chart.script.position if chart.script else None
    return {
        **told,
        "lot": act.lot,
        "entry": None if latest == act.prescription else act.prescription,
        "site": None if act.site == by.person else act.site,
    }


def _offer(act: acts.Accept | acts.Decline | acts.Expire, _: Actor, scene: Scene) -> _Told:
    offer = scene.chart.offers.get(act.offer)
    if offer is None:
        return {}
    product = offer.movements[0].product if offer.movements else ""
    told = _amount(scene.chart, product, offer.units, None) if product else {}
    told.pop("product", None)
    return told | ({"entry": None} if len(scene.chart.offers) == 1 else {})


def _prescribe(act: acts.Prescribe, _: Actor, scene: Scene) -> _Told:
    return {
        **({} if act.plan == scene.chart.plan else _plan(act.plan)),
        "doses": act.doses,
        "days": act.days,
        "per_fill": act.doses_per_fill,
        "refills": act.refills or None,
        "order": None if act.order is Order.SCHEDULED else act.order,
        "starts_on": act.starts_on,
        "group": act.group,
    }


_MORE: Mapping[type[acts.Act], Callable[[Any, Actor, Scene], _Told]] = {
    **following.TELLERS,
    acts.TakeDose: _dose,
    acts.Count: _count,
    acts.Fill: _fill,
    acts.Accept: _offer,
    acts.Decline: _offer,
    acts.Expire: _offer,
    acts.Prescribe: _prescribe,
    acts.Weigh: lambda act, *_: {"weight": act.weight_g},
    acts.SetPlan: lambda act, *_: {
        **_plan(act.plan),
        "until": act.ends_on,
        "end_point": act.end_point,
    },
    acts.Receive: lambda act, *_: {"product": product_of(act.product)},
    acts.Lose: lambda act, *_: {"stolen": "yes"} if act.stolen else {},
    acts.Waive: lambda act, *_: {"why": act.reason},
}
