"""Every pair of kinds of hands, every verb: allowed exactly as the table says.

The table is written out here a second time, by hand, in the words of the design: who reads
``PASSES`` and thinks it wrong changes both.
"""

from itertools import product

import pytest

from dosekeeper.core import acts
from dosekeeper.core.events import Done
from dosekeeper.core.ledger import PASSES, Books, Hand, HandKind, Movement, kind_of
from dosekeeper.core.plan import Place
from dosekeeper.rulebook import load
from tests import cast
from tests.spec.recorder import modules, record


DESIGN = """\
receive    source      stock
fill       source      offer
fill       stock       offer
hand-over  delegate    offer
hand-over  patient     offer
accept     offer       delegate
accept     offer       patient
decline    offer       delegate
decline    offer       patient
expire     offer       source
expire     offer       stock
expire     offer       delegate
expire     offer       patient
dose       source      taken
dose       stock       taken
dose       delegate    taken
dose       patient     taken
waste      stock       wasted
waste      delegate    wasted
waste      patient     wasted
return     stock       returned
return     delegate    returned
return     patient     returned
lost       stock       unaccounted
lost       offer       unaccounted
lost       delegate    unaccounted
lost       patient     unaccounted
found      unaccounted stock
found      unaccounted delegate
found      unaccounted patient
"""


def test_the_table_is_the_design():
    written = {
        (verb, str(giver), str(taker))
        for verb, pairs in PASSES.items()
        for giver, taker in pairs
    }
    assert written == {tuple(line.split()) for line in DESIGN.splitlines()}


HANDS = {
    HandKind.SOURCE: Hand("source"),
    HandKind.STOCK: cast.SHELF,
    HandKind.OFFER: Hand("offer:lucia.99"),
    HandKind.DELEGATE: cast.BOX,
    HandKind.PATIENT: cast.HERS,
    HandKind.TAKEN: Hand("taken"),
    HandKind.WASTED: Hand("wasted"),
    HandKind.RETURNED: Hand("returned"),
    HandKind.UNACCOUNTED: Hand("unaccounted"),
}
CLINICS = {HandKind.SOURCE, HandKind.STOCK}
TAKERS = {
    "hand-over": HandKind.OFFER,
    "dose": HandKind.TAKEN,
    "waste": HandKind.WASTED,
    "return": HandKind.RETURNED,
    "lost": HandKind.UNACCOUNTED,
}


def act_on(verb: str, where: Hand) -> acts.Act:
    what = cast.held(1, where)
    match verb:
        case "hand-over":
            return acts.HandOver(what=what, recipient="marco")
        case "dose":
            place = Place.CLINIC if kind_of(where) in CLINICS else Place.HOME
            return cast.home_dose(what=what, place=place)
        case "waste":
            return acts.Waste(what=what, reason="wet")
        case "return":
            return acts.Return(what=what, collector="police box")
        case "lost":
            return acts.Lose(what=what, reason="gone")
        case "found":
            return acts.Find(what=what, reason="there")
        case _:
            return acts.Count(hand=where, product=cast.TROCHE, units=1)


def everywhere() -> Books:
    """A unit in every kind of hand, so that only the table can refuse."""
    return Books({(holder, cast.TROCHE, "lot-1"): 9 for holder in HANDS.values()})


@pytest.mark.parametrize("kind", HandKind)
@pytest.mark.parametrize("verb", [*TAKERS, "found", "count"])
def test_in_a_course(verb: str, kind: HandKind):
    story = cast.filled()
    story.chart.books, story.chart.shelves = everywhere(), {cast.INSIDE: everywhere()}
    verdict = story.judge(story.request(act_on(verb, HANDS[kind]), cast.NELL), load("article"))
    stock = kind in {HandKind.STOCK, HandKind.SOURCE}
    if verb == "count":
        allowed = kind in {HandKind.DELEGATE, HandKind.PATIENT}
    elif verb == "found":
        allowed = (HandKind.UNACCOUNTED, kind) in PASSES["found"] and not stock
    else:
        allowed = (kind, TAKERS[verb]) in PASSES[verb] and (verb == "dose" or not stock)
    assert ("passing" not in {r.rule for r in verdict.reasons}) is allowed


@pytest.mark.parametrize("kind", sorted(CLINICS))
def test_what_the_clinic_keeps_is_not_taken_at_home(kind: HandKind):
    story = cast.filled()
    story.chart.books, story.chart.shelves = everywhere(), {cast.INSIDE: everywhere()}
    act = cast.home_dose(what=cast.held(1, HANDS[kind]))
    verdict = story.judge(story.request(act, cast.NELL), load("article"))
    assert next(r.rule for r in verdict.blocking) == "passing"


@pytest.mark.parametrize("kind", HandKind)
@pytest.mark.parametrize("verb", ["waste", "return", "lost", "found", "count"])
def test_in_a_sites_book(verb: str, kind: HandKind):
    story = cast.Story(stream=cast.SITE, shelves=cast.shelf(0))
    story.tell(acts.OpenSite(zone=cast.ZONE.key, policy="article"), cast.MONA)
    story.chart.books, story.chart.shelves = everywhere(), {cast.INSIDE: everywhere()}
    verdict = story.judge(story.request(act_on(verb, HANDS[kind]), cast.INES), load("article"))
    allowed = kind is HandKind.STOCK
    assert ("passing" not in {r.rule for r in verdict.reasons}) is allowed


def told_movements() -> list[tuple[acts.Act, Movement]]:
    return [
        (entry.fact.act, movement)
        for module in modules()
        for recorded in record(module)
        for entry in recorded.asked.text.entries
        if isinstance(entry.fact, Done)
        for movement in entry.fact.movements
    ]


def test_whatever_moves_in_any_spec_moves_along_the_table():
    told = told_movements()
    forward = {
        (act.verb, kind_of(m.giver), kind_of(m.taker))
        for act, m in told
        if not isinstance(act, acts.Correct)
    }
    allowed = {(verb, *pair) for verb, pairs in PASSES.items() for pair in pairs}
    assert forward <= allowed
    back = {
        (kind_of(m.taker), kind_of(m.giver)) for a, m in told if isinstance(a, acts.Correct)
    }
    assert back <= {pair for pairs in PASSES.values() for pair in pairs}
    assert back, "no spec corrects anything that moved"


def test_no_other_pair_is_in_the_table():
    assert len(list(product(HandKind, HandKind))) == 81
    assert sum(map(len, PASSES.values())) == len(DESIGN.splitlines())
