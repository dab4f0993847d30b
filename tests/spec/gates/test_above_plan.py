"""The planned dose of the planned product, and not more."""

from tests.spec.cases import HOME, Because, Case, cannot_tell, refuses


VITALS = "given by marco, bp 120/80, pulse 70"


def dose(words: str = "1 dose", before: str = "", on: str = "2026-01-12 20:00") -> str:
    return f"{HOME}{before}ask {on}  take {words}, {VITALS}"


def too_much(dose_ug: int, planned_ug: int = 100_000) -> Because:
    return refuses(
        "above-plan",
        "too-much",
        "judgement",
        clears_by="prescribe",
        dose_ug=dose_ug,
        planned_ug=planned_ug,
    )


def test_less_is_allowed_more_is_not(case: Case):
    halves = HOME.replace("plan 100 mg sublingual", "plan 100 mg as 50 mg sublingual")
    case("The planned dose", dose())
    case("Half of it", f"{halves}ask 2026-01-12 20:00  take 1 unit, {VITALS}")
    case(
        "Three halves",
        f"{halves}ask 2026-01-12 20:00  take 3 units, {VITALS}",
        too_much(150_000),
    )
    case("Two", dose("2 doses"), too_much(200_000))


def test_another_strength_is_the_same_another_route_is_not(case: Case):
    def held(product: str) -> str:
        words = f"8 doses of {product} for 28 days, 4 a fill"
        return HOME.replace("8 doses for 28 days, 4 a fill", words)

    back = "2026-01-07 09:00  planned 100 mg sublingual troche, 2 a week at least 48 h apart, until 2026-06-30 for remission by dr-reyes\n"
    case(
        "Troches of 50 mg are taken two at a time",
        f"{held('100 mg as 50 mg sublingual troche')}{back}"
        f"ask 2026-01-12 20:00  take 2 units of ketamine-sublingual-troche-50mg, {VITALS}",
    )
    case(
        "A tablet to swallow is another product",
        f"{held('100 mg oral tablet')}{back}"
        f"ask 2026-01-12 20:00  take 1 unit of ketamine-oral-tablet-100mg, {VITALS}",
        refuses(
            "above-plan",
            "other-product",
            "judgement",
            clears_by="prescribe",
            product="ketamine-oral-tablet-100mg",
            planned_product="ketamine-sublingual-troche-100mg",
        ),
    )


def test_a_plan_stated_later_does_not_enlarge_a_prescription(case: Case):
    larger = "2026-01-07 09:00  planned 200 mg as 100 mg sublingual troche, 2 a week at least 48 h apart, until 2026-06-30 for remission by dr-reyes\n"
    case("Two troches at once", dose("2 units", larger), too_much(200_000))
    case("One", dose("1 unit", larger))
    smaller = larger.replace("planned 200 mg as 100 mg", "planned 50 mg as 50 mg")
    case(
        "A smaller plan counts at once",
        dose("1 unit of ketamine-sublingual-troche-100mg", smaller),
        too_much(100_000, 50_000),
    )


def test_what_is_left_of_a_stopped_prescription_is_not_taken(case: Case):
    stopped = "2026-01-11 09:00  stopped entry 10 by dr-reyes: blood in the urine\n"
    case(
        "Stopped yesterday",
        dose(before=stopped),
        refuses(
            "above-plan",
            "stopped",
            "judgement",
            clears_by="prescribe return",
            prescription=10,
            stopped_on="2026-01-11",
        ),
    )
    case(
        "Prescribed anew",
        dose(
            before=f"{stopped}2026-01-12 09:00  evaluated by dr-reyes: phq-9 12\n"
            "2026-01-12 09:10  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill\n"
        ),
    )
    case(
        "Another plan was stated since, and changes nothing at home",
        dose(
            "1 unit of ketamine-sublingual-troche-100mg",
            f"{stopped}2026-01-12 09:00  planned 100 mg sublingual troche, 1 a week at least 48 h apart, until 2026-06-30 for remission by dr-reyes\n",
        ),
        refuses(
            "above-plan",
            "stopped",
            "judgement",
            clears_by="prescribe return",
            prescription=10,
            stopped_on="2026-01-11",
        ),
    )


def test_a_stop_stops_in_the_second_month_too(case: Case):
    second = """\
2026-02-02 09:00  evaluated by dr-reyes: phq-9 12
2026-02-02 09:10  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill
2026-02-03 09:00  stopped entry 14 by dr-reyes: blood in the urine
"""
    case(
        "The first prescription was never stopped, only used up",
        dose(before=second, on="2026-02-04 20:00"),
        refuses(
            "above-plan",
            "stopped",
            "judgement",
            clears_by="prescribe return",
            prescription=14,
            stopped_on="2026-02-03",
        ),
    )


SEEN = "2026-01-05 09:10  evaluated by dr-reyes: phq-9 18\n"


def test_without_a_plan_it_cannot_be_told(case: Case):
    unplanned = "\n".join(
        line for line in HOME.splitlines() if not line.startswith(("plan ", "2026"))
    ).replace("agreed, zone", "agreed, level L2, zone")
    case(
        "No plan: a dose from the source, in the clinic",
        f"{unplanned}\n\n{SEEN}ask 2026-01-12 11:00  take 1 unit of ketamine-sublingual-troche-100mg from source, given by nell, seen by nell, in the clinic, bp 120/80",
        cannot_tell(refuses("above-plan", "no-plan", "judgement", clears_by="plan prescribe")),
    )
