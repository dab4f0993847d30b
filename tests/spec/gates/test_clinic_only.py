"""Needles, esketamine, and what was planned for the clinic."""

from tests.spec.cases import EVALUATED, LOOKED, Case, refuses


def prescribe(product: str, place: str = "") -> str:
    return (
        f"{EVALUATED}ask 2026-01-05 10:00  prescribe by dr-reyes: 4 doses of {product}{place}"
        " for 28 days, 4 a fill"
    )


def test_what_goes_through_a_needle_stays(case: Case):
    for route in ("intramuscular", "intravenous", "subcutaneous"):
        case(
            f"Ordered {route} for the clinic",
            prescribe(f"35 mg as 5 mg {route} vial", ", in the clinic"),
        )
        case(
            f"Ordered {route} for home",
            prescribe(f"35 mg as 5 mg {route} vial"),
            refuses(
                "clinic-only",
                "injectable",
                "judgement",
                product=f"ketamine-{route}-vial-5mg",
                route=route,
            ),
        )


def test_a_plan_for_home_that_nobody_could_prescribe_is_refused_when_it_is_stated(case: Case):
    def plan(place: str) -> str:
        spray = "56 mg as 28 mg esketamine intranasal spray"
        return f"{EVALUATED}ask 2026-01-05 10:00  plan {spray}, 1 a week at least 48 h apart, {place} by dr-reyes"

    case("Esketamine, planned for the clinic", plan("in the clinic"))
    case(
        "Esketamine, planned for home",
        plan("at home"),
        refuses(
            "clinic-only", "esketamine", "label", product="esketamine-intranasal-spray-28mg"
        ),
    )


def test_esketamine_stays(case: Case):
    spray = "56 mg as 28 mg esketamine intranasal spray"
    case("Esketamine in the clinic", prescribe(spray, ", in the clinic"))
    case(
        "Esketamine for home",
        prescribe(spray),
        refuses(
            "clinic-only", "esketamine", "label", product="esketamine-intranasal-spray-28mg"
        ),
    )


def test_a_policy_may_keep_all_of_it(case: Case):
    troche = "100 mg sublingual troche"
    keep = {("clinic-only", "all-ketamine"): True}
    case(
        "Troches for home", prescribe(troche), settings={("clinic-only", "all-ketamine"): False}
    )
    case(
        "Troches for home, where all is given in the clinic",
        prescribe(troche),
        refuses(
            "clinic-only",
            "all-ketamine",
            "judgement",
            product="ketamine-sublingual-troche-100mg",
        ),
        settings=keep,
    )
    case("In the clinic there", prescribe(troche, ", in the clinic"), settings=keep)


def test_an_order_for_the_clinic_is_not_filled(case: Case):
    clinic = f"{EVALUATED}2026-01-05 09:20  prescribed by dr-reyes: 8 doses{{}} for 28 days, 4 a fill\n"
    fill = (
        f"2026-01-06 10:00  {LOOKED}\n"
        "ask 2026-01-06 10:00  fill 4 doses for marco at corner-pharmacy by femi"
    )
    case("An order for home", clinic.format("") + fill)
    case(
        "An order for the clinic",
        clinic.format(", in the clinic") + fill,
        refuses(
            "clinic-only",
            "clinic-plan",
            "judgement",
            product="ketamine-sublingual-troche-100mg",
        ),
    )
    case(
        "An injectable order for the clinic: for both reasons",
        clinic.format(" of 35 mg as 5 mg intramuscular vial, in the clinic") + fill,
        refuses(
            "clinic-only", "clinic-plan", "judgement", product="ketamine-intramuscular-vial-5mg"
        ),
        refuses(
            "clinic-only",
            "injectable",
            "judgement",
            product="ketamine-intramuscular-vial-5mg",
            route="intramuscular",
        ),
    )


def test_nor_is_it_taken_at_home(case: Case):
    nose = """\
course lucia, 2026-01-05, weight 70 kg, agreed, level L1, zone America/New_York
plan 56 mg as 28 mg esketamine intranasal spray, 1 a week at least 48 h apart, in the clinic, until 2026-06-30 for remission
people: nell nurse
stock main-pharmacy: 10 units of esketamine-intranasal-spray-28mg lot e1

2026-01-05 09:00  evaluated by dr-reyes: phq-9 18
"""
    dose = "take 1 dose from stock of main-pharmacy, given by nell, seen by nell, bp 120/80, pulse 70 by nell, "
    case("In the clinic", f"{nose}ask 2026-01-05 11:00  {dose}in the clinic")
    case(
        "A nurse who brings it home",
        f"{nose}ask 2026-01-05 11:00  {dose}at home",
        refuses(
            "passing", "not-in-table", "judgement", verb="dose", giver="stock", taker="taken"
        ),
        refuses(
            "clinic-only",
            "clinic-plan",
            "judgement",
            product="esketamine-intranasal-spray-28mg",
        ),
        refuses(
            "clinic-only", "esketamine", "label", product="esketamine-intranasal-spray-28mg"
        ),
    )
