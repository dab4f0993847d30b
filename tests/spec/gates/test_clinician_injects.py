"""Only a clinician injects, and only in the clinic."""

from tests.spec.cases import Because, Case, refuses


CLINIC = """\
course lucia, 2026-01-05, weight 70 kg, agreed, level L1, zone America/New_York
plan 35 mg as 5 mg intramuscular tenth-ml, 1 a week at least 48 h apart, in the clinic, until 2026-06-30 for remission, held by marco
people: nell nurse
stock main-pharmacy: 100 units of ketamine-intramuscular-tenth-ml-5mg lot k1

2026-01-05 09:00  evaluated by dr-reyes: phq-9 18
"""
VIAL = "ketamine-intramuscular-tenth-ml-5mg"


def inject(given: str, place: str, by: str, source: str = "stock of main-pharmacy") -> str:
    return (
        f"{CLINIC}ask 2026-01-06 11:00  take 1 dose from {source}, given by {given},"
        f" seen by {by}, {place}, bp 120/80, pulse 70, recorded by {by}"
    )


def not_a_clinician(given: str) -> Because:
    return refuses(
        "clinician-injects",
        "not-a-clinician",
        "judgement",
        given_by=given,
        route="intramuscular",
    )


def test_who_gives_an_injection_signs_for_it(case: Case):
    case("A nurse, in the clinic", inject("nell", "in the clinic", "nell"))
    case("A doctor, in the clinic", inject("dr-reyes", "in the clinic", "dr-reyes"))
    case(
        "A nurse signs for Marco, who gave it",
        inject("marco", "in the clinic", "nell"),
        not_a_clinician("marco"),
    )


def test_never_at_home(case: Case):
    home = (
        refuses("clinic-only", "clinic-plan", "judgement", product=VIAL),
        refuses("clinic-only", "injectable", "judgement", product=VIAL, route="intramuscular"),
        refuses(
            "clinician-injects",
            "not-in-clinic",
            "judgement",
            place="home",
            route="intramuscular",
        ),
    )
    carried = refuses(
        "passing", "not-in-table", "judgement", verb="dose", giver="stock", taker="taken"
    )
    case("A nurse, at home", inject("nell", "at home", "nell"), carried, *home)


def test_an_untrained_hand_at_home(case: Case):
    case(
        "Marco, at home, from his box: everything that stands before it",
        f"{CLINIC}ask 2026-01-06 11:00  take 1 dose, given by marco, at home, bp 120/80, pulse 70",
        refuses("clinic-only", "clinic-plan", "judgement", product=VIAL),
        refuses("clinic-only", "injectable", "judgement", product=VIAL, route="intramuscular"),
        not_a_clinician("marco"),
        refuses(
            "clinician-injects",
            "not-in-clinic",
            "judgement",
            place="home",
            route="intramuscular",
        ),
        refuses(
            "empty-hand",
            "short",
            "judgement",
            clears_by="accept count",
            hand="delegate:marco",
            held_units=0,
            asked_units=7,
        ),
    )
