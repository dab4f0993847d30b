"""Three steps a route: warned about, overridden, refused; the lower of mg and mg per kg."""

from typing import Any

from tests.spec.cases import (
    COURSE,
    EVALUATED,
    Because,
    Case,
    cannot_tell,
    needs_override,
    refuses,
    warns,
)


# route and form, then for 70 kg: the last dose without a word, and the first at each step.
SUBLINGUAL = "sublingual troche"
MG = 1_000


def prescribe(mg: str, unit: str, product: str, place: str = "") -> str:
    """Ask for eight doses; the unit is small enough to make any dose."""
    return (
        f"ask 2026-01-05 10:00  prescribe by dr-reyes: 8 doses of {mg} mg as {unit} mg {product}"
        f"{place} for 28 days, 4 a fill"
    )


def above(step: str, route: str, dose_ug: int, max_ug: int) -> Because:
    """Expect a step in mg."""
    numbers: dict[str, Any] = {"dose_ug": dose_ug, "route": route, "dose_ug_max": max_ug}
    return _step(step, f"above-{step}-mg", numbers)


def above_per_kg(
    step: str, route: str, dose_ug: int, max_ug: int, per_kg: int, weight_g: int = 70_000
) -> Because:
    """Expect a step in mg per kg."""
    numbers: dict[str, Any] = {
        "dose_ug": dose_ug,
        "route": route,
        "dose_ug_per_kg_max": per_kg,
        "weight_g": weight_g,
        "dose_ug_max": max_ug,
    }
    return _step(step, f"above-{step}-mg-per-kg", numbers)


def _step(step: str, finding: str, numbers: dict[str, Any]) -> Because:
    match step:
        case "warn":
            return warns("dose-ceiling", finding, "judgement", **numbers)
        case "override":
            return needs_override(
                "dose-ceiling", finding, "judgement", by="prescriber", **numbers
            )
        case _:
            return refuses("dose-ceiling", finding, "judgement", **numbers)


def test_the_steps_by_the_mouth(case: Case):
    case("150 mg: the last without a word", EVALUATED + prescribe("150", "1", SUBLINGUAL))
    case(
        "151 mg: a warning",
        EVALUATED + prescribe("151", "1", SUBLINGUAL),
        above("warn", "sublingual", 151 * MG, 150 * MG),
    )
    case(
        "200 mg: still a warning",
        EVALUATED + prescribe("200", "1", SUBLINGUAL),
        above("warn", "sublingual", 200 * MG, 150 * MG),
    )
    case(
        "201 mg: an override",
        EVALUATED + prescribe("201", "1", SUBLINGUAL),
        above("override", "sublingual", 201 * MG, 200 * MG),
    )
    case(
        "281 mg at 70 kg: above 4 mg/kg, refused",
        EVALUATED + prescribe("281", "1", SUBLINGUAL),
        above_per_kg("refuse", "sublingual", 281 * MG, 280 * MG, 4 * MG),
    )
    case(
        "301 mg: refused in mg as well, which is said",
        EVALUATED + prescribe("301", "1", SUBLINGUAL),
        above("refuse", "sublingual", 301 * MG, 300 * MG),
    )


def test_the_lower_of_the_two_counts(case: Case):
    case(
        "280 mg at 70 kg is 4 mg/kg: an override",
        EVALUATED + prescribe("280", "1", SUBLINGUAL),
        above("override", "sublingual", 280 * MG, 200 * MG),
    )
    heavy = EVALUATED.replace("weight 70 kg", "weight 90 kg")
    case(
        "300 mg at 90 kg: an override",
        heavy + prescribe("300", "1", SUBLINGUAL),
        above("override", "sublingual", 300 * MG, 200 * MG),
    )
    light = EVALUATED.replace("weight 70 kg", "weight 45 kg")
    case(
        "181 mg at 45 kg is above 4 mg/kg: refused",
        light + prescribe("181", "1", SUBLINGUAL),
        above_per_kg("refuse", "sublingual", 181 * MG, 180 * MG, 4 * MG, 45_000),
    )


def test_a_limit_per_kg_is_exact_to_the_microgram(case: Case):
    # 4 mg/kg of 45.333 kg are 181.332 mg.
    light = EVALUATED.replace("weight 70 kg", "weight 45.333 kg")
    case(
        "181.332 mg at 45.333 kg",
        light + prescribe("181.332", "0.004", SUBLINGUAL),
        above("warn", "sublingual", 181_332, 150 * MG),
    )
    case(
        "181.336 mg at 45.333 kg",
        light + prescribe("181.336", "0.004", SUBLINGUAL),
        above_per_kg("refuse", "sublingual", 181_336, 181_332, 4 * MG, 45_333),
    )
    # 0.5 mg/kg of 45.333 kg are 22.6665 mg: half a microgram is not given away.
    case(
        "22.666 mg into the muscle at 45.333 kg",
        light + prescribe("22.666", "0.001", "intramuscular drop", ", in the clinic"),
    )
    case(
        "22.667 mg into the muscle at 45.333 kg",
        light + prescribe("22.667", "0.001", "intramuscular drop", ", in the clinic"),
        above_per_kg("warn", "intramuscular", 22_667, 22_666, 500, 45_333),
    )


# Route and form, the place, and per step its first dose in mg with what it is held to.
ROUTES = (
    ("oral", "tablet", "", (("warn", 176, 175, 2_500), ("override", 301, 300, 0))),
    ("oral", "tablet", "", (("refuse", 351, 350, 5_000), ("refuse", 401, 400, 0))),
    ("buccal", "film", "", (("warn", 151, 150, 0), ("override", 201, 200, 0))),
    ("buccal", "film", "", (("refuse", 281, 280, 4_000), ("refuse", 301, 300, 0))),
    ("intranasal", "spray", "", (("warn", 76, 75, 0), ("override", 101, 100, 0))),
    ("intranasal", "spray", "", (("refuse", 151, 150, 0),)),
    ("rectal", "solution", "", (("override", 1, 0, 0),)),
    ("other", "vapour", "", (("override", 1, 0, 0),)),
    ("intravenous", "vial", ", in the clinic", (("warn", 36, 35, 500), ("override", 53, 0, 0))),
    ("intravenous", "vial", ", in the clinic", (("refuse", 71, 70, 1_000),)),
    ("intramuscular", "vial", ", in the clinic", (("warn", 36, 35, 500),)),
    ("intramuscular", "vial", ", in the clinic", (("refuse", 71, 70, 1_000),)),
    ("subcutaneous", "vial", ", in the clinic", (("warn", 36, 35, 500),)),
    ("subcutaneous", "vial", ", in the clinic", (("refuse", 71, 70, 1_000),)),
)


def test_every_route_has_its_row(case: Case):
    for route, form, place, steps in ROUTES:
        for step, mg, limit_mg, per_kg in steps:
            limit, at_kg = limit_mg * MG, per_kg
            if route == "intravenous" and step == "override":
                limit, at_kg = 52_500, 750
            expected = (
                above_per_kg(step, route, mg * MG, limit, at_kg)
                if at_kg
                else above(step, route, mg * MG, limit)
            )
            case(
                f"{mg} mg {route} at 70 kg: {step}",
                EVALUATED + prescribe(str(mg), "1", f"{route} {form}", place),
                expected,
            )


def test_the_last_dose_below_each_first_step(case: Case):
    for mg, product, place in (
        (175, "oral tablet", ""),
        (150, "buccal film", ""),
        (75, "intranasal spray", ""),
        (35, "intravenous vial", ", in the clinic"),
        (35, "intramuscular vial", ", in the clinic"),
        (35, "subcutaneous vial", ", in the clinic"),
    ):
        case(
            f"{mg} mg {product} at 70 kg",
            EVALUATED + prescribe(str(mg), "1", product, place),
        )


def test_esketamine_has_rows_of_its_own(case: Case):
    at_home_no = ", in the clinic"
    case(
        "84 mg of esketamine by the nose",
        EVALUATED + prescribe("84", "28", "esketamine intranasal spray", at_home_no),
    )
    case(
        "112 mg: above the label",
        EVALUATED + prescribe("112", "28", "esketamine intranasal spray", at_home_no),
        refuses(
            "dose-ceiling",
            "above-refuse-mg",
            "label",
            dose_ug=112 * MG,
            route="intranasal-esketamine",
            dose_ug_max=84 * MG,
        ),
    )
    case(
        "Esketamine by a route nobody has published",
        EVALUATED + prescribe("5", "5", "esketamine oral tablet", at_home_no),
        above("override", "oral-esketamine", 5 * MG, 0),
    )


def weight(finding: str, age: int | None = None) -> Because:
    numbers: dict[str, Any] = {"age_days_max": 90}
    if age is not None:
        numbers["age_days"] = age
    return cannot_tell(
        needs_override(
            "dose-ceiling",
            finding,
            "judgement",
            by="prescriber",
            clears_by="weigh",
            **numbers,
        )
    )


def test_without_a_recent_weight_it_cannot_be_told(case: Case):
    unweighed = EVALUATED.replace(" weight 70 kg,", "")
    verdict = case(
        "Never weighed",
        unweighed + prescribe("100", "1", SUBLINGUAL),
        weight("weight-missing"),
    )
    assert verdict.answer == "could-not-be-checked"
    case(
        "Never weighed, and above a step in mg: both are said",
        unweighed + prescribe("201", "1", SUBLINGUAL),
        above("override", "sublingual", 201 * MG, 200 * MG),
        weight("weight-missing"),
    )
    case(
        "Never weighed, but refused in mg: no weight would help",
        unweighed + prescribe("301", "1", SUBLINGUAL),
        above("refuse", "sublingual", 301 * MG, 300 * MG),
    )
    case(
        "By the nose there is no limit per kg, so no weight is asked for",
        unweighed + prescribe("75", "1", "intranasal spray"),
    )


def test_a_weight_is_good_for_ninety_days(case: Case):
    later = f"{COURSE}2026-04-01 09:00  evaluated by dr-reyes: phq-9 9\n"
    asked = "prescribe by dr-reyes: 8 doses for 28 days, 4 a fill"
    case("Weighed 90 days ago", f"{later}ask 2026-04-05 23:59  {asked}")
    case(
        "Weighed 91 days ago",
        f"{later}ask 2026-04-06 00:00  {asked}",
        weight("weight-stale", 91),
    )
    case(
        "Weighed this morning",
        f"{later}2026-04-06 08:00  weighed 69.5 kg by nell\nask 2026-04-06 09:00  {asked}",
    )


def test_a_weight_told_late_does_not_replace_a_younger_one(case: Case):
    case(
        "The younger weight, 45 kg, stays",
        f"""{EVALUATED}\
2026-01-08 09:00  weighed 45 kg by nell
2026-01-06 09:00 (recorded 2026-01-09 09:00)  weighed 90 kg by nell
ask 2026-01-09 10:00  prescribe by dr-reyes: 8 doses of 181 mg as 1 mg sublingual troche for 28 days, 4 a fill
""",
        above_per_kg("refuse", "sublingual", 181 * MG, 180 * MG, 4 * MG, 45_000),
    )


def test_a_dose_of_the_clinics_own_stock_is_held_to_the_same_table(case: Case):
    clinic = """\
course lucia, 2026-01-05, weight 70 kg, agreed, zone America/New_York
plan 80 mg as 5 mg intramuscular tenth-ml, 1 a week at least 48 h apart, in the clinic, until 2026-06-30 for remission
people: nell nurse
stock main-pharmacy: 100 units of ketamine-intramuscular-tenth-ml-5mg lot k1

2026-01-05 09:00  evaluated by dr-reyes: phq-9 18
"""
    dose = "from stock of main-pharmacy, given by nell, seen by nell, bp 120/80 by nell"
    case(
        "35 mg into the muscle, no more than planned",
        f"{clinic}ask 2026-01-05 11:00  take 35 mg {dose}",
    )
    case(
        "70 mg: an override",
        f"{clinic}ask 2026-01-05 11:00  take 70 mg {dose}",
        above_per_kg("override", "intramuscular", 70 * MG, 52_500, 750),
    )
    case(
        "75 mg: refused, though the plan says 80",
        f"{clinic}ask 2026-01-05 11:00  take 75 mg {dose}",
        above_per_kg("refuse", "intramuscular", 75 * MG, 70 * MG, 1_000),
    )


def test_a_route_nobody_set_a_limit_for_cannot_be_told(case: Case):
    row = {("dose-ceiling", "rectal-override-mg"): None}
    asked = EVALUATED + prescribe("1", "1", "rectal solution")
    verdict = case(
        "A policy without a row for this route",
        asked,
        cannot_tell(
            needs_override(
                "dose-ceiling", "no-limit", "judgement", by="prescriber", route="rectal"
            )
        ),
        settings=row,
    )
    assert verdict.answer == "could-not-be-checked"


def test_a_plan_is_held_to_the_last_step(case: Case):
    """What an override could allow is asked when it is prescribed, and so is a weight."""

    def plan(mg: str, chart: str = EVALUATED) -> str:
        return f"{chart}ask 2026-01-05 10:00  plan {mg} mg as 1 mg {SUBLINGUAL}, 1 a week at least 48 h apart by dr-reyes"

    case("280 mg at 70 kg", plan("280"))
    case(
        "281 mg at 70 kg: above 4 mg/kg",
        plan("281"),
        above_per_kg("refuse", "sublingual", 281 * MG, 280 * MG, 4 * MG),
    )
    unweighed = EVALUATED.replace(", weight 70 kg", "")
    case("281 mg of somebody nobody has weighed yet", plan("281", unweighed))
    case(
        "301 mg, whatever they weigh",
        plan("301", unweighed),
        above("refuse", "sublingual", 301 * MG, 300 * MG),
    )
