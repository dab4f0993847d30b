"""No refills, nor a refill by another name."""

from tests.spec.cases import EVALUATED, HOME, PRESCRIBED, Because, Case, refuses


ASKED = "prescribe by dr-reyes: 8 doses for 28 days, 4 a fill"


def same_evaluation(clears_by: str = "evaluate stop") -> Because:
    return refuses(
        "no-refills",
        "same-evaluation",
        "article",
        clears_by=clears_by,
        prescription=10,
        prescribed_on="2026-01-05",
        evaluated_on="2026-01-05",
    )


def test_a_prescription_has_no_refills(case: Case):
    case("None", f"{EVALUATED}ask 2026-01-05 10:00  {ASKED}")
    case(
        "One",
        f"{EVALUATED}ask 2026-01-05 10:00  {ASKED}, 1 refill",
        refuses("no-refills", "refills", "article", refills=1, refills_max=0),
    )
    case(
        "One, where a policy allows it",
        f"{EVALUATED}ask 2026-01-05 10:00  {ASKED}, 1 refill",
        settings={("no-refills", "refills-max"): 1},
    )


def test_a_second_prescription_waits_for_the_next_evaluation(case: Case):
    case(
        "Twice on one evaluation",
        f"{PRESCRIBED}ask 2026-01-05 10:00  {ASKED}",
        same_evaluation(),
    )
    case(
        "Evaluated again",
        f"{PRESCRIBED}2026-01-30 09:00  evaluated by dr-reyes: phq-9 12\n"
        f"ask 2026-01-30 09:10  {ASKED}",
    )


def test_used_up_or_over_is_no_new_evaluation(case: Case):
    case(
        "All eight are filled",
        f"""{HOME}\
2026-01-07 20:00  4 times every 3 days taken 1 dose, given by marco
2026-01-20 09:00  filled 4 doses for marco at corner-pharmacy by femi
ask 2026-01-20 10:00  {ASKED}
""",
        same_evaluation("evaluate"),
    )
    case(
        "A short one has ended, unfilled",
        f"""{EVALUATED}\
2026-01-05 09:20  prescribed by dr-reyes: 2 doses for 7 days, 2 a fill
ask 2026-01-20 10:00  {ASKED}
""",
        same_evaluation(),
    )


def test_one_that_was_stopped_counts_if_it_was_filled(case: Case):
    case(
        "A slip of the pen: stopped before anything was filled",
        f"{PRESCRIBED}2026-01-05 09:30  stopped entry 10 by dr-reyes: wrong dose\n"
        f"ask 2026-01-05 10:00  {ASKED}",
    )
    case(
        "Stopped with four doses at home",
        f"{HOME}2026-01-08 09:30  stopped entry 10 by dr-reyes: wrong dose\n"
        f"ask 2026-01-08 10:00  {ASKED}",
        same_evaluation("evaluate"),
    )
