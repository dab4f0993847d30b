"""Prescriptions, fills, offers, doses and counts, as a chart keeps them."""

from dataclasses import replace
from datetime import timedelta

from dosekeeper.core import acts
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.facts import Counted, Offer, Script, Supply, Taken
from dosekeeper.core.product import product_of
from dosekeeper.core.units import ceil_div


def prescribe(chart: Chart, entry: Entry, act: acts.Prescribe) -> None:
    """Let a signed prescription stand, and its plan with it."""
    starts_on = act.starts_on or chart.day(entry.at)
    chart.scripts[entry.position] = Script(
        position=entry.position,
        at=entry.at,
        prescriber=entry.by.person,
        signed=act,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=act.days - 1),
    )
    chart.plan = act.plan


def fill(chart: Chart, entry: Entry, fact: Done, act: acts.Fill) -> None:
    """Count a fill on its prescription and put it in transit."""
    script = chart.scripts[act.prescription]
    script.units_filled += act.units
    plan = script.signed.plan
    chart.supplies.append(
        Supply(
            position=entry.position,
            on=chart.day(entry.at),
            site=act.site,
            units=act.units,
            days=plan.days_for(ceil_div(act.units, plan.units_per_dose)),
        )
    )
    if fact.seed:
        chart.seeds.append((entry.at, fact.seed))
    offer(chart, entry, fact, act.recipient, act.prescription)


def offer(
    chart: Chart,
    entry: Entry,
    fact: Done,
    recipient: str,
    prescription: int | None = None,
) -> None:
    """Put units in transit between two hands."""
    chart.offers[entry.position] = Offer(
        position=entry.position,
        at=entry.at,
        giver=fact.movements[0].giver,
        recipient=chart.hand_of(recipient),
        movements=fact.movements,
        prescription=prescription,
    )


def settle(chart: Chart, entry: Entry, act: acts.Accept | acts.Decline | acts.Expire) -> None:
    """Take an offer out of transit: accepted, or back where it came from."""
    offer = chart.offers[act.offer]
    if isinstance(act, acts.Decline) and offer.prescription is not None:
        chart.offers[act.offer] = replace(offer, declined_at=entry.at)
        return  # in transit until the pharmacy signs that it is back
    del chart.offers[act.offer]
    if isinstance(act, acts.Accept) or offer.prescription is None:
        return
    # A fill that nobody took never was a supply, and the prescription still owes it.
    chart.supplies = [s for s in chart.supplies if s.position != act.offer]
    chart.scripts[offer.prescription].units_filled -= offer.units


def lost_on_the_way(chart: Chart, act: acts.Lose) -> None:
    """Let an offer hold only what is still there to be accepted."""
    for position, offer in list(chart.offers.items()):
        if offer.movements[0].taker != act.what.hand:
            continue
        lots = chart.books.lots(act.what.hand, act.what.product)
        rest = tuple(replace(m, units=n) for m in offer.movements if (n := lots.get(m.lot, 0)))
        if rest:
            chart.offers[position] = replace(offer, movements=rest)
        else:
            del chart.offers[position]


def count(chart: Chart, entry: Entry, fact: Done, act: acts.Count) -> None:
    """Remember a count beside what the books said."""
    expected = act.units if fact.expected is None else fact.expected
    chart.counts.append(
        Counted(position=entry.position, at=entry.at, by=entry.by, act=act, expected=expected)
    )


def take(chart: Chart, entry: Entry, act: acts.TakeDose) -> None:
    """Remember a dose with its mass."""
    unit = product_of(act.what.product).unit_mass
    chart.doses.append(
        Taken(
            position=entry.position,
            at=entry.at,
            on=chart.day(entry.at),
            act=act,
            mass=unit.times(act.what.units),
        )
    )
