"""Measured before the dose; at home nobody could treat what follows."""

from typing import Any

from tests.spec.cases import HOME, Because, Case, cannot_tell, needs_override, refuses


def home(words: str) -> str:
    return f"{HOME}ask 2026-01-08 20:00  take 1 dose, given by marco{words}"


def high(name: str, number: int, most: int) -> Because:
    numbers: dict[str, Any] = {name: number, f"{name}_max": most, "place": "home"}
    return refuses("vitals", f"{name}-high", "practice", clears_by="measure", **numbers)


def missing(name: str, most: int, place: str = "home", basis: str = "practice") -> Because:
    numbers: dict[str, Any] = {f"{name}_max": most, "place": place}
    return cannot_tell(
        needs_override(
            "vitals",
            f"{name}-missing",
            basis,
            by="prescriber nurse",
            clears_by="measure",
            **numbers,
        )
    )


def test_at_home_up_to_160_over_90_and_a_pulse_of_100(case: Case):
    case("At all three limits", home(", bp 160/90, pulse 100"))
    case("161 above", home(", bp 161/90, pulse 100"), high("systolic", 161, 160))
    case("91 below", home(", bp 160/91, pulse 100"), high("diastolic", 91, 90))
    case("A pulse of 101", home(", bp 160/90, pulse 101"), high("pulse", 101, 100))
    case(
        "All three",
        home(", bp 180/110, pulse 120"),
        high("systolic", 180, 160),
        high("diastolic", 110, 90),
        high("pulse", 120, 100),
    )


def test_what_was_not_measured_cannot_be_told(case: Case):
    verdict = case("No pulse", home(", bp 120/80"), missing("pulse", 100))
    assert verdict.answer == "could-not-be-checked"
    case(
        "Nothing",
        home(""),
        missing("systolic", 160),
        missing("diastolic", 90),
        missing("pulse", 100),
    )


CLINIC = HOME.replace(
    "people:",
    "stock main-pharmacy: 9 units of ketamine-sublingual-troche-100mg lot a1\npeople:",
)


def clinic(words: str) -> str:
    return f"{CLINIC}ask 2026-01-08 11:00  take 1 dose from stock of main-pharmacy, given by nell, seen by nell, in the clinic{words}"


def test_in_the_clinic_a_clinician_may_decide(case: Case):
    case("140/90, and the pulse is not asked for", clinic(", bp 140/90"))
    case(
        "141 above, in the clinic",
        clinic(", bp 141/90"),
        needs_override(
            "vitals",
            "systolic-high",
            "label",
            by="prescriber nurse",
            clears_by="measure",
            systolic=141,
            systolic_max=140,
            place="clinic",
        ),
    )
    case(
        "91 below, in the clinic",
        clinic(", bp 140/91"),
        needs_override(
            "vitals",
            "diastolic-high",
            "label",
            by="prescriber nurse",
            clears_by="measure",
            diastolic=91,
            diastolic_max=90,
            place="clinic",
        ),
    )
    case(
        "Not measured in the clinic",
        clinic(""),
        missing("systolic", 140, "clinic", "label"),
        missing("diastolic", 90, "clinic", "label"),
    )
