"""The custody strip: every unit that entered the course, each in exactly one cell."""

from collections.abc import Iterator, Mapping
from typing import Any

from dosekeeper.core.chart import Chart
from dosekeeper.core.facts import Offer
from dosekeeper.core.ledger import (
    RETURNED,
    TAKEN,
    UNACCOUNTED,
    WASTED,
    Hand,
    HandKind,
    hand,
    kind_of,
    who_of,
)
from dosekeeper.rulebook import product_name
from dosekeeper.web.presenters.moments import when
from dosekeeper.web.scene import Scene
from dosekeeper.wording import form_of, unit_name


Cell = Mapping[str, Any]
_GONE = (
    (TAKEN, "taken", "Taken"),
    (WASTED, "wasted", "Wasted"),
    (RETURNED, "returned", "Returned"),
    (UNACCOUNTED, "unaccounted", "Unaccounted"),
)


def strips(scene: Scene) -> list[dict[str, Any]]:
    """One strip a product, in the order in which the products first came."""
    chart = scene.chart
    products = dict.fromkeys(product for _, product, _, _ in chart.books.items())
    if not products and chart.plan:
        products = {chart.plan.product: None}
    return [strip(scene, product) for product in products]


def strip(scene: Scene, product: str) -> dict[str, Any]:
    """The strip of one product."""
    chart = scene.chart
    held, gone = list(_held(scene, product)), list(_gone(chart, product))
    groups = [
        {"label": "In somebody's hands", "units": _sum(held), "cells": held},
        {"label": "Out of hands", "units": _sum(gone), "cells": gone},
    ]
    return {
        "product": product_name(product),
        "unit": unit_name(form_of(product), 2).capitalize(),
        "total": _sum([*held, *gone]),
        "groups": groups,
        "notes": list(_notes(scene, product)),
    }


def _held(scene: Scene, product: str) -> Iterator[Cell]:
    chart = scene.chart
    transit = [o for o in chart.offers.values() if o.movements[0].product == product]
    yield _cell(
        "transit", "On its way", sum(o.units for o in transit), _on_its_way(scene, transit)
    )
    for holder in _boxes(chart, product):
        label = "Your box" if holder == scene.own_hand else "Trusted person's box"
        yield _cell(
            "delegate", label, _units(chart, holder, product), scene.name(who_of(holder))
        )
    own = hand(HandKind.PATIENT, chart.patient)
    label = "You" if own == scene.own_hand else "Patient"
    yield _cell("patient", label, _units(chart, own, product), scene.name(chart.patient))


def _units(chart: Chart, holder: Hand, product: str) -> int | None:
    return None if holder in chart.uncounted else chart.held(holder, product)


def _boxes(chart: Chart, product: str) -> list[Hand]:
    """Every delegate who holds, and the one in force even when the box is empty."""
    holding = [h for h, p, _, _ in chart.books.items() if p == product]
    boxes = dict.fromkeys(h for h in holding if kind_of(h) is HandKind.DELEGATE)
    live = [t.delegate for t in chart.trusts.values() if t.revoked_at is None]
    if live:
        boxes[hand(HandKind.DELEGATE, live[-1])] = None
    return list(boxes)


def _gone(chart: Chart, product: str) -> Iterator[Cell]:
    for holder, kind, label in _GONE:
        yield _cell(kind, label, chart.held(holder, product))


def _cell(kind: str, label: str, units: int | None, who: str = "") -> Cell:
    return {"kind": kind, "label": label, "units": units, "who": who}


def _sum(cells: list[Cell]) -> int | None:
    """Add up; with a box that is to be counted first nobody is told the sum either."""
    units = [cell["units"] for cell in cells]
    return None if None in units else sum(units)


def _on_its_way(scene: Scene, offers: list[Offer]) -> str:
    if not offers:
        return ""
    first = min(offers, key=lambda offer: offer.at)
    since = when(first.at, scene.chart.zone, scene.now)["text"]
    return f"to {scene.name(who_of(first.recipient))}, since {since}"


def _notes(scene: Scene, product: str) -> Iterator[dict[str, str]]:
    for case in scene.chart.cases.values():
        if case.product != product:
            continue
        counted = when(case.at, scene.chart.zone, scene.now)["text"]
        yield {
            "tone": "warn",
            "word": "Count open",
            "text": (
                f"{scene.name(case.counted_by)} counted {case.counted} in"
                f" {scene.hand_name(case.hand)} {counted}; {gap_text(case.gap)}."
            ),
        }


def gap_text(gap: int) -> str:
    """``one short``, ``3 too many``, ``explained since``."""
    if not gap:
        return "explained since, and not yet closed"
    return f"{abs(gap)} {'short' if gap < 0 else 'too many'}"
