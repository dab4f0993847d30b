"""Thirty days outside the clinic, counted from the ledger, whoever holds them."""

from tests.spec.cases import (
    EVALUATED,
    HOME,
    LOOKED,
    PRESCRIBED,
    Because,
    Case,
    refuses,
)


def too_much(days: int, held: int, clears_at: str = "", clears_by: str = "return") -> Because:
    return refuses(
        "supply-in-hand",
        "too-much",
        "article",
        clears_at=clears_at,
        clears_by=clears_by,
        supply_days=days,
        supply_days_max=30,
        held_doses=held,
    )


# Four doses at home, none taken; four and four are 28 days. The rest of January passed.
AGAIN = f"""{HOME}\
2026-01-20 09:00  filled 4 doses for marco at corner-pharmacy by femi
2026-02-03 09:00  evaluated by dr-reyes: phq-9 12
2026-02-03 09:10  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill
"""
FILL = "fill {} for marco at corner-pharmacy by femi"


def test_what_was_not_taken_is_still_there(case: Case):
    case(
        "Eight untouched and one more are 32 days; what is in transit counts",
        f"{AGAIN}2026-02-03 10:00  {LOOKED}\nask 2026-02-03 10:00  {FILL.format('1 dose')}",
        too_much(32, 8, "2026-02-05 00:00"),
    )
    case(
        "One was taken: eight are 28 days",
        f"{AGAIN}2026-02-03 09:30  taken 1 dose, given by marco\n2026-02-03 10:00  {LOOKED}\nask 2026-02-03 10:00  {FILL.format('1 dose')}",
    )
    case(
        "One was lost: it is not supply either, though the doctor looks first",
        f"{AGAIN}2026-02-03 09:30  lost 1 dose with marco by marco: fell into the sink\n"
        "2026-02-03 09:40  evaluated by dr-reyes: phq-9 12\n"
        f"2026-02-03 10:00  {LOOKED}\nask 2026-02-03 10:00  {FILL.format('1 dose')}",
    )
    case(
        "One was returned",
        f"{AGAIN}2026-02-03 09:30  returned 1 dose with marco to police-box by marco, received by nell\n"
        f"2026-02-03 10:00  {LOOKED}\nask 2026-02-03 10:00  {FILL.format('1 dose')}",
    )


def test_what_is_out_there_of_an_earlier_course_is_supply_as_well(case: Case):
    before = AGAIN.replace("course lucia,", "course lucia.1, patient lucia,")
    case(
        "Four that were found again after the end of a course, and four in transit there",
        f"{PRESCRIBED}2026-01-21 10:00  {LOOKED}\nask 2026-01-21 10:00  {FILL.format('1 dose')}",
        too_much(32, 8, "2026-01-23 00:00"),
        earlier=(before,),
    )


def test_exactly_thirty_days(case: Case):
    # At seven a week a dose is a day.
    daily = f"""\
{EVALUATED.replace("agreed, zone", "agreed, level L3, zone")}\
2026-01-05 09:20  prescribed by dr-reyes: 31 doses, 7 a week at least 20 h apart for 30 days, 31 a fill
"""
    wide = {("doses-per-fill", "l3"): 31, ("days-per-fill", "l3"): 31}
    ask = f"{daily}2026-01-05 10:00  {LOOKED}\nask 2026-01-05 10:00  {FILL}"
    case("Thirty", ask.format("30 doses"), settings=wide)
    case(
        "Thirty-one at once: no waiting helps",
        ask.format("31 doses"),
        too_much(31, 0, clears_by=""),
        settings=wide,
    )
    case(
        "Thirty at once, with one still there: it fits when that one is gone",
        f"{daily}2026-01-05 09:30  filled 1 dose for marco at corner-pharmacy by femi\n"
        f"2026-01-06 10:00  {LOOKED}\nask 2026-01-06 10:00  {FILL.format('30 doses')}",
        too_much(31, 1, "2026-01-07 00:00"),
        settings=wide,
    )


def test_another_product_at_home_counts_by_its_mass(case: Case):
    lower = f"""{HOME}\
2026-01-19 09:00  evaluated by dr-reyes: phq-9 12
2026-01-19 09:10  prescribed by dr-reyes: 8 doses of 50 mg sublingual troche for 28 days, 8 a fill
"""
    case(
        "400 mg at home are eight doses of 50 mg, 28 days; two more make 35",
        f"{lower}2026-01-20 10:00  {LOOKED}\nask 2026-01-20 10:00  {FILL.format('2 doses')}",
        too_much(35, 8, "2026-01-25 00:00"),
    )
    case(
        "Two troches of 100 mg less, and six of 50 are 21 days",
        f"{lower}2026-01-19 10:00  returned 2 units of ketamine-sublingual-troche-100mg with marco to police-box by marco, received by nell\n"
        f"2026-01-20 10:00  {LOOKED}\nask 2026-01-20 10:00  {FILL.format('2 doses')}",
    )


def test_a_fill_while_another_is_in_transit(case: Case):
    case(
        "Nobody has accepted the first yet: the second is early all the same",
        f"""{EVALUATED}\
2026-01-05 09:20  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill
2026-01-06 11:00  filled 4 doses for marco at corner-pharmacy by femi
2026-01-20 11:00  {LOOKED}
ask 2026-01-20 11:00  {FILL.format("4 doses")}
""",
    )
    case(
        "And three in transit are too many",
        f"{AGAIN}2026-02-03 11:00  {LOOKED}\nask 2026-02-03 11:00  {FILL.format('4 doses')}",
        too_much(42, 8, "2026-02-15 00:00"),
    )
