"""One prescriber, or one group, at a time."""

from tests.spec.cases import PRESCRIBED, Because, Case, refuses


EVALUATED_AGAIN = (
    "2026-01-20 09:00  evaluated by dr-chen: phq-9 12\n2026-01-20 09:01  agreed by dr-chen\n"
)
ASKED = "ask 2026-01-20 10:00  prescribe by dr-chen: 8 doses for 28 days, 4 a fill"


def another(units: int = 8, prescription: int = 10) -> Because:
    return refuses(
        "one-prescriber",
        "another-live",
        "practice",
        clears_by="stop",
        prescription=prescription,
        prescriber="dr-reyes",
        units_left=units,
    )


def test_a_live_prescription_of_another_stands_in_the_way(case: Case):
    case(
        "The same doctor",
        f"{PRESCRIBED}2026-01-20 09:00  evaluated by dr-reyes: phq-9 12\n"
        "ask 2026-01-20 10:00  prescribe by dr-reyes: 8 doses for 28 days, 4 a fill",
    )
    case("A stranger", f"{PRESCRIBED}{EVALUATED_AGAIN}{ASKED}", another())
    case(
        "A stranger, after the first was stopped",
        f"{PRESCRIBED}2026-01-19 10:00  stopped entry 10 by dr-reyes: takes over elsewhere\n"
        f"{EVALUATED_AGAIN}{ASKED}",
    )


def test_a_colleague_of_the_same_group_is_no_stranger(case: Case):
    grouped = PRESCRIBED.replace("4 a fill", "4 a fill, group harbor")
    case("The same group", f"{grouped}{EVALUATED_AGAIN}{ASKED}, group harbor")
    case("Another group", f"{grouped}{EVALUATED_AGAIN}{ASKED}, group hill", another())
    case("No group on the new one", f"{grouped}{EVALUATED_AGAIN}{ASKED}", another())
    case(
        "No group on the old one",
        f"{PRESCRIBED}{EVALUATED_AGAIN}{ASKED}, group harbor",
        another(),
    )


def test_used_up_or_over_is_not_live(case: Case):
    two = PRESCRIBED.replace("8 doses for 28 days, 4 a fill", "4 doses for 14 days, 4 a fill")
    filled = "2026-01-06 11:00  filled {} doses for marco at corner-pharmacy by femi\n"
    asked = ASKED.replace("2026-01-20", "{}")
    again = EVALUATED_AGAIN.replace("2026-01-20", "{day}")
    case(
        "All of it is filled",
        two + filled.format(4) + again.format(day="2026-01-10") + asked.format("2026-01-10"),
    )
    case(
        "One dose is left, on its last day",
        two + filled.format(3) + again.format(day="2026-01-18") + asked.format("2026-01-18"),
        another(1),
    )
    case(
        "One dose is left, and it ended yesterday",
        two + filled.format(3) + again.format(day="2026-01-19") + asked.format("2026-01-19"),
    )
