"""A course is closed when nobody is left holding anything, or waiting."""

from tests.spec.cases import FILLED, HOME, PRESCRIBED, Because, Case, refuses


CLOSE = "ask 2026-01-20 09:00  close by dr-reyes: in remission"


def held(units: int) -> Because:
    return refuses(
        "hands-empty",
        "held",
        "judgement",
        clears_by="dose return lost",
        held_units=units,
    )


def test_nobody_holds_anything(case: Case):
    case("Nothing was filled", PRESCRIBED + CLOSE)
    case("Four doses in Marco's box", HOME + CLOSE, held(4))
    case("Four doses in transit", FILLED + CLOSE, held(4))
    case(
        "One was wasted, the rest returned",
        f"{HOME}2026-01-08 09:00  wasted 1 dose by marco, witness nell: wet\n"
        f"2026-01-19 09:00  returned 3 doses to police-box by marco, received by nell\n{CLOSE}",
    )


def test_no_difference_is_open(case: Case):
    case(
        "One dose is missing",
        f"{HOME}2026-01-09 20:00  counted 3 doses with marco by nell\n"
        "2026-01-10 20:00  lost 1 dose by marco: gone\n"
        f"2026-01-19 09:00  returned 3 doses to police-box by marco, received by nell\n{CLOSE}",
        refuses("hands-empty", "difference-open", "judgement", clears_by="resolve", cases=1),
    )


REFUSED = f"{PRESCRIBED}2026-01-09 09:00  refused by early-fill: fill 4 doses for marco at corner-pharmacy by femi\n"


def test_nobody_waits_for_a_call(case: Case):
    waiting = refuses("hands-empty", "task-open", "judgement", clears_by="contact", tasks=1)
    case("A refusal nobody followed up", REFUSED + CLOSE, waiting)
    for outcome in ("reached", "visit-agreed", "referred"):
        case(
            f"The patient was {outcome}",
            f"{REFUSED}2026-01-09 15:00  contacted of entry 11 as {outcome} by nell: spoke to her\n{CLOSE}",
        )
    for outcome in ("left-word", "not-reached"):
        case(
            f"Tried, and {outcome}: the task stays",
            f"{REFUSED}2026-01-09 15:00  contacted of entry 11 as {outcome} by nell: no answer\n{CLOSE}",
            waiting,
        )
