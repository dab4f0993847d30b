"""Whose hands a level names."""

from tests.spec.cases import HOME, LOOKED, PRESCRIBED, Because, Case, refuses


def at_level(chart: str, level: str) -> str:
    return chart.replace("agreed, zone", f"agreed, level {level}, zone")


def not_to_patient(level: str, custody: str = "delegate", basis: str = "article") -> Because:
    return refuses(
        "held-by-delegate",
        "not-to-patient",
        basis,
        clears_by="appoint",
        recipient="lucia",
        level=level,
        custody=custody,
    )


def clinic_only(recipient: str) -> Because:
    return refuses(
        "held-by-delegate",
        "clinic-only",
        "judgement",
        clears_by="level",
        recipient=recipient,
        level="L0",
        custody="clinic",
    )


L4 = {("doses-per-fill", "l4"): 4, ("days-per-fill", "l4"): 14}
"""Level four is off until a clinic says how much; for custody alone it is on here."""


def test_up_to_level_three_the_trusted_person_holds(case: Case):
    for level in ("L1", "L2", "L3"):
        chart = at_level(PRESCRIBED, level)
        case(
            f"{level}, for Marco",
            f"{chart}2026-01-06 10:00  {LOOKED}\nask 2026-01-06 10:00  fill 2 doses for marco at corner-pharmacy by femi",
        )
        case(
            f"{level}, for Lucia",
            f"{chart}2026-01-06 10:00  {LOOKED}\nask 2026-01-06 10:00  fill 2 doses for lucia at corner-pharmacy by femi",
            not_to_patient(level),
        )


def test_at_level_four_the_patient_may_hold(case: Case):
    chart = at_level(PRESCRIBED, "L4")
    for who in ("lucia", "marco"):
        case(
            f"L4, for {who.capitalize()}",
            f"{chart}2026-01-06 10:00  {LOOKED}\nask 2026-01-06 10:00  fill 4 doses for {who} at corner-pharmacy by femi",
            settings=L4,
        )


def test_at_level_nought_nothing_goes_home(case: Case):
    chart = at_level(PRESCRIBED, "L0")
    nothing = (
        refuses(
            "doses-per-fill",
            "above-level",
            "judgement",
            clears_by="level",
            level="L0",
            doses=2,
            doses_max=0,
        ),
        refuses(
            "days-per-fill",
            "above-level",
            "judgement",
            clears_by="level",
            level="L0",
            days=7,
            days_max=0,
        ),
    )
    for who in ("lucia", "marco"):
        case(
            f"L0, for {who.capitalize()}",
            f"{chart}2026-01-06 10:00  {LOOKED}\nask 2026-01-06 10:00  fill 2 doses for {who} at corner-pharmacy by femi",
            clinic_only(who),
            *nothing,
        )


DOWN = f"{HOME}2026-01-08 09:00  moved to L0 by dr-reyes: two counts did not agree\n"


def test_what_is_at_home_at_level_nought_comes_back_and_is_not_taken(case: Case):
    dose = "take 1 dose, given by marco, bp 120/80, pulse 70"
    case("A dose at home at L2", f"{HOME}ask 2026-01-08 20:00  {dose}")
    case("A dose at home at L0", f"{DOWN}ask 2026-01-08 20:00  {dose}", clinic_only("marco"))
    case(
        "Returned at L0",
        f"{DOWN}ask 2026-01-08 20:00  return 4 doses to police-box by marco, received by nell: as agreed",
    )


def test_the_patient_is_handed_nothing_the_level_keeps_from_them(case: Case):
    ask = "ask 2026-01-08 20:00  hand over 1 dose to lucia by marco"
    case("To Lucia at L2", HOME + ask, not_to_patient("L2"))
    case(
        "To Lucia at L0",
        DOWN + ask,
        not_to_patient("L0", "clinic", "judgement"),
    )
    case("To Lucia at L4", HOME.replace("agreed, zone", "agreed, level L4, zone") + ask)
    case(
        "What Lucia still has goes to Marco, also at L0",
        f"""{HOME}\
2026-01-07 09:00  moved to L4 by dr-reyes: three good months
2026-01-07 10:00  handed over 1 dose to lucia by marco
2026-01-07 11:00  accepted 1 unit by lucia
2026-01-08 09:00  moved to L0 by dr-reyes: two counts did not agree
ask 2026-01-08 20:00  hand over 1 dose to marco by lucia
""",
    )


def test_what_is_in_transit_when_the_level_falls_is_not_accepted(case: Case):
    offered = (
        f"{PRESCRIBED}2026-01-06 11:00  filled 2 doses for {{}} at corner-pharmacy by femi\n"
    )
    accept = "ask 2026-01-06 20:00  accept by {}"
    case("Marco accepts at L2", offered.format("marco") + accept.format("marco"))
    case(
        "Marco, after the course went to L0",
        offered.format("marco")
        + "2026-01-06 12:00  moved to L0 by dr-reyes: another source was found\n"
        + accept.format("marco"),
        clinic_only("marco"),
    )
    at_l4 = at_level(offered.format("lucia"), "L4")
    case("Lucia accepts at L4", at_l4 + accept.format("lucia"))
    case(
        "Lucia, after the course went to L2",
        f"{at_l4}2026-01-06 12:00  moved to L2 by dr-reyes: steps back\n"
        + accept.format("lucia"),
        not_to_patient("L2"),
    )
    case(
        "What Marco was handed by Lucia he takes at L0 as well",
        f"""{at_level(PRESCRIBED, "L4")}\
2026-01-06 11:00  filled 2 doses for lucia at corner-pharmacy by femi
2026-01-06 12:00  accepted 2 doses by lucia
2026-01-06 13:00  moved to L0 by dr-reyes: another source was found
2026-01-06 14:00  handed over 2 doses to marco by lucia
ask 2026-01-06 20:00  accept by marco
""",
    )
