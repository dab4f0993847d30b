"""Begun, not ended, not stopped."""

from tests.spec.cases import (
    EVALUATED,
    FILLED,
    HOME,
    LOOKED,
    PRESCRIBED,
    Case,
    keeps_herself,
    refuses,
)


FILL = "fill 4 doses for marco at corner-pharmacy by femi"


def test_it_has_to_be_signed(case: Case):
    case(
        "Signed this morning",
        f"{PRESCRIBED}2026-01-05 10:00  {LOOKED}\nask 2026-01-05 10:00  {FILL}",
    )
    case(
        "No such prescription: entry 9 is an evaluation",
        f"{PRESCRIBED}2026-01-05 10:00  {LOOKED}\nask 2026-01-05 10:00  fill 4 doses of entry 9 for marco at corner-pharmacy by femi",
        refuses(
            "prescription-live", "not-signed", "article", clears_by="prescribe", prescription=9
        ),
    )


def test_what_was_stopped_is_not_filled(case: Case):
    case(
        "Stopped",
        f"{PRESCRIBED}2026-01-06 09:00  stopped entry 10 by dr-reyes: rash\n2026-01-06 10:00  {LOOKED}\nask 2026-01-06 10:00  {FILL}",
        refuses(
            "prescription-live",
            "stopped",
            "article",
            clears_by="prescribe",
            prescription=10,
            stopped_on="2026-01-06",
        ),
    )
    case(
        "The stop was a mistake, and corrected",
        f"""{PRESCRIBED}\
2026-01-06 09:00  stopped entry 10 by dr-reyes: rash
2026-01-06 09:30  corrected entry 11 by dr-reyes: the rash is another patient's
2026-01-06 10:00  {LOOKED}
ask 2026-01-06 10:00  {FILL}
""",
    )


def test_its_first_and_its_last_day(case: Case):
    dated = f"{EVALUATED}2026-01-05 09:20  prescribed by dr-reyes: 4 doses for 14 days, 4 a fill, from 2026-01-08\n"
    case(
        "The evening before it begins",
        f"{dated}2026-01-07 23:59  {LOOKED}\nask 2026-01-07 23:59  {FILL}",
        refuses(
            "prescription-live",
            "not-begun",
            "article",
            clears_at="2026-01-08 00:00",
            prescription=10,
            starts_on="2026-01-08",
        ),
    )
    case("Its first day", f"{dated}2026-01-08 00:00  {LOOKED}\nask 2026-01-08 00:00  {FILL}")
    case(
        "Its fourteenth day, the 21st, is its last",
        f"{dated}2026-01-21 23:59  {LOOKED}\nask 2026-01-21 23:59  {FILL}",
    )
    case(
        "The day after",
        f"{dated}2026-01-22 00:00  {LOOKED}\nask 2026-01-22 00:00  {FILL}",
        refuses(
            "prescription-live",
            "ended",
            "article",
            clears_by="evaluate prescribe",
            prescription=10,
            last_on="2026-01-21",
        ),
    )


def test_it_is_valid_for_so_many_days_whatever_is_written(case: Case):
    valid = {("prescription-live", "valid-days-max"): 10}
    case(
        "Ten days after it began",
        f"{PRESCRIBED}2026-01-15 10:00  {LOOKED}\nask 2026-01-15 10:00  {FILL}",
        settings=valid,
    )
    case(
        "Eleven",
        f"{PRESCRIBED}2026-01-16 10:00  {LOOKED}\nask 2026-01-16 10:00  {FILL}",
        refuses(
            "prescription-live",
            "ended",
            "article",
            clears_by="evaluate prescribe",
            prescription=10,
            last_on="2026-01-15",
        ),
        settings=valid,
    )


def test_a_month_over_a_leap_day_and_a_new_year(case: Case):
    for begun, last, after in (
        ("2028-02-10", "2028-03-08", "2028-03-09"),  # 29 February 2028 is the twentieth day
        ("2026-12-10", "2027-01-06", "2027-01-07"),
    ):
        course = f"""\
course lucia, {begun}, weight 70 kg, agreed, zone America/New_York
plan 100 mg sublingual troche, 2 a week at least 48 h apart, until 2029-12-31 for remission, held by marco

{begun} 09:00  evaluated by dr-reyes: phq-9 12
{begun} 09:10  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill
"""
        again = f"{last} 08:00  evaluated by dr-reyes: phq-9 12\n"
        case(
            f"28 days from {begun}: the last",
            f"{course}{again}{last} 23:59  {LOOKED}\nask {last} 23:59  {FILL}",
        )
        case(
            f"28 days from {begun}: the day after",
            f"{course}{again}{after} 00:00  {LOOKED}\nask {after} 00:00  {FILL}",
            refuses(
                "prescription-live",
                "ended",
                "article",
                clears_by="evaluate prescribe",
                prescription=10,
                last_on=last,
            ),
        )


def test_the_second_half_is_filled_on_the_same_prescription(case: Case):
    case(
        "Four of eight were filled",
        f"{HOME}2026-01-20 10:00  {LOOKED}\nask 2026-01-20 10:00  {FILL}",
    )


def test_what_is_on_its_way_when_the_prescription_is_stopped_is_not_taken_over(case: Case):
    stopped = refuses(
        "prescription-live",
        "stopped",
        "article",
        clears_by="prescribe",
        prescription=10,
        stopped_on="2026-01-06",
    )
    stop = "2026-01-06 {}  stopped entry 10 by dr-reyes: rash\n"
    accept = "ask 2026-01-06 18:30  accept 4 doses by marco"
    case("A fill is taken over", f"{FILLED}{accept}")
    case("Stopped on the way", f"{FILLED}{stop.format('12:00')}{accept}", stopped)
    kept = keeps_herself(HOME)
    hand = "ask 2026-01-06 20:00  hand over 1 dose to {} by {}"
    case("Marco hands Lucia a dose", kept + hand.format("lucia", "marco"))
    case(
        "Marco hands Lucia a dose of a stopped prescription",
        kept + stop.format("19:00") + hand.format("lucia", "marco"),
        stopped,
    )
    offered = "2026-01-06 18:45  handed over 1 dose to lucia by marco\n"
    case(
        "Lucia takes over what he handed her before it was stopped",
        f"{kept}{offered}{stop.format('19:00')}ask 2026-01-06 20:00  accept 1 dose by lucia",
        stopped,
    )
    hers = f"{kept}{offered}2026-01-06 18:50  accepted 1 dose by lucia\n{stop.format('19:00')}"
    case("Out of her hand it may go", hers + hand.format("marco", "lucia"))
