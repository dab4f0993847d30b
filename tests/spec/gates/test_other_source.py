"""One source at a time."""

from tests.spec.cases import (
    ANOTHER,
    EVALUATED,
    FILLED,
    HOME,
    LOOKED,
    Because,
    Case,
    cannot_tell,
    keeps_herself,
    needs_override,
    refuses,
    warns,
)


ASKED = "ask 2026-01-20 10:00  prescribe by dr-reyes: 8 doses for 28 days, 4 a fill"
FOUND = "2026-01-19 09:00  checked as other-source by femi: the state's register\n"


def active(on: str = "2026-01-19") -> Because:
    return refuses(
        "other-source",
        "active",
        "article",
        clears_by="check-source",
        method="the state's register",
        checked_on=on,
    )


def test_a_known_source_blocks_until_a_new_look_finds_none(case: Case):
    case("Nobody has looked", f"{EVALUATED}{ASKED}")
    case("Another source was found", f"{EVALUATED}{FOUND}{ASKED}", active())
    case(
        "Called, and stopped there",
        f"{EVALUATED}{FOUND}2026-01-20 09:00  checked as clear by femi: call to the other clinic\n{ASKED}",
    )
    case(
        "A fill, after a look that found none",
        f"{HOME}2026-01-20 10:00  {LOOKED}\nask 2026-01-20 10:00  fill 4 doses for marco at corner-pharmacy by femi",
    )
    case(
        "A dose, when nobody has looked",
        f"{HOME}ask 2026-01-20 20:00  take 1 dose, given by marco, bp 120/80, pulse 70",
    )
    case(
        "It stands before a dose as well",
        f"{HOME}{FOUND}ask 2026-01-20 20:00  take 1 dose, given by marco, bp 120/80, pulse 70",
        active(),
    )
    case(
        "It stands before a fill as well",
        f"{HOME}{FOUND}ask 2026-01-20 10:00  fill 4 doses for marco at corner-pharmacy by femi",
        active(),
    )


def test_what_could_not_be_checked_cannot_be_told(case: Case):
    unchecked = "2026-01-19 09:00  checked as could-not-check by femi: the register is down\n"
    reason = needs_override(
        "other-source",
        "unchecked",
        "article",
        by="prescriber pharmacist",
        clears_by="check-source",
        method="the register is down",
        checked_on="2026-01-19",
    )
    verdict = case(
        "The register is down", f"{EVALUATED}{unchecked}{ASKED}", cannot_tell(reason)
    )
    assert verdict.answer == "could-not-be-checked"


def test_a_look_that_is_told_late(case: Case):
    case(
        "An older look that found none does not clear a source found since",
        f"{EVALUATED}{FOUND}2026-01-18 09:00 (recorded 2026-01-19 12:00)  checked as clear by femi: the state's register\n{ASKED}",
        active(),
    )
    case(
        "A source that was found counts, however late it is told",
        f"{EVALUATED}2026-01-19 09:00  checked as clear by femi: the state's register\n"
        f"2026-01-18 09:00 (recorded 2026-01-19 12:00)  checked as other-source by femi: the state's register\n{ASKED}",
        active("2026-01-18"),
    )


def test_a_new_course_does_not_forget_the_source(case: Case):
    case(
        "It was found in the course before",
        f"{EVALUATED}{ASKED}",
        active(),
        earlier=(f"{ANOTHER}{FOUND}",),
    )
    case(
        "Called since, and stopped there",
        f"{EVALUATED}2026-01-20 09:00  checked as clear by femi: call to the other clinic\n{ASKED}",
        earlier=(f"{ANOTHER}{FOUND}",),
    )
    case(
        "The look that found none is older than the one that found it, in whichever course",
        f"{EVALUATED}2026-01-18 09:00  checked as clear by femi: the state's register\n{ASKED}",
        active(),
        earlier=(f"{ANOTHER}{FOUND}",),
    )
    case(
        "Who cannot check in the new course does not know better",
        f"{EVALUATED}2026-01-20 09:00  checked as could-not-check by femi: the register is down\n{ASKED}",
        active(),
        earlier=(f"{ANOTHER}{FOUND}",),
    )
    struck = f"{ANOTHER}{FOUND}2026-01-19 10:00  corrected entry 13 by femi: another Lucia\n"
    case("A look that was struck found nothing", f"{EVALUATED}{ASKED}", earlier=(struck,))


def test_what_is_on_its_way_is_not_taken_over_while_another_source_is_known(case: Case):
    accept = "ask 2026-01-06 18:30  accept 4 doses by marco"
    look = "2026-01-06 12:00  checked as {} by femi: the state's register\n"
    case("A fill is taken over", f"{FILLED}{accept}")
    case(
        "Found on the way",
        FILLED + look.format("other-source") + accept,
        active("2026-01-06"),
    )
    case(
        "What could not be checked was weighed before the fill: here it is only said",
        FILLED + look.format("could-not-check") + accept,
        warns(
            "other-source",
            "unchecked",
            "article",
            clears_by="check-source",
            method="the state's register",
            checked_on="2026-01-06",
        ),
    )
    kept = keeps_herself(HOME)
    late = look.replace("12:00", "19:00").format("other-source")
    hand = "ask 2026-01-06 20:00  hand over 1 dose to lucia by marco"
    case("Marco hands Lucia a dose", kept + hand)
    case("While another source is known", kept + late + hand, active("2026-01-06"))
