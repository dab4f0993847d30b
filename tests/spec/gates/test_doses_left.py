"""No more than was prescribed."""

from tests.spec.cases import EVALUATED, LOOKED, Because, Case, refuses


SIX = f"{EVALUATED}2026-01-05 09:20  prescribed by dr-reyes: 6 doses for 28 days, 4 a fill\n"


def exhausted(asked: int, left: int, filled: int) -> Because:
    return refuses(
        "doses-left",
        "exhausted",
        "article",
        clears_by="evaluate prescribe",
        asked_units=asked,
        left_units=left,
        filled_units=filled,
    )


def test_what_is_left_of_it(case: Case):
    four = f"{SIX}2026-01-06 11:00  filled 4 doses for marco at corner-pharmacy by femi\n"
    fill = (
        f"2026-01-20 10:00  {LOOKED}\n"
        "ask 2026-01-20 10:00  fill {} doses for marco at corner-pharmacy by femi"
    )
    case("Two are left, two are filled", four + fill.format(2))
    case("Two are left, three are asked", four + fill.format(3), exhausted(3, 2, 4))
    case(
        "What was declined is still owed",
        f"{four}2026-01-06 12:00  declined 4 doses by marco\n"
        "2026-01-06 12:10  called back 4 doses by femi\n" + fill.format(4),
    )


def test_a_dose_of_several_units_counts_its_units(case: Case):
    two_each = SIX.replace("6 doses", "2 doses of 100 mg as 50 mg sublingual troche,")
    fill = (
        f"2026-01-06 10:00  {LOOKED}\n"
        "ask 2026-01-06 10:00  fill {} units for marco at corner-pharmacy by femi"
    )
    case("Two doses are four units", two_each + fill.format(4))
    case("Five units", two_each + fill.format(5), exhausted(5, 4, 0))
