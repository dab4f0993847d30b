"""The register of a site's stock: every unit in and out, who and beside whom, what is left.

Lines stand in the order in which they were written. The stock's lock row is held for each
of them, so that is also the order in which they happened to the shelf.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Sum, When

from dosekeeper.core.acts import Count
from dosekeeper.core.events import Done, site_stream
from dosekeeper.core.ledger import Hand, HandKind, hand
from dosekeeper.core.people import Actor, Role
from dosekeeper.store.codec import entry_of
from dosekeeper.store.models import JournalRow, MovementRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One movement into or out of a stock, or one count of it.

    `change` is signed; `balance` is what the books say is left of that product and lot
    afterwards, `of_product` of all its lots. On a count `counted` is the claim and
    `difference` is counted minus expected. `corrects` is the position, in the same stream,
    that a correction strikes.
    """

    number: int
    stream: str
    position: int
    verb: str
    at: datetime
    recorded_at: datetime
    by: Actor
    second: Actor | None
    product: str
    lot: str | None
    other: Hand | None
    change: int
    balance: int
    of_product: int
    counted: int | None = None
    difference: int | None = None
    corrects: int | None = None


def register(
    site: str,
    product: str | None = None,
    lot: str | None = None,
    since: datetime | None = None,
) -> list[RegisterLine]:
    """Return a site's register, oldest first; balances count what lies before `since`."""
    stock = hand(HandKind.STOCK, site)
    balances = _brought_forward(site, stock, since) if since else {}
    lines: list[RegisterLine] = []
    for told in _told(site, stock, since):
        if told["change"]:
            place = (told["product"], told["lot"])
            balances[place] = balances.get(place, 0) + told["change"]
        if product not in {None, told["product"]} or lot not in {None, told["lot"]}:
            continue
        of_product = sum(n for (name, _), n in balances.items() if name == told["product"])
        one_lot = told["lot"] is not None
        balance = balances.get((told["product"], told["lot"]), 0) if one_lot else of_product
        lines.append(RegisterLine(**told, balance=balance, of_product=of_product))
    return lines


def _brought_forward(site: str, stock: str, since: datetime) -> dict[tuple[str, str], int]:
    before = MovementRow.objects.filter(site=site, row__recorded_at__lt=since)
    signed = Sum(Case(When(taker=stock, then=F("units")), default=-F("units")))
    sums = before.values_list("product", "lot").annotate(n=signed)
    return {(product, lot): n for product, lot, n in sums}


def _told(site: str, stock: str, since: datetime | None) -> Iterator[dict[str, Any]]:
    """Merge movements and counts in the order of the journal's rows."""
    moved = MovementRow.objects.filter(site=site).select_related("row")
    counted = JournalRow.objects.filter(stream=site_stream(site), verb="count", kind="done")
    if since:
        moved = moved.filter(row__recorded_at__gte=since)
        counted = counted.filter(recorded_at__gte=since)
    told = [
        *(_movement(each, stock) for each in moved),
        *(line for row in counted if (line := _count(row, stock))),
    ]
    return iter(sorted(told, key=lambda line: line["number"]))


def _movement(moved: MovementRow, stock: str) -> dict[str, Any]:
    into = moved.taker == stock
    return {
        **_row(moved.row),
        "product": moved.product,
        "lot": moved.lot,
        "other": Hand(moved.giver if into else moved.taker),
        "change": moved.units if into else -moved.units,
    }


def _count(row: JournalRow, stock: str) -> dict[str, Any] | None:
    fact = entry_of(row.body).fact
    assert isinstance(fact, Done)
    act = fact.act
    if not isinstance(act, Count) or act.hand != stock:
        return None
    expected = fact.expected if fact.expected is not None else act.units
    return {
        **_row(row),
        "product": act.product,
        "lot": act.lot,
        "other": None,
        "change": 0,
        "counted": act.units,
        "difference": act.units - expected,
    }


def _row(row: JournalRow) -> dict[str, Any]:
    second = Actor(row.second_person, Role(row.second_role)) if row.second_person else None
    return {
        "number": row.pk,
        "stream": row.stream,
        "position": row.position,
        "verb": row.verb,
        "at": row.at,
        "recorded_at": row.recorded_at,
        "by": Actor(row.by_person, Role(row.by_role)),
        "second": second,
        "corrects": row.corrects,
    }
