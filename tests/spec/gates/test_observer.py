"""Somebody watches, and the grade says how well the dose is known."""

from tests.spec.cases import HOME, Because, Case, refuses


VITALS = "bp 120/80, pulse 70"
CLINIC = HOME.replace(
    "people:",
    "stock main-pharmacy: 9 units of ketamine-sublingual-troche-100mg lot a1\npeople:",
)


def dose(words: str) -> str:
    return (
        f"{HOME}ask 2026-01-08 20:00  take 1 dose from marco, given by marco, {words}, {VITALS}"
    )


def too_high(evidence: str, seen_by: str) -> Because:
    return refuses(
        "observer", "grade-too-high", "practice", evidence=evidence, observed_by=seen_by
    )


def test_somebody_other_than_the_patient_watches(case: Case):
    case("Marco saw it", dose("seen by marco, known by delegate-observed, recorded by marco"))
    unobserved = refuses("observer", "unobserved", "practice", place="home")
    case("Nobody did", dose("unseen, recorded by marco"), unobserved)
    case(
        "Lucia says she saw it",
        dose("seen by lucia, known by delegate-observed, recorded by marco"),
        unobserved,
    )


def test_a_guess_is_no_evidence(case: Case):
    for grade in ("self-report", "inferred-by-count", "unknown"):
        case(
            f"Known by {grade}",
            dose(f"seen by marco, known by {grade}, recorded by marco"),
            refuses("observer", "no-evidence", "practice", evidence=grade),
        )


def test_seen_by_the_delegate(case: Case):
    seen = "seen by {}, known by delegate-observed, recorded by {}"
    case("Marco signs", dose(seen.format("marco", "marco")))
    case("A nurse signs that Marco saw it", dose(seen.format("marco", "nell")))
    case(
        "Marco signs for somebody who is no delegate",
        dose(seen.format("bob", "marco")),
        too_high("delegate-observed", "bob"),
    )
    case(
        "A nurse who saw it is no delegate either",
        dose(seen.format("nell", "nell")),
        too_high("delegate-observed", "nell"),
    )


def test_the_patient_signs_for_no_evidence(case: Case):
    for grade in ("delegate-observed", "device", "observed-in-person"):
        case(
            f"Lucia writes down: {grade}",
            f"{HOME}2026-01-07 09:00  moved to L4 by dr-reyes: three good months\n"
            "2026-01-07 10:00  handed over 1 dose to lucia by marco\n2026-01-07 11:00  accepted by lucia\n"
            f"ask 2026-01-08 20:00  take 1 dose from lucia, given by marco, seen by marco, known by {grade}, recorded by lucia, {VITALS}",
            too_high(grade, "marco"),
        )


def test_a_device(case: Case):
    case(
        "Seen through a device, and Marco signs",
        dose("seen by marco, known by device, recorded by marco"),
    )
    case(
        "A nurse saw it through the device, and Marco signs",
        dose("seen by nell, known by device, recorded by marco"),
    )


def test_seen_in_person_is_a_clinicians_word(case: Case):
    seen = "seen by {}, known by observed-in-person, recorded by {}"
    case("A nurse at home, who signs herself", dose(seen.format("nell", "nell")))
    case(
        "Marco claims it",
        dose(seen.format("marco", "marco")),
        too_high("observed-in-person", "marco"),
    )
    case(
        "A nurse signs, at home, for a colleague",
        dose(seen.format("dr-reyes", "nell")),
        too_high("observed-in-person", "dr-reyes"),
    )


def test_in_the_clinic_a_clinician_writes_it_down(case: Case):
    clinic = "ask 2026-01-08 11:00  take 1 dose from {}, given by {}, seen by dr-reyes, known by observed-in-person, in the clinic, bp 120/80, recorded by {}"
    case(
        "A nurse signs for a colleague of the same clinic",
        CLINIC + clinic.format("stock of main-pharmacy", "dr-reyes", "nell"),
    )
    case(
        "Marco says it was in the clinic, where more is allowed",
        CLINIC + clinic.format("marco", "marco", "marco"),
        too_high("observed-in-person", "dr-reyes"),
        refuses("observer", "clinic-unsigned", "practice", place="clinic", role="delegate"),
    )
