"""Few at a time."""

from typing import Any

from tests.spec.cases import EVALUATED, LOOKED, Because, Case, refuses


PRESCRIBED = (
    f"{EVALUATED}2026-01-05 09:20  prescribed by dr-reyes: 8 doses for 28 days, 8 a fill\n"
)
FILL = (
    f"2026-01-06 10:00  {LOOKED}\n"
    "ask 2026-01-06 10:00  fill {} for marco at corner-pharmacy by femi"
)


def at_level(level: str) -> str:
    daily = "8 doses, 7 a week at least 24 h apart for 28 days"
    return PRESCRIBED.replace("agreed, zone", f"agreed, level {level}, zone").replace(
        "8 doses for 28 days", daily
    )


def above_level(level: str, doses: int, most: int) -> Because:
    return refuses(
        "doses-per-fill", "above-level", "judgement", level=level, doses=doses, doses_max=most
    )


def test_the_level_says_how_many(case: Case):
    for level, most in (("L1", 2), ("L2", 4)):
        case(f"{level}: {most}", at_level(level) + FILL.format(f"{most} doses"))
        case(
            f"{level}: {most + 1}",
            at_level(level) + FILL.format(f"{most + 1} doses"),
            above_level(level, most + 1, most),
        )
    eight = (
        at_level("L3")
        .replace("8 doses, 7 a week", "9 doses, 7 a week")
        .replace("8 a fill", "9 a fill")
    )
    case("L3: 8", eight + FILL.format("8 doses"))
    case("L3: 9", eight + FILL.format("9 doses"), above_level("L3", 9, 8))


def test_level_nought_and_level_four_give_nothing_until_a_policy_says_so(case: Case):
    def nothing(rule: str, **numbers: Any) -> Because:
        return refuses(
            rule, "above-level", "judgement", clears_by="level", level="L4", **numbers
        )

    case(
        "L4: one dose",
        at_level("L4") + FILL.format("1 dose"),
        nothing("doses-per-fill", doses=1, doses_max=0),
        nothing("days-per-fill", days=1, days_max=0),
    )


def test_the_prescription_may_say_fewer(case: Case):
    three = PRESCRIBED.replace("8 a fill", "3 a fill")
    case("Three", three + FILL.format("3 doses"))
    case(
        "Four",
        three + FILL.format("4 doses"),
        refuses("doses-per-fill", "above-prescription", "article", doses=4, doses_max=3),
    )


def test_a_part_of_a_dose_counts_as_one(case: Case):
    halves = PRESCRIBED.replace(
        "8 doses for", "8 doses of 100 mg as 50 mg sublingual troche, for"
    )
    case("Eight half troches are four doses", halves + FILL.format("8 units"))
    case(
        "Nine are five",
        halves + FILL.format("9 units"),
        above_level("L2", 5, 4),
        refuses("days-per-fill", "above-level", "judgement", level="L2", days=18, days_max=14),
    )
