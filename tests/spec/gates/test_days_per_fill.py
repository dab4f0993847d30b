"""One fill lasts no longer than the level allows, at the planned pace."""

from tests.spec.cases import EVALUATED, LOOKED, Because, Case, refuses


def chart(level: str, per_week: int) -> str:
    course = EVALUATED.replace("agreed, zone", f"agreed, level {level}, zone")
    return (
        f"{course}2026-01-05 09:20  prescribed by dr-reyes: 4 doses, {per_week} a week"
        " for 28 days, 4 a fill\n"
    )


FILL = (
    f"2026-01-06 10:00  {LOOKED}\n"
    "ask 2026-01-06 10:00  fill {} doses for marco at corner-pharmacy by femi"
)


def above(level: str, days: int, most: int) -> Because:
    return refuses(
        "days-per-fill", "above-level", "judgement", level=level, days=days, days_max=most
    )


def test_the_level_says_how_long(case: Case):
    case("L1: one of one a week lasts 7 days", chart("L1", 1) + FILL.format(1))
    case("L1: two last 14", chart("L1", 1) + FILL.format(2), above("L1", 14, 7))
    case("L2: two last 14 days", chart("L2", 1) + FILL.format(2))
    case("L2: three last 21", chart("L2", 1) + FILL.format(3), above("L2", 21, 14))
    case("L3: four last 28 days", chart("L3", 1) + FILL.format(4))


def test_a_day_begun_is_a_day(case: Case):
    case("L1: one of two a week lasts 4 days, two last 7", chart("L1", 2) + FILL.format(2))
    three = {("doses-per-fill", "l1"): 3}
    case(
        "L1: three of two a week last 11 days",
        chart("L1", 2) + FILL.format(3),
        above("L1", 11, 7),
        settings=three,
    )
    case(
        "With a limit of ten it is still one too many",
        chart("L1", 2) + FILL.format(3),
        above("L1", 11, 10),
        settings=three | {("days-per-fill", "l1"): 10},
    )
    case(
        "With a limit of eleven it is not",
        chart("L1", 2) + FILL.format(3),
        settings=three | {("days-per-fill", "l1"): 11},
    )
