"""A little early each time adds up."""

from tests.spec.cases import HOME, LOOKED, PRESCRIBED, Case, needs_override


# Four fills, each two days early: every single one of them is free.
FOUR_EARLY = f"""{HOME}\
2026-01-07 20:00  4 times every 3 days taken 1 dose, given by marco
2026-01-18 09:00  filled 4 doses for marco at corner-pharmacy by femi
2026-01-18 18:00  accepted 4 doses by marco
2026-01-19 20:00  4 times every 3 days taken 1 dose, given by marco
2026-01-31 09:00  evaluated by dr-reyes: phq-9 12
2026-01-31 09:10  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill
2026-02-01 09:00  filled 4 doses for marco at corner-pharmacy by femi
2026-02-01 18:00  accepted 4 doses by marco
2026-02-02 20:00  4 times every 3 days taken 1 dose, given by marco
2026-02-15 09:00  filled 4 doses for marco at corner-pharmacy by femi
2026-02-15 18:00  accepted 4 doses by marco
2026-02-16 20:00  4 times every 3 days taken 1 dose, given by marco
2026-02-27 09:00  evaluated by dr-reyes: phq-9 12
2026-02-27 09:10  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill
"""


def test_seven_days_in_half_a_year(case: Case):
    case(
        "Six early days and one more are seven",
        f"{FOUR_EARLY}2026-03-02 09:00  {LOOKED}\nask 2026-03-02 09:00  fill 4 doses for marco at corner-pharmacy by femi",
    )
    case(
        "Six and two are eight",
        f"{FOUR_EARLY}2026-03-01 09:00  {LOOKED}\nask 2026-03-01 09:00  fill 4 doses for marco at corner-pharmacy by femi",
        needs_override(
            "early-days",
            "added-up",
            "judgement",
            by="prescriber",
            clears_at="2026-03-02 00:00",
            early_days=8,
            early_days_max=7,
            this_fill_days=2,
            window_days=180,
        ),
    )


def test_what_is_longer_ago_than_the_window_does_not_count(case: Case):
    # The early fills were on 18 January, 1 and 15 February: 28 days that end on 1 March
    # begin on 2 February, 29 days on the 1st.
    case(
        "A window of 28 days holds two early days of the past",
        f"{FOUR_EARLY}2026-03-01 09:00  {LOOKED}\nask 2026-03-01 09:00  fill 4 doses for marco at corner-pharmacy by femi",
        settings={("early-days", "window-days"): 28, ("early-days", "days-max"): 4},
    )
    case(
        "A window of 29 days holds four",
        f"{FOUR_EARLY}2026-03-01 09:00  {LOOKED}\nask 2026-03-01 09:00  fill 4 doses for marco at corner-pharmacy by femi",
        needs_override(
            "early-days",
            "added-up",
            "judgement",
            by="prescriber",
            clears_at="2026-03-03 00:00",
            early_days=6,
            early_days_max=4,
            this_fill_days=2,
            window_days=29,
        ),
        settings={("early-days", "window-days"): 29, ("early-days", "days-max"): 4},
    )


def test_what_is_not_early_adds_nothing(case: Case):
    case(
        "The first fill of all is not early by a single day",
        f"{PRESCRIBED}2026-01-06 09:00  {LOOKED}\nask 2026-01-06 09:00  fill 4 doses for marco at corner-pharmacy by femi",
        settings={("early-days", "days-max"): 0},
    )
    case(
        "On the due date the sum is not asked for, however high",
        f"{FOUR_EARLY}2026-03-03 09:00  {LOOKED}\nask 2026-03-03 09:00  fill 4 doses for marco at corner-pharmacy by femi",
        settings={("early-days", "days-max"): 0},
    )
