"""Who gives is never who takes."""

from tests.spec.cases import HOME, Case, refuses


def test_somebody_else_gives(case: Case):
    dose = "take 1 dose from marco, given by {}, seen by marco, known by delegate-observed, bp 120/80, pulse 70, recorded by marco"
    case("Marco gives", f"{HOME}ask 2026-01-08 20:00  {dose.format('marco')}")
    case(
        "Lucia takes it herself, and Marco watches",
        f"{HOME}ask 2026-01-08 20:00  {dose.format('lucia')}",
        refuses("giver-not-taker", "self-given", "article", given_by="lucia"),
    )
