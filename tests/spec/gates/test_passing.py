"""Units move only along the table; ``tests/spec/ledger`` asks every pair of hands."""

from tests.spec.cases import HOME, Because, Case, refuses


def no_way(verb: str, giver: str, taker: str) -> Because:
    return refuses("passing", "not-in-table", "judgement", verb=verb, giver=giver, taker=taker)


STOCKED = HOME.replace(
    "people:",
    "stock main-pharmacy: 9 units of ketamine-sublingual-troche-100mg lot a1\npeople:",
)
SITE = """\
site main-pharmacy, 2026-01-05, zone America/New_York
people: ines pharmacist, mona manager

2026-01-05 09:00  received 20 units of ketamine-sublingual-troche-100mg lot a1 from wholesaler by ines
"""


def test_a_course_leaves_a_sites_stock_alone(case: Case):
    case("Marco's box is counted", f"{STOCKED}ask 2026-01-08 20:00  count 4 doses by marco")
    case(
        "A site's stock is not counted in a course",
        f"{STOCKED}ask 2026-01-08 20:00  count 9 doses in stock by ines",
        no_way("count", "stock", "stock"),
    )
    case(
        "Nor wasted",
        f"{STOCKED}ask 2026-01-08 20:00  waste 1 unit from stock by ines, witness nell: expired",
        no_way("waste", "stock", "wasted"),
    )
    for verb, taker, words in (
        ("hand-over", "offer", "hand over 1 unit {} to marco by nell"),
        ("return", "returned", "return 1 unit {} to police-box by ines, received by nell"),
        ("lost", "unaccounted", "lose 1 unit {} by nell: gone"),
    ):
        in_stock = words.format("from stock of main-pharmacy")
        in_box = words.format("from marco")
        case(in_box, f"{STOCKED}ask 2026-01-08 20:00  {in_box}")
        case(
            in_stock,
            f"{STOCKED}ask 2026-01-08 20:00  {in_stock}",
            no_way(verb, "stock", taker),
        )


def test_a_site_counts_and_destroys_its_own(case: Case):
    case(
        "Its own stock",
        f"{SITE}ask 2026-01-08 20:00  count 20 units of ketamine-sublingual-troche-100mg by ines",
    )
    case(
        "Waste of its own",
        f"{SITE}ask 2026-01-08 20:00  waste 1 unit of ketamine-sublingual-troche-100mg by ines, witness mona: broken",
    )
    case(
        "The stock of another site",
        f"{SITE}ask 2026-01-08 20:00  count 20 units of ketamine-sublingual-troche-100mg in stock of hill-pharmacy by ines",
        no_way("count", "stock", "stock"),
    )
    case(
        "A patient's box has no place in a site's book",
        f"{SITE}ask 2026-01-08 20:00  count 1 unit of ketamine-sublingual-troche-100mg with delegate:marco by ines",
        no_way("count", "delegate", "delegate"),
    )


def test_nothing_is_found_with_somebody_who_never_had_a_box(case: Case):
    lost = f"{HOME}2026-01-08 09:00  lost 2 doses with marco by marco: cannot find them\n"
    case(
        "Found with Marco",
        f"{lost}ask 2026-01-09 09:00  find 1 dose with marco by nell: in the car",
    )
    case(
        "Found with Oscar",
        f"{lost}ask 2026-01-09 09:00  find 1 dose with delegate:oscar by nell: in the car",
        no_way("found", "unaccounted", "delegate"),
    )
    case(
        "Found with another patient",
        f"{lost}ask 2026-01-09 09:00  find 1 dose with patient:oscar by nell: in the car",
        no_way("found", "unaccounted", "patient"),
    )
    case(
        "Found in a stock: nothing leads from a home into one",
        f"{lost}ask 2026-01-09 09:00  find 1 dose in stock of main-pharmacy by nell: in the car",
        no_way("found", "unaccounted", "stock"),
    )


def test_what_is_in_transit_is_neither_taken_nor_destroyed(case: Case):
    offered = f"{HOME}2026-01-20 09:00  filled 4 doses for marco at corner-pharmacy by femi\n"
    case(
        "A dose out of Marco's box",
        f"{offered}ask 2026-01-20 10:00  take 1 dose from marco, given by nell, seen by nell, known by observed-in-person, bp 120/80, pulse 70 by nell",
    )
    case(
        "A dose out of the courier's bag",
        f"{offered}ask 2026-01-20 10:00  take 1 dose from offer:lucia.13, given by nell, seen by nell, known by observed-in-person, bp 120/80, pulse 70 by nell",
        no_way("dose", "offer", "taken"),
    )
    case(
        "Lost on the way it can be",
        f"{offered}ask 2026-01-20 10:00  lose 1 dose with offer:lucia.13 by nell: the courier says so",
    )


def test_who_still_holds_may_give_back(case: Case):
    struck = (
        f"{HOME}2026-01-08 09:00  returned 3 doses to police-box by marco, received by nell\n"
        "2026-01-08 10:00  corrected entry 7 by nell: the wrong Marco\n"
    )
    case(
        "The appointment was a mistake, the last dose is in his box all the same",
        f"{struck}ask 2026-01-09 09:00  return 1 dose to police-box by marco, received by nell",
    )
    case(
        "With an empty box he is nobody here",
        f"{struck}2026-01-08 11:00  returned 1 dose to police-box by marco, received by nell\n"
        "ask 2026-01-09 09:00  count 0 doses with delegate:marco by nell",
        no_way("count", "delegate", "delegate"),
    )
