"""Waste in front of somebody."""

from tests.spec.cases import HOME, Case, refuses


def waste(second: str, by: str = "marco") -> str:
    return f"{HOME}ask 2026-01-08 20:00  waste 1 dose with marco by {by}{second}: wet"


def test_somebody_of_the_staff_signs_too(case: Case):
    case("A nurse", waste(", witness nell"))
    case("A pharmacist", waste(", witness femi"))
    case("Nobody", waste(""), refuses("witness", "missing", "judgement", clears_by="second"))
    case(
        "Herself",
        waste(", witness nell", "nell"),
        refuses("witness", "same-person", "judgement", clears_by="second", person="nell"),
    )
    case(
        "Lucia",
        waste(", witness lucia"),
        refuses(
            "witness",
            "not-staff",
            "judgement",
            clears_by="second",
            person="lucia",
            role="patient",
        ),
    )
