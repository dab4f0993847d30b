"""What it is for, and until when."""

from tests.spec.cases import EVALUATED, Case, needs_override


ASKED = "prescribe by dr-reyes: 8 doses for 28 days, 4 a fill"


def test_the_words_and_the_day_are_both_needed(case: Case):
    missing = needs_override(
        "end-point", "missing", "guideline", by="prescriber", clears_by="plan"
    )
    case("A day and its words", f"{EVALUATED}ask 2026-01-05 10:00  {ASKED}")
    case(
        "Nothing is said",
        f"{EVALUATED.replace(', until 2026-06-30 for remission', '')}ask 2026-01-05 10:00  {ASKED}",
        missing,
    )
    case(
        "A day without words",
        f"{EVALUATED.replace(' for remission', '')}ask 2026-01-05 10:00  {ASKED}",
        missing,
    )


def test_a_day_that_has_passed_needs_a_new_one(case: Case):
    later = f"{EVALUATED}2026-06-25 08:00  weighed 70 kg by nell\n2026-06-25 09:00  evaluated by dr-reyes: phq-9 9\n"
    case("On the day", f"{later}ask 2026-06-30 23:00  {ASKED}")
    case(
        "The day after",
        f"{later}ask 2026-07-01 00:00  {ASKED}",
        needs_override(
            "end-point",
            "passed",
            "guideline",
            by="prescriber",
            clears_by="plan",
            ends_on="2026-06-30",
        ),
    )
